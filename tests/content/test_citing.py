"""How a page of the site is cited."""

import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import timezone

from cms.content.choices import CitationStyle
from cms.content.citing import WRITERS, page_citation
from cms.content.schemas import PageDocument

FIRST = datetime.datetime(2026, 3, 1, 23, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def cited(
    style: str, *names: str, title: str = "Burns", site: str = "Lab", updated: Any = LATER
) -> str:
    document = SimpleNamespace(
        authors=[SimpleNamespace(name=name) for name in names],
        title=title,
        published_at=FIRST,
        updated_at=updated,
        path="/burns/",
    )
    return page_citation(
        cast(PageDocument, document), style=style, site_name=site, site_url="https://x.org"
    )


def test_every_style_of_the_site_has_a_form_for_pages() -> None:
    assert set(WRITERS) == set(CitationStyle)


CITATIONS = {
    "nlm": "Ada Example, Bo Other. Burns [Internet]. Lab; 2026 Mar 1 [updated 2026 Nov 20]. "
    "Available from: https://x.org/burns/",
    "ama": "Ada Example, Bo Other. Burns. Lab. Published March 1, 2026. "
    "Updated November 20, 2026. https://x.org/burns/",
    "apa": "Ada Example, & Bo Other (2026, November 20). Burns. Lab. https://x.org/burns/",
}


@pytest.mark.parametrize("style", CITATIONS)
def test_a_page_is_cited_in_the_style_of_the_site(style: str) -> None:
    assert cited(style, "Ada Example", "Bo Other") == CITATIONS[style]


@pytest.mark.parametrize(
    ("style", "citation"),
    [
        ("nlm", "What is it? [Internet]. 2026 Mar 1. Available from: https://x.org/burns/"),
        ("ama", "What is it? Published March 1, 2026. https://x.org/burns/"),
        ("apa", "What is it? (2026, March 1). https://x.org/burns/"),
    ],
)
def test_what_is_not_known_leaves_no_gap(style: str, citation: str) -> None:
    assert cited(style, title="What is it?", site="", updated=FIRST) == citation


def test_one_author_needs_no_connecting_word() -> None:
    assert cited("apa", "Ada Example").startswith("Ada Example (2026, November 20). ")


def test_days_are_those_of_the_site() -> None:
    with timezone.override("Europe/Skopje"):
        assert "2026 Mar 2" in cited("nlm")
