"""What the content API says of pages in general, of people, of words and of the whole site."""

import datetime
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponsePermanentRedirect
from django.utils import timezone
from ninja import Router
from wagtail.models import Page

from cms.content.addresses import stored_path
from cms.content.choices import Audience
from cms.content.facts import page_types
from cms.content.queries import public_pages
from cms.content.schemas import Navigation, SiteDocument, Vocabularies
from cms.delivery.answers import bytes_answer
from cms.delivery.filters import Filter, Operator, choice, named, related
from cms.delivery.models import Document, Standing
from cms.delivery.openapi import item_schema
from cms.delivery.paging import Order, moment
from cms.delivery.parameters import NO_PARAMETERS, OneOf, Parameter, Text, documented, read
from cms.delivery.problems import not_found
from cms.delivery.reading import (
    Dependence,
    dependence_of,
    document_at,
    document_of,
    document_that_was_at,
)
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import ROOT, Resource, depend, document_answer

PAGE_ORDERS = (
    Order("published_at", moment("first_published_at", "last_published_at")),
    Order("updated_at", moment("last_published_at", "latest_revision_created_at")),
    Order("title", Lower("title")),
)
LIBRARY_ORDERS = (Order("published_at", F("created_at")), Order("updated_at", F("updated_at")))


def _below(
    rows: QuerySet[Any],
    operator: Operator,
    values: list[uuid.UUID | str],
    now: datetime.datetime,
) -> QuerySet[Any]:
    """Narrow pages to those directly below one of the named public pages (or not)."""
    wanted = named(values, id_field="translation_key")
    parents = public_pages(Page.objects.filter(wanted, depth__gt=1), now=now)
    below = Q(pk__in=[])
    for path, depth in parents.values_list("path", "depth"):
        below |= Q(path__startswith=path, depth=depth + 1)
    return rows.exclude(below) if operator == "not" else rows.filter(below)


PARENT = related("parent", "The page directly above.", _below, example="wound-healing")
AUDIENCE = choice("audience", Audience, "Whom it is written for.")


def _of_type(
    rows: QuerySet[Any], operator: Operator, values: list[str], now: datetime.datetime
) -> QuerySet[Any]:
    """Narrow pages to those of some types (or not)."""
    models = [page_types()[value] for value in values]
    matches = Q(content_type__in=ContentType.objects.get_for_models(*models).values())
    return rows.exclude(matches) if operator == "not" else rows.filter(matches)


def pages_resource() -> Resource:
    """Return the resource of all pages, of whatever type. Call it when all types are registered."""
    types = page_types()
    return Resource(
        name="pages",
        item="page",
        types=tuple(types),
        id_field="translation_key",
        orders=PAGE_ORDERS,
        filters=(
            Filter(
                Parameter("type", OneOf(tuple(types)), "Its type.", several=True, example="topic"),
                _of_type,
                operators=("not",),
            ),
            PARENT,
        ),
        public=lambda now: public_pages(Page.objects.type(*types.values()), now=now),
    )


PEOPLE = Resource(
    name="people",
    item="person",
    types=("person",),
    id_field="uuid",
    orders=(*LIBRARY_ORDERS, Order("name", Lower("name"))),
)
GLOSSARY = Resource(
    name="glossary",
    item="glossary term",
    types=("glossary_term",),
    id_field="uuid",
    orders=(*LIBRARY_ORDERS, Order("term", Lower("term"))),
)


def _site_path(text: str) -> str:
    """Return `text` as a path on the site, with a slash at both ends."""
    if not text.startswith("/") or text.startswith("//") or set(text) & set("?#\\"):
        raise ValidationError("Write the path of a page, such as /wound-healing/burns/.")
    return text if text.endswith("/") else f"{text}/"


PATH = Parameter(
    "path",
    Text(_site_path, pattern=r"^/([^/?#\\][^?#\\]*)?$", max_length=2000),
    "The path of a page on the site.",
    required=True,
    example="/wound-healing/burns/",
)


def find_router(pages: Resource) -> Router:
    """Return the address that finds a page by its path."""
    router = Router(tags=["pages"], by_alias=True)
    parameters = (PATH, *pages.item_parameters)

    @router.get(
        "/pages/find/",
        response=item_schema(pages),
        operation_id="pages_find",
        summary="The page at a path",
        openapi_extra=documented(parameters),
    )
    def find(request: HttpRequest) -> HttpResponse:
        """The document of the page at this path of the site; 308 where the page has moved."""
        query = read(request, parameters)
        now = timezone.now()
        here = document_at(query["path"], now)
        if here is not None and here.standing == Standing.PUBLIC:
            return document_answer(request, here, query, now)
        moved = document_that_was_at(stored_path(query["path"]), now)
        if moved is not None and moved.standing == Standing.PUBLIC:
            return _moved(request, moved)
        return document_answer(request, here or moved, query, now)

    return router


def _moved(request: HttpRequest, document: Document) -> HttpResponse:
    """Answer with the way to the new path of a page."""
    # Another page may come to stand at the old path.
    depend(request, dependence_of(document) | Dependence(frozenset({"pages"})))
    query = request.GET.copy()
    query["path"] = document.path
    address = f"{ROOT}pages/find/?{urlencode(list(query.items()), safe='/,')}"
    return HttpResponsePermanentRedirect(address, preserve_request=True)


def _single_answer(request: HttpRequest, source: str) -> HttpResponse:
    """Answer with what there is once for the whole site.

    Raises:
        Problem: it is not there.
    """
    read(request, NO_PARAMETERS)
    document = document_of(source, timezone.now())
    if document is None:
        raise not_found()
    depend(request, dependence_of(document))
    return bytes_answer(delivered_bytes(document.content), etag=document.etag)


def site_router() -> Router:
    """Return the addresses of what there is once for the whole site."""
    router = Router(tags=["site"])

    @router.get(
        "/site/", response=SiteDocument, operation_id="site", summary="What holds for the site"
    )
    def site(request: HttpRequest) -> HttpResponse:
        """Name, contact, disclaimer, disclosure, and how long a copy may be shown."""
        return _single_answer(request, "site")

    @router.get("/navigation/", response=Navigation, operation_id="navigation", summary="The menu")
    def menu(request: HttpRequest) -> HttpResponse:
        """The pages that stand in the menu, as a tree."""
        return _single_answer(request, "navigation")

    @router.get(
        "/vocabularies/",
        response=Vocabularies,
        operation_id="vocabularies",
        summary="Enum values in words",
    )
    def vocabularies(request: HttpRequest) -> HttpResponse:
        """Each enumeration by the name of the field that it belongs to."""
        return _single_answer(request, "vocabularies")

    return router


SITE_LINKS = {
    "pages_find": "pages/find/?path={path}",
    "site": "site/",
    "navigation": "navigation/",
    "vocabularies": "vocabularies/",
}
