"""The main job: an editor changes an article and publishes it, readers and apps get it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from lxml import html
from playwright.sync_api import Page, expect

from articles.models import TopicPage
from cms.references.citations import parse_items
from tests.browser.admin import log_in, open_editor, publish, replace_word, saved_by_itself
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.xdist_group("browser")

PASSWORD = "a long enough one"
TITLE = "Exosomes in the Treatment of Cancer"
NEW_WORDS = "thin double skin"


def _words(text: str) -> str:
    return html.fragment_fromstring(text, create_parent="div").text_content()


def _cited(text: str) -> list[list[str]]:
    """Return the references of each citation in a text, in its stored or in its public form."""
    found = []
    for link in html.fragment_fromstring(text, create_parent="div").iterfind(".//a"):
        if link.get("linktype") == "citation":
            found.append([str(item.reference) for item in parse_items(link.get("items", ""))])
        elif "data-references" in link.attrib:
            found.append(link.get("data-references", "").split())
    return found


class Readers:
    """Those who read the topic: on the site, and by each of the APIs."""

    def __init__(self, page: Page, topic: TopicPage) -> None:
        self.page = page
        self.api = {
            name: f"/api/{name}/{address}/"
            for name, address in {
                "v2": f"pages/{topic.pk}",
                "v3": f"pages/{topic.pk}",
                "content/v1": f"topics/{topic.translation_key}",
            }.items()
        }
        self.path = topic.url

    def _answer(self, name: str) -> dict[str, Any]:
        response = self.page.request.get(self.api[name])
        assert response.ok, response.text()
        answer: dict[str, Any] = response.json()
        return answer

    def titles(self) -> set[str]:
        """Return the title that each of them sees."""
        self.page.goto(self.path)
        shown = self.page.get_by_role("heading", level=1).inner_text()
        return {shown, *(self._answer(name)["title"] for name in self.api)}

    def texts(self) -> dict[str, str]:
        """Return the HTML of the first `text` block, by where it is read."""
        self.page.goto(self.path)
        found = {"site": self.page.locator(".x-text").first.inner_html()}
        for name in self.api:
            body = self._answer(name)["body"]
            value = next(block["value"] for block in body if block["type"] == "text")
            found[name] = value if isinstance(value, str) else value["html"]
        return found


def test_editor_changes_an_article_and_everybody_reads_it(
    page: Page, open_page: OpenPage, editor: User
) -> None:
    topic = TopicPage.objects.get(slug="cancer")
    readers = Readers(open_page(), topic)
    before = readers.texts()
    assert readers.titles() == {TITLE}
    editor.set_password(PASSWORD)
    editor.save()

    log_in(page, editor.username, PASSWORD)
    open_editor(page, f"/admin/pages/{topic.pk}/edit/")
    page.get_by_placeholder("Page title").click()
    page.keyboard.press("End")
    page.keyboard.type(", revised")
    with saved_by_itself(page, NEW_WORDS):
        replace_word(page, "body-0-value", "skin", "double skin")
    publish(page)
    expect(page.get_by_text(f"Page '{TITLE}, revised' has been published")).to_be_visible()

    after = readers.texts()
    assert readers.titles() == {f"{TITLE}, revised"}
    for place, text in after.items():
        assert _cited(text) == _cited(before[place]) != [], place
        assert _words(text) == _words(before[place]).replace("thin skin", NEW_WORDS), place
    topic.refresh_from_db()
    assert topic.slug == "cancer"
