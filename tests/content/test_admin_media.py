"""Uploads: what is no image, too large or able to run scripts is refused in words."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.content.images import missing_specs
from cms.content.models import Document, Image
from cms.editorial.groups import GroupName
from tests.admin_client import AdminClient, client_of
from tests.factories.content import ImageFactory
from tests.factories.users import UserFactory
from tests.pictures import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


BAD = {
    "no image": ("x.png", b"not an image", "corrupted"),
    "empty": ("x.png", b"", "empty"),
    "svg": ("x.svg", SVG, "Not a supported image format"),
    "svg by another name": ("x.png", SVG, "Not a valid .png image"),
    "html": ("x.html", b"<script>alert(1)</script>", "Not a supported image format"),
    "another format": ("x.png", picture(kind="GIF"), "Not a valid .png image"),
    "over 50 megapixels": ("x.png", picture(10_000, 5_001), "too many pixels"),
    "a bomb": ("x.png", picture(30_000, 30_000), "too many pixels"),
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("case", BAD)
def test_bad_image_is_refused_beside_the_field(client: AdminClient, case: str) -> None:
    name, content, message = BAD[case]
    response = client.save(
        "/admin/images/add/", title="A title", credit="Somebody", file=upload(name, content)
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert message in str(form.errors["file"])
    assert (form["title"].value(), form["credit"].value()) == ("A title", "Somebody")
    assert not Image.objects.exists()


@pytest.mark.parametrize("case", BAD)
def test_bad_image_is_refused_in_every_other_way_in(client: AdminClient, case: str) -> None:
    name, content, message = BAD[case]
    several = client.post(
        "/admin/images/multiple/add/",
        {"title": "x", "files[]": upload(name, content), "collection": 1},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert several.json()["success"] is False
    assert message in several.json()["error_message"].replace("&quot;", '"')
    chooser = client.post(
        "/admin/images/chooser/create/",
        {
            "image-chooser-upload-title": "x",
            "image-chooser-upload-file": upload(name, content),
            "image-chooser-upload-collection": 1,
        },
    )
    assert message in chooser.json()["htmlFragment"]
    assert not Image.objects.exists()


def test_replacing_the_file_has_the_same_checks(client: AdminClient) -> None:
    image = ImageFactory()
    response = client.save(f"/admin/images/{image.pk}/", file=upload("x.png", SVG))
    assert "Not a valid .png image" in str(response.context["form"].errors["file"])


def test_replacing_the_file_replaces_what_is_made_of_it(
    client: AdminClient, django_capture_on_commit_callbacks: Any
) -> None:
    image = ImageFactory()
    before = set(image.renditions.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.save(f"/admin/images/{image.pk}/", file=upload("x.png", picture(20, 10)))
    image.refresh_from_db()
    assert not missing_specs(image)
    assert not before & set(image.renditions.values_list("file", flat=True))
    assert {rendition.width for rendition in image.renditions.all()} == {16, 20}


def test_limit_is_a_setting_and_an_image_at_it_is_taken(client: AdminClient) -> None:
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 50_000_000
    response = client.save(
        "/admin/images/add/", title="Large", file=upload("x.png", picture(10_000, 5_000))
    )
    assert response.status_code == 302, response.context["form"].errors
    assert Image.objects.get().width == 10_000


def test_image_form_asks_for_alt_text_credit_and_licence(client: AdminClient) -> None:
    html = client.open("/admin/images/add/").content.decode()
    for words in ("Alt text", "can’t see the image", "Credit", "Licence", "CC BY 4.0"):
        assert words in html
    response = client.save(
        "/admin/images/add/", title="An exosome", description="A bubble.", credit="Us",
        licence="CC BY 4.0", source_url="https://example.org/", file=upload("x.png", picture()),
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    image = Image.objects.get()
    assert (image.description, image.credit, image.licence, image.source_url) == (
        "A bubble.", "Us", "CC BY 4.0", "https://example.org/",
    )  # fmt: skip


def test_image_is_edited_and_deleted(client: AdminClient) -> None:
    image = ImageFactory()
    assert client.save(f"/admin/images/{image.pk}/", credit="Somebody else").status_code == 302
    image.refresh_from_db()
    assert image.credit == "Somebody else"
    client.open(f"/admin/images/usage/{image.pk}/")
    client.open(f"/admin/images/{image.pk}/delete/")
    client.post(f"/admin/images/{image.pk}/delete/")
    assert not Image.objects.exists()


def test_document_is_added_edited_and_deleted(client: AdminClient) -> None:
    response = client.save(
        "/admin/documents/add/", title="A leaflet", language="fr", file=upload("x.pdf", b"%PDF-1.7")
    )
    assert response.status_code == 302, response.context["form"].errors
    document = Document.objects.get()
    assert document.language == "fr"
    assert client.save(f"/admin/documents/edit/{document.pk}/", title="New").status_code == 302
    client.post(f"/admin/documents/delete/{document.pk}/")
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.exe", "x.js", "x"])
def test_document_that_could_run_is_refused(client: AdminClient, name: str) -> None:
    response: Any = client.save("/admin/documents/add/", title="x", file=upload(name, b"x"))
    assert "file" in response.context["form"].errors
    assert not Document.objects.exists()
