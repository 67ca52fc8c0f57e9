"""Reads EndNote's XML, as EndNote and programs that follow it write it."""

from typing import Any

import pytest

from cms.references.importing.endnote_xml import recognises
from cms.references.importing.records import Level
from tests.references.importing.raw import records_of

DATABASE = "<remote-database-name>{}</remote-database-name>"
RECORD = """<record><database name="My.enl" path="C:\\My.enl">My.enl</database>
<source-app name="EndNote" version="20.2">EndNote</source-app><rec-number>7</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors>
<author><style face="normal" font="default" size="100%">Müller, Anna B.</style></author>
<author><style face="normal" font="default" size="100%">The Vesicle Group,</style></author>
<author>WHO</author></authors>
<secondary-authors><author>Editor, Eva</author></secondary-authors></contributors>
<titles><title><style face="normal" font="default" size="100%">Of </style><style face="italic"
font="default" size="100%">E. coli</style><style face="normal" font="default" size="100%"> and H
</style><style face="subscript" font="default" size="100%">2</style><style face="normal"
font="default" size="100%">O.</style></title>
<secondary-title>Journal of made-up examples</secondary-title><short-title>Of</short-title></titles>
<periodical><full-title>Journal of made-up examples</full-title><abbr-1>J Made Up</abbr-1>
</periodical>
<pages>117-9</pages><volume>12</volume><number>3</number><edition>2019/01/02</edition>
<keywords><keyword>vesicles</keyword><keyword>water, clean</keyword></keywords>
<dates><year>2019</year><pub-dates><date>Mar 5</date></pub-dates></dates>
<isbn>1234-5678 (Print)&#xD;1234-5679 (Linking)</isbn><accession-num>30000001</accession-num>
<abstract>One &amp; two.</abstract><custom2>PMC7000001</custom2>
<urls><related-urls><url>https://www.ncbi.nlm.nih.gov/pubmed/30000001</url></related-urls></urls>
<electronic-resource-num>https://doi.org/10.5555/ABC.1</electronic-resource-num>
<remote-database-provider>NLM</remote-database-provider><language>eng</language></record>"""


def export(*records: str) -> str:
    """Return a file of records."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?><xml><records>{"".join(records)}</records></xml>'
    )


def read_one(elements: str) -> dict[str, Any]:
    """Return the CSL of a record of some elements."""
    [record] = records_of(export(f"<record>{elements}</record>"))
    return record.csl or {}


def test_every_field_goes_to_its_variable() -> None:
    [record] = records_of(export(RECORD))
    assert record.csl == {
        "type": "article-journal",
        "title": "Of <i>E. coli</i> and H <sub>2</sub>O",
        "title-short": "Of",
        "author": [
            {"family": "Müller", "given": "Anna B."},
            {"literal": "The Vesicle Group"},
            {"literal": "WHO"},
        ],
        "editor": [{"family": "Editor", "given": "Eva"}],
        "container-title": "Journal of made-up examples",
        "container-title-short": "J Made Up",
        "volume": "12",
        "issue": "3",
        "page": "117-119",
        "issued": {"date-parts": [[2019, 3, 5]]},
        "keyword": "vesicles; water, clean",
        "ISSN": "1234-5678",
        "DOI": "10.5555/abc.1",
        "PMID": "30000001",
        "PMCID": "PMC7000001",
        "URL": "https://www.ncbi.nlm.nih.gov/pubmed/30000001",
        "language": "en",
    }
    assert record.abstract == "One & two."
    assert (record.index, record.line, record.messages) == (1, 1, ())


@pytest.mark.parametrize(
    ("ref_type", "csl_type"),
    [
        ('<ref-type name="Book Section">5</ref-type>', "chapter"),
        ("<ref-type>32</ref-type>", "thesis"),
        ("<ref-type>10</ref-type>", "paper-conference"),
        ('<ref-type name="Blog">56</ref-type>', "post-weblog"),
        ('<ref-type name="Artwork">2</ref-type>', "document"),
        ("", "document"),
    ],
)
def test_a_type_is_the_nearest_of_csl(ref_type: str, csl_type: str) -> None:
    assert read_one(f"{ref_type}<titles><title>A</title></titles>")["type"] == csl_type


@pytest.mark.parametrize(
    ("ref_type", "container", "collection"),
    [("Book Section", "Second", "Third"), ("Book", None, "Second"), ("Web Page", "Second", None)],
)
def test_the_second_title_is_what_the_type_makes_of_it(
    ref_type: str, container: str | None, collection: str | None
) -> None:
    csl = read_one(
        f'<ref-type name="{ref_type}">0</ref-type><titles><title>A</title><secondary-title>Second'
        "</secondary-title><tertiary-title>Third</tertiary-title></titles>"
    )
    assert (csl.get("container-title"), csl.get("collection-title")) == (container, collection)


@pytest.mark.parametrize(
    ("elements", "pmid"),
    [
        ("<accession-num>30000001</accession-num>", "30000001"),
        ("<accession-num>2019123</accession-num>" + DATABASE.format("CINAHL"), None),
        ("<accession-num>9997</accession-num>" + DATABASE.format("Medline"), "9997"),
        ("<accession-num>WOS:000123</accession-num>", None),
    ],
)  # fmt: skip
def test_only_pubmeds_numbers_are_pubmed_ids(elements: str, pmid: str | None) -> None:
    assert read_one(f"<titles><title>A</title></titles>{elements}").get("PMID") == pmid


def test_a_book_has_its_isbn() -> None:
    csl = read_one(
        '<ref-type name="Book">6</ref-type><titles><title>A</title></titles>'
        "<isbn>978-3-16-148410-0 (hbk)</isbn><edition>2nd</edition>"
    )
    assert (csl["ISBN"], csl["edition"]) == ("978-3-16-148410-0", "2nd")
    assert "ISSN" not in csl


def test_what_is_in_press_says_so() -> None:
    csl = read_one("<titles><title>A</title></titles><dates><year>In Press</year></dates>")
    assert csl["status"] == "in press"
    assert "issued" not in csl


def test_a_broken_record_does_not_stop_the_others() -> None:
    broken = "<record><titles><title>Broken & bad</title></titles></record>"
    records = records_of(export(RECORD, broken, RECORD))
    assert [record.csl is None for record in records] == [False, True, False]
    assert records[1].messages[0].level == Level.ERROR


@pytest.mark.parametrize(
    ("start", "is_endnote"),
    [
        (export(), True), ("<xml>\n <records>\n <record>", True),
        ("<records><record id='1'>", True),
        ("<xml><other>", False), ("<PubmedArticleSet>", False), ("records: record", False),
    ],
)  # fmt: skip
def test_it_is_known_by_its_elements(start: str, *, is_endnote: bool) -> None:
    assert recognises(start) is is_endnote
