"""From what an editor pastes to a record, through all services, real HTTP."""

import json
from typing import Any

import pytest

from cms.references.choices import ReferenceStatus
from cms.references.formatting import clean_title
from cms.references.importing.records import ImportedRecord
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.looking_up import TOGETHER, look_up, look_up_many
from tests.references.lookup.server import ANSWERS, Reply, Server, as_json, stored
from tests.references.lookup.services import Clock

DOI = "10.1186/1479-5876-3-10"
WORK = "/crossref/works/10.1186%2F1479-5876-3-10"
WAKEFIELD = "10.1016/s0140-6736(97)11096-0"
WAKEFIELD_WORK = "/crossref/works/10.1016%2Fs0140-6736%2897%2911096-0"
EFETCH = "/ncbi/efetch.fcgi"
SEARCH = "/europepmc/search"
EMPTY_SET = Reply(b"<PubmedArticleSet></PubmedArticleSet>")


def csl(record: ImportedRecord) -> dict[str, Any]:
    assert record.csl is not None
    return record.csl


def texts(record: ImportedRecord) -> str:
    return " ".join(message.text for message in record.messages)


def crossref_has(server: Server, **sent: Any) -> None:
    """Let Crossref have one publication, and nobody else."""
    server.on("/crossref/works/10.5555%2Fx", as_json({"message": {"DOI": "10.5555/X", **sent}}))
    server.on(SEARCH, stored("europe_pmc_nothing.json"))


@pytest.mark.parametrize(
    "pasted",
    [
        DOI,
        f" https://doi.org/{DOI}. ",
        "15740633",
        "https://pubmed.ncbi.nlm.nih.gov/15740633/",
        "PMC554765",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC554765/",
    ],
)
def test_a_publication_is_the_same_by_each_of_its_identifiers(
    escudier: Server, pasted: str
) -> None:
    record = look_up(pasted)
    found = csl(record)
    assert found["title"] == (
        "Vaccination of metastatic melanoma patients with autologous dendritic cell (DC) "
        "derived-exosomes: results of thefirst phase I clinical trial"
    )
    assert (found["DOI"], found["PMID"], found["PMCID"]) == (DOI, "15740633", "PMC554765")
    assert [name["family"] for name in found["author"]] == [
        "Escudier", "Dorval", "Chaput", "Zitvogel",
    ]  # fmt: skip
    assert (found["volume"], found["issue"], found["page"]) == ("3", "1", "10")
    assert found["issued"]["date-parts"][0][0] == 2005
    assert record.is_open_access is True
    assert record.abstract.startswith("Background\nWritten for a test, as Europe PMC")
    assert record.status == ReferenceStatus.NORMAL
    assert record.messages == ()


def test_a_second_look_up_asks_nobody(escudier: Server) -> None:
    look_up(DOI)
    asked = len(escudier.requests)
    assert asked == 4
    look_up(f"doi:{DOI.upper()}")
    assert len(escudier.requests) == asked


@pytest.mark.parametrize("pasted", [WAKEFIELD, "9500320"])
def test_a_retraction_is_told_by_whichever_knows_it(server: Server, pasted: str) -> None:
    server.on(WAKEFIELD_WORK, stored("crossref_wakefield_1998.json"))
    server.on(EFETCH, stored("pubmed_wakefield_1998.xml"))
    hit = {"source": "MED", "pmid": "9500320", "doi": WAKEFIELD}
    server.on(SEARCH, as_json({"resultList": {"result": [hit]}}))
    record = look_up(pasted)
    assert record.status == ReferenceStatus.RETRACTED
    assert "2010" in record.notice


def test_only_pubmed_knows_of_the_retraction(server: Server) -> None:
    answer = json.loads((ANSWERS / "crossref_wakefield_1998.json").read_text())
    del answer["message"]["updated-by"]
    server.on(WAKEFIELD_WORK, as_json(answer))
    server.on(EFETCH, stored("pubmed_wakefield_1998.xml"))
    hit = {"source": "MED", "pmid": "9500320", "doi": WAKEFIELD}
    server.on(SEARCH, as_json({"resultList": {"result": [hit]}}))
    record = look_up(WAKEFIELD)
    assert record.status == ReferenceStatus.RETRACTED
    assert "2010 Feb 6" in record.notice


def test_only_crossref_knows_of_the_retraction(escudier: Server) -> None:
    answer = json.loads((ANSWERS / "crossref_escudier_2005.json").read_text())
    answer["message"]["updated-by"] = [{"DOI": "10.5555/notice", "type": "retraction"}]
    escudier.on(WORK, as_json(answer))
    record = look_up("15740633")
    assert record.status == ReferenceStatus.RETRACTED
    assert record.notice == "Retraction: https://doi.org/10.5555/notice"


def test_a_doi_of_another_agency_is_found_by_the_resolver(server: Server) -> None:
    server.on("/doi/10.5281%2Fzenodo.0000000", stored("datacite_dataset.json"))
    server.on(SEARCH, stored("europe_pmc_nothing.json"))
    server.on("/ids/", stored("id_converter_unknown.json"))
    record = look_up("10.5281/zenodo.0000000")
    found = csl(record)
    assert (found["type"], found["title"]) == ("dataset", "Sizes of vesicles, measured")
    assert found["DOI"] == "10.5281/zenodo.0000000"
    assert found["author"][0] == {"family": "Müller-Ó Briain", "given": "Zoë"}
    assert record.abstract == "Written for a test.\nWith two paragraphs."


# What may come back


def test_a_record_may_have_no_title(server: Server) -> None:
    crossref_has(server, type="journal-article", title=[])
    record = look_up("10.5555/x")
    assert csl(record)["DOI"] == "10.5555/x"
    assert "no title" in texts(record)


def test_what_one_lacks_another_has(escudier: Server) -> None:
    answer = json.loads((ANSWERS / "crossref_escudier_2005.json").read_text())
    answer["message"] |= {"title": [], "author": [], "volume": None}
    escudier.on(WORK, as_json(answer))
    record = look_up(DOI)
    assert csl(record)["title"].startswith("Vaccination of metastatic melanoma")
    assert len(csl(record)["author"]) == 4
    assert csl(record)["volume"] == "3"
    assert record.messages == ()


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ("细胞外囊泡与癌症 – Ärzte’s β-catenin 🧬", "细胞外囊泡与癌症 – Ärzte’s β-catenin 🧬"),
        ("<jats:italic>In vivo</jats:italic> &amp;amp; <scp>in vitro</scp>",
         "<i>In vivo</i> & in vitro"),
        ("Line\n      broken\x00", "Line broken"),
    ],
)  # fmt: skip
def test_a_title_is_in_the_librarys_form(server: Server, sent: str, title: str) -> None:
    crossref_has(server, title=[sent])
    assert csl(look_up("10.5555/x"))["title"] == title


@pytest.mark.parametrize(
    "script",
    [
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<img src=x onerror=alert(1)>",
        "<i onclick=alert(1)>x</i>",
        "<jats:italic><svg/onload=alert(1)></jats:italic>",
    ],
)
def test_a_script_in_a_title_does_not_run(server: Server, script: str) -> None:
    crossref_has(server, title=[f"Safe {script}"], **{"container-title": [script]})
    found = csl(look_up("10.5555/x"))
    for shown in (clean_title(found["title"]), clean_title(found.get("container-title", ""))):
        assert "<" not in shown.replace("<i>", "").replace("</i>", "")


def test_three_thousand_authors_are_all_there(server: Server) -> None:
    authors = [{"given": "Ada", "family": f"Lovelace {number}"} for number in range(3000)]
    crossref_has(server, title=["Many"], author=authors)
    found = csl(look_up("10.5555/x"))
    assert len(found["author"]) == 3000
    assert found["author"][-1]["family"] == "Lovelace 2999"


# What may go wrong


@pytest.mark.parametrize("pasted", ["10.5555/nothing", "999999999", "PMC99999999"])
def test_an_identifier_that_nobody_knows_is_told(server: Server, pasted: str) -> None:
    server.on(EFETCH, EMPTY_SET)
    server.on("/ids/", stored("id_converter_unknown.json"))
    with pytest.raises(LookUpFailed) as caught:
        look_up(pasted)
    assert caught.value.failure == Failure.NOT_FOUND
    assert "typing mistake" in str(caught.value)


def test_what_is_no_identifier_asks_nobody(server: Server) -> None:
    with pytest.raises(LookUpFailed) as caught:
        look_up("Escudier 2005")
    assert caught.value.failure == Failure.NO_IDENTIFIER
    assert not server.requests


@pytest.mark.parametrize("pasted", [DOI, "15740633", "PMC554765"])
def test_offline_says_so(server: Server, pasted: str) -> None:
    server.stop()
    with pytest.raises(LookUpFailed) as caught:
        look_up(pasted)
    assert caught.value.failure == Failure.UNREACHABLE
    assert "offline" in str(caught.value)
    assert "by hand" in str(caught.value)


def test_without_europe_pmc_there_is_a_record_that_says_so(escudier: Server) -> None:
    escudier.on(SEARCH, Reply(b"<html>", headers={"Content-Type": "text/html"}))
    record = look_up(DOI)
    assert csl(record)["DOI"] == DOI
    assert record.is_open_access is None
    assert "Europe PMC sent an answer that cannot be used." in texts(record)


def test_the_converter_helps_where_europe_pmc_does_not(escudier: Server) -> None:
    ids = {"requested-id": DOI, "pmid": 15740633, "pmcid": "PMC554765"}
    escudier.on("/ids/", as_json({"records": [ids]}))
    escudier.on(SEARCH, Reply(status=500))
    record = look_up(DOI)
    assert (csl(record)["PMID"], csl(record)["PMCID"]) == ("15740633", "PMC554765")
    assert record.abstract.startswith("BACKGROUND") or "as PubMed has" in record.abstract


def test_without_pubmed_there_is_a_record_that_says_so(escudier: Server) -> None:
    escudier.on(EFETCH, Reply(status=503))
    record = look_up(DOI)
    assert csl(record)["PMID"] == "15740633"
    assert "only PubMed tells of may be missing" in texts(record)


def test_without_crossref_there_is_pubmeds_record_that_says_so(escudier: Server) -> None:
    escudier.on(WORK, Reply(status=500))
    record = look_up("15740633")
    assert csl(record)["DOI"] == DOI
    assert "only Crossref tells of may be missing" in texts(record)


def test_a_publication_in_pubmed_central_only_is_found_by_its_doi(escudier: Server) -> None:
    ids = {"requested-id": "PMC554765", "doi": DOI, "pmcid": "PMC554765"}
    escudier.on("/ids/", as_json({"records": [ids]}))
    record = look_up("PMC554765")
    assert csl(record)["PMCID"] == "PMC554765"
    assert csl(record)["publisher"] == "Springer Science and Business Media LLC"


# Many


def pubmed_set(request_ids: list[int]) -> Reply:
    """Return a set of PubMed with an article of each id, without DOI."""
    articles = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>Title {pmid}"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        for pmid in request_ids
    )
    return Reply(f"<PubmedArticleSet>{articles}</PubmedArticleSet>".encode())


def test_hundreds_are_looked_up_together_in_their_order(server: Server) -> None:
    pmids = list(range(1, 301))
    chunks = [pmids[begin : begin + TOGETHER] for begin in range(0, 300, TOGETHER)]
    server.on(EFETCH, *(pubmed_set(list(reversed(chunk))) for chunk in chunks))
    server.on(SEARCH, stored("europe_pmc_nothing.json"))
    found = list(look_up_many(str(pmid) for pmid in pmids))
    assert [csl(one.record)["PMID"] for one in found if one.record] == [str(p) for p in pmids]
    assert [one.record.index for one in found if one.record] == pmids
    assert len(server.asked(EFETCH)) == len(chunks)
    assert len(server.requests) == 2 * len(chunks)


def test_the_first_are_there_before_the_last_are_asked_for(server: Server) -> None:
    server.on(EFETCH, pubmed_set(list(range(1, 201))))
    server.on(SEARCH, stored("europe_pmc_nothing.json"))
    looking_up = look_up_many(str(number) for number in range(1, 201))
    next(looking_up)
    assert len(server.asked(EFETCH)) == 1


def test_one_that_fails_leaves_the_others(escudier: Server) -> None:
    pasted = ["nonsense", DOI, "10.5555/nothing", "15740633", DOI]
    found = list(look_up_many(pasted))
    assert [one.identifier for one in found] == pasted
    assert [one.failure.failure if one.failure else None for one in found] == [
        Failure.NO_IDENTIFIER, None, Failure.NOT_FOUND, None, None,
    ]  # fmt: skip
    assert all((one.record is None) != (one.failure is None) for one in found)
    # Once for both.
    assert len(escudier.asked(WORK)) == 1


def test_offline_a_long_list_ends_soon(server: Server, clock: Clock) -> None:
    server.stop()
    before = clock.time
    found = list(look_up_many(f"10.5555/{number}" for number in range(100)))
    assert {one.failure.failure for one in found if one.failure} == {Failure.UNREACHABLE}
    assert len(found) == 100
    assert clock.time - before < 30


def test_nothing_to_look_up_is_nothing(server: Server) -> None:
    assert list(look_up_many([])) == []
    assert not server.requests
