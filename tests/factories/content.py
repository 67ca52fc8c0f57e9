"""People, words and pictures."""

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Collection

from cms.content.models import Document, GlossaryTerm, Image, Person


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
    """A drawn picture with alt text, in the root collection, which anybody may see."""

    class Meta:
        model = Image

    title = "An exosome"
    description = "A round bubble with a membrane of two layers."
    file = factory.django.ImageField(width=400, height=300, color="teal")
    collection = factory.LazyFunction(Collection.get_first_root_node)


class DocumentFactory(wagtail_factories.DocumentFactory):
    """A file to download, in the root collection, which anybody may see."""

    class Meta:
        model = Document

    title = "A leaflet"
    file = factory.django.FileField(filename="leaflet.txt", data=b"About exosomes.")
    collection = factory.LazyFunction(Collection.get_first_root_node)
