"""The public form of references, and the reference list of a page."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from cms.content.documents import default_settings, library_fields, page_fields, page_link
from cms.content.queries import public_pages
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from cms.references import csl as csl_json
from cms.references.citations import citations_of
from cms.references.formatting import clean_title
from cms.references.models import CitedPage, Reference
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


def formatted(reference: Reference, style: str) -> FormattedReference:
    """Return a reference in one citation style, as it was formatted when it was saved."""
    citation = reference.citations[style]
    return FormattedReference(style=style, text=citation["text"], html=citation["html"])


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


def cited_by(references: Iterable[Reference], outlet: Outlet) -> dict[int, list[Page]]:
    """Return the public pages that name each reference, by the reference's primary key.

    The reference index holds what the stored page names: its live version, or the draft of a page
    that was never published, which is left out here as no page that is not public counts.
    """
    keys = {str(reference.pk): reference for reference in references}
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Reference),
        to_object_id__in=keys,
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("to_object_id", "object_id")
    pages_of: dict[str, set[str]] = {}
    for to_object_id, object_id in rows:
        pages_of.setdefault(to_object_id, set()).add(object_id)
    wanted = {int(pk) for pks in pages_of.values() for pk in pks}
    public = {
        str(page.pk): page
        for page in public_pages(Page.objects.filter(pk__in=wanted), now=outlet.now)
    }
    return {
        keys[key].pk: sorted(
            (public[pk] for pk in pks if pk in public), key=lambda page: page.title
        )
        for key, pks in pages_of.items()
    }


def reference_documents(references: Sequence[Reference], outlet: Outlet) -> list[ReferenceDocument]:
    """Return the public form of several references, in their order, in constant queries."""
    pages = cited_by(references, outlet)
    style = default_settings().citation_style
    return [
        reference_document(reference, outlet, pages.get(reference.pk, []), style=style)
        for reference in references
    ]


def reference_document(
    reference: Reference,
    outlet: Outlet,
    pages: Iterable[Page] | None = None,
    *,
    style: str | None = None,
) -> ReferenceDocument:
    """Return the public form of a reference.

    Args:
        reference: what it is made from.
        outlet: where and when it is read.
        pages: those that cite it, when already known.
        style: the site's citation style, when already known.
    """
    if pages is None:
        pages = cited_by([reference], outlet).get(reference.pk, [])
    record = reference.csl
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
        citation=formatted(reference, style or default_settings().citation_style),
        csl={key: value for key, value in record.items() if key not in PRIVATE_CSL},
        cited_by=[page_link(page) for page in pages],
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

    One that is gone is left out.

    Args:
        numbers: the number of each, None for a member of a list.
    """
    outlet = Outlet(base_url="", now=timezone.now())
    style = default_settings().citation_style
    found = Reference.objects.filter(uuid__in=numbers).with_tags()
    return {
        reference.uuid: ReferenceInPage(
            document=reference_document(reference, outlet, pages=[], style=style),
            number=numbers[reference.uuid],
            anchor=reference.anchor,
        )
        for reference in found
    }


def references_in(document: CitedPageDocument) -> dict[uuid.UUID, ReferenceInPage]:
    """Return every reference that a page's document names, by id."""
    numbers = {citation.reference: citation.number for citation in document.citations}
    named = named_references(document.model_dump())
    return references_by_id({identifier: numbers.get(identifier) for identifier in named})
