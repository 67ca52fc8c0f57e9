"""The site's page of one reference."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.content.views import item_page
from cms.references.schemas import ReferenceDocument


@require_safe
def reference(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show one publication and the pages that cite it."""
    return item_page(request, identifier, ReferenceDocument, template="cms/reference.html")
