"""Reads PubMed's XML, as its site and EFetch give it."""

import re

import pytest

from cms.references.choices import ReferenceStatus
from cms.references.importing.elements import CHUNK
from cms.references.importing.pubmed_xml import recognises
from cms.references.importing.records import ImportedRecord, Level
from tests.references.importing.raw import RAW, needs_raw, raw_records, records_of, texts_of

ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">30000001</PMID>
<Article><Journal><ISSN IssnType="Print">1234-5678</ISSN>
<JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate>{date}</PubDate></JournalIssue>
<Title>Journal of made-up examples</Title><ISOAbbreviation>J. Made Up</ISOAbbreviation></Journal>
<ArticleTitle>{title}</ArticleTitle>{more}
<Abstract><AbstractText Label="BACKGROUND">One.</AbstractText>
<AbstractText Label="RESULTS">Two <i>in vivo</i>.</AbstractText></Abstract>
<AuthorList Type="authors"><Author><LastName>de Vries</LastName><ForeName>Anna B</ForeName>
<Initials>AB</Initials><Suffix>Jr</Suffix></Author>
<Author><LastName>Short</LastName><Initials>GM</Initials></Author>
<Author><CollectiveName>The Vesicle Group</CollectiveName></Author></AuthorList>
<AuthorList Type="editors"><Author><LastName>Editor</LastName><ForeName>Eva</ForeName></Author>
</AuthorList>
<Language>ger</Language><PublicationTypeList><PublicationType>{kind}</PublicationType>
</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>J Made Up</MedlineTA></MedlineJournalInfo>
<CommentsCorrectionsList>{links}</CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName>Extracellular Vesicles</DescriptorName>
<QualifierName>metabolism</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>vesicles</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">30000001</ArticleId>
<ArticleId IdType="doi">10.5555/ABC.1</ArticleId><ArticleId IdType="pmc">PMC7000001</ArticleId>
</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/other
</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"""
PARTS = {
    "date": "<Year>2019</Year><Month>Mar</Month><Day>05</Day>", "title": "Vesicles in vivo.",
    "more": "<Pagination><MedlinePgn>117-9</MedlinePgn></Pagination>", "kind": "Journal Article",
    "links": "",
}  # fmt: skip
DOCTYPE = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" '
    '"https://dtd.example.org/pubmed.dtd">\n'
)
PAGES = (
    "<Pagination><StartPage>{}</StartPage><EndPage>{}</EndPage><MedlinePgn>{}</MedlinePgn>"
    "</Pagination>"
)
MATH = (
    'A <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"> <m:msub> <m:mi>x</m:mi> '
    "<m:mn>2</m:mn> </m:msub> </m:math> model"
)


def article(**parts: str) -> str:
    """Return an article, some parts of it as they are given."""
    return ARTICLE.format(**(PARTS | parts))


def a_set(*articles: str) -> str:
    """Return a file of articles."""
    return f"{DOCTYPE}<PubmedArticleSet>\n{chr(10).join(articles)}\n</PubmedArticleSet>\n"


def read_one(**parts: str) -> ImportedRecord:
    """Return the record of one article."""
    [record] = records_of(a_set(article(**parts)))
    return record


def test_every_field_goes_to_its_variable() -> None:
    record = read_one()
    assert record.csl == {
        "type": "article-journal",
        "title": "Vesicles in vivo",
        "author": [
            {"family": "de Vries", "given": "Anna B", "suffix": "Jr"},
            {"family": "Short", "given": "GM"},
            {"literal": "The Vesicle Group"},
        ],
        "editor": [{"family": "Editor", "given": "Eva"}],
        "container-title": "Journal of made-up examples",
        "container-title-short": "J Made Up",
        "ISSN": "1234-5678",
        "volume": "12",
        "issue": "3",
        "page": "117-119",
        "issued": {"date-parts": [[2019, 3, 5]]},
        "language": "de",
        "PMID": "30000001",
        "PMCID": "PMC7000001",
        "DOI": "10.5555/abc.1",
        "keyword": "vesicles; Extracellular Vesicles",
    }
    assert record.abstract == "BACKGROUND: One.\nRESULTS: Two in vivo."
    assert (record.index, record.line, record.messages) == (1, 4, ())
    assert (record.status, record.notice) == ("normal", "")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("SnO<sub>2</sub> in <i>E. coli</i>.", "SnO<sub>2</sub> in <i>E. coli</i>"),
        ("Of <u>two</u> &amp; <b>three</b>?", "Of two & <b>three</b>?"),
        ("p &lt; 0.05 &amp;amp; more", "p < 0.05 & more"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("Smith et al.", "Smith et al."),
        (MATH, "A x<sub>2</sub> model"),
        ("A <mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>",
         "A x<sup>2</sup>"),
    ],
)  # fmt: skip
def test_a_title_keeps_the_markup_that_csl_has(written: str, title: str) -> None:
    assert (read_one(title=written).csl or {})["title"] == title


@pytest.mark.parametrize(
    ("written", "issued"),
    [
        ("<Year>1990</Year><Season>Spring</Season>", {"date-parts": [[1990]], "season": 1}),
        ("<MedlineDate>2010 Sep-Oct</MedlineDate>", {"date-parts": [[2010, 9], [2010, 10]]}),
        ("<Year>2017</Year><Month>06</Month>", {"date-parts": [[2017, 6]]}),
    ],
)
def test_a_date_is_known_in_each_of_its_forms(written: str, issued: dict[str, object]) -> None:
    assert (read_one(date=written).csl or {})["issued"] == issued


@pytest.mark.parametrize(
    ("written", "page"),
    [
        (PAGES.format("113", "125", "113-25"), "113-125"),
        (PAGES.format("e1666", "", "e1666"), "e1666"),
        (PAGES.format("1", "9", "1-5, 9"), "1-5, 9"),
        ('<ELocationID EIdType="pii">20200021</ELocationID>', "20200021"),
        ('<ELocationID EIdType="pii">S1080-6032(22)00139-9</ELocationID>', None),
    ],
)  # fmt: skip
def test_pages_are_whole(written: str, page: str | None) -> None:
    assert (read_one(more=written).csl or {}).get("page") == page


def test_a_retraction_is_told_with_its_notice() -> None:
    links = (
        '<CommentsCorrections RefType="ErratumIn"><RefSource>J Made Up. 2018;1:1</RefSource>'
        '</CommentsCorrections><CommentsCorrections RefType="RetractionIn"><RefSource>J Made Up. '
        "2020;2:2</RefSource><PMID>31900168</PMID></CommentsCorrections>"
        '<CommentsCorrections RefType="Cites"><RefSource>Other</RefSource></CommentsCorrections>'
    )
    record = read_one(links=links, kind="Retracted Publication")
    assert record.status == ReferenceStatus.RETRACTED
    assert record.notice == "Retraction in: J Made Up. 2020;2:2 Erratum in: J Made Up. 2018;1:1"


def test_a_warning_of_the_publisher_is_told() -> None:
    link = (
        '<CommentsCorrections RefType="ExpressionOfConcernIn"><RefSource>J Made Up. 2020;2:2'
        "</RefSource></CommentsCorrections>"
    )
    record = read_one(links=link)
    assert record.status == ReferenceStatus.EXPRESSION_OF_CONCERN
    assert record.notice == "Expression of concern in: J Made Up. 2020;2:2"


def test_a_broken_article_does_not_stop_the_others() -> None:
    broken = article(title="Broken <i>here")
    cut_off = article()[:900]
    records = records_of(a_set(article(), broken, cut_off, article(title="The last")))
    assert [record.csl is not None for record in records] == [True, False, False, True]
    assert [record.index for record in records] == [1, 2, 3, 4]
    [message] = records[1].messages
    assert (message.level, message.line) == (Level.ERROR, records[1].line)
    assert message.text.startswith("This record cannot be read: its XML is broken (")
    assert (records[3].csl or {})["title"] == "The last"


def test_files_one_behind_another_are_one() -> None:
    records = records_of(a_set(article()) + a_set(article(title="Second")))
    assert [(record.csl or {})["title"] for record in records] == ["Vesicles in vivo", "Second"]


def test_entities_neither_expand_nor_bring_files() -> None:
    bomb = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 50}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    doctype = (
        f"<!DOCTYPE PubmedArticleSet [{bomb}\n"
        '<!ENTITY file SYSTEM "file:///etc/passwd">\n]>\n<PubmedArticleSet>'
    )
    content = "".join(
        (doctype, article(title="&i;"), article(title="&file;"), article(), "</PubmedArticleSet>")
    )
    laughs, files, good = records_of(content)
    assert (laughs.csl, files.csl) == (None, None)
    assert "Entity 'file' not defined" in texts_of(files)[0]
    assert (good.csl or {})["title"] == "Vesicles in vivo"


def test_what_nests_without_end_is_an_error_of_its_record() -> None:
    deep, good = records_of(a_set(article(title="<b>" * 5000 + "</b>" * 5000), article()))
    assert deep.csl is None
    assert good.csl


def test_three_thousand_authors_are_read() -> None:
    authors = "<Author><LastName>A</LastName><ForeName>B</ForeName></Author>" * 3000
    record = read_one(more=f"<AuthorList>{authors}</AuthorList>")
    assert len((record.csl or {})["author"]) == 3003


def test_an_article_longer_than_a_piece_of_the_file_is_read() -> None:
    long = article(more=f"<OtherAbstract>{'words ' * 50_000}</OtherAbstract>")
    assert [bool(record.csl) for record in records_of(a_set(long, article(), long))] == [True] * 3


@pytest.mark.parametrize("cut_off", range(17))
def test_an_article_is_found_where_a_piece_of_the_file_ends_in_its_tag(cut_off: int) -> None:
    filling = "x" * (CHUNK - cut_off - len(article(more="<F></F>")))
    first = article(more=f"<F>{filling}</F>")
    assert len(first) == CHUNK - cut_off
    assert len(records_of(first + article() + first)) == 3


@pytest.mark.parametrize(
    ("start", "is_pubmed"),
    [
        (DOCTYPE + "<PubmedArticleSet>", True), ("<PubmedBookArticleSet>", True),
        ("<PubmedArticle>", True), ('<PubmedArticle xmlns:x="y">', True), ("<xml><records>", False),
        ("<html>PubmedArticle</html>", False), ("TI  - <PubmedArticles>", False),
    ],
)  # fmt: skip
def test_it_is_known_by_its_elements(start: str, *, is_pubmed: bool) -> None:
    assert recognises(start) is is_pubmed


@needs_raw
def test_every_record_of_every_file_is_read() -> None:
    for path in (RAW / "pubmed-xml").glob("*.xml"):
        written = re.findall(r"</Pubmed(?:Book)?Article>", path.read_text())
        assert len(raw_records(f"pubmed-xml/{path.name}")) == len(written), path.name


@needs_raw
def test_the_files_hold_as_many_records_as_were_counted_by_hand() -> None:
    several = {
        "biopython__pubmed1.xml": 2, "jabref__MedlineImporterTestBookArticleSet.xml": 2,
        "jabref__MedlineImporterTestNbib.xml": 2, "zotero-translators__PubMed_XML_case01.xml": 2,
    }  # fmt: skip
    for path in (RAW / "pubmed-xml").glob("*.xml"):
        found = raw_records(f"pubmed-xml/{path.name}")
        assert len(found) == several.get(path.name, 1), path.name
        if path.name != "jabref__MedlineImporterTestMinimalEntry.xml":
            assert all(record.csl for record in found), path.name


@needs_raw
def test_an_article_of_pubmeds_is_read_field_by_field() -> None:
    record = raw_records("pubmed-xml/biopython__pubmed1.xml")[0]
    keywords = record.csl.pop("keyword") if record.csl else ""
    assert record.csl == {
        "type": "article-journal",
        "title": "The treatment of AIDS behind the walls of correctional facilities",
        "author": [{"family": "Olivero", "given": "J Michael"}],
        "container-title": "Social justice (San Francisco, Calif.)",
        "container-title-short": "Soc Justice", "ISSN": "1043-1578", "volume": "17", "issue": "1",
        "page": "113-125", "issued": {"date-parts": [[1990]], "season": 1}, "PMID": "12091962",
        "language": "en",
    }  # fmt: skip
    assert keywords.startswith("Health Care and Public Health; Legal Approach; AIDS Serodiagnosis")


@needs_raw
def test_a_preprint_is_read_field_by_field() -> None:
    [record] = raw_records("pubmed-xml/zotero-translators__PubMed_XML_case10.xml")
    assert record.csl == {
        "type": "article", "title": "Self-organized intracellular twisters",
        "author": [
            {"family": "Dutta", "given": "Sayantan"}, {"family": "Farhadifar", "given": "Reza"},
            {"family": "Lu", "given": "Wen"}, {"family": "Kabacaoğlu", "given": "Gokberk"},
            {"family": "Blackwell", "given": "Robert"}, {"family": "Stein", "given": "David B"},
            {"family": "Lakonishok", "given": "Margot"},
            {"family": "Gelfand", "given": "Vladimir I"},
            {"family": "Shvartsman", "given": "Stanislav Y"},
            {"family": "Shelley", "given": "Michael J"},
        ],
        "container-title": "ArXiv", "container-title-short": "ArXiv", "ISSN": "2331-8422",
        "issued": {"date-parts": [[2023, 4, 6]]}, "PMID": "37064529", "PMCID": "PMC10104197",
        "language": "en",
    }  # fmt: skip


@needs_raw
def test_a_chapter_is_read_field_by_field() -> None:
    [record] = raw_records("pubmed-xml/metapub-0.7.5__20301546.xml")
    csl = record.csl or {}
    assert csl["author"][2] == {"family": "Dupré", "given": "Nicolas"}
    assert [name["family"] for name in csl["editor"]] == [
        "Adam", "Bick", "Mirzaa", "Pagon", "Wallace", "Amemiya",
    ]  # fmt: skip
    rest = {key: value for key, value in csl.items() if key not in ("author", "editor", "keyword")}
    assert rest == {
        "type": "chapter",
        "title": "Hereditary Motor and Sensory Neuropathy with Agenesis of the Corpus Callosum",
        "container-title": "GeneReviews<sup>®</sup>",
        "publisher": "University of Washington, Seattle", "publisher-place": "Seattle (WA)",
        "issued": {"date-parts": [[1993]]}, "PMID": "20301546", "language": "en",
        "URL": "https://www.ncbi.nlm.nih.gov/books/NBK1372/",
    }  # fmt: skip
    assert record.abstract.startswith("CLINICAL CHARACTERISTICS: ")


@needs_raw
def test_a_book_is_read_field_by_field() -> None:
    [record] = raw_records("pubmed-xml/zotero-translators__PubMed_XML_case02.xml")
    assert record.csl == {
        "type": "book", "title": "Endocrinology: An Integrated Approach",
        "author": [
            {"family": "Nussey", "given": "Stephen"}, {"family": "Whitehead", "given": "Saffron"},
        ],
        "publisher": "BIOS Scientific Publishers", "publisher-place": "Oxford",
        "issued": {"date-parts": [[2001]]}, "ISBN": "1859962521", "PMID": "20821847",
        "language": "en", "URL": "https://www.ncbi.nlm.nih.gov/books/NBK22/",
    }  # fmt: skip


@needs_raw
def test_a_title_that_pubmed_has_only_in_its_own_language_is_the_title() -> None:
    [swedish] = raw_records("pubmed-xml/zotero-translators__PubMed_XML_case07.xml")
    assert (swedish.csl or {})["title"] == (
        "Psykisk ohälsa, radikalisering och terrorism - Inget säkert samband har kunnat påvisas"
    )
    [not_available] = raw_records("pubmed-xml/metapub-0.7.5__38880983.xml")
    assert (not_available.csl or {})["title"] == (
        "Non‐m<sup>6</sup>A RNA modifications in haematological malignancies"
    )


@needs_raw
def test_an_empty_article_is_an_error() -> None:
    [record] = raw_records("pubmed-xml/jabref__MedlineImporterTestMinimalEntry.xml")
    assert record.csl is None
    assert texts_of(record) == [
        "This record has no title and no identifier, so there is nothing to import."
    ]
