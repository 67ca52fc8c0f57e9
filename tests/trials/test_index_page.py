"""The list of trials as a visitor filters it."""

import re

import pytest
from django.test import Client
from lxml import html

from tests.conftest import Library
from tests.factories.trials import TrialPageFactory


class Visitor:
    """Somebody who looks for trials."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address

    def open(self, **query: str) -> html.HtmlElement:
        """Return the page with these choices."""
        response = self.client.get(self.address, query)
        assert response.status_code == 200
        return html.document_fromstring(response.content.decode())

    def titles(self, **query: str) -> list[str]:
        """Return the trials that are listed."""
        links = self.open(**query).xpath("//*[@id='trials']//tbody//th//a")
        return [link.text_content() for link in links]

    def options(self, **query: str) -> dict[tuple[str, str], int]:
        """Return how many trials each option says it has, by filter and value."""
        counts = {}
        for option in self.open(**query).xpath("//form//option[@value!='']"):
            words = re.fullmatch(r"(.+) \((\d+)\)", option.text_content())
            assert words is not None
            counts[option.getparent().get("name"), option.get("value")] = int(words[2])
        return counts


@pytest.fixture
def visitor(client: Client, library: Library) -> Visitor:
    TrialPageFactory(
        parent=library.trial_index,
        title="A trial that people can join",
        conditions=[library.melanoma, library.lung_cancer],
        phases=["PHASE2"],
        overall_status="RECRUITING",
    )
    TrialPageFactory(parent=library.trial_index, title="Little is known", phases=[])
    return Visitor(client, library.trial_index.url)


def test_each_filter_shows_as_many_trials_as_it_says(visitor: Visitor) -> None:
    everything = visitor.titles()
    options = visitor.options()
    assert {name for name, _ in options} >= {"condition", "phase", "open_to_patients"}
    for (name, value), count in options.items():
        shown = visitor.titles(**{name: value})
        assert (len(shown), set(shown) <= set(everything)) == (count, True), (name, value)


def test_chosen_filter_stays_chosen_and_the_number_is_said(visitor: Visitor) -> None:
    (name, value), count = max(visitor.options().items(), key=lambda item: item[1])
    page = visitor.open(**{name: value})
    assert page.xpath("//option[@selected]/@value") == [value]
    status = page.xpath("//*[@role='status']")[0].text_content().split()
    assert status == [str(count), "of", str(len(visitor.titles())), "trials"]


@pytest.mark.parametrize("value", ["nonsense", "", "<script>", "PHASE1'--", "\x00", "é" * 500])
def test_value_that_nobody_offered_is_ignored(visitor: Visitor, value: str) -> None:
    everything = visitor.titles()
    for name in ("condition", "phase", "overall_status", "open_to_patients", "x"):
        assert visitor.titles(**{name: value}) == everything, name


def test_filters_narrow_together(visitor: Visitor) -> None:
    options = list(visitor.options())
    condition = next(option for option in options if option[0] == "condition")
    for other in options:
        if other[0] != "condition":
            both = set(visitor.titles(**dict([condition, other])))
            each = set(visitor.titles(**dict([condition]))) & set(visitor.titles(**dict([other])))
            assert both == each, other


def test_filters_that_leave_nothing_say_so_and_lead_back(visitor: Visitor) -> None:
    options = list(visitor.options())
    first, second = next(
        (first, second)
        for first in options
        for second in options
        if first[0] != second[0] and not visitor.titles(**dict([first, second]))
    )
    page = visitor.open(**dict([first, second]))
    section = page.get_element_by_id("trials")
    assert "No trial matches these filters" in section.text_content()
    assert visitor.address in section.xpath(".//a/@href")
    assert len(page.xpath("//option[@selected]")) == 2


def test_index_without_trials_says_so(client: Client, library: Library) -> None:
    library.trial_index.get_children().unpublish()
    page = Visitor(client, library.trial_index.url).open()
    assert "No trials listed yet" in page.text_content()
    assert page.xpath("//form") == []
