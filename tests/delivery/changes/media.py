"""Changes of images and files."""

from cms.content.images import PLACEHOLDER, make_renditions
from cms.content.models import Document, Image, Rendition
from tests.delivery.changes.base import Steps, administrator, done, leaves, marks
from tests.delivery.rich import RichLibrary
from tests.factories.content import DocumentFactory, ImageFactory


@marks
def an_image_s_words_change(rich: RichLibrary) -> Steps:
    yield ()
    rich.picture.description = "Two bubbles."
    rich.picture.save()
    # Cards of the page show its image too.
    yield rich.cancer, rich.home, rich.therapy


@marks
def an_image_s_credit_changes_for_many(rich: RichLibrary) -> Steps:
    yield ()
    Image.objects.update(credit="Ada Example")
    yield rich.cancer, rich.author


@marks
def an_image_s_focal_point_changes(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().save(
            f"/admin/images/{rich.picture.pk}/", focal_point_x="5", focal_point_y="5",
            focal_point_width="3", focal_point_height="3",
        )
    )  # fmt: skip
    yield (rich.cancer,)


@marks
def an_image_s_file_is_replaced(rich: RichLibrary) -> Steps:
    other = ImageFactory(file__color="red", file__width=60)
    yield ()
    rich.picture.file, rich.picture.width = other.file, other.width
    rich.picture.save()
    yield (rich.cancer,)


@marks
def an_image_is_deleted(rich: RichLibrary) -> Steps:
    yield ()
    rich.picture.delete()
    yield (rich.cancer,)


@marks
def images_are_deleted_together(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/bulk/content/image/delete/?id={rich.picture.pk}&id={rich.portrait.pk}"
        )
    )
    yield rich.cancer, rich.author


@marks
def the_files_of_an_image_come(rich: RichLibrary) -> Steps:
    rich.portrait.renditions.all().delete()
    yield ()
    make_renditions(rich.portrait)
    yield (rich.author,)


@marks
def files_are_written_together(rich: RichLibrary) -> Steps:
    rendition = rich.portrait.renditions.get(filter_spec="width-40")
    rendition.delete()
    yield ()
    rendition.pk = None
    Rendition.objects.bulk_create([rendition])
    yield (rich.author,)


@marks
def the_placeholder_of_an_image_goes(rich: RichLibrary) -> Steps:
    yield ()
    rich.portrait.renditions.filter(filter_spec=PLACEHOLDER).delete()
    yield (rich.author,)


@marks
def a_file_to_download_is_replaced(rich: RichLibrary) -> Steps:
    other = DocumentFactory(file__filename="other.txt")
    yield ()
    rich.leaflet.file = other.file
    rich.leaflet.save()
    yield (rich.cancer,)


@marks
def a_file_to_download_is_deleted(rich: RichLibrary) -> Steps:
    yield ()
    Document.objects.filter(pk=rich.leaflet.pk).delete()
    yield (rich.cancer,)


@leaves
def an_image_gets_tags(rich: RichLibrary) -> Steps:
    yield ()
    rich.picture.tags.add("bubbles")
    yield ()


@leaves
def an_image_s_title_changes(rich: RichLibrary) -> Steps:
    yield ()
    Image.objects.update(title="Another", source_url="https://example.org/", file_hash="1")
    yield ()


@leaves
def the_admin_makes_a_thumbnail(rich: RichLibrary) -> Steps:
    yield ()
    rich.picture.get_rendition("max-165x165")
    yield ()


@leaves
def a_file_gets_tags_and_a_language(rich: RichLibrary) -> Steps:
    yield ()
    rich.leaflet.language = "fr"
    rich.leaflet.save()
    rich.leaflet.tags.add("leaflets")
    yield ()
