"""Images: which files there are, what they say, and who may have them."""

import base64
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image as PillowImage
from wagtail.models import Collection, CollectionViewRestriction

from cms.content.images import (
    PLACEHOLDER,
    WIDTHS,
    existing_renditions,
    image_schema,
    make_renditions,
)
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
    found = image_schema(ImageFactory(file__width=width, file__height=width // 10), base_url="")
    assert found is not None
    for kind in ("image/avif", "image/webp", "image/jpeg"):
        assert [source.width for source in found.srcset if source.type == kind] == widths
    assert found.src == found.srcset[-1].url
    assert found.srcset[-1].type == "image/jpeg"
    assert (found.width, found.height) == (width, width // 10)


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
        focal_point_x=10, focal_point_y=15, focal_point_width=8, focal_point_height=6
    )
    found = image_schema(image, base_url="")
    assert found is not None
    assert found.focal_point is not None
    assert found.focal_point.model_dump() == {"x": 10, "y": 15, "width": 8, "height": 6}


def test_an_image_whose_files_are_still_to_be_made_is_not_there() -> None:
    assert image_schema(ImageFactory(files=False), base_url="") is None


def test_an_image_lists_the_files_that_there_are() -> None:
    image = ImageFactory()
    image.renditions.filter(filter_spec__in=[PLACEHOLDER, "width-40"]).delete()
    found = image_schema(image, base_url="")
    assert found is not None
    assert [source.type for source in found.srcset] == ["image/avif", "image/webp"]
    assert found.src.endswith((".avif", ".webp"))
    assert found.placeholder == ""


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
    return str(existing_renditions(image)["width-40|format-webp"].url)


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


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"},
     {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}],
    ids=["plain", "range", "etag", "date"],
)  # fmt: skip
def test_a_file_that_became_private_and_an_absent_one_answer_the_same(
    client: Client, method: str, headers: dict[str, str]
) -> None:
    image = ImageFactory()
    private, absent = file_of(image), "/media/images/absent.webp"
    image.collection = private_collection()
    image.save()
    first, second = (getattr(client, method)(url, headers=headers) for url in (private, absent))
    assert (first.status_code, second.status_code) == (404, 404)
    assert dict(first.headers) == dict(second.headers)
    assert first.content.replace(private.encode(), b"") == second.content.replace(
        absent.encode(), b""
    )


def test_the_name_of_a_file_cannot_be_guessed(client: Client) -> None:
    names = [file_of(ImageFactory(file__filename="x.jpg")) for _ in range(2)]
    assert all(re.fullmatch(r"/media/images/[0-9a-f]{24}\.x.*\.webp", name) for name in names)
    assert len({name.split("/")[3].split(".")[0] for name in names}) == 2
    for name in names:
        assert client.get(re.sub(r"[0-9a-f]{24}\.", "", name)).status_code == 404


def test_a_name_never_returns_with_other_bytes() -> None:
    image = ImageFactory()
    before = file_of(image)
    image.renditions.all().delete()
    make_renditions(image)
    assert file_of(image) != before


def test_a_long_name_keeps_its_ending() -> None:
    found = image_schema(ImageFactory(file__filename=f"{'long' * 25}.jpg"), base_url="")
    assert found is not None
    assert found.src.endswith(".jpg")


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


def test_a_file_that_the_storage_has_lost_is_not_named() -> None:
    image = ImageFactory()
    kept, *lost = image.renditions.order_by("pk")
    for rendition in lost:
        rendition.file.storage.delete(rendition.file.name)
    found = image_schema(image, base_url="")
    assert found is not None
    assert [source.url for source in found.srcset] == [kept.url]
    kept.file.storage.delete(kept.file.name)
    assert image_schema(image, base_url="") is None
