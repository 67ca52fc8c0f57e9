"""Views of the site that are not pages."""

import uuid
from typing import TypeVar, get_args

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.models import GlossaryTerm, Rendition
from cms.content.schemas import GlossaryTermDocument, PersonDocument
from cms.delivery import models
from cms.delivery.dependencies import of_request
from cms.delivery.models import GoneReason, Standing
from cms.delivery.reading import (
    dependence_of,
    document_by_id,
    document_of,
    documents_of,
    parsed,
)
from cms.delivery.schemas import Document

AnyDocument = TypeVar("AnyDocument", bound=Document)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show every glossary term, A to Z."""
    sources = [f"glossary_term:{pk}" for pk in GlossaryTerm.objects.values_list("pk", flat=True)]
    found = documents_of(sources, timezone.now()).values()
    of_request(request).declare(["type:glossary_term", *sources])
    terms = [parsed(document, GlossaryTermDocument, base_url="") for document in found]
    terms.sort(key=lambda term: term.term.casefold())
    return render(request, "cms/glossary.html", {"terms": terms})


@require_safe
def person(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show one author or reviewer."""
    return item_page(request, identifier, PersonDocument, template="cms/person.html")


def item_page(
    request: HttpRequest, identifier: uuid.UUID, schema: type[AnyDocument], *, template: str
) -> HttpResponse:
    """Show the page of one library item; of one that was merged into another, lead there.

    Args:
        request: who asks.
        identifier: the item's public id.
        schema: of its documents; the item's type is what that says.
        template: shows it as `document`.

    Raises:
        Http404: there is none.
    """
    (type_name,) = get_args(schema.model_fields["type"].annotation)
    now = timezone.now()
    document = document_by_id([type_name], identifier, now)
    if document is not None and document.reason == GoneReason.MERGED:
        other = document_of(document.replaced_by, now)
        return _led_on(request, document, other)
    if document is None or document.standing != Standing.PUBLIC:
        raise Http404
    dependence = dependence_of(document)
    of_request(request).declare(dependence.keys, dependence.valid_until)
    return render(request, template, {"document": parsed(document, schema, base_url="")})


def _led_on(
    request: HttpRequest, merged: models.Document, other: models.Document | None
) -> HttpResponse:
    """Lead from an item to what it was merged into, as long as that is public."""
    if other is None or other.standing != Standing.PUBLIC:
        raise Http404
    for document in (merged, other):
        dependence = dependence_of(document)
        of_request(request).declare(dependence.keys, dependence.valid_until)
    # Both are of one type, so their addresses differ in the id only.
    address = request.path.replace(str(merged.public_id), str(other.public_id))
    return HttpResponsePermanentRedirect(address)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what search engines may read: nothing outside production."""
    if settings.SITE_ENVIRONMENT == "production":
        lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /api/"]
    else:
        lines = ["User-agent: *", "Disallow: /"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """Serve one file of a public image, by its exact name.

    Originals and documents are never served by path. A file's name changes with its bytes, so
    browsers may keep it for ever.
    """
    if "\0" in name:
        # PostgreSQL does not even compare it.
        raise Http404
    found = Rendition.objects.select_related("image__collection").filter(file=name).first()
    if found is None or found.image.collection.get_view_restrictions():
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
