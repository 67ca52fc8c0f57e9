"""Reads NBIB, PubMed's and MEDLINE's tagged text, as PubMed, PubMed Central and ERIC write it."""

import re

import pytest

from cms.references.choices import ReferenceStatus
from cms.references.importing.nbib import recognises
from cms.references.importing.records import Level
from tests.references.importing.raw import RAW, needs_raw, raw_records, records_of, texts_of

RECORD = """PMID- 30000001
OWN - NLM
IS  - 1234-5678 (Print)
VI  - 12
IP  - 3
DP  - 2019 Mar-Apr
TI  - Vesicles in
      two lines.
PG  - e117-e9
LID - 10.5555/ABC.1 [doi]
AB  - BACKGROUND: One. RESULTS:
      Two.
FAU - de Vries, Anna B Jr
AU  - de Vries AB Jr
FAU - Zoë
AU  - Zoë
AU  - Short GM
CN  - The Vesicle Group
FED - Editor, Eva
ED  - Editor E
LA  - ger
PT  - Journal Article
TA  - J Made Up
JT  - Journal of made-up examples
OT  - *vesicles
MH  - Extracellular Vesicles/*metabolism
PMC - PMC7000001
"""


def test_every_field_goes_to_its_variable() -> None:
    [record] = records_of(RECORD)
    assert record.csl == {
        "type": "article-journal",
        "title": "Vesicles in two lines",
        "container-title": "Journal of made-up examples",
        "container-title-short": "J Made Up",
        "volume": "12",
        "issue": "3",
        "page": "e117-e9",
        "issued": {"date-parts": [[2019, 3], [2019, 4]]},
        "language": "de",
        "author": [
            {"family": "de Vries", "given": "Anna B", "suffix": "Jr"},
            {"family": "Zoë"},
            {"family": "Short", "given": "GM"},
            {"literal": "The Vesicle Group"},
        ],
        "editor": [{"family": "Editor", "given": "Eva"}],
        "DOI": "10.5555/abc.1",
        "PMID": "30000001",
        "PMCID": "PMC7000001",
        "ISSN": "1234-5678",
        "keyword": "vesicles; Extracellular Vesicles",
    }
    assert record.abstract == "BACKGROUND: One. RESULTS: Two."
    assert (record.index, record.line) == (1, 1)
    assert (record.status, record.notice, record.is_open_access) == ("normal", "", None)
    assert record.messages == ()


def test_records_are_told_apart_by_a_gap_or_by_pubmeds_id() -> None:
    records = records_of(
        "PMID- 1\nTI  - One\nPMID- 2\nTI  - Two\n\n\nPMC - PMC3\nPMID- 3\nTI  - Three\n"
    )
    assert [(record.index, record.line) for record in records] == [(1, 1), (2, 3), (3, 7)]
    assert [(record.csl or {})["title"] for record in records] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("lines", "status", "notice"),
    [
        (
            "PT  - Retracted Publication\nRIN - J Made Up. 2020 Jan 3;18(1):5. PMID: 31900168",
            ReferenceStatus.RETRACTED,
            "Retraction in: J Made Up. 2020 Jan 3;18(1):5. PMID: 31900168",
        ),
        (
            "PT  - Retracted Publication",
            ReferenceStatus.RETRACTED,
            "PubMed lists this as a retracted publication.",
        ),
        (
            "EIN - J Made Up. 2018;1:1\nECI - J Made Up. 2019;2:2",
            ReferenceStatus.EXPRESSION_OF_CONCERN,
            "Expression of concern in: J Made Up. 2019;2:2 Erratum in: J Made Up. 2018;1:1",
        ),
        (
            "EIN - J Made Up. 2018;1:1",
            ReferenceStatus.CORRECTED,
            "Erratum in: J Made Up. 2018;1:1",
        ),
        ("ROF - J Made Up. 2018;1:1\nCIN - J Made Up. 2017;1:1", ReferenceStatus.NORMAL, ""),
    ],
)
def test_a_notice_says_what_has_become_of_a_publication(
    lines: str, status: ReferenceStatus, notice: str
) -> None:
    [record] = records_of(f"{RECORD}{lines}\n")
    assert (record.status, record.notice) == (status, notice)


@pytest.mark.parametrize(
    ("lines", "csl_type"),
    [
        ("PT  - Preprint\nPT  - Journal Article", "article"),
        ("PT  - Dataset", "dataset"),
        ("PT  - Review", "article-journal"),
        ("PT  - Technical Report", "report"),
        ("PT  - Technical Report\nVI  - 3", "article-journal"),
        ("BTI - A book", "chapter"),
        ("PT  - Newspaper Article", "article-newspaper"),
    ],
)
def test_a_publication_type_is_the_nearest_of_csl(lines: str, csl_type: str) -> None:
    [record] = records_of(f"PMID- 1\nTI  - A title\n{lines}\n")
    assert (record.csl or {})["type"] == csl_type


def test_a_book_has_its_place_and_its_address() -> None:
    [record] = records_of(
        "PMID- 1\nBTI - A made-up book.\nPB  - House\nPL  - Bern\nEN  - 2nd\n"
        "ISBN- 978-3-16-148410-0\nPT  - Book\nAID - NBK99 [bookaccession]\n"
    )
    assert record.csl == {
        "type": "book", "title": "A made-up book", "publisher": "House", "publisher-place": "Bern",
        "edition": "2nd", "ISBN": "978-3-16-148410-0", "PMID": "1",
        "URL": "https://www.ncbi.nlm.nih.gov/books/NBK99/",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        ("PG  - 117-9", "117-119"), ("PG  - 1099-103", "1099-1103"), ("PG  - S12-5", "S12-5"),
        ("LID - 0117575 [pii]", "0117575"), ("LID - 18", "18"),
        ("LID - S1080-6032(22)00139-9 [pii]", None),
    ],
)  # fmt: skip
def test_pages_have_all_their_digits_and_an_articles_number_stands_for_them(
    lines: str, page: str | None
) -> None:
    [record] = records_of(f"PMID- 1\nTI  - A title\n{lines}\n")
    assert (record.csl or {}).get("page") == page


def test_a_title_in_another_language_stands_beside_the_translated_one() -> None:
    [record] = records_of("PMID- 1\nTI  - [A title].\nTT  - Ein Titel.\n")
    assert record.csl == {
        "type": "article-journal", "title": "[A title]", "original-title": "Ein Titel", "PMID": "1",
    }  # fmt: skip
    [record] = records_of("PMID- 1\nTI  - [Not Available].\nTT  - Ein Titel.\n")
    assert (record.csl or {})["title"] == "Ein Titel"


def test_what_is_wrong_is_told_and_the_rest_is_kept() -> None:
    first, second, third = records_of(
        "PMID- 000\nTI  - One\nnot a tag\nDP  - in press\nAU  - et al.\nLID - 10.x/y [doi]\n\n"
        "OWN - NLM\nVI  - 3\n\nPMID- 3\nDP  - Article 10 2019\n"
    )
    assert first.csl == {"type": "article-journal", "title": "One", "status": "in press"}
    assert texts_of(first) == [
        "Left out a line without a tag: “not a tag”.",
        "The file does not name every author: it ends with “et al.”",
        "Left out “000”: it is no PubMed id.",
        "Left out “10.x/y”: it is no DOI.",
    ]
    assert [message.line for message in first.messages] == [3, 1, 1, 1]
    assert second.csl is None
    assert second.messages[-1].level == Level.ERROR
    assert third.csl == {
        "type": "article-journal", "PMID": "3", "issued": {"date-parts": [[2019]]},
    }  # fmt: skip
    assert third.needs_lookup
    assert texts_of(third) == [
        "The date “Article 10 2019” is not understood as a whole.", "This record has no title.",
    ]  # fmt: skip


def test_three_thousand_authors_are_read() -> None:
    authors = "".join(f"FAU - Family{n}, Given\nAU  - Family{n} G\n" for n in range(3000))
    [record] = records_of(f"PMID- 1\nTI  - Many\n{authors}")
    assert len((record.csl or {})["author"]) == 3000
    assert (record.csl or {})["author"][2999] == {"family": "Family2999", "given": "Given"}


@pytest.mark.parametrize(
    ("start", "is_nbib"),
    [
        ("\n\nPMID- 1\n", True), ("PMID-1\n", True), ("OWN - ERIC\n", True), ("PMC - PMC1\n", True),
        ("TY  - JOUR\nTI  - PMID\nER  - \n", False), ("TI  - A title\n", False), ("", False),
        ("PMIDs are numbers", False), ("@article{pmid,\n}", False), ("Read more\nSTAT- x\n", True),
    ],
)  # fmt: skip
def test_it_is_known_by_its_first_tag(start: str, *, is_nbib: bool) -> None:
    assert recognises(start) is is_nbib


#: Counted by hand.
COUNTS = {
    "biopython__pubmed_result1.txt": 1, "biopython__pubmed_result2.txt": 4,
    "biopython__pubmed_result3.txt": 1, "jabref__MedlinePlainImporterStringOutOfBounds.txt": 2,
    "jabref__MedlinePlainImporterTestDOI.txt": 1,
    "jabref__MedlinePlainImporterTestMultiTitle.txt": 1,
    "jabref__MedlinePlainImporterTestMultipleEntries.txt": 7, "jabref__NbibImporterTest.nbib": 1,
    "nbib__pmc_medlars.txt": 5, "zotero-translators__MEDLINEnbib_case01.nbib": 1,
    "zotero-translators__MEDLINEnbib_case02.nbib": 2,
    "zotero-translators__MEDLINEnbib_case03.nbib": 1,
    "zotero-translators__MEDLINEnbib_case04.nbib": 1,
    "zotero-translators__MEDLINEnbib_case05.nbib": 3,
    "zotero-translators__MEDLINEnbib_case07.nbib": 4,
    "zotero-translators__MEDLINEnbib_case08.nbib": 2,
    "zotero-translators__MEDLINEnbib_case09.nbib": 1,
}  # fmt: skip


@needs_raw
def test_every_record_of_every_file_is_read() -> None:
    files = sorted(path.name for path in (RAW / "nbib").iterdir())
    assert {name: len(raw_records(f"nbib/{name}")) for name in files} == COUNTS


@needs_raw
def test_no_id_of_pubmeds_is_lost() -> None:
    for path in (RAW / "nbib").iterdir():
        written = re.findall(r"^PMID ?- ?([1-9][0-9]*)", path.read_text(), re.MULTILINE)
        read = [(record.csl or {}).get("PMID") for record in raw_records(f"nbib/{path.name}")]
        assert [pmid for pmid in read if pmid] == written


@needs_raw
def test_a_record_of_pubmeds_is_read_field_by_field() -> None:
    record = raw_records("nbib/biopython__pubmed_result2.txt")[1]
    keywords = record.csl.pop("keyword") if record.csl else ""
    assert record.csl == {
        "type": "article-journal",
        "title": "GenomeDiagram: a python package for the visualization of large-scale genomic "
        "data",
        "author": [
            {"family": "Pritchard", "given": "Leighton"},
            {"family": "White", "given": "Jennifer A"},
            {"family": "Birch", "given": "Paul R J"}, {"family": "Toth", "given": "Ian K"},
        ],
        "container-title": "Bioinformatics (Oxford, England)",
        "container-title-short": "Bioinformatics", "ISSN": "1367-4803", "volume": "22",
        "issue": "5", "page": "616-617", "issued": {"date-parts": [[2006, 3, 1]]},
        "language": "en", "PMID": "16377612", "DOI": "10.1093/bioinformatics/btk021",
    }  # fmt: skip
    assert keywords.startswith("Chromosome Mapping; Computer Graphics; Database Management Systems")
    assert record.abstract.startswith("SUMMARY: We present GenomeDiagram, a flexible, open-source")


@needs_raw
def test_a_chapter_of_the_bookshelf_is_read_field_by_field() -> None:
    record = raw_records("nbib/zotero-translators__MEDLINEnbib_case02.nbib")[1]
    assert record.csl == {
        "type": "chapter", "title": "Peutz-Jeghers Syndrome", "container-title": "Cancer Syndromes",
        "author": [
            {"family": "Riegert-Johnson", "given": "Douglas"},
            {"family": "Gleeson", "given": "Ferga C."}, {"family": "Westra", "given": "Wytske"},
            {"family": "Hefferon", "given": "Timothy"},
            {"family": "Wong Kee Song", "given": "Louis M."},
            {"family": "Spurck", "given": "Lauren"}, {"family": "Boardman", "given": "Lisa A."},
        ],
        "editor": [
            {"family": "Riegert-Johnson", "given": "Douglas L"},
            {"family": "Boardman", "given": "Lisa A"}, {"family": "Hefferon", "given": "Timothy"},
            {"family": "Roberts", "given": "Maegan"},
        ],
        "publisher": "National Center for Biotechnology Information (US)",
        "publisher-place": "Bethesda (MD)", "issued": {"date-parts": [[2009]]}, "language": "en",
        "PMID": "21249755", "URL": "https://www.ncbi.nlm.nih.gov/books/NBK1826/",
    }  # fmt: skip


@needs_raw
def test_a_record_of_pubmed_central_is_read_field_by_field() -> None:
    record = raw_records("nbib/nbib__pmc_medlars.txt")[1]
    assert record.csl == {
        "type": "article-journal",
        "title": "Role of gender in the treatment experiences of people with an eating disorder: "
        "a metasynthesis",
        "author": [
            {"family": "Thapliyal", "given": "Priyanka"}, {"family": "Hay", "given": "Phillipa"},
            {"family": "Conti", "given": "Janet"},
        ],
        "container-title": "Journal of Eating Disorders", "container-title-short": "J Eat Disord",
        "ISSN": "2050-2974", "volume": "6", "page": "18", "issued": {"date-parts": [[2018]]},
        "language": "en", "PMID": "30123504", "PMCID": "PMC6088416",
        "DOI": "10.1186/s40337-018-0207-1",
    }  # fmt: skip


@needs_raw
def test_a_record_of_erics_is_read_field_by_field() -> None:
    record = raw_records("nbib/zotero-translators__MEDLINEnbib_case07.nbib")[1]
    keywords = record.csl.pop("keyword") if record.csl else ""
    assert record.csl == {
        "type": "article-journal",
        "title": "From Here to There! Elementary: A Game-Based Approach to Developing Number Sense "
        "and Early Algebraic Understanding",
        "author": [
            {"family": "Hulse", "given": "Taylyn"}, {"family": "Daigle", "given": "Maria"},
            {"family": "Manzo", "given": "Daniel"}, {"family": "Braith", "given": "Lindsay"},
            {"family": "Harrison", "given": "Avery"}, {"family": "Ottmar", "given": "Erin"},
        ],
        "container-title": "Educational Technology Research and Development", "volume": "67",
        "issue": "2", "page": "423-441", "issued": {"date-parts": [[2019, 4]]}, "language": "en",
        "ISSN": "1042-1629", "DOI": "10.1007/s11423-019-09653-8",
        "URL": "http://eric.ed.gov/?id=EJ1208101",
    }  # fmt: skip
    assert keywords.endswith("Instructional Effectiveness; Mathematics Achievement")


@needs_raw
def test_a_thesis_of_erics_has_its_publisher() -> None:
    record = raw_records("nbib/zotero-translators__MEDLINEnbib_case08.nbib")[0]
    csl = record.csl or {}
    assert (csl["type"], csl["publisher"], csl["ISBN"]) == (
        "thesis", "ProQuest LLC", "979-8-2098-8762-1",
    )  # fmt: skip
    assert "container-title" not in csl
