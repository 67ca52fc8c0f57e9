"""How pages look and are used: on every screen, in light and dark, by keyboard, without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, Watch
from tests.browser.readings import ADDRESSES, make_awkward_topic
from trials.models import TrialPage

pytestmark = pytest.mark.xdist_group("browser")

WIDTHS = (320, 390, 1280)
MEASURES = Path(__file__).with_name("measures.js").read_text()
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(params=ADDRESSES)
def address(request: pytest.FixtureRequest, starter: None, watch: Watch) -> str:
    """Return an address of each kind of page."""
    found = ADDRESSES[request.param]()
    if request.param == "missing":
        watch.expect_refusal(found)
    return found


def measured(page: Page, measure: str) -> list[str]:
    """Return what a measure says of the page."""
    found: list[str] = page.evaluate(f"{MEASURES}.{measure}()")
    return found


def unfold(page: Page) -> None:
    """Open everything that is folded, but for menus that lie over the page."""
    page.evaluate("document.querySelectorAll('main details').forEach((it) => { it.open = true; })")


def test_page_fits_every_screen(page: Page, address: str) -> None:
    page.goto(address)
    unfold(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for measure in ("sideways", "cutOff", "overlapping"):
            assert measured(page, measure) == [], (measure, width)


def test_page_is_accessible_in_light_and_dark(page: Page, address: str) -> None:
    page.goto(address)
    unfold(page)
    page.set_viewport_size({"width": 390, "height": 900})
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []


# By keyboard


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the keyboard is at `target`."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail(f"The Tab key does not lead to {target}")


def at(selector: str) -> str:
    return ADDRESSES[selector]()


def test_first_tab_offers_to_skip_to_the_text(page: Page) -> None:
    page.goto(at("topic"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_menu_of_a_phone_works_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.goto(at("home"))
    menu = page.locator("header summary", has_text="Menu")
    links = page.locator("header details nav a")
    expect(links.first).to_be_hidden()
    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(links.first).to_be_hidden()
    page.keyboard.press("Enter")
    tab_to(page, links.filter(has_text="Human trials"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(at("trial_index"))))


def test_menu_of_a_desk_works_by_keyboard(page: Page) -> None:
    make_awkward_topic()
    page.goto(at("home"))
    more = page.locator("header nav details")
    tab_to(page, more.locator("summary"))
    page.keyboard.press("Enter")
    links = more.locator("a")
    expect(links.first).to_be_visible()
    # On top of whatever else is there.
    for link in links.all():
        link.click(trial=True)
    tab_to(page, links.filter(has_text="Review articles"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(at("review_list"))))
    here = page.locator("header nav a[aria-current='page']").filter(visible=True)
    expect(here).to_have_count(0)
    expect(page.locator("header nav .x-menu__link--current")).to_be_visible()


def test_trials_are_filtered_by_keyboard(page: Page) -> None:
    page.goto(at("trial_index"))
    rows = page.locator("#trials tbody tr")
    everything = rows.count()
    phase = page.get_by_label("Phase")
    tab_to(page, phase)
    page.keyboard.type("Phase 2")
    (chosen,) = phase.locator("option:checked").all_inner_texts()
    found = re.fullmatch(r"Phase 2 \((\d+)\)", chosen)
    assert found is not None, chosen
    tab_to(page, page.get_by_role("button", name="Show trials"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"phase=PHASE2.*#trials$"))
    expect(rows).to_have_count(int(found[1]))
    expect(page.get_by_role("status")).to_have_text(f"{found[1]} of {everything} trials")
    expect(page.get_by_label("Phase")).to_have_value("PHASE2")
    tab_to(page, page.get_by_role("link", name="Clear filters"))
    page.keyboard.press("Enter")
    expect(rows).to_have_count(everything)


def test_publications_are_found_by_keyboard(page: Page) -> None:
    page.goto(at("library"))
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("melanoma")
    tab_to(page, page.get_by_label("Year"))
    page.keyboard.type("2005")
    tab_to(page, page.get_by_role("button", name="Find publications"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=melanoma&.*year=2005.*#publications$"))
    expect(page.get_by_role("status")).to_contain_text("1 publication found")
    expect(page.get_by_label("Year")).to_have_value("2005")
    tab_to(page, page.get_by_role("link", name="Vaccination of metastatic melanoma"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cite this")).to_be_visible()
    tab_to(page, page.get_by_role("main").get_by_role("link", name="Reference library"))


def test_long_list_of_publications_leads_on_and_back(page: Page) -> None:
    page.goto(at("library"))
    first = page.locator(".x-entries h2").all_inner_texts()
    page.get_by_role("link", name="More publications").click()
    expect(page.get_by_role("link", name="Back to the beginning")).to_be_visible()
    second = page.locator(".x-entries h2").all_inner_texts()
    assert not set(first) & set(second)
    page.get_by_role("link", name="Back to the beginning").click()
    expect(page.locator(".x-entries h2").first).to_have_text(first[0])


def test_keyboard_is_always_seen(page: Page, address: str) -> None:
    page.goto(address)
    unfold(page)
    page.keyboard.press("Tab")
    assert measured(page, "withoutVisibleFocus") == []


def test_citation_leads_to_its_reference_and_back(page: Page) -> None:
    page.goto(at("topic"))
    mark = page.locator(".x-text a.citation").first
    number = mark.get_attribute("data-numbers").split()[0]  # type: ignore[union-attr]  # it has some
    mark.focus()
    page.keyboard.press("Enter")
    reference = page.locator("#references li:target")
    expect(reference).to_be_in_viewport()
    expect(reference).to_have_attribute("value", number)
    back = reference.locator(f"a[href='#{mark.get_attribute('id')}']")
    back.focus()
    page.keyboard.press("Enter")
    expect(mark).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#{mark.get_attribute('id')}$"))


# Without scripts, and on paper


def test_everything_is_there_without_scripts(open_page: OpenPage) -> None:
    with_scripts, without = open_page(), open_page(java_script_enabled=False)
    for kind in ("home", "topic", "review_list", "trial_index", "trial", "reference", "library"):
        words = []
        for page in (with_scripts, without):
            page.goto(at(kind))
            words.append(page.locator("body").inner_text())
        assert words[0] == words[1] != "", kind


def test_menu_and_contents_work_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto(at("topic"))
    contents = page.locator(".x-toc--folded")
    contents.get_by_text("On this page").click()
    contents.get_by_role("link", name="What is not known").click()
    expect(page).to_have_url(re.compile("#what-is-not-known$"))
    expect(page.get_by_role("heading", name="What is not known")).to_be_in_viewport()
    page.locator("header summary", has_text="Menu").click()
    page.locator("header details nav a").filter(has_text="Human trials").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Human trials")


def test_only_what_is_read_is_printed(page: Page) -> None:
    TrialPage.objects.update(eligibility_criteria="Adults with melanoma.")
    for kind in ("topic", "trial", "trial_index"):
        page.goto(at(kind))
        page.emulate_media(media="print")
        for hidden in ("header nav", "header summary", ".x-toc", "form", ".x-skip", "footer nav"):
            for part in page.locator(hidden).all():
                expect(part).to_be_hidden()
        for shown in ("h1", "#references li", "#about-this-page", ".x-footer__disclaimer"):
            expect(page.locator(shown).first).to_be_visible()
        for folded in page.locator("main details:not(nav *)").all():
            expect(folded.locator("p").first).to_be_visible()
        page.emulate_media(media="screen")
