"""People, words and pictures."""

from typing import Any

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Collection

from cms.content.models import Document, GlossaryTerm, Image, Person
from cms.content.tasks import make_renditions_task


class PersonFactory(DjangoModelFactory):
    """A person who writes or reviews."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda number: f"Ada Example {number}")
    credentials = "MD"
    role = "Oncologist"
    interests = "None declared."


class GlossaryTermFactory(DjangoModelFactory):
    """A word with its meaning."""

    class Meta:
        model = GlossaryTerm

    term = factory.Sequence(lambda number: f"Exosome {number}")
    synonyms = ["extracellular vesicle"]
    definition = "A bubble, far smaller than a cell, that cells release."


class ImageFactory(wagtail_factories.ImageFactory):
    """A drawn picture with alt text, in the root collection, which anybody may see.

    It is small, because each comes with its public files: the commit after which they are made
    does not come in most tests. `files=False` leaves them out.
    """

    class Meta:
        model = Image
        skip_postgeneration_save = True

    title = "An exosome"
    description = "A round bubble with a membrane of two layers."
    file = factory.django.ImageField(width=40, height=30, color="teal")
    collection = factory.LazyFunction(Collection.get_first_root_node)

    @factory.post_generation
    def files(self: Image, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        if create and wanted is not False:
            make_renditions_task.call(self.pk)


class DocumentFactory(wagtail_factories.DocumentFactory):
    """A file to download, in the root collection, which anybody may see."""

    class Meta:
        model = Document

    title = "A leaflet"
    file = factory.django.FileField(filename="leaflet.txt", data=b"About exosomes.")
    collection = factory.LazyFunction(Collection.get_first_root_node)
