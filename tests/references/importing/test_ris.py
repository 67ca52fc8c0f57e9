"""RIS and its dialects."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.documents import PRIVATE_CSL
from cms.references.formatting import clean_title
from cms.references.importing import ris
from cms.references.importing.records import Level
from tests.references.importing.raw import RAW, needs_raw, raw_records
from tests.references.importing.readers import csl_of, raw_csl, read_text

#: How many records each collected file holds, by its lines with `TY`.
COUNTS = {
    "RISparser-0.4.4__example_multi_unknown_tags.ris": 1, "RISparser-0.4.4__multiline.ris": 1,
    "jabref__RisImporterTest5a.ris": 1, "jabref__RisImporterTest8_date.ris": 1,
    "jabref__RisImporterTest9.ris": 1, "jabref__RisImporterTestDOI.ris": 1,
    "jabref__RisImporterTestDate1.2.ris": 1, "jabref__RisImporterTestWithEmptyER.ris": 1,
    "rispy__example_bom.ris": 1, "rispy__example_custom_list_tags.ris": 1,
    "rispy__example_empty_tag.ris": 1, "rispy__example_extraneous_data.ris": 2,
    "rispy__example_full.ris": 2, "rispy__example_full_without_whitespace.ris": 2,
    "rispy__example_full_write.ris": 2, "rispy__example_multiline.ris": 3,
    "rispy__example_single_unknown_tag.ris": 1, "rispy__example_starting_newlines.ris": 1,
    "rispy__example_urls.ris": 4, "rispy__example_wos.ris": 2,
    "zotero-translators__RIS_case01.ris": 1,
    "zotero-translators__RIS_case02.ris": 1, "zotero-translators__RIS_case04.ris": 1,
    "zotero-translators__RIS_case06.ris": 1, "zotero-translators__RIS_case07.ris": 1,
    "zotero-translators__RIS_case08.ris": 1, "zotero-translators__RIS_case09.ris": 1,
    "zotero-translators__RIS_case11.ris": 1, "zotero-translators__RIS_case12.ris": 1,
}  # fmt: skip
SCOPUS = """TY  - JOUR
TI  - Vesicles in plasma
T2  - Journal of Vesicles
J2  - J. Vesicles
VL  - 12
C7  - 104512
PY  - 2021
DO  - 10.1000/ves.2021.1
AU  - Ó Briain, Séan
AU  - García-López, M.
KW  - exosome
KW  - plasma
N1  - Cited By :12
N1  - Export Date: 3 March 2022
M3  - Article
DB  - Scopus
AN  - 85100000000
UR  - https://example.org/record?eid=2-s2.0&partnerID=40
SN  - 1234-567X (ISSN)
LA  - English
ER  -
"""
ENDNOTE = """TY  - JOUR
AU  - Exosome Trialists,, Northern Group
AU  - van der Berg, J. Q., Jr.
PY  - 2019
DA  - Mar 5
TI  - A trial
ST  - Trial
JO  - Trials
C2  - PMC1234567
AN  - 31234567
DB  - PubMed
KW  - *Exosomes
Female
Humans
SP  - 11-19
ER  -

"""


@needs_raw
@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_record_of_a_file_is_read(name: str, count: int) -> None:
    assert len(raw_records(f"ris/{name}")) == count


@needs_raw
def test_every_collected_file_is_counted() -> None:
    assert {path.name for path in (RAW / "ris").iterdir()} == COUNTS.keys()


@needs_raw
def test_pubmed_in_ris_field_by_field() -> None:
    assert raw_csl("ris/jabref__RisImporterTestDOI.ris") == {
        "type": "article-journal",
        "title": "The effect of smartphone usage time on posture and respiratory function",
        "author": [
            {"family": "Jung", "given": "Sang In"},
            {"family": "Lee", "given": "Na Kyung"},
            {"family": "Kang", "given": "Kyung Woo"},
            {"family": "Kim", "given": "Kyoung"},
            {"family": "Lee", "given": "Do Youn"},
        ],
        "container-title": "Journal of physical therapy science",
        "container-title-short": "J Phys Ther Sci",
        "issued": {"date-parts": [[2016, 1]]},
        "page": "186-189",
        "volume": "28",
        "issue": "1",
        "publisher": "The Society of Physical Therapy Science",
        "language": "en",
        "ISSN": "0915-5287",
        "DOI": "10.1589/jpts.28.186",
        "PMID": "26957754",
        "PMCID": "PMC4756000",
        "URL": "https://pubmed.ncbi.nlm.nih.gov/26957754",
        "keyword": "Posture; Respiratory function; Smartphone",
    }


@needs_raw
def test_a_publishers_export_field_by_field() -> None:
    assert raw_csl("ris/jabref__RisImporterTest8_date.ris") == {
        "type": "article-journal",
        "title": "Hydration forces between silica surfaces: Experimental data and predictions from "
        "different theories",
        "author": [
            {"family": "Valle-Delgado", "given": "J. J."},
            {"family": "Molina-Bolívar", "given": "J. A."},
            {"family": "Galisteo-González", "given": "F."},
            {"family": "Gálvez-Ruiz", "given": "M. J."},
            {"family": "Feiler", "given": "A."},
            {"family": "Rutland", "given": "M. W."},
        ],
        "container-title": "The Journal of Chemical Physics",
        "container-title-short": "J. Chem. Phys.",
        "issued": {"date-parts": [[2005, 7, 15]]},
        "accessed": {"date-parts": [[2019, 3, 28]]},
        "page": "034708",
        "volume": "123",
        "issue": "3",
        "publisher": "American Institute of Physics",
        "ISSN": "0021-9606",
        "DOI": "10.1063/1.1954747",
    }


@needs_raw
def test_a_book_has_its_series_in_t2_and_a_doi_in_l1() -> None:
    csl = raw_csl("ris/zotero-translators__RIS_case07.ris")
    assert csl["type"] == "book"
    assert csl["title"] == "Eigentumsverfassung und Finanzkrise"
    assert csl["collection-title"] == "Bibliothek des Eigentums"
    assert "container-title" not in csl
    assert csl["ISBN"] == "9783642002304"
    assert csl["DOI"] == "10.1007/978-3-642-00230-4"
    assert (csl["publisher-place"], csl["language"]) == ("Berlin, Heidelberg", "de")


@needs_raw
def test_endnote_with_one_space_field_by_field() -> None:
    csl = raw_csl("ris/zotero-translators__RIS_case04.ris")
    assert [name["family"] for name in csl["author"]] == [
        "CASTOE", "POOLE", "GU", "KONING", "DAZA", "SMITH", "POLLOCK",
    ]  # fmt: skip
    assert csl["container-title"] == "Molecular Ecology Resources"
    assert csl["DOI"] == "10.1111/j.1755-0998.2009.02750.x"
    assert "title-short" not in csl
    assert "URL" not in csl


@needs_raw
def test_embase_names_and_notes_of_issns() -> None:
    csl = raw_csl("ris/rispy__example_empty_tag.ris")
    assert csl["author"] == [{"family": "Fanning", "given": "E."}]
    assert csl["ISSN"] == "2325-9671"
    assert csl["DOI"] == "10.1177/2325967120950040"
    assert "page" not in csl
    [record] = raw_records("ris/rispy__example_empty_tag.ris")
    assert record.abstract.endswith("when determining an athlete's safe return to sport...")


@needs_raw
def test_a_patent_has_an_owner_and_the_day_of_its_application() -> None:
    csl = raw_csl("ris/zotero-translators__RIS_case02.ris")
    assert (csl["type"], csl["number"], csl["publisher"]) == ("patent", "4,904,581", "Epitope,I.")
    assert csl["issued"] == {"date-parts": [[1990, 2, 27]]}
    assert csl["submitted"] == {"date-parts": [[1986, 6, 23]]}
    assert "accessed" not in csl
    assert "editor" not in csl


@needs_raw
def test_authors_stay_in_order_under_whichever_tag() -> None:
    csl = raw_csl("ris/zotero-translators__RIS_case09.ris")
    assert [name["family"] for name in csl["author"]] == ["Georgiev", "Bello", "Carmi", "Cohen"]


@needs_raw
@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("zotero-translators__RIS_case08.ris", [1950, 1, 1]),
        ("jabref__RisImporterTestWithEmptyER.ris", [2013, 7, 28]),
        ("RISparser-0.4.4__multiline.ris", [1948, 7]),
        ("zotero-translators__RIS_case01.ris", [1996]),
        ("jabref__RisImporterTest5a.ris", [2012]),
    ],
)
def test_dates_are_where_each_dialect_has_them(name: str, date: list[int]) -> None:
    assert raw_csl(f"ris/{name}")["issued"] == {"date-parts": [date]}


def test_scopus() -> None:
    [record] = read_text(ris, SCOPUS)
    assert record.messages == ()
    assert record.csl == {
        "type": "article-journal",
        "title": "Vesicles in plasma",
        "container-title": "Journal of Vesicles",
        "container-title-short": "J. Vesicles",
        "volume": "12",
        "page": "104512",
        "issued": {"date-parts": [[2021]]},
        "DOI": "10.1000/ves.2021.1",
        "author": [
            {"family": "Ó Briain", "given": "Séan"},
            {"family": "García-López", "given": "M."},
        ],
        "keyword": "exosome; plasma",
        "genre": "Article",
        "URL": "https://example.org/record?eid=2-s2.0&partnerID=40",
        "ISSN": "1234-567X",
        "language": "en",
    }


def test_endnote() -> None:
    csl = csl_of(ris, ENDNOTE)
    assert csl["author"] == [
        {"literal": "Exosome Trialists, Northern Group"},
        {"family": "van der Berg", "given": "J. Q.", "suffix": "Jr."},
    ]
    assert csl["issued"] == {"date-parts": [[2019, 3, 5]]}
    assert (csl["PMID"], csl["PMCID"]) == ("31234567", "PMC1234567")
    assert csl["keyword"] == "*Exosomes; Female; Humans"
    assert (csl["title-short"], csl["page"]) == ("Trial", "11-19")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("TY  - CPAPER\nT2  - A Meeting\nC3  - Proceedings of it",
         {"container-title": "Proceedings of it", "event-title": "A Meeting"}),
        ("TY  - CPAPER\nT2  - A Meeting", {"container-title": "A Meeting"}),
        ("TY  - CHAP\nT2  - A Book\nT3  - A Series\nA2  - Ed, A\nA3  - Series, B",
         {"container-title": "A Book", "collection-title": "A Series",
          "editor": [{"family": "Ed", "given": "A"}],
          "collection-editor": [{"family": "Series", "given": "B"}]}),
        ("TY  - BOOK\nSP  - 312 p.\nET  - 2nd", {"number-of-pages": "312", "edition": "2nd"}),
        ("TY  - RPRT\nIS  - WHO/12\nM3  - Guideline", {"number": "WHO/12", "genre": "Guideline"}),
        ("TY  - COMP\nET  - 2.1", {"version": "2.1"}),
        ("TY  - JOUR\nSP  - 117\nEP  - 9", {"page": "117-119"}),
        ("TY  - JOUR\nPY  - 1999///Winter", {"issued": {"date-parts": [[1999]], "season": 4}}),
        ("TY  - JOUR\nPY  - in press", {"status": "in press"}),
        ("TY  - JOUR\nPY  - 2005\nDA  - 2004/12/30", {"issued": {"date-parts": [[2005]]}}),
        ("TY  - JOUR\nAN  - 2012-12345\nDB  - PsycINFO", {}),
        ("TY  - JOUR\nAN  - 123456\nDB  - ERIC", {}),
        ("TY  - JOUR\nM3  - doi: 10.1000/a", {"DOI": "10.1000/a"}),
        ("TY  - JOUR\nUR  - https://doi.org/10.1000/a", {"DOI": "10.1000/a"}),
        ("TY  - JOUR\nUR  - pubmed.ncbi.nlm.nih.gov/123", {"PMID": "123"}),
        ("TY  - JOUR\nUR  - http://a.example;b?c=1;http://d.example",
         {"URL": "http://a.example;b?c=1"}),
        ("TY  - XXXX", {"type": "document"}),
    ],
)  # fmt: skip
def test_tags_mean_what_they_mean_in_their_type(tags: str, expected: dict[str, Any]) -> None:
    csl = csl_of(ris, f"{tags}\nTI  - T\nER  - ")
    found = {name: value for name, value in csl.items() if name != "title"}
    found.pop("type") if "type" not in expected else None
    assert found == expected


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/ABC.1", "doi:10.1000/abc.1", "DOI: 10.1000/abc.1", "https://doi.org/10.1000/abc.1",
        "http://dx.doi.org/10.1000/abc.1", "10.1000/abc.1.", "https://doi.org/10.1000%2Fabc.1",
    ],
)  # fmt: skip
def test_a_doi_is_known_in_every_spelling(written: str) -> None:
    assert csl_of(ris, f"TY  - JOUR\nTI  - T\nDO  - {written}\nER  - ")["DOI"] == "10.1000/abc.1"


def test_records_without_an_end_or_run_together_are_all_read() -> None:
    text = "TY  - JOUR\nTI  - a\nTY  - BOOK\nTI  - b\nER  - \nTI  - c\nER  -\nty  - jour\nti  - d"
    records = read_text(ris, text)
    assert [(record.csl or {})["title"] for record in records] == ["a", "b", "c", "d"]
    assert [record.line for record in records] == [1, 3, 6, 8]
    assert [record.index for record in records] == [1, 2, 3, 4]
    [message] = records[2].messages
    assert (message.level, message.line) == (Level.WARNING, 6)
    assert "type" in message.text


def test_what_has_no_place_is_said_and_what_says_nothing_is_not() -> None:
    [record] = read_text(
        ris, "TY  - JOUR\nTI  - a\nXX  - lost\nID  - 7\nC5  - \nL1  - x.pdf\nER  - "
    )
    [message] = record.messages
    assert "XX “lost”" in message.text
    assert "x.pdf" not in message.text


def test_markup_of_titles_stays_and_a_script_is_text() -> None:
    csl = csl_of(ris, "TY  - JOUR\nTI  - <i>In vivo</i> <script>x</script> p<0.05 <b>\nER  - ")
    assert csl["title"] == "<i>In vivo</i> <script>x</script> p<0.05"
    assert clean_title(csl["title"]) == "<i>In vivo</i> &lt;script&gt;x&lt;/script&gt; p&lt;0.05"


def test_three_thousand_authors_and_none() -> None:
    authors = "\n".join(f"AU  - Family{number}, G." for number in range(3000))
    assert len(csl_of(ris, f"TY  - JOUR\nTI  - a\n{authors}\nER  - ")["author"]) == 3000
    assert "author" not in csl_of(ris, "TY  - JOUR\nTI  - a\nAU  - ,\nER  - ")


def test_a_long_file_without_tags_is_one_value() -> None:
    [record] = read_text(ris, "TY  - JOUR\nTI  - a\nAB  - x\n" + "word\n" * 200_000)
    assert record.csl == {"type": "article-journal", "title": "a"}


@pytest.mark.parametrize(
    ("start", "is_ris"),
    [
        ("TY  - JOUR\r\n", True), ("\ufeffTY  - JOUR", True), ("Record 1\n1.\nTY - JOUR\n", True),
        ("ty  - jour\n", True), ("PMID- 1\nTY  - not alone on its line\n", False),
        ("PT J\nAU A\n", False), ("@article{a,}", False), ("\0\1binary", False), ("", False),
    ],
)  # fmt: skip
def test_ris_is_known_by_its_first_tag(start: str, *, is_ris: bool) -> None:
    assert ris.recognises(start) is is_ris


TAGS = st.sampled_from(["TY  - ", "ER  - ", "AU  - ", "DA  - ", "SP  - ", "UR  - ", "", " "])
LINES = st.lists(st.tuples(TAGS, st.text()).map("".join)).map("\n".join)


@given(st.text() | LINES)
def test_no_text_raises(text: str) -> None:
    ris.recognises(text)
    for record in read_text(ris, text):
        assert record.csl is not None or record.messages


def test_notes_of_whoever_keeps_a_file_are_shown_to_nobody_else() -> None:
    (record,) = ris.read(
        io.StringIO("TY  - JOUR\nTI  - On vesicles\nN1  - The chief does not like it.\nER  - \n")
    )
    assert record.csl is not None
    assert record.csl["annote"] == "The chief does not like it."
    assert "annote" in PRIVATE_CSL
    assert "note" not in record.csl
