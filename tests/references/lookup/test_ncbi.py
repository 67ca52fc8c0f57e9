"""PubMed's records, and the ID converter."""

import pytest

from cms.references.choices import ReferenceStatus
from cms.references.lookup import ncbi
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.ncbi import Ids
from tests.references.lookup.server import Reply, Server, as_json, stored

EFETCH = "/ncbi/efetch.fcgi"


def test_pubmed_is_asked_as_it_wishes(server: Server) -> None:
    server.on(EFETCH, stored("pubmed_escudier_2005.xml"))
    found = ncbi.articles(["15740633"])
    assert found["15740633"].csl is not None
    assert found["15740633"].csl["DOI"] == "10.1186/1479-5876-3-10"
    assert server.requests[0].query == {
        "db": "pubmed",
        "retmode": "xml",
        "id": "15740633",
        "tool": "evidence-library",
        "email": "librarian@example.org",
    }


def test_pubmed_tells_what_became_of_a_publication(server: Server) -> None:
    server.on(EFETCH, stored("pubmed_wakefield_1998.xml"))
    record = ncbi.articles(["9500320"])["9500320"]
    assert record.status == ReferenceStatus.RETRACTED
    assert "2010 Feb 6" in record.notice


def test_hundreds_are_asked_for_200_at_a_time(server: Server) -> None:
    server.on(EFETCH, Reply(b"<PubmedArticleSet></PubmedArticleSet>"))
    assert ncbi.articles([str(number) for number in range(1, 451)]) == {}
    assert [len(request.query["id"].split(",")) for request in server.requests] == [200, 200, 50]


def test_ids_that_are_none_are_nothing_found(server: Server) -> None:
    server.on(EFETCH, Reply(b"ID list is empty! Possibly it has no correct IDs.", status=400))
    assert ncbi.articles(["999999999"]) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><title>Maintenance</title></html>",
        b'{"error":"API rate limit exceeded"}',
        b"<PubmedArticleSet>\xff\xfe</PubmedArticleSet>",
        b"<PubmedArticleSet><PubmedArticle><PMID>1</PMID>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet><PubmedArticle>&b;</x>',
    ],
)
def test_what_is_no_answer_cannot_be_used(server: Server, body: bytes) -> None:
    server.on(EFETCH, Reply(body))
    with pytest.raises(LookUpFailed) as caught:
        ncbi.articles(["1"])
    assert caught.value.failure == Failure.UNREADABLE


def test_the_converter_tells_the_ids_of_one_publication(server: Server) -> None:
    server.on("/ids/", stored("id_converter_escudier_2005.json"))
    ids = ncbi.ids_of("pmcid", ["PMC554765"])["PMC554765"]
    assert (ids.pmid, ids.doi) == ("15740633", "10.1186/1479-5876-3-10")
    assert server.requests[0].query == {
        "format": "json",
        "idtype": "pmcid",
        "ids": "PMC554765",
        "tool": "evidence-library",
        "email": "librarian@example.org",
    }


def test_what_the_converter_does_not_know_is_not_found(server: Server) -> None:
    server.on("/ids/", stored("id_converter_unknown.json"))
    assert ncbi.ids_of("pmcid", ["PMC99999999"]) == {}
    server.on("/ids/", Reply(status=400))
    assert ncbi.ids_of("pmcid", ["PMC99999998"]) == {}


def test_an_answer_on_something_else_is_passed_over(server: Server) -> None:
    server.on("/ids/", as_json({"records": [{"requested-id": "PMC1", "pmid": 1}, {"pmid": 2}]}))
    assert ncbi.ids_of("pmcid", ["PMC2"]) == {}


def test_a_doi_is_found_however_the_converter_writes_it(server: Server) -> None:
    server.on("/ids/", as_json({"records": [{"requested-id": "10.5555/ABC", "pmid": "1"}]}))
    assert ncbi.ids_of("doi", ["10.5555/abc", "10.5555/a,b"]) == {
        "10.5555/abc": Ids(**{"requested-id": "10.5555/ABC", "pmid": "1"})
    }
    # A comma would end it.
    assert server.requests[0].query["ids"] == "10.5555/abc"
