"""OpenURL ContextObjects, read back as Zotero's COinS translator reads them."""

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.choices import CslType
from cms.references.openurl import ANY_OTHER, KINDS, context_object

ARTICLE: dict[str, Any] = {
    "type": "article-journal",
    "title": "Effects of <i>BRCA1</i> & CD8<sup>+</sup> cells: 50% = half?",
    "author": [
        {"family": "Berg", "non-dropping-particle": "van den", "given": "Ada M."},
        {"family": "Müller", "given": "AB"},
        {"literal": "The Group & Co"},
    ],
    "container-title": "Journal of\nTests",
    "container-title-short": "J Tests",
    "volume": "3",
    "issue": "1-2",
    "page": "15–26",
    "ISSN": "1234-5678",
    "DOI": "10.1000/x(1)<2>",
    "PMID": "123",
    "URL": "https://example.org/?a=1&b=2#c",
    "issued": {"date-parts": [[2005, 2, 14]]},
}
BOOK = {
    "type": "book",
    "title": "Exosomes",
    "author": [{"family": "Doe", "given": "J"}],
    "publisher": "Press & Sons",
    "publisher-place": "Skopje",
    "edition": "2",
    "ISBN": "9781849730518",
    "collection-title": "Small <i>things</i>",
    "issued": {"date-parts": [[2014]]},
}


def read(written: str) -> dict[str, list[str]]:
    """Return keys and values as Zotero reads them: each part has a `=`, and a plus is a space."""
    found: dict[str, list[str]] = {}
    for part in written.split("&"):
        key, value = part.split("=")
        found.setdefault(key, []).append(unquote(value.replace("+", " ").replace("%2B", " ")))
    return found


def test_an_article_has_every_field_that_zotero_reads() -> None:
    assert read(context_object(ARTICLE)) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft_id": ["info:doi/10.1000/x(1)<2>", "info:pmid/123", "https://example.org/?a=1&b=2#c"],
        "rft.genre": ["article"],
        # Zotero takes every plus for a space, however it is written.
        "rft.atitle": ["Effects of BRCA1 & CD8  cells: 50% = half?"],
        "rft.au": ["van den Berg, Ada M.", "Müller, AB"],
        "rft.aucorp": ["The Group & Co"],
        "rft.date": ["2005-02-14"],
        "rft.jtitle": ["Journal of Tests"],
        "rft.stitle": ["J Tests"],
        "rft.volume": ["3"],
        "rft.issue": ["1-2"],
        "rft.issn": ["1234-5678"],
        "rft.pages": ["15-26"],
        "rft.spage": ["15"],
        "rft.epage": ["26"],
    }


def test_a_plus_is_written_so_that_others_read_it() -> None:
    assert "CD8%2B%20cells" in context_object(ARTICLE)


def test_a_book_has_its_title_publisher_and_series() -> None:
    assert read(context_object(BOOK)) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:book"],
        "rft.genre": ["book"],
        "rft.btitle": ["Exosomes"],
        "rft.au": ["Doe, J"],
        "rft.date": ["2014"],
        "rft.isbn": ["9781849730518"],
        "rft.pub": ["Press & Sons"],
        "rft.place": ["Skopje"],
        "rft.edition": ["2"],
        "rft.series": ["Small things"],
    }


@pytest.mark.parametrize(
    ("kind", "genre"), [("chapter", "bookitem"), ("paper-conference", "proceeding")]
)
def test_a_part_of_a_book_has_both_titles(kind: str, genre: str) -> None:
    found = read(context_object({**BOOK, "type": kind, "container-title": "All of it"}))
    assert (found["rft.genre"], found["rft.atitle"]) == ([genre], ["Exosomes"])
    assert found["rft.btitle"] == ["All of it"]


def test_a_thesis_has_its_institution_and_degree() -> None:
    record = {**BOOK, "type": "thesis", "publisher": "A University", "genre": "PhD"}
    found = read(context_object(record))
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dissertation"]
    assert (found["rft.title"], found["rft.inst"]) == (["Exosomes"], ["A University"])
    assert found["rft.degree"] == ["PhD"]
    assert "rft.genre" not in found


def test_a_patent_has_inventors_and_a_number() -> None:
    found = read(context_object({**BOOK, "type": "patent", "number": "US 1"}))
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:patent"]
    assert (found["rft.inventor"], found["rft.number"]) == (["Doe, J"], ["US 1"])
    assert found["rft.assignee"] == ["Press & Sons"]


def test_what_has_no_matrix_is_told_in_dublin_core() -> None:
    record = {"type": "dataset", "title": "Numbers", "author": [{"literal": "The Group"}]}
    found = read(context_object({**record, "publisher": "An archive", "language": "en"}))
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert (found["rft.type"], found["rft.title"]) == (["dataset"], ["Numbers"])
    assert (found["rft.aucorp"], found["rft.publisher"]) == (["The Group"], ["An archive"])
    assert found["rft.language"] == ["en"]


def test_every_type_of_the_library_is_told_or_is_a_document() -> None:
    assert set(KINDS) <= set(CslType.values)
    for kind in CslType.values:
        found = read(context_object({"type": kind, "title": "A title"}))
        assert "A title" in [*found.get("rft.atitle", []), *found.get("rft.btitle", []),
                             *found.get("rft.title", [])]  # fmt: skip
        if kind not in KINDS:
            assert found["rft.type"] == [ANY_OTHER[1]]


def test_an_address_that_is_none_is_left_out() -> None:
    assert "javascript" not in context_object({**BOOK, "URL": "javascript:alert(1)"})


def test_a_record_without_anything_is_told_without_empty_parts() -> None:
    assert read(context_object({"type": "article-journal"})) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.genre": ["article"],
    }


#: What a database stores, without the two letters that titles mark up with and the plus (above).
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&+\0"))


@given(TEXTS, TEXTS, st.sampled_from(CslType.values))
def test_no_text_breaks_out_of_its_part(text: str, name: str, kind: str) -> None:
    record = {"type": kind, "title": text, "publisher": text, "author": [{"literal": name}]}
    values = [value for values in read(context_object(record)).values() for value in values]
    for said in (text, name):
        shown = " ".join(said.split())
        assert not shown or shown in values
