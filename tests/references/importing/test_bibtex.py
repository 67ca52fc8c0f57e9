"""BibTeX and BibLaTeX."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing import bibtex
from cms.references.importing.records import Level
from tests.references.importing.raw import RAW, needs_raw, raw_records, texts_of
from tests.references.importing.readers import csl_of, raw_csl, read_text

#: How many publications each collected file holds: strings, preambles, comments and settings of
#: styles are none. The four that are not here are in other formats (`[Fau86]`).
COUNTS = {
    "biber__dateformats.bib": 34, "biber__encoding1.bib": 1, "biber__encoding2.bib": 1,
    "biber__encoding5.bib": 1, "biber__extradate.bib": 28, "biber__full-bibtex_biber.bib": 3,
    "biber__translit.bib": 17, "bibtexparser-2.1.0__gbk_test.bib": 1,
    "citation-js__a_complete_booklet.bib": 1, "citation-js__a_complete_inproceedings.bib": 1,
    "citation-js__a_complete_mastersthesis.bib": 1, "citation-js__a_complete_misc.bib": 1,
    "citation-js__a_complete_phdthesis.bib": 1, "citation-js__a_complete_proceedings.bib": 1,
    "citation-js__a_complete_techreport.bib": 1, "citation-js__a_complete_unpublished.bib": 1,
    "citation-js__authors_with_non-ASCII_characters.bib": 1, "citation-js__crossref.bib": 6,
    "citation-js__date-range.bib": 1, "citation-js__different_delimiters.bib": 2,
    "citation-js__howpublished.bib": 1, "citation-js__langid.bib": 1,
    "citation-js__literals.bib": 1, "citation-js__math.bib": 1, "citation-js__nameparts.bib": 8,
    "citation-js__one_simple_entry.bib": 1, "citation-js__orcid.bib": 1,
    "citation-js__unicode_and_capitalized_types.bib": 1, "citation-js__uppercase_and.bib": 1,
    "citation-js__uri.bib": 3, "citation-js__whitespace_and_unknown_fields.bib": 1,
    "citation-js__year_and_month_with_date.bib": 1,
    "citation-js__year_and_month_without_date.bib": 1, "citeproc-py__test.bib": 1,
    "jabref__AutosavedSharedDatabase.bib": 1, "jabref__MsBibExportFormatUmlauts.bib": 1,
    "jabref__NbibImporterTest.bib": 1, "jabref__RisImporterTest1.bib": 1,
    "jabref__encoding-windows-1252-with-header.bib": 1, "jabref__encodingWithoutNewline.bib": 1,
    "pubmed_parser-0.5.1__paper.bib": 11, "pybtex-0.26.1__IEEEtran.bib": 4,
    "pybtex-0.26.1__cyrillic.bib": 5, "pybtex-0.26.1__xampl.bib": 36,
    "pybtex-0.26.1__xampl_mixed.bib": 36, "python-bibtexparser__bibtex.bib": 1,
    "zotero-translators__BibTeX_case01.bib": 1, "zotero-translators__BibTeX_case05.bib": 1,
    "zotero-translators__BibTeX_case07.bib": 1, "zotero-translators__BibTeX_case11.bib": 1,
    "zotero-translators__BibTeX_case12.bib": 1, "zotero-translators__BibTeX_case13.bib": 1,
    "zotero-translators__BibTeX_case14.bib": 2, "zotero-translators__BibTeX_case16.bib": 2,
    "zotero-translators__BibTeX_case18.bib": 1, "zotero-translators__BibTeX_case19.bib": 1,
    "zotero-translators__BibTeX_case20.bib": 1, "zotero-translators__BibTeX_case21.bib": 1,
    "zotero-translators__BibTeX_case23.bib": 1, "zotero-translators__BibTeX_case24.bib": 1,
}  # fmt: skip


@needs_raw
@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_publication_of_a_file_is_read(name: str, count: int) -> None:
    assert len(raw_records(f"bibtex/{name}")) == count


@needs_raw
def test_every_collected_file_is_counted_or_is_no_bibtex() -> None:
    for path in (RAW / "bibtex").iterdir():
        assert (path.name in COUNTS) is (path.suffix == ".bib")
        assert bibtex.recognises(path.read_text("latin-1")) is (path.suffix == ".bib")


@needs_raw
def test_an_article_of_zotero_field_by_field() -> None:
    csl = raw_csl("bibtex/zotero-translators__BibTeX_case11.bib")
    authors = csl.pop("author")
    assert authors[0] == {"family": "Sasson", "given": "Comilla"}
    assert {
        "literal": "American Heart Association Council on Quality of Care and Outcomes Research"
    } in authors
    short = (
        "Increasing cardiopulmonary resuscitation provision in communities with low bystander "
        "cardiopulmonary resuscitation rates"
    )
    assert csl == {
        "type": "article-journal",
        "title": f"{short}: a science advisory from the American Heart Association for healthcare "
        "providers, policymakers, public health departments, and community leaders",
        "title-short": short,
        "container-title": "Circulation",
        "volume": "127",
        "issue": "12",
        "page": "1342-1350",
        "issued": {"date-parts": [[2013, 3]]},
        "language": "en",
        "ISSN": "1524-4539",
        "DOI": "10.1161/cir.0b013e318288b4dd",
        "PMID": "23439512",
        "keyword": "Administrative Personnel; American Heart Association; Cardiopulmonary "
        "Resuscitation; Community Health Services; Health Personnel; Heart Arrest; Humans; "
        "Leadership; Public Health; United States",
    }


@needs_raw
def test_biblatex_with_strings_and_what_it_inherits_field_by_field() -> None:
    chapter, article, book = raw_records("bibtex/biber__full-bibtex_biber.bib")
    assert chapter.csl == {
        "type": "chapter",
        "title": "The True Frontier: Confronting and Avoiding the Realities of Space in American "
        "Science Fiction Films",
        "author": [{"family": "Westfahl", "given": "Gary"}],
        "editor": [{"family": "Westfahl", "given": "Gary"}],
        "container-title": "Space and Beyond: The Frontier Theme in Science Fiction",
        "publisher": "Greenwood",
        "publisher-place": "Westport, Conn. and London",
        "issued": {"date-parts": [[2000]]},
        "page": "55-65",
        "language": "en",
    }
    assert article.csl == {
        "type": "article-journal",
        "title": "Computation of methodology-independent ionic solvation free energies from "
        "molecular simulations: I. The electrostatic potential in molecular liquids",
        "author": [
            {"family": "Kastenholz", "given": "M. A."},
            {"family": "Hünenberger", "given": "Philippe H."},
        ],
        "container-title": "J. Chem. Phys.",
        "volume": "124",
        "page": "124106",
        "issued": {"date-parts": [[2006]]},
        "DOI": "10.1063/1.2172593",
        "language": "en",
    }
    assert article.abstract.startswith("The computation of ionic solvation free energies")
    assert book.csl is not None
    assert book.csl["title"] == "Space and Beyond: The Frontier Theme in Science Fiction"


@needs_raw
def test_conference_papers_of_the_classic_example_take_from_their_proceedings() -> None:
    csl = raw_csl("bibtex/pybtex-0.26.1__xampl.bib", 25)
    assert csl == {
        "type": "paper-conference",
        "title": "On Notions of Information Transfer in VLSI Circuits",
        "author": [
            {"family": "Oaho", "given": "Alfred V."},
            {"family": "Ullman", "given": "Jeffrey D."},
            {"family": "Yannakakis", "given": "Mihalis"},
        ],
        "container-title": "Proc. Fifteenth Annual ACM Symposium on the Theory of Computing",
        "publisher-place": "Boston",
        "page": "133-139",
        "issued": {"date-parts": [[1983]]},
        "note": "This is a cross-referencing INPROCEEDINGS entry",
    }


@needs_raw
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zotero-translators__BibTeX_case07.bib", {
            "container-title": "Actes du 4<sup>ème</sup> Congrès Français d'Acoustique"}),
        ("zotero-translators__BibTeX_case16.bib", {"author": [
            {"family": "Naumann", "given": "Elias"}, {"family": "Heß", "given": "Moritz"},
            {"family": "Steinkopf", "given": "Leander"}], "publisher": "Lucius & Lucius"}),
        ("zotero-translators__BibTeX_case21.bib", {"type": "report", "genre": "Internet-Draft",
            "number": "draft-ietf-bmwg-evpntest-09", "number-of-pages": "28",
            "issued": {"date-parts": [[2021, 6, 18]]}}),
        ("citation-js__howpublished.bib", {"author": [{"literal": "Modern Language Association"}]}),
        ("citation-js__a_complete_mastersthesis.bib", {"type": "thesis", "genre": "Diploma Thesis",
            "publisher": "The University"}),
        ("citation-js__a_complete_inproceedings.bib", {"collection-title": "Good Series",
            "collection-number": "6", "volume": "5", "publisher": "BibTeX Publishers"}),
        ("citation-js__orcid.bib", {"issued": {"date-parts": [[2024, 3, 2]]}}),
        ("citation-js__uppercase_and.bib", {"page": "879-888",
            "publisher-place": "New York, NY, USA"}),
    ],
)  # fmt: skip
def test_fields_of_collected_files(name: str, expected: dict[str, Any]) -> None:
    csl = raw_csl(f"bibtex/{name}")
    assert {field: csl[field] for field in expected} == expected


@needs_raw
def test_a_broken_entry_of_a_collected_file_is_said() -> None:
    read, broken = raw_records("bibtex/citation-js__different_delimiters.bib")
    assert read.csl is not None
    assert (broken.csl, broken.line, broken.messages[0].level) == (None, 7, Level.ERROR)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@thesis{a, type={mathesis}, school={U}, title={T}}",
         {"type": "thesis", "genre": "Master’s thesis", "publisher": "U"}),
        ("@online{a, title={T}, url={\\url{https://a.example/x\\_y}}, urldate={2020-01-02}}",
         {"type": "webpage", "URL": "https://a.example/x_y",
          "accessed": {"date-parts": [[2020, 1, 2]]}}),
        ("@article{a, title={T}, eprint={123}, eprinttype={pubmed}}",
         {"type": "article-journal", "PMID": "123"}),
        ("@unpublished{a, title={T}, eprint={2001.00001}, archivePrefix={arXiv}}",
         {"type": "article", "URL": "https://arxiv.org/abs/2001.00001"}),
        ("@article{a, title={T}, entrysubtype={magazine}}", {"type": "article-magazine"}),
        ("@misc{a, title={T}, note={Read it. PMCID: PMC123}}",
         {"type": "document", "PMCID": "PMC123", "note": "Read it."}),
        ("@misc{a, title={What?}, subtitle={This}, titleaddon={Part 2}}",
         {"type": "document", "title": "What? This. Part 2"}),
        ("@article{a, title={T}, year={in press}}",
         {"type": "article-journal", "status": "in press"}),
        ("@article{a, title={T}, langid={ngerman}}", {"type": "article-journal", "language": "de"}),
        ("@inproceedings{a, title={T}, eventtitle={Meeting}, venue={Oslo}, eventdate={2019-05}}",
         {"type": "paper-conference", "event-title": "Meeting", "event-place": "Oslo",
          "event-date": {"date-parts": [[2019, 5]]}}),
    ],
)  # fmt: skip
def test_fields_mean_what_they_mean_in_their_type(entry: str, expected: dict[str, Any]) -> None:
    csl = csl_of(bibtex, entry)
    csl.pop("title") if "title" not in expected else None
    assert csl == expected


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/A_B", r"10.1000/a\_b", "doi:10.1000/a_b", r"https://doi.org/10.1000/a{\_}b",
        r"\url{http://dx.doi.org/10.1000/a_b}",
    ],
)  # fmt: skip
def test_a_doi_is_known_in_every_spelling(written: str) -> None:
    assert csl_of(bibtex, f"@article{{a, title={{T}}, doi={{{written}}}}}")["DOI"] == "10.1000/a_b"


def test_authors_who_are_not_named_are_said() -> None:
    [record] = read_text(bibtex, "@misc{a, title={T}, author={A, B and others}}")
    assert record.csl is not None
    assert record.csl["author"] == [{"family": "A", "given": "B"}]
    assert "et al" in texts_of(record)[0]


def test_three_thousand_authors_and_none() -> None:
    authors = " and ".join(f"F{{\\'e}}{number}, G." for number in range(3000))
    csl = csl_of(bibtex, f"@misc{{a, title={{T}}, author={{{authors}}}}}")
    assert len(csl["author"]) == 3000
    assert csl["author"][-1] == {"family": "Fé2999", "given": "G."}
    assert "author" not in csl_of(bibtex, "@misc{a, title={T}, author={}}")


def test_markup_stays_and_a_script_is_text() -> None:
    csl = csl_of(bibtex, r"@misc{a, title={\emph{In vivo} <sub>2</sub> <script>x</script>}}")
    assert csl["title"] == "<i>In vivo</i> <sub>2</sub> <script>x</script>"


@pytest.mark.parametrize(
    ("start", "is_bibtex"),
    [
        ("% Encoding: UTF-8\n\n@Article{a,\n", True), ("@string(x = {y})", True),
        ("%x@preamble{y}@article{z}", True), ("@unpublished{,\n", True),
        ("TY  - JOUR\nAD  - a@b.example\n", False), ("@media (max-width: 1px) {", False),
        ("[Fau86]\n author: A", False), ("", False),
    ],
)  # fmt: skip
def test_bibtex_is_known_by_an_entry(start: str, *, is_bibtex: bool) -> None:
    assert bibtex.recognises(start) is is_bibtex


FIELDS = st.sampled_from(
    [
        "author",
        "title",
        "year",
        "month",
        "date",
        "pages",
        "doi",
        "url",
        "eprint",
        "note",
        "crossref",
    ]
)
ENTRIES = st.lists(st.tuples(FIELDS, st.text()).map(lambda pair: f"{pair[0]} = {{{pair[1]}}}")).map(
    lambda fields: f"@article{{a, {', '.join(fields)}}}"
)


@given(st.text() | ENTRIES)
def test_no_text_raises(text: str) -> None:
    bibtex.recognises(text)
    for record in read_text(bibtex, text):
        assert record.csl is not None or record.messages
