"""What Crossref sends, in whatever shape publishers leave it there."""

import json
from typing import Any

import pytest

from cms.references.lookup import crossref
from cms.references.lookup.crossref import Work, WorkAnswer
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.notices import Notice
from tests.references.lookup.server import Server, as_json, stored

WAKEFIELD = "10.1016/s0140-6736(97)11096-0"


def work(**sent: Any) -> Work:
    message = {"DOI": "10.5555/x", **sent}
    return WorkAnswer.model_validate_json(json.dumps({"message": message})).message


def test_a_work_becomes_csl(server: Server) -> None:
    server.on("/crossref/works/10.1186%2F1479-5876-3-10", stored("crossref_escudier_2005.json"))
    csl = crossref.work("10.1186/1479-5876-3-10").csl()
    assert csl.pop("title").startswith("Vaccination of metastatic melanoma patients")
    assert csl.pop("author")[0] == {"family": "Escudier", "given": "Bernard"}
    assert csl == {
        "type": "article-journal",
        "container-title": "Journal of Translational Medicine",
        "container-title-short": "J Transl Med",
        "issued": {"date-parts": [[2005, 12]]},
        "volume": "3",
        "issue": "1",
        "page": "10",
        "publisher": "Springer Science and Business Media LLC",
        "ISSN": "1479-5876",
        "language": "en",
        "DOI": "10.1186/1479-5876-3-10",
    }
    assert server.requests[0].query == {"mailto": "librarian@example.org"}


def test_a_doi_with_every_sign_is_one_part_of_the_path(server: Server) -> None:
    doi = "10.1002/(sici)1097-0258(19980815/30)17:15<1661::aid>3.0.co;2-2?#%/../x"
    with pytest.raises(LookUpFailed) as caught:
        crossref.work(doi)
    assert caught.value.failure == Failure.NOT_FOUND
    (request,) = server.requests
    assert request.path.count("/") == 3
    assert request.query == {"mailto": "librarian@example.org"}


def test_a_work_tells_what_became_of_it(server: Server) -> None:
    server.on(
        "/crossref/works/10.1016%2Fs0140-6736%2897%2911096-0",
        stored("crossref_wakefield_1998.json"),
    )
    assert crossref.work(WAKEFIELD).notices == [
        Notice("correction", "10.1016/s0140-6736(04)15715-2", "2004-03-06", "retraction-watch"),
        Notice("retraction", "10.1016/s0140-6736(10)60175-4", "2010-02-06", "retraction-watch"),
        Notice("retraction", "10.1016/s0140-6736(10)60175-4", "2010-02-06", "publisher"),
    ]


def test_a_name_is_a_person_or_a_group() -> None:
    names = [
        {"given": "Ada", "family": "Lovelace", "suffix": "Jr", "ORCID": "x", "affiliation": []},
        {"family": "Plato"},
        {"name": "Group for Tests"},
        {"given": "Sukarno"},
    ]
    assert work(author=names).csl()["author"] == [
        {"family": "Lovelace", "given": "Ada", "suffix": "Jr"},
        {"family": "Plato"},
        {"literal": "Group for Tests"},
        {"literal": "Sukarno"},
    ]


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ({"title": ["A"], "subtitle": ["b"]}, "A: b"),
        ({"title": ["A: b"], "subtitle": ["B"]}, "A: b"),
        ({"title": ["A", "Another"]}, "A"),
        ({"title": ["", "A"]}, "A"),
        ({"title": ["<scp>A</scp>"], "subtitle": []}, "A"),
        ({"title": [], "subtitle": ["b"]}, "b"),
    ],
)
def test_a_title_has_its_subtitle_once(sent: dict[str, Any], title: str) -> None:
    assert work(**sent).csl()["title"] == title


def test_a_work_may_lack_nearly_everything() -> None:
    sent = {"title": None, "author": None, "issued": {"date-parts": [[None]]}, "type": "component"}
    assert work(**sent).csl() == {"type": "document", "DOI": "10.5555/x"}
    assert work(issued={"date-parts": []}).csl() == {"type": "document", "DOI": "10.5555/x"}


@pytest.mark.parametrize(
    "institution", [{"name": "bioRxiv"}, [{"name": "bioRxiv"}, {"name": "Other"}]]
)
def test_a_preprint_says_so(institution: Any) -> None:
    csl = work(type="posted-content", subtype="preprint", institution=institution).csl()
    assert csl["type"] == "article"
    assert csl["genre"] == "preprint"
    assert csl["publisher"] == "bioRxiv"


def test_notices_on_many_are_asked_for_at_once(server: Server) -> None:
    server.on("/crossref/works", stored("crossref_updates.json"))
    notices = crossref.notices_on([WAKEFIELD, "10.5555/questioned", "10.5555/fine"])
    assert {doi: [n.kind for n in found] for doi, found in notices.items()} == {
        WAKEFIELD: ["retraction", "correction"],
        "10.5555/questioned": ["expression_of_concern"],
    }
    (request,) = server.requests
    assert request.query["filter"].split(",") == [
        f"updates:{WAKEFIELD}", "updates:10.5555/fine", "updates:10.5555/questioned",
    ]  # fmt: skip


def test_notices_on_hundreds_are_some_lists(server: Server) -> None:
    server.on("/crossref/works", as_json({"message": {"items": []}}))
    assert crossref.notices_on([f"10.5555/{number}" for number in range(100)]) == {}
    assert len(server.requests) == 3


def test_a_doi_with_a_comma_has_no_list(server: Server) -> None:
    """It is asked for by itself: a list would take it for two."""
    doi = "10.5555/a,b"
    update = {"DOI": "10.5555/notice", "type": "retraction"}
    server.on(
        "/crossref/works/10.5555%2Fa%2Cb",
        as_json({"message": {"DOI": doi, "updated-by": [update]}}),
    )
    assert crossref.notices_on([doi, "10.5555/none,either"]) == {
        doi: [Notice("retraction", "10.5555/notice")]
    }


@pytest.mark.parametrize(
    "sent",
    [{}, [], {"message": []}, {"message": {"DOI": {}}}, {"message": {"DOI": "x", "author": "A"}}],
)
def test_an_answer_of_another_shape_cannot_be_used(server: Server, sent: Any) -> None:
    server.on("/crossref/works/10.5555%2Fx", as_json(sent))
    with pytest.raises(LookUpFailed) as caught:
        crossref.work("10.5555/x")
    assert caught.value.failure == Failure.UNREADABLE
