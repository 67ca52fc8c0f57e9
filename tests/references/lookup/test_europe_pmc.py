"""Europe PMC: publications by their identifiers, and searches."""

from typing import Any

import pytest

from cms.references.lookup import europe_pmc
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.recognising import Kind
from tests.references.lookup.server import Server, as_json, stored

PATH = "/europepmc/search"


def test_publications_are_found_by_any_identifier_at_once(server: Server) -> None:
    server.on(PATH, stored("europe_pmc_escudier_2005.json"), stored("europe_pmc_nothing.json"))
    wanted = [(Kind.DOI, '10.5555/a"b\\'), (Kind.PMID, "15740633"), (Kind.PMCID, "PMC554765")]
    found = europe_pmc.find(wanted)
    assert server.requests[0].query == {
        "query": 'DOI:"10.5555/ab" OR (EXT_ID:15740633 AND SRC:MED) OR PMCID:PMC554765',
        "resultType": "core",
        "format": "json",
        "pageSize": "100",
        "cursorMark": "*",
        "email": "librarian@example.org",
    }
    # PubMed's entry stands before another of the same.
    assert [article.source for article in found] == ["MED", "PMC"]
    assert found[0].pmid == "15740633"
    assert found[0].journal == "Journal of translational medicine"
    assert found[0].is_open_access is True


def test_hundreds_are_asked_for_some_at_a_time(server: Server) -> None:
    server.on(PATH, stored("europe_pmc_nothing.json"))
    wanted = [(Kind.PMID, str(number)) for number in range(1, 101)]
    assert europe_pmc.find(wanted) == []
    assert len(server.requests) == 3


def test_a_search_goes_through_all_pages(server: Server) -> None:
    server.on(PATH, stored("europe_pmc_search_1.json"), stored("europe_pmc_search_2.json"))
    found = list(europe_pmc.search("vesicles AND src:med"))
    assert [article.doi for article in found] == [
        "10.1186/1479-5876-3-10", "10.1038/nri855", "10.1101/2020.01.01.000001",
    ]  # fmt: skip
    assert [request.query["cursorMark"] for request in server.requests] == ["*", "AoJ-two+/="]
    assert [article.is_open_access for article in found] == [True, False, True]


def test_a_search_is_read_no_further_than_is_wanted(server: Server) -> None:
    server.on(PATH, stored("europe_pmc_search_1.json"))
    next(europe_pmc.search("vesicles"))
    assert len(server.requests) == 1


def test_a_search_that_never_ends_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(europe_pmc, "MOST_PAGES", 3)
    pages = [
        as_json({"nextCursorMark": f"mark{number}", "resultList": {"result": [{"id": "1"}]}})
        for number in range(5)
    ]
    server.on(PATH, *pages)
    assert len(list(europe_pmc.search("vesicles"))) == 3


def test_what_is_not_said_of_open_access_is_not_known(server: Server) -> None:
    answer = {"resultList": {"result": [{"id": "1", "isOpenAccess": None, "doi": None}]}}
    server.on(PATH, as_json(answer))
    (article,) = europe_pmc.search("x")
    assert article.is_open_access is None
    assert article.doi == ""


@pytest.mark.parametrize(
    "sent", [{"errCode": 500, "errMsg": "Broken"}, [], {"resultList": {"result": "none"}}]
)
def test_an_answer_of_another_shape_cannot_be_used(server: Server, sent: Any) -> None:
    server.on(PATH, as_json(sent))
    with pytest.raises(LookUpFailed) as caught:
        list(europe_pmc.search("x"))
    assert caught.value.failure == Failure.UNREADABLE
