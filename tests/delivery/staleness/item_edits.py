"""Edits by chance of what pages show, and of the whole site."""

from random import Random

from taggit.models import Tag
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Site,
)

from cms.content.models import (
    GlossaryTerm,
    Image,
    Person,
    SiteSettings,
)
from cms.references.models import Reference
from tests.delivery.changes.base import administrator
from tests.delivery.staleness.choosing import Edit, some, words
from tests.factories.content import GlossaryTermFactory
from tests.factories.references import ReferenceFactory
from trials.models import Condition


@Edit
def references_change(random: Random) -> None:
    if reference := some(random, Reference):
        Reference.objects.filter(pk=reference.pk).update(
            status=random.choice(["normal", "retracted"]), notice=words(random)
        )


@Edit
def a_reference_s_title_changes(random: Random) -> None:
    if reference := some(random, Reference):
        reference.csl = {**reference.csl, "title": words(random)}
        reference.save()


@Edit
def a_reference_is_saved_by_the_form(random: Random) -> None:
    if reference := some(random, Reference):
        administrator().save(
            f"/admin/references/reference/edit/{reference.pk}/", notice=words(random)
        )


@Edit
def a_reference_comes(random: Random) -> None:
    ReferenceFactory()


@Edit
def a_reference_goes(random: Random) -> None:
    if reference := some(random, Reference):
        reference.delete()


@Edit
def tags_change(random: Random) -> None:
    if reference := some(random, Reference):
        reference.tags.add(words(random))
    if tag := some(random, Tag):
        Tag.objects.filter(pk=tag.pk).update(name=words(random))


@Edit
def a_person_changes(random: Random) -> None:
    if person := some(random, Person):
        administrator().save(f"/admin/content/person/edit/{person.pk}/", name=words(random))


@Edit
def words_change(random: Random) -> None:
    GlossaryTerm.objects.update(definition=words(random))
    GlossaryTermFactory(term=words(random) + words(random))


@Edit
def a_condition_changes(random: Random) -> None:
    condition = some(random, Condition)
    condition.name = words(random) + words(random)
    condition.synonyms = [words(random), random.choice(condition.synonyms)]
    Condition.objects.bulk_update([condition], ["name", "synonyms"])


@Edit
def an_image_changes(random: Random) -> None:
    image = some(random, Image)
    image.description = words(random)
    image.collection = some(random, Collection)
    image.save()


@Edit
def images_are_put_into_a_collection(random: Random) -> None:
    Image.objects.update(collection=some(random, Collection))


@Edit
def a_collection_is_restricted_or_no_more(random: Random) -> None:
    if restriction := some(random, CollectionViewRestriction):
        restriction.delete()
    else:
        CollectionViewRestriction.objects.create(
            collection=some(random, Collection), restriction_type="login"
        )


@Edit
def the_site_s_texts_change(random: Random) -> None:
    SiteSettings.objects.update(disclosure=words(random))


@Edit
def the_site_changes(random: Random) -> None:
    site = Site.objects.get()
    site.hostname = f"host-{random.randrange(10)}.example.org"
    site.save()
