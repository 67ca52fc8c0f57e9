"""Resources of the content API: each is declared, and its list and its items follow from that."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.delivery import registry
from cms.delivery.answers import json_answer, model_answer
from cms.delivery.documents import documents_of
from cms.delivery.filters import Filter
from cms.delivery.paging import (
    CURSOR,
    LIMIT,
    Order,
    Wanted,
    open_cursor,
    order_parameter,
    part_of,
    seal_cursor,
)
from cms.delivery.parameters import (
    LOCALE,
    RICH_TEXT,
    InvalidValue,
    Parameter,
    Query,
    fields_parameter,
    invalid,
    parse_id,
    read,
)
from cms.delivery.problems import not_found
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Document

#: Fields that lists leave out, because they are long; `fields` brings them.
LONG_FIELDS = frozenset(
    {"arms", "at_a_glance", "body", "changes", "citations", "csl", "discrepancies", "eligibility",
     "entries", "glossary", "key_points", "locations", "outcomes", "parts", "results"}
)  # fmt: skip
ALWAYS = ("id", "type")
#: The first part of every address of the API.
ROOT = "/api/content/v1/"


def current_outlet() -> Outlet:
    """Return what the API delivers for: the site's address, and this moment."""
    return Outlet(base_url=settings.SITE_URL, now=timezone.now())


@dataclass(frozen=True)
class Resource:
    """One kind of thing that the API delivers, at `name/` and `name/{id}/`.

    Args:
        name: the first part of its addresses.
        item: what one of it is called, in words.
        types: the document types that it holds.
        id_field: the column of the public id.
        orders: what lists can be in order by; the first, descending, is the usual one.
        filters: what lists can be narrowed by.
        public: returns the rows that anybody may read at a moment; the registered ones of its
            type unless said.
    """

    name: str
    item: str
    types: tuple[str, ...]
    id_field: str
    orders: tuple[Order, ...]
    filters: tuple[Filter, ...] = ()
    public: Callable[[datetime.datetime], QuerySet[Any]] | None = None

    @cached_property
    def schemas(self) -> tuple[type[Document], ...]:
        """The schemas of its documents."""
        return tuple(registry.get(name).schema for name in self.types)

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """Every field that a document of it can have."""
        names = (name for schema in self.schemas for name in schema.model_fields)
        return tuple(dict.fromkeys(names))

    @cached_property
    def short_fields(self) -> frozenset[str]:
        """The fields that lists send when `fields` does not say."""
        return frozenset(self.field_names) - LONG_FIELDS

    @cached_property
    def item_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of one item's address."""
        return (fields_parameter(self.field_names), LOCALE, RICH_TEXT)

    @cached_property
    def filter_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that narrow its list."""
        return tuple(
            parameter for narrowing in self.filters for parameter in narrowing.parameters().values()
        )

    @cached_property
    def list_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of its list."""
        ordering = order_parameter(self.orders)
        return (*self.filter_parameters, ordering, LIMIT, CURSOR, *self.item_parameters)

    def rows(self, now: datetime.datetime) -> QuerySet[Any]:
        """Return everything of it that anybody may read."""
        return self.public(now) if self.public else registry.get(self.types[0]).public(now)


def only(document: Document, names: Sequence[str] | frozenset[str] | None) -> dict[str, Any]:
    """Return a document as JSON values, with only the fields called `names` (None: all)."""
    include = None if names is None else {*names, *ALWAYS}
    return document.model_dump(mode="json", by_alias=True, include=include)


def answer_item(request: HttpRequest, resource: Resource, identifier: str) -> HttpResponse:
    """Answer with one document.

    Raises:
        Problem: there is nothing public of that id, or a parameter is not valid.
    """
    query = read(request, resource.item_parameters)
    outlet = current_outlet()
    document = public_document(resource, parse_id(identifier), outlet)
    return document_answer(document, query)


def public_document(resource: Resource, identifier: uuid.UUID | None, outlet: Outlet) -> Document:
    """Return the document of an id.

    Raises:
        Problem: there is none that anybody may read.
    """
    if identifier is None:
        raise not_found()
    row = resource.rows(outlet.now).filter(**{resource.id_field: identifier}).first()
    if row is None:
        raise not_found()
    return documents_of([row], outlet)[0]


def document_answer(document: Document, query: Query) -> HttpResponse:
    """Answer with a document, whole or as far as `fields` asks."""
    if query["fields"] is None:
        return model_answer(document, last_modified=document.updated_at)
    return json_answer(only(document, query["fields"]), last_modified=document.updated_at)


def answer_list(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Answer with one part of a resource's list.

    Raises:
        Problem: a parameter is not valid.
    """
    query = read(request, resource.list_parameters)
    asked = _asked(resource, query)
    wanted = _wanted(resource, query, asked)
    outlet = current_outlet()
    rows = resource.rows(outlet.now)
    for narrowing in resource.filters:
        rows = narrowing.apply(rows, query, outlet.now)
    part = part_of(rows, wanted, id_field=resource.id_field)
    names = query["fields"] or resource.short_fields
    return json_answer(
        {
            "items": [only(document, names) for document in documents_of(part.rows, outlet)],
            "total": part.total,
            "next": part.last and _next_address(resource, query, seal_cursor(part.last, asked)),
        }
    )


def _asked(resource: Resource, query: Query) -> dict[str, Any]:
    """Return what a cursor is bound to: the resource, its filters and their order."""
    names = [parameter.name for parameter in resource.filter_parameters]
    filters = {name: _canonical(query[name]) for name in names if name in query.given}
    return {"resource": resource.name, "order": query["order"], "filters": filters}


def _canonical(value: Any) -> Any:
    return sorted(str(one) for one in value) if isinstance(value, list) else str(value)


def _wanted(resource: Resource, query: Query, asked: dict[str, Any]) -> Wanted:
    """Return which part of the list the request asks for.

    Raises:
        Problem: its cursor is of another list.
    """
    name = query["order"]
    try:
        after = open_cursor(query["cursor"], asked) if "cursor" in query.given else None
    except InvalidValue as error:
        raise invalid("cursor", error) from error
    return Wanted(
        order=next(order for order in resource.orders if order.name == name.lstrip("-")),
        descending=name.startswith("-"),
        limit=query["limit"],
        after=after,
    )


def _next_address(resource: Resource, query: Query, cursor: str) -> str:
    """Return the address of the part that follows: the same query with another cursor."""
    pairs: list[tuple[str, Any]] = []
    for parameter in resource.list_parameters:
        if parameter.name in query.given and parameter is not CURSOR:
            value = query[parameter.name]
            if parameter.listed:
                value = ",".join(value)
            pairs += [
                (parameter.name, one) for one in (value if isinstance(value, list) else [value])
            ]
    query_string = urlencode([*pairs, ("cursor", cursor)], safe=",")
    return f"{settings.SITE_URL}{ROOT}{resource.name}/?{query_string}"
