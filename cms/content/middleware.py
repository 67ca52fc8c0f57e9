"""Middleware of the whole project."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.content.addresses import stored_path
from cms.content.models import public_withdrawal_of
from cms.content.queries import public_pages
from cms.delivery.dependencies import NAME, Dependencies, of_request
from cms.delivery.models import Standing
from cms.delivery.reading import dependence_of, document_that_was_at

#: Anybody may keep an answer, and asks each time whether it is still the same.
CACHE = "public, no-cache"
#: Addresses that are no pages of the site.
NOT_THE_SITE = ("/admin/", "/api/", settings.STATIC_URL, settings.MEDIA_URL, "/documents/")


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for site and API, the admin's own for the admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: Any, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class MovedPages:
    """Leads from the path at which a page was to the one at which it is.

    Outside of Wagtail's redirects, so that what an editor has set stands first. The old paths are
    the read model's: a page that moves leaves its mark in the same transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        if request.path_info.startswith(NOT_THE_SITE):
            return response
        return self._moved(request) or response

    def _moved(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return the way to the page that was at the request's path."""
        path = request.path_info
        path = path if path.endswith("/") else f"{path}/"
        document = document_that_was_at(stored_path(path), timezone.now())
        if document is None or document.standing != Standing.PUBLIC or document.path == path:
            return None
        dependence = dependence_of(document)
        of_request(request).declare({*dependence.keys, "pages"}, dependence.valid_until)
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{document.path}?{query}" if query else document.path)


class PublicRedirects(RedirectMiddleware):
    """Leads where an editor's redirect says, but not to a page that readers can't open.

    The way there would tell its address. One that was withdrawn says so at its own.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        found = super().process_response(request, response)
        return response if found is not response and _leads_to_hidden(request) else found


def _leads_to_hidden(request: HttpRequest) -> bool:
    """Return whether a redirect from the address of `request` is to a page that is not public."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    paths = {path, urlsplit(path).path}
    paths |= {uri_to_iri(found) for found in paths}
    redirects = Redirect.objects.filter(old_path__in=paths)
    pages = Page.objects.filter(pk__in=redirects.values("redirect_page"))
    now = timezone.now()
    hidden = pages.exclude(pk__in=public_pages(pages, now=now).values("pk"))
    return any(public_withdrawal_of(page, now=now) is None for page in hidden)


class SiteCaching:
    """Says of a page of the site that anybody may keep it, where it was made for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The response cache has put one there where it is on.
        request.META.setdefault(NAME, Dependencies())
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and not request.path_info.startswith(
            NOT_THE_SITE
        ):
            is_for_all = of_request(request).declared
            response["Cache-Control"] = CACHE if is_for_all else "private, no-cache"
        return response


#: Where Wagtail hands the query to the database as it is. Elsewhere a NUL finds nothing.
UNCHECKED = ("/admin/tag-autocomplete/", "/api/v2/", "/api/v3/")


class NoNulInQueries:
    """Refuses a NUL, which no text here has and PostgreSQL does not even compare."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query and request.path_info.startswith(UNCHECKED):
            raise BadRequest("A NUL in the query.")
        return self.get_response(request)


#: Where people and tools write, and how.
WRITTEN_AT = ("/admin/", "/api/v3/")
WRITING = ("POST", "PUT", "PATCH", "DELETE")


class OneTransaction:
    """Does what a request changes all or not at all, an error undoes it.

    Not Django's ATOMIC_REQUESTS, which takes SQLite's lock of writers for every reader too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in WRITING or not request.path_info.startswith(WRITTEN_AT):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
