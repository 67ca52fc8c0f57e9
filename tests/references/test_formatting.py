"""Citations as journals print them, by the real pandoc."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from cms.references.formatting import (
    STYLES,
    FormattedCitation,
    FormattingError,
    clean_title,
    format_in_all_styles,
    format_references,
    title_text,
)

# Public records; what the styles make of them was checked by hand against the styles' own manuals.
MORSE = {
    "type": "article-journal",
    "title": "A phase I study of dexosome immunotherapy in patients with advanced non-small cell "
    "lung cancer",
    "author": [
        {"family": "Morse", "given": "Michael A."}, {"family": "Garst", "given": "Jennifer"},
        {"family": "Osada", "given": "Takuya"},
    ],
    "container-title": "Journal of Translational Medicine",
    "volume": "3", "issue": "1", "page": "9",
    "DOI": "10.1186/1479-5876-3-9",
    "issued": {"date-parts": [[2005, 2, 21]]},
}  # fmt: skip
BOOK = {
    "type": "book",
    "title": "Exosomes in the clinic",
    "author": [{"family": "Edelstein", "given": "Leonard"}],
    "publisher": "Academic Press",
    "publisher-place": "London",
    "issued": {"date-parts": [[2019]]},
}
ORGANISATION = {
    "type": "webpage",
    "title": "Consumer alert on exosome products",
    "author": [{"literal": "Food and Drug Administration"}],
    "URL": "https://www.fda.gov/alert",
    "issued": {"date-parts": [[2020, 7, 22]]},
}
HOSTILE = {
    "type": "article-journal",
    "title": "<script>alert(1)</script><img src=x onerror=alert(1)> A & B <i>in vivo</i>",
    "author": [{"family": "<b onclick=alert(1)>Bold</b>", "given": '"><script>x</script>'}],
    "container-title": "Journal of <iframe src=https://example.org></iframe> Odd Names",
    "URL": "javascript:alert(1)",
    "issued": {"date-parts": [[2020]]},
}
Formatted = dict[str, list[FormattedCitation]]


@pytest.fixture(scope="module")
def formatted() -> Formatted:
    """Return all records in all styles: one run of pandoc for each style."""
    records = [MORSE, BOOK, ORGANISATION, HOSTILE, MORSE]
    return {style: format_references(records, style=style) for style in STYLES}


@pytest.mark.parametrize(
    ("style", "index", "text"),
    [
        ("nlm", 0, ("Morse MA, Garst J, Osada T. A phase I study of dexosome immunotherapy in "
         "patients with advanced non-small cell lung cancer. Journal of Translational Medicine. "
         "2005 Feb 21;3(1):9. doi:10.1186/1479-5876-3-9")),
        ("nlm", 1, "Edelstein L. Exosomes in the clinic. London: Academic Press; 2019."),
        ("ama", 0, ("Morse MA, Garst J, Osada T. A phase I study of dexosome immunotherapy in "
         "patients with advanced non-small cell lung cancer. Journal of Translational Medicine. "
         "2005;3(1):9.")),
        ("ama", 1, "Edelstein L. Exosomes in the Clinic. Academic Press; 2019."),
        ("apa", 0, ("Morse, M. A., Garst, J., & Osada, T. (2005). A phase I study of dexosome "
         "immunotherapy in patients with advanced non-small cell lung cancer. Journal of "
         "Translational Medicine, 3(1), 9.")),
        ("apa", 1, "Edelstein, L. (2019). Exosomes in the clinic. Academic Press."),
    ],
)  # fmt: skip
def test_citations_are_as_the_style_says(
    formatted: Formatted, style: str, index: int, text: str
) -> None:
    assert formatted[style][index]["text"].startswith(text)


@pytest.mark.parametrize("style", STYLES)
def test_an_organisation_is_named_whole(formatted: Formatted, style: str) -> None:
    assert formatted[style][2]["text"].startswith("Food and Drug Administration")


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_has_no_number_of_its_own(formatted: Formatted, style: str) -> None:
    for citation in formatted[style]:
        assert not citation["text"][0].isdigit()
        assert "csl-" not in citation["html"]


@pytest.mark.parametrize("style", STYLES)
def test_identifiers_are_links(formatted: Formatted, style: str) -> None:
    assert '<a href="https://doi.org/10.1186/1479-5876-3-9">' in formatted[style][0]["html"]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_in_a_record_can_run(formatted: Formatted, style: str) -> None:
    markup = formatted[style][3]["html"]
    for harm in ("<script", "<img", "<iframe", "<b onclick", 'href="javascript'):
        assert harm not in markup
    assert "in vivo" in markup


@pytest.mark.parametrize("style", STYLES)
def test_a_batch_comes_back_in_its_order(formatted: Formatted, style: str) -> None:
    first_words = [citation["text"][:5] for citation in formatted[style]]
    assert first_words[0] == first_words[4] == "Morse"
    assert first_words[1:3] == ["Edels", "Food "]


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_does_not_depend_on_what_it_is_formatted_with(
    formatted: Formatted, style: str
) -> None:
    # The batch has a second record of this author and year; no page needs to show both.
    assert format_references([MORSE], style=style)[0] == formatted[style][0]


def test_nothing_to_format_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("pandoc was started"))
    assert format_references([], style="nlm") == []
    assert format_in_all_styles([]) == []


def _crash(*args: Any, **kwargs: Any) -> Any:
    raise subprocess.CalledProcessError(83, "pandoc", stderr="Error reading bibliography")


def _hang(*args: Any, **kwargs: Any) -> Any:
    raise subprocess.TimeoutExpired("pandoc", 120)


def _absent(*args: Any, **kwargs: Any) -> Any:
    raise FileNotFoundError("pandoc")


def _short(*args: Any, **kwargs: Any) -> Any:
    entry = '<div id="ref-r0" class="csl-entry">One.</div>'
    return subprocess.CompletedProcess([], 0, stdout=f"<div>{entry}</div>", stderr="")


@pytest.mark.parametrize(
    ("failure", "message"),
    [(_crash, "Error reading bibliography"), (_hang, "timed out"), (_absent, "pandoc"),
     (_short, "pandoc formatted 1 of 2 records")],
)  # fmt: skip
def test_a_failure_of_pandoc_says_what_happened(
    monkeypatch: pytest.MonkeyPatch, failure: Callable[..., Any], message: str
) -> None:
    monkeypatch.setattr(subprocess, "run", failure)
    with pytest.raises(FormattingError, match=message):
        format_references([MORSE, BOOK], style="nlm")


def test_a_style_that_is_not_ours_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        format_references([MORSE], style="../../etc/passwd")


@pytest.mark.parametrize(
    ("title", "markup", "text"),
    [
        ("Exosomes <i>in vivo</i>", "Exosomes <i>in vivo</i>", "Exosomes in vivo"),
        ("H<sub>2</sub>O &amp; <b>,</b>", "H<sub>2</sub>O &amp; <b>,</b>", "H2O & ,"),
        ("p < 0.05", "p &lt; 0.05", "p < 0.05"),
        (
            "a<script>alert(1)</script>b",
            "a&lt;script&gt;alert(1)&lt;/script&gt;b",
            "a<script>alert(1)</script>b",
        ),
        ("x<y and z", "x&lt;y and z", "x<y and z"),
        ("of <i>E. coli", "of E. coli", "of E. coli"),
        ('<i onclick="x">a</i>', "<i>a</i>", "a"),
        ("", "", ""),
        ("  ", "  ", ""),
    ],
)
def test_titles_keep_the_markup_that_csl_allows(title: str, markup: str, text: str) -> None:
    assert clean_title(title) == markup
    assert title_text(title) == text
