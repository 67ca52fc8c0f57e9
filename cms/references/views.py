"""The site's pages of references: the list, one of them, and what a page cites as a file."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cms.content.views import item_page
from cms.delivery import registry
from cms.delivery.items import depend
from cms.delivery.models import Standing
from cms.delivery.reading import data_of, dependence_of, document_by_id, documents_by_id, parsed
from cms.references.browsing import browse
from cms.references.exporting import FORMATS, OFFERED
from cms.references.schemas import ReferenceDocument


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show the references that a visitor looks for, part by part."""
    found = browse(request.GET, timezone.now())
    depend(request, found.listed.dependence)
    references = [
        parsed(document, ReferenceDocument, base_url="") for document in found.listed.documents
    ]
    return render(request, "cms/library.html", {"found": found, "references": references})


@require_safe
def reference(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show one publication and the pages that cite it."""
    return item_page(request, identifier, ReferenceDocument, template="cms/reference.html")


@require_safe
def page_references(request: HttpRequest, identifier: uuid.UUID, name: str) -> HttpResponse:
    """Hand out the numbered references of a page, in its order, as a file.

    Not by the API's `references/?cited_by=…`, which has what is only listed there, too, and an
    order of its own.

    Args:
        request: who asks.
        identifier: the page's public id.
        name: of the format.

    Raises:
        Http404: there is no such format, or no such public page, or it cites nothing.
    """
    now = timezone.now()
    types = [found.name for found in registry.all_types().values() if found.kind == "page"]
    page = document_by_id(types, identifier, now)
    if name not in OFFERED or page is None or page.standing != Standing.PUBLIC:
        raise Http404
    ids = [uuid.UUID(cited["reference"]) for cited in data_of(page).get("citations", ())]
    if not ids:
        raise Http404
    references = documents_by_id("reference", ids, now)
    for document in (page, *references.values()):
        depend(request, dependence_of(document))
    chosen = next(found for found in FORMATS if found.name == name)
    written = chosen.write(data_of(references[found]) for found in ids if found in references)
    slug = page.path.strip("/").rpartition("/")[2]
    file_name = f"{slug}-references" if slug else "references"
    return HttpResponse(
        "".join(written),
        content_type=f"{chosen.content_type}; charset=utf-8",
        headers={
            "Content-Disposition": str(
                content_disposition_header(True, f"{file_name}.{chosen.extension}")
            )
        },
    )
