"""Resources of the content API: each is declared, and its list and its items follow from that."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.delivery import registry
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.dependencies import of_request
from cms.delivery.filters import Filter
from cms.delivery.models import Document as Prepared
from cms.delivery.models import Standing
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
    InvalidValue,
    Parameter,
    Query,
    fields_parameter,
    invalid,
    parse_id,
    read,
    rich_text_parameter,
)
from cms.delivery.problems import Gone, Problem, not_found
from cms.delivery.reading import (
    TOLD,
    Dependence,
    data_of,
    dependence_of,
    document_by_id,
    document_of,
    documents_of,
)
from cms.delivery.rendering import delivered_bytes
from cms.delivery.schemas import Document

ALWAYS = ("id", "type")
#: The form of rich text that documents are stored with.
USUAL_FORM = "html"
#: The first part of every address of the API.
ROOT = "/api/content/v1/"


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
        schemas = (registry.get(name).schema for name in self.types)
        return tuple(schema for schema in schemas if issubclass(schema, Document))

    @cached_property
    def kind(self) -> str:
        """Where its documents come from."""
        return registry.get(self.types[0]).kind

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """Every field that a document of it can have."""
        names = (name for schema in self.schemas for name in schema.model_fields)
        return tuple(dict.fromkeys(names))

    @cached_property
    def item_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of one item's address."""
        form = rich_text_parameter(registry.forms())
        return (fields_parameter(self.field_names), LOCALE, form)

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
        return self.public(now) if self.public else registry.get(self.types[0]).rows(now)


def shaped(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """Return a document's JSON as a query wants it: its fields, and its rich texts in their form.

    Args:
        data: the document, as it is stored.
        query: the request's parameters.
    """
    names = query["fields"]
    if names is not None:
        data = {name: value for name, value in data.items() if name in names or name in ALWAYS}
    written: dict[str, Any] = registry.forms()[query["rich_text"]](data)
    return written


def answer_item(request: HttpRequest, resource: Resource, identifier: str) -> HttpResponse:
    """Answer with one document.

    Raises:
        Problem: there is nothing public of that id, or a parameter is not valid.
    """
    query = read(request, resource.item_parameters)
    now = timezone.now()
    public_id = parse_id(identifier)
    found = public_id and document_by_id(resource.types, public_id, now)
    return document_answer(request, found or None, query, now)


def document_answer(
    request: HttpRequest, document: Prepared | None, query: Query, now: datetime.datetime
) -> HttpResponse:
    """Answer with a document as the query wants it, or with what has become of it.

    Raises:
        Problem: it was public and is no more (410), or was never (404).
    """
    if document is None or document.standing == Standing.NEW:
        raise not_found()
    depend(request, dependence_of(document))
    if document.standing == Standing.GONE:
        raise gone(document, now) if document.reason in TOLD else not_found()
    if query["fields"] is None and query["rich_text"] == USUAL_FORM:
        content, etag = delivered_bytes(document.content), document.etag
    else:
        content, etag = json_bytes(shaped(data_of(document), query)), ""
    return bytes_answer(
        content,
        etag=etag,
        last_modified=document.updated_at,
        surrogate_key=document.surrogate_key,
    )


def depend(request: HttpRequest, dependence: Dependence) -> None:
    """Tell whoever may keep the answer what it was made from."""
    of_request(request).declare(dependence.keys, dependence.valid_until)


def gone(document: Prepared, now: datetime.datetime) -> Problem:
    """Return the problem of what was public and is no more."""
    replacement = document_of(document.replaced_by, now) if document.replaced_by else None
    is_public = replacement is not None and replacement.standing == Standing.PUBLIC
    return Problem(
        "gone",
        gone=Gone(
            reason=document.reason,
            note=document.note,
            at=document.gone_at,
            replaced_by=replacement.public_id if replacement and is_public else None,
        ),
    )


def answer_list(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Answer with one part of a resource's list.

    Raises:
        Problem: a parameter is not valid.
    """
    query = read(request, resource.list_parameters)
    asked = _asked(resource, query)
    wanted = _wanted(resource, query, asked)
    now = timezone.now()
    rows = resource.rows(now)
    for narrowing in resource.filters:
        rows = narrowing.apply(rows, query, now)
    part = part_of(rows, wanted, id_field=resource.id_field)
    sources = [f"{resource.kind}:{row.pk}" for row in part.rows]
    found = documents_of(sources, now)
    documents = [found[source] for source in sources if source in found]
    depend(request, _dependence_of_list(resource, documents))
    content = list_bytes(
        [_item(document, resource, query) for document in documents],
        total=part.total,
        next_address=part.last and _next_address(resource, query, seal_cursor(part.last, asked)),
    )
    ids = " ".join(str(document.public_id) for document in documents)
    return bytes_answer(content, surrogate_key=ids)


def _dependence_of_list(resource: Resource, documents: Sequence[Prepared]) -> Dependence:
    """Return what a list depends on: its items, and everything that decides what is in it."""
    sets = {f"type:{name}" for name in registry.all_types()}
    first_end = Prepared.objects.filter(
        type__in=resource.types, standing=Standing.PUBLIC, valid_until__isnull=False
    ).aggregate(first=Min("valid_until"))["first"]
    dependence = Dependence(frozenset({*sets, "pages"}), first_end)
    for document in documents:
        dependence |= dependence_of(document)
    return dependence


def _item(document: Prepared, resource: Resource, query: Query) -> bytes:
    """Return one item of a list as the query wants it."""
    is_usual = query["rich_text"] == USUAL_FORM
    if query["fields"] is None and is_usual:
        return delivered_bytes(document.summary)
    data = data_of(document, short=query["fields"] is None)
    return json_bytes(shaped(data, query))


def list_bytes(items: Sequence[bytes], *, total: int, next_address: str | None) -> bytes:
    """Return a list's answer, put together from items that are written already."""
    rest = json_bytes({"total": total, "next": next_address})
    return b'{"items":[' + b",".join(items) + b"]," + rest[1:]


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
