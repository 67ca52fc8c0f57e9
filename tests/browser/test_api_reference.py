"""The reference of the content API: read and tried by a developer, without anybody else's files."""

import json

import pytest
from playwright.sync_api import Page, expect

from cms.delivery.problems import PROBLEM_TYPES
from cms.delivery.resources import ROOT
from tests.api_client import openapi
from tests.browser.conftest import OpenPage
from tests.browser.test_reading import WIDTHS, measured

pytestmark = pytest.mark.xdist_group("browser")

DOCS = f"{ROOT}docs/"


def test_every_address_is_shown_with_its_answers(page: Page) -> None:
    page.goto(DOCS)
    operations = page.locator(".opblock")
    expect(operations).to_have_count(len(openapi()["paths"]))
    expect(page.locator("#plain-reference")).to_be_hidden()
    page.locator("#operations-topics-topics_item .opblock-summary-control").click()
    answers = page.locator("#operations-topics-topics_item .responses-table")
    expect(answers.locator("tr.response[data-code='410']")).to_be_visible()
    expect(answers).to_contain_text("Exosomes in the Treatment of Cancer")


@pytest.mark.parametrize("width", [390, 1280])
def test_an_address_can_be_tried(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    page.goto(DOCS)
    page.locator("#operations-trials-trials_list .opblock-summary-control").click()
    operation = page.locator("#operations-trials-trials_list")
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("tr[data-param-name='limit'] input").fill("1")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .highlight-code code")
    expect(answer).to_contain_text('"type": "trial"')
    assert len(json.loads(answer.inner_text())["items"]) == 1
    assert "limit=1" in operation.locator(".request-url").inner_text()


def test_it_fits_every_screen(page: Page) -> None:
    page.goto(DOCS)
    page.locator("#operations-trials-trials_item .opblock-summary-control").click()
    expect(page.locator("#operations-trials-trials_item .responses-table")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert measured(page, "sideways") == [], width


def test_without_scripts_there_is_a_list(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(DOCS)
    expect(page.locator("#plain-reference")).to_be_visible()
    expect(page.get_by_text(f"GET {ROOT}trials/", exact=True)).to_be_visible()


def test_every_problem_is_explained_by_an_example(page: Page) -> None:
    for code, kind in PROBLEM_TYPES.items():
        page.goto(f"{ROOT}problems/{code}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(kind.title)
        for heading in ("What has happened", "What to do", "An example"):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        example = json.loads(page.locator("pre").inner_text())
        assert (example["type"], example["status"]) == (kind.address, kind.status)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert measured(page, "sideways") == [], (code, width)
