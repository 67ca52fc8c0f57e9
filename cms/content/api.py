"""What the content API says of pages in general, of people, of words and of the whole site."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.utils import timezone
from ninja import Router

from cms.content.addresses import stored_path
from cms.content.choices import Audience, ReviewState
from cms.content.facts import page_types
from cms.content.schemas import Navigation, SiteDocument, Vocabularies
from cms.delivery import sorting
from cms.delivery.answers import bytes_answer
from cms.delivery.filters import (
    PATH,
    UPDATED_AT,
    Data,
    Facet,
    Filter,
    RelatedFilter,
    Told,
    choice,
    partial_date,
    related,
    values_at,
)
from cms.delivery.items import depend, document_answer
from cms.delivery.models import Document, Standing
from cms.delivery.openapi import item_schema
from cms.delivery.paging import order
from cms.delivery.parameter_values import IdOrSlug, OneOf, Text
from cms.delivery.parameters import NO_PARAMETERS, Parameter, documented, read
from cms.delivery.problems import not_found
from cms.delivery.reading import (
    Dependence,
    dependence_of,
    document_at,
    document_of,
    document_that_was_at,
)
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import ROOT, Include, Resource

LIBRARY_ORDERS = (
    order("published_at", sorting.instant),
    order("updated_at", sorting.instant),
)
PAGE_ORDERS = (*LIBRARY_ORDERS, order("title", sorting.folded))


#: The rows of a page that name the path of every page that it is or stands below.
WITHIN = "within"


def _above(data: Data) -> list[str]:
    """Return the path of the page that is directly above a page."""
    path = str(data["path"])
    return [] if path == "/" else [path.rstrip("/").rpartition("/")[0] + "/"]


def _around(data: Data) -> list[str]:
    """Return the path of a page, and of every page above it."""
    steps = str(data["path"]).strip("/").split("/")
    return [
        "/",
        *(f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps) + 1) if steps[0]),
    ]


def within(scope: str, name: str, description: str, example: str) -> RelatedFilter:
    """Return a filter of pages by what they are or stand below, at any depth.

    Args:
        scope: the type of what they stand below.
        name: of the parameter.
        description: for the reference.
        example: a value to try.
    """
    return RelatedFilter(
        Parameter(name, IdOrSlug(), description, several=True, example=example),
        _around,
        facet=Facet(by=f"{scope}.{PATH}"),
        row=WITHIN,
        scope=scope,
        give=f"{scope}.{PATH}",
    )


PARENT = RelatedFilter(
    Parameter(
        "parent", IdOrSlug(), "The page directly above.", several=True, example="wound-healing"
    ),
    _above,
    facet=Facet(by=f"page.{PATH}"),
    scope="page",
    give=f"page.{PATH}",
)
AUDIENCE = choice("audience", Audience, "Whom it is written for.")
AUTHOR = related(
    "author", "person", "Written by this person.", at="authors.id", has_slug=False,
    example="5b1c0c0e-0f4c-4d6f-9d3c-1f6f0a1b2c3d",
)  # fmt: skip
REVIEW_STATE = choice(
    "review_state", ReviewState, "The state of its medical review.", at="review.state"
)
REVIEWED_ON = partial_date(
    "review_reviewed_on", "When its last medical review was.", at="review.reviewed_on"
)
REVIEW_DUE_ON = partial_date(
    "review_due_on", "When its next medical review is due.", at="review.due_on"
)
#: What pages that are written, rather than taken from elsewhere, are narrowed by.
PAGE_FILTERS: tuple[Filter, ...] = (
    PARENT, AUDIENCE, AUTHOR, REVIEW_STATE, REVIEWED_ON, REVIEW_DUE_ON, UPDATED_AT,
)  # fmt: skip


def _named_pages(data: Any) -> Iterator[str]:
    """Yield the ids of the pages that a document names: of its short objects with a path."""
    if isinstance(data, dict):
        if {"id", "type", "path"} <= data.keys():
            yield str(data["id"])
        for value in data.values():
            yield from _named_pages(value)
    elif isinstance(data, list):
        for value in data:
            yield from _named_pages(value)


def _other_pages(data: Data) -> list[str]:
    """Return the ids of the pages that a document names, but its own."""
    return [found for found in _named_pages(data) if found != data.get("id")]


PAGES_NAMED = Include("pages", "page", _other_pages)
PAGE_INCLUDES = (
    PAGES_NAMED,
    Include("authors", "person", values_at("authors.id")),
    Include("reviewers", "person", values_at("review.reviewers.id")),
    Include("glossary", "glossary_term", values_at("glossary.id")),
)


def pages_resource(*, includes: Iterable[Include], told: Iterable[Told]) -> Resource:
    """Return the resource of all pages, of whatever type. Call it when all types are registered.

    Args:
        includes: what other apps can send with a page.
        told: what other apps want to know of a page.
    """
    types = tuple(page_types())
    of_type = Filter(
        Parameter("type", OneOf(types), "Its type.", several=True, example="topic"),
        values_at("type"),
        facet=Facet(label=lambda value: value.replace("_", " ").capitalize()),
    )
    return Resource(
        name="pages",
        item="page",
        scope="page",
        orders=PAGE_ORDERS,
        filters=(of_type, *PAGE_FILTERS),
        includes=(*PAGE_INCLUDES, *includes),
        told=(Told(WITHIN, _around), *told),
    )


PEOPLE = Resource(
    name="people",
    item="person",
    scope="person",
    orders=(*LIBRARY_ORDERS, order("name", sorting.folded)),
    filters=(UPDATED_AT,),
)
GLOSSARY = Resource(
    name="glossary",
    item="glossary term",
    scope="glossary_term",
    orders=(*LIBRARY_ORDERS, order("term", sorting.folded)),
    filters=(UPDATED_AT,),
)


def _site_path(text: str) -> str:
    """Return `text` as a path on the site, with a slash at both ends."""
    if not text.startswith("/") or text.startswith("//") or set(text) & set("?#\\"):
        raise ValidationError("Write the path of a page, such as /wound-healing/burns/.")
    return text if text.endswith("/") else f"{text}/"


SITE_PATH = Parameter(
    "path",
    Text(_site_path, pattern=r"^/([^/?#\\][^?#\\]*)?$", max_length=2000),
    "The path of a page on the site.",
    required=True,
    example="/wound-healing/burns/",
)


def find_router(pages: Resource) -> Router:
    """Return the address that finds a page by its path."""
    router = Router(tags=["pages"], by_alias=True)
    parameters = (SITE_PATH, *pages.item_parameters)

    @router.get(
        "/pages/find/",
        response=item_schema(pages),
        operation_id="pages_find",
        summary="The page at a path",
        openapi_extra=documented(parameters),
    )
    def find(request: HttpRequest) -> HttpResponseBase:
        """The document of the page at this path of the site; 308 where the page has moved."""
        query = read(request, parameters)
        now = timezone.now()
        here = document_at(query["path"], now)
        if here is not None and here.standing == Standing.PUBLIC:
            return document_answer(request, here, pages, query, now)
        moved = document_that_was_at(stored_path(query["path"]), now)
        if moved is not None and moved.standing == Standing.PUBLIC:
            return _moved(request, moved)
        return document_answer(request, here or moved, pages, query, now)

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
