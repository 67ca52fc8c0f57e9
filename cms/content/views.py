"""Views of the site that are not pages."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.documents import glossary_term_document, person_document
from cms.content.models import GlossaryTerm, Person, Rendition
from cms.delivery.registry import Outlet


def _outlet() -> Outlet:
    return Outlet(base_url="", now=timezone.now())


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show every glossary term, A to Z."""
    terms = [glossary_term_document(term, _outlet()) for term in GlossaryTerm.objects.all()]
    terms.sort(key=lambda term: term.term.casefold())
    return render(request, "cms/glossary.html", {"terms": terms})


@require_safe
def person(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show one author or reviewer."""
    found = get_object_or_404(Person, uuid=identifier)
    return render(request, "cms/person.html", {"document": person_document(found, _outlet())})


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
