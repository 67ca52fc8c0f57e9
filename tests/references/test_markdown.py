"""Citations in the Markdown of API v3."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.api.rich_text import APIRichText, RichTextFormatError

from cms.references.citations import CitedItem, stored_citation
from tests.factories.references import ReferenceFactory
from tests.references.test_draftail import FEATURES, ITEMS, cited


def written_back(stored: str) -> str:
    markdown = APIRichText.serialize(stored, format="db_markdown", features=FEATURES)
    content = {"format": "db_markdown", "content": markdown}
    cleaned, removals = APIRichText.convert_input(content, features=FEATURES)
    assert removals == []
    assert isinstance(cleaned, str)
    return cleaned


@pytest.mark.django_db
@given(st.lists(ITEMS, min_size=1, max_size=4))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_citations_survive_markdown(citations: list[list[CitedItem]]) -> None:
    stored = "".join(f"<p>A claim {stored_citation(items)}.</p>" for items in citations)
    assert cited(written_back(stored)) == citations


def test_markdown_to_read_names_authors_and_links_to_the_publication(db: None) -> None:
    reference = ReferenceFactory()
    stored = f"<p>A claim {stored_citation([CitedItem(reference.uuid)])}.</p>"
    assert APIRichText.serialize(stored, format="markdown", features=FEATURES) == (
        "A claim [(Narayanan and The Exosome Working Group 2020)]"
        f"(https://doi.org/{reference.doi}).\n\n"
    )


def test_links_to_pages_are_as_before(db: None) -> None:
    stored = '<p><a linktype="page" id="1">words</a></p>'
    assert written_back(stored) == '<p><a id="1" linktype="page">words</a></p>'


def test_citation_of_nothing_is_reported() -> None:
    _, removals = APIRichText.convert_input(
        {"format": "db_markdown", "content": "[x](wagtail://citation)"}, features=FEATURES
    )
    assert [removal.reason for removal in removals] == ["missing_attribute"]


def test_broken_page_link_is_still_refused() -> None:
    with pytest.raises(RichTextFormatError):
        APIRichText.convert_input(
            {"format": "db_markdown", "content": "[x](wagtail://page)"}, features=FEATURES
        )
