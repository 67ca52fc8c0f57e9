"""What can't be taken: a message beside the field, and nothing that was typed is lost."""

import io
from typing import Any

import pytest
from PIL import Image as Picture
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from articles.models import TopicPage
from articles.models.topic_page import AT_A_GLANCE
from cms.content.models import Image
from cms.references.models import Reference
from tests.browser.admin import field, message_beside, publish, rich_text, show_tab, write

pytestmark = pytest.mark.xdist_group("browser")

ADD_REFERENCE = "/admin/references/reference/create/"


@pytest.fixture
def page(editor_page: Page, settings: Settings) -> Page:
    """Return the page of an editor, whose forms are sent only when they are sent."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return editor_page


@pytest.fixture
def cancer(starter: None) -> TopicPage:
    return TopicPage.objects.get(slug="cancer")


def edit(page: Page, topic: TopicPage) -> None:
    page.goto(f"/admin/pages/{topic.pk}/edit/")


def type_into(page: Page, name: str, text: str) -> None:
    """Type over what is in a field: unlike a script, the hand can't write past a limit."""
    field(page, name).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def expect_refusal(page: Page, name: str, message: str) -> None:
    """Expect that the form is back with a message beside the field."""
    expect(message_beside(page, name)).to_contain_text(message)
    expect(message_beside(page, name)).to_be_visible()


def picture(width: int, height: int) -> FilePayload:
    content = io.BytesIO()
    Picture.new("RGB", (width, height)).save(content, "PNG")
    return {"name": "picture.png", "mimeType": "image/png", "buffer": content.getvalue()}


NO_PICTURE: FilePayload = {
    "name": "picture.png",
    "mimeType": "image/png",
    "buffer": b"These are words.",
}


def test_topic_without_its_answers_at_a_glance_is_not_published(page: Page) -> None:
    parent = TopicPage.objects.get(slug="exosome-therapy")
    page.goto(f"/admin/pages/add/articles/topicpage/{parent.pk}/")
    type_into(page, "title", "A new topic")
    type_into(page, "summary", "What is known of it.")
    show_tab(page, "At a glance")
    write(page, "id_harms_text", "Nobody knows")
    publish(page)

    expect(page.get_by_text("could not be created due to validation errors")).to_be_visible()
    show_tab(page, "At a glance")
    for name, _, _ in AT_A_GLANCE:
        expect_refusal(page, f"{name}_as_of", "This field is required.")
        if name != "harms":
            expect_refusal(page, f"{name}_text", "This field is required.")
    expect(rich_text(page, "id_harms_text")).to_contain_text("Nobody knows")
    expect(field(page, "title")).to_have_value("A new topic")
    expect(field(page, "summary")).to_have_value("What is known of it.")
    assert not TopicPage.objects.filter(title="A new topic").exists()


def test_answer_without_a_source_is_not_published(page: Page, cancer: TopicPage) -> None:
    edit(page, cancer)
    show_tab(page, "At a glance")
    write(page, "id_harms_text", "None, says nobody")
    publish(page)

    show_tab(page, "At a glance")
    expect_refusal(page, "harms_text", "This line needs a citation")
    expect(rich_text(page, "id_harms_text")).to_contain_text("None, says nobody")
    cancer.refresh_from_db()
    assert "None, says nobody" not in cancer.harms_text


def test_title_that_is_too_long_is_kept_and_refused(page: Page, cancer: TopicPage) -> None:
    edit(page, cancer)
    type_into(page, "title", "x" * 300)
    type_into(page, "summary", "What is new.")
    publish(page)

    expect_refusal(page, "title", "at most 255 characters (it has 300)")
    expect(field(page, "title")).to_have_value("x" * 300)
    expect(field(page, "summary")).to_have_value("What is new.")


def test_address_that_is_taken_is_refused(page: Page, cancer: TopicPage) -> None:
    edit(page, cancer.get_children().exclude(slug="trials").get())
    type_into(page, "title", "Another title")
    show_tab(page, "Promote")
    type_into(page, "slug", "trials")
    publish(page)

    show_tab(page, "Promote")
    expect_refusal(page, "slug", "already in use")
    expect(field(page, "slug")).to_have_value("trials")
    expect(field(page, "title")).to_have_value("Another title")


def test_what_is_no_doi_is_refused(page: Page) -> None:
    page.goto(ADD_REFERENCE)
    type_into(page, "title", "A study of exosomes")
    type_into(page, "doi", "see the journal")
    page.get_by_role("button", name="Save").click()

    expect_refusal(page, "doi", "DOI")
    expect(field(page, "doi")).to_have_value("see the journal")
    expect(field(page, "title")).to_have_value("A study of exosomes")
    assert not Reference.objects.filter(title="A study of exosomes").exists()


def test_publication_that_is_there_already_is_refused_and_shown(page: Page) -> None:
    known = Reference.objects.filter(doi__isnull=False)[0]
    page.goto(ADD_REFERENCE)
    type_into(page, "title", "The same study")
    type_into(page, "doi", f"https://doi.org/{str(known.doi).upper()}")
    page.get_by_role("button", name="Save").click()

    expect_refusal(page, "doi", "The library has this already")
    link = message_beside(page, "doi").get_by_role("link")
    expect(link).to_have_attribute("href", f"/admin/references/reference/edit/{known.pk}/")
    expect(field(page, "title")).to_have_value("The same study")


@pytest.mark.parametrize(
    ("upload", "limits", "message"),
    [
        (NO_PICTURE, {}, "not an image"),
        (picture(200, 100), {"WAGTAILIMAGES_MAX_IMAGE_PIXELS": 19_999}, "pixels"),
        (picture(200, 100), {"WAGTAILIMAGES_MAX_UPLOAD_SIZE": 100}, "too big"),
    ],
    ids=["no image", "too many pixels", "too many bytes"],
)
def test_upload_that_can_not_be_shown_is_refused(
    page: Page, settings: Settings, upload: FilePayload, limits: dict[str, Any], message: str
) -> None:
    for name, value in limits.items():
        setattr(settings, name, value)
    before = Image.objects.count()
    page.goto("/admin/images/add/")
    field(page, "file").set_input_files(upload)
    expect(field(page, "title")).to_have_value("picture")
    type_into(page, "title", "A round exosome")
    type_into(page, "description", "A bubble with a membrane.")
    page.get_by_role("button", name="Upload").click()

    expect_refusal(page, "file", message)
    expect(field(page, "title")).to_have_value("A round exosome")
    expect(field(page, "description")).to_have_value("A bubble with a membrane.")
    assert Image.objects.count() == before


def test_several_uploads_say_which_can_not_be_shown(page: Page) -> None:
    page.goto("/admin/images/multiple/add/")
    page.locator("input[type=file]").set_input_files([NO_PICTURE, picture(20, 10)])
    refused = page.locator("#upload-list > li", has_text="not an image")
    expect(refused).to_be_visible()
    expect(page.locator("#upload-list > li")).to_have_count(2)
    expect(page.locator("#upload-list > li").filter(has=page.get_by_label("Title"))).to_have_count(
        1
    )
