"""The public form of references, and the reference list of a page."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from cms.content.choices import CitationStyle
from cms.content.documents import default_settings, library_fields, page_fields
from cms.content.rich_text import Rendering
from cms.content.schemas import PageLink
from cms.delivery.contributions import contributors
from cms.delivery.reading import documents_by_id, parsed
from cms.delivery.recording import recorder
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from cms.references import csl as csl_json
from cms.references.citations import citations_of
from cms.references.formatting import clean_title
from cms.references.models import CitedPage, Reference, anchor_of
from cms.references.schemas import (
    Citation,
    CitedPageDocument,
    FormattedReference,
    LiteralName,
    PersonName,
    ReferenceDocument,
)

#: Parts of a CSL record that are not delivered: abstracts are publishers' property, notes ours.
PRIVATE_CSL = {"abstract", "annote", "custom"}


def public_csl(reference: Reference) -> dict[str, Any]:
    """Return the part of a reference's record that everybody may have."""
    return {key: value for key, value in reference.csl.items() if key not in PRIVATE_CSL}


def formatted(reference: Reference, style: str) -> FormattedReference:
    """Return a reference in one citation style, as it was formatted when it was saved."""
    citation = reference.citations[style]
    return FormattedReference(style=style, text=citation["text"], html=citation["html"])


def in_every_style(reference: Reference, first: str) -> list[FormattedReference]:
    """Return a reference in each citation style that it was formatted in, one of them first."""
    styles = [first, *(style for style in CitationStyle.values if style != first)]
    return [formatted(reference, style) for style in styles]


def page_citations(rendering: Rendering) -> list[Citation]:
    """Return the reference list of a page whose texts have all been rendered."""
    citations = citations_of(rendering)
    style = default_settings().citation_style
    entries = []
    for identifier, number in citations.numbers.items():
        reference = citations.references[identifier]
        citation = formatted(reference, style)
        entries.append(
            Citation(
                number=number,
                reference=identifier,
                anchor=reference.anchor,
                text=citation.text,
                html=citation.html,
                url=reference.link,
                status=reference.status,
                uses=citations.uses.get(identifier, []),
            )
        )
    return entries


def cited_page_fields(page: CitedPage, outlet: Outlet, rendering: Rendering) -> dict[str, Any]:
    """Return what every citing page's document holds. Call it after all texts are rendered."""
    return {**page_fields(page, outlet), "citations": page_citations(rendering)}


def cited_by(reference: Reference) -> list[PageLink]:
    """Return the public pages that name a reference, by what their documents tell.

    Not by Wagtail's reference index, which runs behind. Whoever reads has settled them before.
    """
    key = f"cited_by:{reference.pk}"
    recorder().use(key)
    pages = contributors(key)
    for page in pages:
        recorder().use(page.source)
        recorder().ends(page.valid_until)
    return [
        PageLink(id=page.public_id, type=page.type, title=page.title, path=page.path)
        for page in sorted(pages, key=lambda page: (page.title, page.path))
    ]


def reference_document(reference: Reference, outlet: Outlet) -> ReferenceDocument:
    """Return the public form of a reference."""
    record = reference.csl
    cite_as = in_every_style(reference, default_settings().citation_style)
    return ReferenceDocument(
        **{
            **library_fields(reference, outlet, path=f"/library/{reference.uuid}/"),
            "url": reference.link or outlet.base_url + f"/library/{reference.uuid}/",
        },
        title=reference.title,
        title_html=clean_title(str(record.get("title") or "")),
        csl_type=reference.csl_type,
        authors=[
            LiteralName(literal=name["literal"])
            if "literal" in name
            else PersonName(family=name["family"], given=name["given"])
            for name in csl_json.names_of(record)
        ],
        year=reference.year,
        container_title=reference.container_title,
        volume=str(record.get("volume") or ""),
        issue=str(record.get("issue") or ""),
        pages=str(record.get("page") or ""),
        doi=reference.doi,
        pmid=reference.pmid,
        pmcid=reference.pmcid,
        status=reference.status,
        notice=reference.notice,
        open_access=reference.is_open_access,
        tags=sorted(tag.name for tag in reference.tags.all()),
        citation=cite_as[0],
        cite_as=cite_as,
        csl=public_csl(reference),
        cited_by=cited_by(reference),
    )


class ReferenceInPage(Schema):
    """A reference as a page's template shows it: with its number, where it has one."""

    document: ReferenceDocument
    number: int | None
    anchor: str


def named_references(data: Any) -> Iterator[uuid.UUID]:
    """Yield the ids that a document names: the values of its `reference` and `references` keys."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "reference" and isinstance(value, uuid.UUID):
                yield value
            elif key == "references" and isinstance(value, list):
                yield from (item for item in value if isinstance(item, uuid.UUID))
            else:
                yield from named_references(value)
    elif isinstance(data, list):
        for item in data:
            yield from named_references(item)


def references_by_id(
    numbers: Mapping[uuid.UUID, int | None],
) -> dict[uuid.UUID, ReferenceInPage]:
    """Return references as a template shows them, by id, in constant queries.

    One that is gone is left out. What cites them is not shown, and may be behind.

    Args:
        numbers: the number of each, None for a member of a list.
    """
    found = documents_by_id("reference", numbers.keys(), timezone.now())
    return {
        public_id: ReferenceInPage(
            document=parsed(document, ReferenceDocument, base_url=""),
            number=numbers[public_id],
            anchor=anchor_of(public_id),
        )
        for public_id, document in found.items()
    }


def references_in(document: CitedPageDocument) -> dict[uuid.UUID, ReferenceInPage]:
    """Return every reference that a page's document names, by id."""
    numbers = {citation.reference: citation.number for citation in document.citations}
    named = named_references(document.model_dump())
    return references_by_id({identifier: numbers.get(identifier) for identifier in named})
