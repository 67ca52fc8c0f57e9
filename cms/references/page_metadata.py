"""What the head of a reference's page tells machines: of the publication, not of the page.

`citation_*` by the names that Google Scholar asks for
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing), which Zotero reads too, and
schema.org's terms (https://schema.org/ScholarlyArticle). Only what is known is told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cms.references.choices import CslType, ReferenceStatus
from cms.references.csl import names_of, partial_date_of
from cms.references.fields import pages_of, text_of
from cms.references.schemas import ReferenceDocument

#: The name for what a publication stands in, by CSL type; of an article it is a journal.
CONTAINERS = {
    "chapter": "citation_inbook_title", "entry-encyclopedia": "citation_inbook_title",
    "paper-conference": "citation_conference_title",
}  # fmt: skip
ARTICLES = ("article-journal", "article-magazine", "article-newspaper", "review")
#: The name for who published it; of anything else it is a publisher.
PUBLISHERS = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
CITATION_FIELDS = {
    "citation_volume": "volume", "citation_issue": "issue", "citation_issn": "ISSN",
    "citation_isbn": "ISBN", "citation_doi": "DOI", "citation_pmid": "PMID",
    "citation_language": "language",
}  # fmt: skip

#: schema.org's types of CSL types; any other is a creative work.
SCHEMA_TYPES = {
    "article-journal": "ScholarlyArticle", "article": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle", "article-magazine": "Article",
    "article-newspaper": "NewsArticle", "book": "Book", "chapter": "Chapter", "dataset": "Dataset",
    "legislation": "Legislation", "post-weblog": "BlogPosting", "report": "Report",
    "software": "SoftwareSourceCode", "thesis": "Thesis", "webpage": "WebPage",
}  # fmt: skip


def citation_tags(document: ReferenceDocument) -> list[tuple[str, str]]:
    """Return names and contents of the `citation_*` elements for a publication."""
    return [(name, content) for name, content in _citation_tags(document.csl) if content]


def _citation_tags(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = str(csl.get("type"))
    first, last = pages_of(csl)
    yield "citation_title", text_of(csl, "title")
    for field in ("author", "editor"):
        for name in names_of(csl, field):
            yield f"citation_{field}", name.get("literal") or _family_first(name)
    yield "citation_publication_date", partial_date_of(csl).replace("-", "/")
    container = "citation_journal_title" if kind in ARTICLES else CONTAINERS.get(kind)
    if container:
        yield container, text_of(csl, "container-title")
    yield PUBLISHERS.get(kind, "citation_publisher"), text_of(csl, "publisher")
    yield from ((name, text_of(csl, field)) for name, field in CITATION_FIELDS.items())
    yield "citation_firstpage", first
    yield "citation_lastpage", last


def _family_first(name: Mapping[str, str]) -> str:
    return ", ".join(part for part in (name["family"], name["given"]) if part)


def structured_data(document: ReferenceDocument) -> dict[str, Any]:
    """Return a publication in schema.org's terms, as JSON-LD has them.

    A part without a value is left out, so that nothing is told that is not known.
    """
    csl = document.csl
    is_article = document.csl_type in {CslType.ARTICLE_JOURNAL, CslType.ARTICLE}
    return _known(
        {
            "@context": "https://schema.org",
            "@type": SCHEMA_TYPES.get(document.csl_type, "CreativeWork"),
            "name": document.title,
            "headline": document.title if is_article else "",
            "author": [_maker(name) for name in names_of(csl)],
            "editor": [_maker(name) for name in names_of(csl, "editor")],
            "datePublished": partial_date_of(csl),
            "isPartOf": _container(csl),
            "pagination": document.pages,
            "publisher": _organisation(text_of(csl, "publisher")),
            "inLanguage": text_of(csl, "language"),
            "isbn": text_of(csl, "ISBN"),
            "identifier": _identifiers(document),
            "sameAs": _addresses(document),
            "isAccessibleForFree": document.open_access,
            "creativeWorkStatus": ""
            if document.status == ReferenceStatus.NORMAL
            else ReferenceStatus(document.status).label,
        }
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _maker(name: Mapping[str, str]) -> dict[str, Any]:
    if "literal" in name:
        return _organisation(name["literal"])
    full = " ".join(part for part in (name["given"], name["family"]) if part)
    return _known(
        {"@type": "Person", "name": full, "givenName": name["given"], "familyName": name["family"]}
    )


def _organisation(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name} if name else {}


def _container(csl: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the publication stands in: of an article its issue, volume and journal."""
    title = text_of(csl, "container-title")
    if str(csl.get("type")) not in ARTICLES:
        return {"@type": "CreativeWork", "name": title} if title else {}
    found: dict[str, Any] = {}
    if title:
        found = _known({"@type": "Periodical", "name": title, "issn": text_of(csl, "ISSN")})
    for kind, number, field in (
        ("PublicationVolume", "volumeNumber", "volume"),
        ("PublicationIssue", "issueNumber", "issue"),
    ):
        if value := text_of(csl, field):
            found = _known({"@type": kind, number: value, "isPartOf": found})
    return found


def _identifiers(document: ReferenceDocument) -> list[dict[str, str]]:
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in (
            ("DOI", document.doi),
            ("PMID", document.pmid),
            ("PMCID", document.pmcid),
        )
        if value
    ]


def _addresses(document: ReferenceDocument) -> list[str]:
    """Return where else the same publication is described."""
    return [
        address.format(value)
        for address, value in (
            ("https://doi.org/{}", document.doi),
            ("https://pubmed.ncbi.nlm.nih.gov/{}/", document.pmid),
            ("https://pmc.ncbi.nlm.nih.gov/articles/{}/", document.pmcid),
        )
        if value
    ]
