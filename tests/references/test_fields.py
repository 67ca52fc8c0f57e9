"""Values of CSL records as plain text."""

import pytest

from cms.references.fields import address_of, pages_of, text_of


def test_text_has_no_markup_where_a_field_may_have_some() -> None:
    assert text_of({"title": "CD8<sup>+</sup>\n cells"}, "title") == "CD8+ cells"
    assert text_of({"publisher": "A < B"}, "publisher") == "A < B"
    assert text_of({"volume": 3}, "volume") == "3"
    assert text_of({"volume": None}, "volume") == ""


@pytest.mark.parametrize(
    ("written", "pages"),
    [("15-26", ("15", "26")), ("15–26", ("15", "26")), ("e12", ("e12", "")), ("", ("", ""))],
)
def test_pages_have_a_first_and_a_last(written: str, pages: tuple[str, str]) -> None:
    assert pages_of({"page": written}) == pages


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/", "example.org", ""])
def test_only_what_a_browser_can_follow_is_an_address(url: str) -> None:
    assert address_of({"URL": url}) == ""
    assert address_of({"URL": "https://example.org/"}) == "https://example.org/"
