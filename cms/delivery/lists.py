"""Answers of lists: what is in them is decided by the rows beside documents (see `rows`)."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from cms.delivery import exports, registry, relevance
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.facets import Counts
from cms.delivery.items import depend, included, item_bytes
from cms.delivery.list_counts import counts_of_list
from cms.delivery.models import Document, Standing
from cms.delivery.paging import (
    CURSOR,
    Wanted,
    open_cursor,
    part_of,
    seal_cursor,
)
from cms.delivery.parameter_values import InvalidValue
from cms.delivery.parameters import Query, invalid, read
from cms.delivery.reading import Dependence, dependence_of, ready
from cms.delivery.resources import ROOT, Resource
from cms.delivery.schemas import LONG_FIELDS
from cms.delivery.search.planning import Plan, plan
from cms.delivery.settling import settle_rows


def answer_list(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """Answer with one part of a resource's list, or with all of it in another format.

    Raises:
        Problem: a parameter is not valid.
    """
    query = read(request, resource.list_parameters)
    now = timezone.now()
    filters = [parameter.name for parameter in resource.filter_parameters]
    chosen = exports.chosen(
        resource.formats, query, but=("format", "order", "locale", "q", *filters)
    )
    asked = _asked(resource, query)
    is_by_relevance = resource.is_searched and relevance.is_by_relevance(query)
    wanted = None if is_by_relevance else _wanted(resource, query, asked)
    # It is settled by whatever comes first: that says what is public.
    looked_for = plan(query["q"], now) if "q" in query.given else Plan()
    state = relevance.settled(looked_for, now)
    narrowing = {found.name: found.narrowing(query, resource.name) for found in resource.filters}
    if "q" in query.given and (wanted is not None or chosen is not None):
        narrowing["q"] = relevance.condition_of(looked_for)
    condition = _all(narrowing.values())
    if chosen is not None:
        wanted = wanted or _usual(resource)
        walk = exports.walk(wanted, condition, now, without=("surrogate_key", "summary"))
        return exports.answer(chosen, walk, name=resource.name, tag=[state.version, asked])
    if wanted is None:
        found = relevance.best_first(resource, query, asked, condition, looked_for)
        narrowing["q"] = found.condition
    else:
        part = part_of(wanted, condition, without=_unneeded(resource, query))
        cursor = seal_cursor(part.last, asked) if part.last else ""
        found = relevance.Found(part.documents, None, cursor, condition)
    documents = [ready(document, now) for document in found.documents]
    documents = [shown for shown in documents if shown.standing == Standing.PUBLIC]
    along = included(documents, resource.includes, query, now)
    dependence = _dependence_of_list(state.ends)
    for document in (*documents, *(along.documents.values() if along else ())):
        dependence |= dependence_of(document)
    depend(request, dependence)
    counts = counts_of_list(
        resource, query, asked=asked, wanted=wanted or _usual(resource), narrowing=narrowing,
        total=found.total, condition=found.condition, state=state,
    )  # fmt: skip
    content = list_bytes(
        [item_bytes(document, query, short=True) for document in documents],
        total=counts.total,
        next_address=_next_address(resource, query, found.cursor) if found.cursor else None,
        facets=counts.facets,
        more=along.parts(query) if along else b"",
    )
    ids = " ".join(str(document.public_id) for document in documents)
    return bytes_answer(content, surrogate_key=ids, version=state.version[0])


def documents_in(
    resource: Resource, query: Query, now: datetime.datetime
) -> tuple[list[Document], Dependence]:
    """Return all that a query's filters leave of a list, in its usual order, and what it hangs on.

    Without what is long: of the documents' JSON only the summary.
    """
    state = settle_rows(now)
    condition = _all(found.narrowing(query, resource.name) for found in resource.filters)
    found = list(
        exports.walk(_usual(resource), condition, now, without=("surrogate_key", "content"))
    )
    dependence = _dependence_of_list(state.ends)
    for document in found:
        dependence |= dependence_of(document)
    return found, dependence


def _usual(resource: Resource) -> Wanted:
    """Return a resource's list in its usual order."""
    return Wanted(list=resource.name, order=resource.orders[0], descending=True)


def _all(conditions: Iterable[Q]) -> Q:
    combined = Q()
    for condition in conditions:
        combined &= condition
    return combined


def _unneeded(resource: Resource, query: Query) -> tuple[str, ...]:
    """Return the columns of documents that an answer does not need: long ones."""
    names = query["fields"] or ()
    is_whole = bool(LONG_FIELDS.intersection(names)) or (
        bool(resource.includes) and query["include"] is not None
    )
    return ("surrogate_key",) if is_whole else ("surrogate_key", "content")


def _dependence_of_list(ends: datetime.datetime | None) -> Dependence:
    """Return what every list depends on, besides its items: all that decides what is in it."""
    sets = {f"type:{name}" for name in registry.all_types()}
    return Dependence(frozenset({*sets, "pages"}), ends)


def list_bytes(
    items: Sequence[bytes],
    *,
    total: int,
    next_address: str | None,
    facets: Counts | None = None,
    more: bytes = b"",
) -> bytes:
    """Return a list's answer, put together from items that are written already.

    Args:
        items: its items.
        total: how many the whole list has.
        next_address: of the part that follows.
        facets: the counts that were asked for.
        more: further members of the answer's object, written.
    """
    rest: dict[str, Any] = {"total": total, "next": next_address}
    if facets is not None:
        rest["facets"] = facets
    written = json_bytes(rest)
    if more:
        written = written[:-1] + b"," + more + b"}"
    return b'{"items":[' + b",".join(items) + b"]," + written[1:]


def _asked(resource: Resource, query: Query) -> dict[str, Any]:
    """Return what a cursor is bound to: the resource, its filters and their order."""
    names = ["q", *(parameter.name for parameter in resource.filter_parameters)]
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
        list=resource.name,
        order=next(order for order in resource.orders if order.name == name.lstrip("-")),
        descending=name.startswith("-"),
        limit=query["limit"],
        after=after,
    )


def _next_address(resource: Resource, query: Query, cursor: str) -> str:
    """Return the address of the part that follows: the same query with another cursor."""
    names = {parameter.name for parameter in resource.list_parameters} - {CURSOR.name}
    pairs = [(name, text) for name, text in query.pairs if name in names]
    query_string = urlencode([*pairs, (CURSOR.name, cursor)], safe=",")
    return f"{settings.SITE_URL}{ROOT}{resource.name}/?{query_string}"
