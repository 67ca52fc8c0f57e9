"""What only a browser shows of the admin's pages of references: that everybody can use them."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import TopicPage
from cms.references.choices import ReferenceStatus
from cms.references.models import FoundPublication, Reference, SavedSearch
from cms.references.refreshing.notices import ToldNotice
from cms.references.refreshing.proposing import propose
from cms.references.refreshing.standing import take_notices
from tests.browser.axe import violations

pytestmark = pytest.mark.xdist_group("browser")

RETRACTION = ToldNotice(
    "10.5555/notice", ReferenceStatus.RETRACTED, "Retraction: https://doi.org/10.5555/notice",
    "Crossref",
)  # fmt: skip


@pytest.fixture
def topic(editor_page: Page) -> TopicPage:
    """Return a topic with news of every kind."""
    topic = TopicPage.objects.exclude(featured_reference=None)[0]
    now = timezone.now()
    cited: Any = topic.featured_reference
    take_notices(cited, [RETRACTION], now=now)
    propose(cited, {**cited.csl, "volume": "99", "page": "98-99"}, source="Crossref", now=now)
    saved = SavedSearch.objects.create(page=topic, query="exosome AND cancer")
    SavedSearch.objects.create(page=topic, query="vesicle", problem="Europe PMC took too long.")
    FoundPublication.objects.create(
        search=saved, key="MED:40000001", found_at=now,
        csl={"type": "article-journal", "title": "What vesicles carry"},
    )  # fmt: skip
    return topic


def test_pages_of_references_are_accessible(editor_page: Page, topic: TopicPage) -> None:
    reference = Reference.objects.get(status=ReferenceStatus.RETRACTED)
    for address, words in (
        ("/admin/", "Retracted, and still cited"),
        ("/admin/reference-proposals/", "Accept what is chosen"),
        (f"/admin/reference-notices/{reference.pk}/dismiss/", "another version"),
        (f"/admin/saved-searches/{topic.pk}/", "Europe PMC took too long."),
        ("/admin/new-publications/", "What vesicles carry"),
    ):
        editor_page.goto(address)
        expect(editor_page.get_by_text(words).first).to_be_visible()
        assert violations(editor_page) == [], address


def test_a_retraction_is_put_aside_by_keyboard(editor_page: Page, topic: TopicPage) -> None:
    editor_page.goto("/admin/")
    editor_page.get_by_role("link", name="Does not concern this version").press("Enter")
    editor_page.get_by_label("Reason").fill("We cite the second version.")
    editor_page.keyboard.press("Tab")
    editor_page.keyboard.press("Enter")
    expect(editor_page.get_by_text("The notice is put aside")).to_be_visible()
    expect(editor_page.get_by_text("Retracted, and still cited")).to_have_count(0)


def test_a_reason_is_typed_without_pressing_a_button(editor_page: Page, topic: TopicPage) -> None:
    """Enter in the reason would else press the first button, which accepts."""
    editor_page.goto("/admin/reference-proposals/")
    reason = editor_page.get_by_label("Reason, if you dismiss it")
    reason.press("Enter")
    reason.press_sequentially("A misprint.")
    editor_page.get_by_role("button", name="Dismiss what is chosen").click()
    expect(editor_page.get_by_text("Dismissed; the record stays")).to_be_visible()
