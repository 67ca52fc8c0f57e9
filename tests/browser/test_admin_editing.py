"""What only a browser shows of the admin: citation chips, counters, choosers of several."""

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import TopicPage
from cms.content.reading_order import stored_values
from cms.content.rich_text import parse
from cms.references.citations import CitedItem, parse_items
from tests.browser.admin import open_editor, publish, saved_by_itself
from trials.models import TrialPage

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Exosomes in the Treatment of Cancer"


def _marks(stored: str) -> Counter[tuple[CitedItem, ...]]:
    """Return the citations of one stored text."""
    found = parse(stored).iterfind(".//a[@linktype='citation']")
    return Counter(tuple(parse_items(mark.get("items", ""))) for mark in found)


def _cited(page: Any) -> Counter[tuple[CitedItem, ...]]:
    """Return the citations of all texts of a page."""
    texts = [value.value for value in stored_values(page) if value.kind == "rich_text"]
    return sum(map(_marks, texts), Counter())


def _key_points(page: Page) -> Locator:
    return page.locator("[data-contentpath=key_points] [data-draftail-editor-wrapper]")


def test_citations_are_shown_copied_and_published(editor_page: Page) -> None:
    topic = TopicPage.objects.get(title=TITLE)
    before = _cited(topic)
    pasted = _marks(topic.key_points[0].value.source)
    open_editor(editor_page, f"/admin/pages/{topic.pk}/edit/")
    first, second = _key_points(editor_page).nth(0), _key_points(editor_page).nth(1)
    chip = first.locator(".x-citation-chip")
    expect(chip).to_have_text(re.compile(r"^\(\D+ \d{4}.*\)$"))
    expect(chip).to_have_attribute("title", re.compile(r"\. \d{4}"))
    copied = first.locator(".x-citation-chip").count()
    shown = second.locator(".x-citation-chip").count()
    first.locator(".public-DraftEditor-content").click()
    editor_page.keyboard.press("Control+a")
    editor_page.keyboard.press("Control+c")
    second.locator(".public-DraftEditor-content").click()
    editor_page.keyboard.press("Control+End")
    editor_page.keyboard.press("Control+v")
    expect(second.locator(".x-citation-chip")).to_have_count(shown + copied)
    with saved_by_itself(editor_page, "Typed at the end."):
        editor_page.keyboard.type(" Typed at the end.")
    publish(editor_page)
    expect(editor_page.get_by_text("has been published")).to_be_visible()
    topic.refresh_from_db()
    assert _cited(topic) - before == pasted
    assert before - _cited(topic) == Counter()


def test_field_says_how_much_it_takes_and_cuts_nothing(editor_page: Page) -> None:
    editor_page.goto("/admin/content/glossaryterm/create/")
    definition = editor_page.get_by_role("textbox", name="Definition")
    counter = editor_page.locator("#id_definition ~ .x-character-count")
    expect(counter).to_have_text("0 of 600 characters")
    definition.fill("Two\nlines and a 😀")
    # A line break is sent as two characters; an emoji is one.
    expect(counter).to_have_text("18 of 600 characters")
    editor_page.get_by_role("textbox", name="Term").fill("Word")
    definition.fill("x" * 601)
    expect(counter).to_have_text("1 character too many")
    expect(editor_page.locator("#id_definition ~ [aria-live=polite]")).to_have_text(
        "1 character too many"
    )
    editor_page.get_by_role("button", name="Save").click()
    expect(editor_page.get_by_text("at most 600 characters (it has 601)").first).to_be_visible()
    expect(definition).to_have_value("x" * 601)


def test_counter_follows_into_new_blocks(editor_page: Page) -> None:
    topic = TopicPage.objects.get(title=TITLE)
    editor_page.goto(f"/admin/pages/{topic.pk}/edit/")
    title = editor_page.locator("#id_title")
    title.focus()
    expect(editor_page.locator("#id_title ~ .x-character-count")).to_have_text(
        f"{len(TITLE)} of 255 characters"
    )
    captions = editor_page.locator("[data-contentpath=body] .x-character-count")
    expect(captions.first).to_be_attached()


def test_several_conditions_are_chosen_at_once(editor_page: Page) -> None:
    trial = TrialPage.objects.order_by("pk")[0]
    before = trial.trial_conditions.count()
    open_editor(editor_page, f"/admin/pages/{trial.pk}/edit/#tab-trial_record")
    editor_page.get_by_role("tab", name="Trial record").click()
    editor_page.get_by_role("button", name="Add condition").click()
    dialogue = editor_page.get_by_role("dialog")
    boxes = dialogue.locator("[data-multiple-choice-select]")
    expect(boxes.first).to_be_visible()
    chosen = {trial.condition_id for trial in trial.trial_conditions.all()}
    free = [box for box in boxes.all() if int(box.get_attribute("value") or 0) not in chosen]
    for box in free[:2]:
        box.check()
    with saved_by_itself(editor_page, "trial_conditions-TOTAL_FORMS"):
        dialogue.locator("[data-multiple-choice-submit]").click()
    trial.refresh_from_db()
    draft = trial.get_latest_revision_as_object()
    assert draft.trial_conditions.count() == before + 2


def test_country_is_found_among_many_by_typing(editor_page: Page) -> None:
    trial = TrialPage.objects.order_by("pk")[0]
    trial.countries = ["FR"]
    trial.save_revision().publish()
    open_editor(editor_page, f"/admin/pages/{trial.pk}/edit/")
    editor_page.get_by_role("tab", name="Trial record").click()
    choices = editor_page.locator("#id_countries")
    expect(choices.locator("label").first).to_have_text(re.compile("France"))
    choices.locator("xpath=preceding-sibling::input").fill("reunion")
    expect(choices.locator("label:visible")).to_have_text([re.compile("Réunion")])
    editor_page.keyboard.press("Enter")
    with saved_by_itself(editor_page, 'name="countries"\r\n\r\nRE\r\n'):
        editor_page.keyboard.press("Space")
    trial.refresh_from_db()
    draft = trial.get_latest_revision_as_object()
    assert draft.countries == ["FR", "RE"]
