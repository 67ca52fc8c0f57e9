"""What every template of the site knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cms.content.documents import navigation, site_document
from cms.delivery.registry import Outlet


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site`, `site_url` and `navigation`; nothing is looked up until a template asks."""
    return {
        "site_url": settings.SITE_URL,
        "site": SimpleLazyObject(site_document),
        "navigation": SimpleLazyObject(
            lambda: navigation(outlet=Outlet(base_url="", now=timezone.now()))
        ),
    }
