"""Merging two references as an editor does it: choose the other, compare, confirm."""

import pytest
from playwright.sync_api import Page, expect

from cms.references.models import MergedReference, PossibleDuplicate, Reference
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.test_importing_references import PHONE
from tests.browser.test_reading import measured, tab_to
from tests.factories.references import ReferenceFactory
from tests.references.record_variants import bare
from trials.models import TrialPage

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def pair(starter: None) -> tuple[Reference, Reference]:
    """Return a reference that trials name, and a second one of the same publication."""
    kept = TrialPage.objects.filter(publications__isnull=False)[0].publications.all()[0].reference
    record = bare(kept.csl, id=None, publisher="Springer", **{"publisher-place": "x" * 120})
    return kept, ReferenceFactory(csl=record, note="Found twice.")


def merged_pair(kept: Reference, other: Reference) -> bool:
    """Return whether the one leads to the other."""
    return MergedReference.objects.filter(uuid=other.uuid, into=kept).exists()


def test_two_are_merged_by_keyboard_alone(
    editor_page: Page, pair: tuple[Reference, Reference]
) -> None:
    kept, other = pair
    editor_page.goto(f"/admin/references/reference/inspect/{kept.pk}/")
    tab_to(editor_page, editor_page.get_by_role("link", name="Merge with another…"))
    editor_page.keyboard.press("Enter")
    tab_to(editor_page, editor_page.get_by_role("link", name=str(other)))
    editor_page.keyboard.press("Enter")
    header = editor_page.get_by_role("rowheader", name="Publisher", exact=True)
    publisher = editor_page.get_by_role("row").filter(has=header)
    expect(publisher).to_contain_text("Springer From the one that goes")
    confirm = editor_page.get_by_role("button", name="Yes, merge them")
    tab_to(editor_page, confirm)
    editor_page.keyboard.press("Enter")
    expect(editor_page).to_have_url(f"/admin/references/reference/edit/{kept.pk}/")
    expect(editor_page.get_by_text("Merged. Whatever named")).to_be_visible()
    assert merged_pair(kept, other)
    kept.refresh_from_db()
    assert (kept.csl["publisher"], kept.note) == ("Springer", "Found twice.")


def test_the_other_one_is_chosen_in_the_library(
    editor_page: Page, pair: tuple[Reference, Reference]
) -> None:
    kept, other = pair
    editor_page.goto(f"/admin/references/reference/edit/{kept.pk}/")
    editor_page.get_by_role("button", name="Actions", exact=False).last.click()
    editor_page.get_by_role("link", name="Merge with another…").click()
    editor_page.get_by_role("button", name="Choose a reference").click()
    dialogue = editor_page.get_by_role("dialog")
    dialogue.get_by_role("textbox", name="Search").fill(other.title)
    # The reference itself is found too; its twin has no identifier.
    twin = dialogue.get_by_role("row").filter(has_text=other.title).filter(has_not_text="10.")
    expect(twin).to_have_count(1)
    twin.get_by_role("link").click()
    expect(dialogue).to_have_count(0)
    editor_page.get_by_role("button", name="Compare the two").click()
    expect(editor_page.get_by_role("table")).to_be_visible()
    editor_page.get_by_role("link", name="Keep the other one instead").click()
    expect(editor_page.get_by_role("button", name="Yes, merge them")).to_be_visible()


def test_pages_of_merging_fit_a_phone_and_are_accessible(
    editor_page: Page, open_editor_page: OpenPage, pair: tuple[Reference, Reference]
) -> None:
    kept, other = pair
    PossibleDuplicate.objects.create(one=kept, other=other, score=99, reason="Same title.")
    phone = open_editor_page(**PHONE)
    address = f"/admin/reference-merges/{kept.pk}/"
    for shown in (address, f"{address}?other={other.pk}", "/admin/reference-doubles/"):
        phone.goto(shown)
        assert measured(phone, "sideways") == [], shown
        for page in (phone, editor_page):
            page.goto(shown)
            assert violations(page, within="main") == [], shown
        editor_page.emulate_media(color_scheme="dark")
        assert violations(editor_page, within="main") == [], shown
        editor_page.emulate_media(color_scheme="light")
