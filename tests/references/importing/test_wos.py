"""Web of Science's own format."""

from hypothesis import given
from hypothesis import strategies as st

from cms.references.choices import ReferenceStatus
from cms.references.importing import ris, wos
from tests.references.importing.raw import needs_raw, raw_records
from tests.references.importing.readers import csl_of, raw_csl, read_text

CHAPTER = """FN Clarivate Analytics Web of Science
VR 1.0
PT S
AU Berg, A
AF van der Berg, Anna
CA Exosome Network
BE Editor, E
TI A chapter
   that goes on
SO A BOOK
SE Advances in Vesicles
DT Article; Book Chapter
BN 978-0-00-000000-2
AR 17
PD MAR-APR
PY 2020
DE exosome; plasma
ID PLASMA
PT J
TI A trial
DT Article; Retracted Publication
PY 2019
EF
"""


@needs_raw
def test_an_article_field_by_field() -> None:
    csl = raw_csl("ris/rispy__example_wos.ris")
    assert csl.pop("keyword").startswith("CHEMICALLY SYNTHESIZED POLYPEPTIDES; IN-VITRO RECON")
    assert csl == {
        "type": "article-journal",
        "title": "Interactions stabilizing the structure of the core light-harvesting complex "
        "(LHl) of photosynthetic bacteria and its subunit (B820)",
        "author": [
            {"family": "Parkes-Loach", "given": "PS"},
            {"family": "Majeed", "given": "AP"},
            {"family": "Law", "given": "CJ"},
            {"family": "Loach", "given": "PA"},
        ],
        "container-title": "BIOCHEMISTRY",
        "container-title-short": "Biochemistry",
        "language": "en",
        "publisher": "AMER CHEMICAL SOC",
        "publisher-place": "WASHINGTON",
        "volume": "43",
        "issue": "22",
        "page": "7003-7016",
        "issued": {"date-parts": [[2004, 6, 8]]},
        "ISSN": "0006-2960",
        "DOI": "10.1021/bi049798f",
        "PMID": "15170338",
    }


@needs_raw
def test_abstracts_and_lines_are_those_of_the_record() -> None:
    first, second = raw_records("ris/rispy__example_wos.ris")
    assert (first.line, second.line) == (3, 112)
    assert second.abstract.startswith("We use laser flash photolysis")


def test_a_chapter_and_a_retracted_article_without_an_end() -> None:
    chapter, article = read_text(wos, CHAPTER)
    assert chapter.csl == {
        "type": "chapter",
        "title": "A chapter that goes on",
        "author": [
            {"family": "van der Berg", "given": "Anna"},
            {"literal": "Exosome Network"},
        ],
        "editor": [{"family": "Editor", "given": "E"}],
        "container-title": "A BOOK",
        "collection-title": "Advances in Vesicles",
        "ISBN": "978-0-00-000000-2",
        "page": "17",
        "issued": {"date-parts": [[2020, 3], [2020, 4]]},
        "keyword": "exosome; plasma; PLASMA",
    }
    assert article.status == ReferenceStatus.RETRACTED
    assert "Web of Science" in article.notice
    assert chapter.status == ReferenceStatus.NORMAL


def test_it_is_known_by_its_head_and_is_no_ris() -> None:
    assert wos.recognises(CHAPTER)
    assert wos.recognises("PT J\nAU A, B\n")
    assert not wos.recognises("TY  - JOUR\n")
    assert not ris.recognises(CHAPTER)


def test_a_line_shorter_than_a_tag_stops_nothing() -> None:
    assert csl_of(wos, "PT J\nTI a\nX\n\nVL 2\nER")["volume"] == "2"


LINES = st.lists(
    st.tuples(st.sampled_from(["PT ", "ER", "AU ", "   ", "PD ", "EF"]), st.text()).map("".join)
).map("\n".join)


@given(st.text() | LINES)
def test_no_text_raises(text: str) -> None:
    wos.recognises(text)
    read_text(wos, text)
