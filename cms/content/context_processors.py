"""What every template of the site knows."""

from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cms.content.schemas import Navigation, SiteDocument
from cms.delivery.dependencies import of_request
from cms.delivery.reading import dependence_of, document_of, parsed
from cms.delivery.schemas import Schema

AnySchema = TypeVar("AnySchema", bound=Schema)


def _prepared(request: HttpRequest, source: str, schema: type[AnySchema]) -> AnySchema | None:
    """Return a document that there is once for the whole site; the answer depends on it."""
    document = document_of(source, timezone.now())
    if document is None:
        return None
    dependence = dependence_of(document)
    of_request(request).add(dependence.keys, dependence.valid_until)
    return parsed(document, schema, base_url="")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site`, `site_url` and `navigation`; nothing is looked up until a template asks."""
    return {
        "site_url": settings.SITE_URL,
        "site": SimpleLazyObject(lambda: _prepared(request, "site", SiteDocument)),
        "navigation": SimpleLazyObject(lambda: _prepared(request, "navigation", Navigation)),
    }
