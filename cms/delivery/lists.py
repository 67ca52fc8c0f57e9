"""Answers of lists: what is in them is decided by the rows beside documents (see `rows`)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from cms.delivery.formats import ExportFormat
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
from cms.delivery.settling import Settled, settle_rows


@dataclass(frozen=True)
class Listed:
    """One part of a list, as a reader asked for it.

    Args:
        documents: its items.
        total: how many the whole list has.
        cursor: where to go on; empty at the end.
        counts: the facets that were asked for.
        dependence: what an answer that shows it hangs on.
        version: the number of the content version that it is of, or an earlier one.
    """

    documents: list[Document]
    total: int
    cursor: str
    counts: Counts | None
    dependence: Dependence
    version: int


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
    if chosen is not None:
        return _exported(resource, query, chosen, now)
    found = part_of_list(resource, query, now)
    along = included(found.documents, resource.includes, query, now)
    dependence = found.dependence
    for document in along.documents.values() if along else ():
        dependence |= dependence_of(document)
    depend(request, dependence)
    content = list_bytes(
        [item_bytes(document, query, short=True) for document in found.documents],
        total=found.total,
        next_address=_next_address(resource, query, found.cursor) if found.cursor else None,
        facets=found.counts,
        more=along.parts(query) if along else b"",
    )
    ids = " ".join(str(document.public_id) for document in found.documents)
    return bytes_answer(content, surrogate_key=ids, version=found.version)


def part_of_list(resource: Resource, query: Query, now: datetime.datetime) -> Listed:
    """Return one part of a resource's list, as the API and the site's own pages show it.

    Args:
        resource: whose list.
        query: `q`, filters, `order`, `limit`, `cursor` and `facets`.
        now: the moment of reading.

    Raises:
        Problem: the cursor is of another list.
    """
    asked = _asked(resource, query)
    is_by_relevance = resource.is_searched and relevance.is_by_relevance(query)
    wanted = None if is_by_relevance else _wanted(resource, query, asked)
    looked_for, state = _settled(query, now)
    narrowing = _narrowing(resource, query, looked_for if wanted is not None else None)
    condition = _all(narrowing.values())
    if wanted is None:
        found = relevance.best_first(resource, query, asked, condition, looked_for)
        narrowing["q"] = found.condition
    else:
        part = part_of(wanted, condition, without=_unneeded(resource, query))
        cursor = seal_cursor(part.last, asked) if part.last else ""
        found = relevance.Found(part.documents, None, cursor, condition)
    documents = [ready(document, now) for document in found.documents]
    documents = [shown for shown in documents if shown.standing == Standing.PUBLIC]
    dependence = _dependence_of_list(state.ends)
    for document in documents:
        dependence |= dependence_of(document)
    counts = counts_of_list(
        resource, query, asked=asked, wanted=wanted or _usual(resource), narrowing=narrowing,
        total=found.total, condition=found.condition, state=state,
    )  # fmt: skip
    return Listed(
        documents, counts.total, found.cursor, counts.facets, dependence, state.version.number
    )


def _settled(query: Query, now: datetime.datetime) -> tuple[Plan, Settled]:
    """Return what words look for, and the state of the rows.

    They are settled by whatever comes first: that says what is public.
    """
    looked_for = plan(query["q"], now) if "q" in query.given else Plan()
    return looked_for, relevance.settled(looked_for, now)


def _narrowing(resource: Resource, query: Query, looked_for: Plan | None) -> dict[str, Q]:
    """Return the condition of each filter by its name; that of `q` too, if words are given."""
    narrowing = {found.name: found.narrowing(query, resource.name) for found in resource.filters}
    if looked_for is not None and "q" in query.given:
        narrowing["q"] = relevance.condition_of(looked_for)
    return narrowing


def _exported(
    resource: Resource, query: Query, chosen: ExportFormat, now: datetime.datetime
) -> HttpResponseBase:
    """Answer with all of a list in a format of others."""
    asked = _asked(resource, query)
    is_by_relevance = resource.is_searched and relevance.is_by_relevance(query)
    wanted = _usual(resource) if is_by_relevance else _wanted(resource, query, asked)
    looked_for, state = _settled(query, now)
    condition = _all(_narrowing(resource, query, looked_for).values())
    walk = exports.walk(wanted, condition, now, without=("surrogate_key", "summary"))
    return exports.answer(chosen, walk, name=resource.name, tag=[state.version, asked])


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
