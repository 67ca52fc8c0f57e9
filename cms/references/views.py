"""The site's page of one reference."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.delivery.registry import Outlet
from cms.references.documents import reference_document
from cms.references.models import Reference


@require_safe
def reference(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show one publication and the pages that cite it."""
    found = get_object_or_404(Reference.objects.with_tags(), uuid=identifier)
    document = reference_document(found, Outlet(base_url="", now=timezone.now()))
    return render(request, "cms/reference.html", {"document": document})
