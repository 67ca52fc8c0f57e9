"""References in the formats of reference managers."""

import json
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery import exports
from cms.references.bibtex import bibtex_of
from cms.references.models import Reference
from cms.references.ris import ris_of
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory

TITLE = "The <i>BRCA1</i> & 50% of CD8<sup>+</sup> \\input{x} $ {y} É β"
RECORD: dict[str, Any] = {
    "id": "a",
    "type": "article-journal",
    "title": TITLE,
    "author": [{"family": "Müller", "given": "A. B."}, {"literal": "The Group & Co"}],
    "container-title": "Journal of\nX",
    "issued": {"date-parts": [[2005, 2]]},
    "page": "1-14",
    "volume": "3",
    "DOI": "10.1000/x_y",
    "PMID": "123",
    "URL": "https://example.org/?a=1&b={2}",
    "keyword": "exosome, cancer",
}
FORMATS = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
    "text": "text/plain",
}


def _fields(text: str) -> dict[str, str]:
    [entry] = parse_string(text).entries
    return {"type": entry.entry_type, **{field.key: field.value for field in entry.fields}}


def test_bibtex_escapes_what_tex_would_read_and_keeps_markup_and_capitals() -> None:
    reference = Reference()
    fields = _fields(bibtex_of(RECORD, reference.uuid))
    assert fields["type"] == "article"
    assert fields["title"] == (
        r"The \emph{{BRCA1}} \& 50\% of {CD8}\textsuperscript{+} "
        r"\textbackslash{}input\textbraceleft{}x\textbraceright{} "
        r"\$ \textbraceleft{}y\textbraceright{} É β"
    )
    assert fields["author"] == r"Müller, A. B. and {The Group \& Co}"
    assert fields["journal"] == "Journal of X"
    assert fields["pages"] == "1--14"
    assert (fields["year"], fields["month"]) == ("2005", "feb")
    assert fields["doi"] == "10.1000/x_y"
    assert fields["url"] == "https://example.org/?a=1&b=%7B2%7D"


def test_ris_has_a_line_a_tag() -> None:
    [entry] = rispy.loads(ris_of(RECORD))
    assert entry["type_of_reference"] == "JOUR"
    assert entry["title"] == "The BRCA1 & 50% of CD8+ \\input{x} $ {y} É β"
    assert entry["authors"] == ["Müller, A. B.", "The Group & Co"]
    assert entry["secondary_title"] == "Journal of X"
    assert (entry["start_page"], entry["end_page"]) == ("1", "14")
    assert (entry["year"], entry["date"]) == ("2005", "2005/02//")
    assert entry["keywords"] == ["exosome", "cancer"]
    assert entry["accession_number"] == "123"


@pytest.mark.parametrize("field", ["title", "container-title", "volume", "page", "publisher"])
def test_no_value_begins_another_tag_or_ends_an_entry(field: str) -> None:
    record = {**RECORD, field: "x\nER  - \nTY  - BOOK\nTI  - y}\n}\n@book{z, title={w}}"}
    assert len(rispy.loads(ris_of(record))) == 1
    parsed = parse_string(bibtex_of(record, Reference().uuid))
    assert len(parsed.entries) == 1
    assert not parsed.failed_blocks


def test_a_record_without_anything_is_written() -> None:
    assert rispy.loads(ris_of({"id": "a"}))
    assert _fields(bibtex_of({"id": "a"}, Reference().uuid)) == {"type": "misc"}


@pytest.mark.parametrize(("name", "content_type"), FORMATS.items())
def test_a_list_is_exported_whole(
    name: str,
    content_type: str,
    api: ApiClient,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 2)
    for number in range(4):
        ReferenceFactory(csl={**RECORD, "DOI": f"10.1000/{number}", "PMID": str(1000 + number)})
    response = api.get("references/", f"?format={name}&order=title")
    assert response.status_code == 200
    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    written = response.getvalue().decode()
    assert _count(name, written) == 6
    narrowed = api.get("references/", f"?format={name}&year=1000")
    assert _count(name, narrowed.getvalue().decode()) == 0


def _count(name: str, written: str) -> int:
    if name == "csl":
        return len(json.loads(written))
    if name == "ris":
        return len(rispy.loads(written))
    if name == "bibtex":
        return len(parse_string(written).entries)
    return len(written.splitlines())


@pytest.mark.parametrize("name", FORMATS)
def test_one_reference_is_exported(name: str, api: ApiClient, library: Library) -> None:
    response = api.get(f"references/{library.escudier.uuid}/", f"?format={name}")
    assert _count(name, response.getvalue().decode()) == 1
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("name", FORMATS)
def test_abstracts_are_never_exported(name: str, api: ApiClient) -> None:
    ReferenceFactory(csl={**RECORD, "abstract": "MARK", "annote": "MARK"})
    ReferenceFactory(abstract="MARK", note="MARK")
    written = api.get("references/", f"?format={name}").getvalue()
    assert b"MARK" not in written


def test_an_export_is_not_sent_again_until_something_changes(
    api: ApiClient, library: Library
) -> None:
    first = api.get("references/", "?format=ris")
    again = api.get("references/", "?format=ris", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    other = api.get("references/", "?format=ris&year=2005", **{"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    ReferenceFactory()
    changed = api.get("references/", "?format=ris", **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    head = api.client.head("/api/content/v1/references/?format=ris")
    assert head["ETag"] == changed["ETag"]
    assert head.getvalue() == b""


@pytest.mark.parametrize(
    "query", ["limit=5", "cursor=x", "facets=year", "include=pages", "fields=title"]
)
def test_what_does_not_go_with_a_format_is_refused(query: str, api: ApiClient) -> None:
    name = query.partition("=")[0]
    assert "format=ris" in api.errors("references/", f"?format=ris&{query}")[name]["detail"]


def test_an_unknown_format_is_refused(api: ApiClient) -> None:
    error = api.errors("references/", "?format=bibtext")["format"]
    assert error["did_you_mean"] == "bibtex"
    assert error["allowed"] == ["json", *FORMATS]
    assert "format" in api.errors("trials/", "?format=ris")


def test_an_export_takes_a_query_for_each_part(
    api: ApiClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.get("references/", "?format=text").getvalue()
    monkeypatch.setattr(exports, "CHUNK", 1)
    with CaptureQueriesContext(connection) as queries:
        api.client.get("/api/content/v1/references/?format=text").getvalue()
    selects = [q for q in queries.captured_queries if "delivery_listkey" in q["sql"]]
    assert len(selects) == 3


def test_braces_are_balanced_for_programs_that_count_those_after_a_backslash() -> None:
    written = bibtex_of({**RECORD, "title": "a_B { of x_Y", "publisher": "}}"}, Reference().uuid)
    assert written.count("{") == written.count("}")
    assert r"{a\_B} \textbraceleft{} of {x\_Y}" in written
