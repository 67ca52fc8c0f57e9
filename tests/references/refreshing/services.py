"""Crossref and PubMed as they answer about the references of a test."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.references.lookup.server import Reply, Server, as_json

ARTICLE = """<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>
<Journal><Title>{journal}</Title><JournalIssue><Volume>{volume}</Volume><Issue>1</Issue>
<PubDate><Year>2005</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>{pages}</MedlinePgn></Pagination>
<AuthorList><Author><LastName>{author}</LastName><Initials>MA</Initials></Author></AuthorList>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>
</Article><CommentsCorrectionsList>{notices}</CommentsCorrectionsList></MedlineCitation>
</PubmedArticle>"""


def update(about: str, kind: str, *, notice: str = "10.5555/notice") -> dict[str, Any]:
    """Return a notice as Crossref has it: a work that updates another."""
    return {"DOI": notice, "update-to": [{"DOI": about, "type": kind, "source": "publisher"}]}


def crossref(
    server: Server,
    *,
    notices: Sequence[Mapping[str, Any]] = (),
    works: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Let Crossref tell of notices and works, whatever it is asked for."""
    items = [*notices, *works]
    server.on("/crossref/works", as_json({"message": {"items": items}}))


def pubmed(server: Server, csl: Mapping[str, Any], *, notices: str = "", **changes: str) -> None:
    """Let PubMed have the article of a record, with some changes."""
    said = {
        "pmid": csl["PMID"], "journal": csl["container-title"], "volume": csl["volume"],
        "title": csl["title"], "pages": csl["page"], "author": csl["author"][0]["family"],
        "notices": notices, **changes,
    }  # fmt: skip
    body = f"<PubmedArticleSet>{ARTICLE.format(**said)}</PubmedArticleSet>"
    server.on("/ncbi/efetch.fcgi", Reply(body.encode(), headers={"Content-Type": "text/xml"}))


def retraction_in(source: str) -> str:
    """Return PubMed's link to the notice of a retraction."""
    return (
        f'<CommentsCorrections RefType="RetractionIn"><RefSource>{source}</RefSource>'
        "</CommentsCorrections>"
    )
