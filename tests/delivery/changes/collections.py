"""Changes of collections: who may see images and files."""

from wagtail.models import Collection, CollectionViewRestriction

from cms.content.models import Document, Image
from tests.delivery.changes.base import Steps, administrator, done, leaves, marks
from tests.delivery.rich import RichLibrary


def _restrict(collection: Collection) -> CollectionViewRestriction:
    return CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")


def _private() -> Collection:
    made = Collection.get_first_root_node().add_child(name="Private")
    _restrict(made)
    return made


@marks
def images_are_put_into_a_private_collection(rich: RichLibrary) -> Steps:
    private = _private()
    yield ()
    done(
        administrator().post(
            f"/admin/bulk/content/image/add_to_collection/?id={rich.picture.pk}",
            {"collection": private.pk},
        )
    )
    yield (rich.cancer,)


@marks
def files_are_put_into_a_private_collection(rich: RichLibrary) -> Steps:
    private = _private()
    yield ()
    done(
        administrator().post(
            f"/admin/bulk/content/document/add_to_collection/?id={rich.leaflet.pk}",
            {"collection": private.pk},
        )
    )
    yield (rich.cancer,)


@marks
def images_are_put_there_by_an_update(rich: RichLibrary) -> Steps:
    private = _private()
    yield ()
    Image.objects.update(collection=private)
    Document.objects.update(collection=private)
    yield rich.cancer, rich.author


@marks
def a_collection_is_made(rich: RichLibrary) -> Steps:
    yield ()
    Collection.get_first_root_node().add_child(name="Another")
    yield rich.cancer, rich.author


@marks
def a_collection_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    _restrict(rich.shared)
    yield (rich.cancer,)


@marks
def a_collection_above_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    _restrict(Collection.get_first_root_node())
    yield rich.cancer, rich.author


@marks
def a_collection_becomes_public(rich: RichLibrary) -> Steps:
    restriction = _restrict(rich.shared)
    yield ()
    restriction.delete()
    yield (rich.cancer,)


@marks
def a_collection_moves_into_a_private_one(rich: RichLibrary) -> Steps:
    private = _private()
    yield ()
    Collection.objects.get(pk=rich.shared.pk).move(private, pos="sorted-child")
    yield (rich.cancer,)


@leaves
def a_collection_gets_another_name(rich: RichLibrary) -> Steps:
    yield ()
    Collection.objects.filter(pk=rich.shared.pk).update(name="Common")
    yield ()
