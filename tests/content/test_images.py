"""Images: which files there are, what they say, and who may have them."""

import base64
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image as PillowImage
from wagtail.models import Collection, CollectionViewRestriction

from cms.content.images import WIDTHS, image_schema, make_renditions
from cms.content.models import Image, Rendition
from tests.factories.content import DocumentFactory, ImageFactory

pytestmark = pytest.mark.django_db


def private_collection(*, below: bool = False) -> Collection:
    """Return a collection that anonymous readers may not see; with `below` one inside it."""
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    return private.add_child(name="Inner") if below else private


@pytest.mark.parametrize(
    ("width", "widths"),
    [(200, [200]), (320, [320]), (400, [320, 400]), (1000, [320, 640, 960, 1000]),
     (3000, list(WIDTHS))],
)  # fmt: skip
def test_sizes_go_as_far_as_the_original(width: int, widths: list[int]) -> None:
    found = image_schema(ImageFactory(file__width=width, file__height=width // 2), base_url="")
    assert found is not None
    for kind in ("image/webp", "image/jpeg"):
        assert [source.width for source in found.srcset if source.type == kind] == widths
    assert found.src == found.srcset[-1].url
    assert found.srcset[-1].type == "image/jpeg"
    assert (found.width, found.height) == (width, width // 2)


def test_each_file_is_what_its_entry_says() -> None:
    found = image_schema(ImageFactory(), base_url="https://x.org")
    assert found is not None
    for source in found.srcset:
        assert source.url.startswith("https://x.org/media/")
        path = Path(settings.MEDIA_ROOT) / source.url.removeprefix("https://x.org/media/")
        assert path.stat().st_size == source.bytes
        with PillowImage.open(path) as picture:
            assert (picture.width, picture.height) == (source.width, source.height)
            assert picture.get_format_mimetype() == source.type


def test_the_placeholder_is_a_tiny_picture() -> None:
    found = image_schema(ImageFactory(), base_url="")
    assert found is not None
    kind, data = found.placeholder.split(",")
    assert kind == "data:image/webp;base64"
    assert len(data) < 2000
    with PillowImage.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.width == 16


@pytest.mark.parametrize(
    ("alt", "decorative", "shown"),
    [("", False, "A round bubble with a membrane of two layers."), ("Here", False, "Here"),
     ("", True, ""), ("Here", True, "")],
)  # fmt: skip
def test_alt_text_is_that_of_the_use_else_of_the_image(
    alt: str, shown: str, *, decorative: bool
) -> None:
    found = image_schema(ImageFactory(), base_url="", alt=alt, decorative=decorative)
    assert found is not None
    assert (found.alt, found.decorative) == (shown, decorative)


def test_the_focal_point_is_given_in_pixels_of_the_original() -> None:
    image = ImageFactory(
        focal_point_x=100, focal_point_y=50, focal_point_width=40, focal_point_height=20
    )
    found = image_schema(image, base_url="")
    assert found is not None
    assert found.focal_point is not None
    assert found.focal_point.model_dump() == {"x": 100, "y": 50, "width": 40, "height": 20}


def test_no_image_is_none() -> None:
    assert image_schema(None, base_url="") is None


@pytest.mark.parametrize("below", [False, True])
def test_an_image_in_a_private_collection_is_not_there(*, below: bool) -> None:
    image = ImageFactory(collection=private_collection(below=below))
    assert image_schema(image, base_url="") is None


def test_the_id_of_an_image_is_its_own_and_stays() -> None:
    one, other = ImageFactory(), ImageFactory()
    first, again, second = (image_schema(image, base_url="") for image in (one, one, other))
    assert first is not None
    assert again is not None
    assert second is not None
    assert first.id == again.id != second.id


# The view that serves files


def file_of(image: Image) -> str:
    """Return the address of one public file of an image."""
    return next(iter(make_renditions(image).values())).url


def test_a_rendition_is_served_by_its_exact_name(client: Client) -> None:
    response = client.get(file_of(ImageFactory()))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]  # a stream


@pytest.mark.parametrize("below", [False, True])
def test_a_rendition_of_a_private_image_is_not_found(client: Client, *, below: bool) -> None:
    image = ImageFactory()
    address = file_of(image)
    assert client.get(address).status_code == 200
    Image.objects.filter(pk=image.pk).update(collection=private_collection(below=below))
    assert client.get(address).status_code == 404


def test_a_private_rendition_and_an_absent_one_answer_the_same(client: Client) -> None:
    private = file_of(ImageFactory(collection=private_collection()))
    absent = "/media/images/absent.webp"
    first, second = client.get(private), client.get(absent)
    assert (first.status_code, second.status_code) == (404, 404)
    assert first.content.replace(private.encode(), b"") == second.content.replace(
        absent.encode(), b""
    )


def test_an_original_is_never_served(client: Client) -> None:
    image = ImageFactory()
    assert Path(image.file.path).exists()
    assert client.get(image.file.url).status_code == 404


def test_a_document_is_never_served_by_its_path(client: Client) -> None:
    document = DocumentFactory()
    assert Path(document.file.path).exists()
    assert client.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["", "..%2fsecret_key", "../library.sqlite3", "images/", "%00", "images/%2e%2e/x"]
)
def test_an_odd_name_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_a_rendition_whose_file_is_gone_is_not_found(client: Client) -> None:
    address = file_of(ImageFactory())
    rendition = Rendition.objects.get(file=address.removeprefix("/media/"))
    Path(rendition.file.path).unlink()
    assert client.get(address).status_code == 404


def test_nothing_can_be_sent_to_a_rendition(client: Client) -> None:
    assert client.post(file_of(ImageFactory())).status_code == 405
