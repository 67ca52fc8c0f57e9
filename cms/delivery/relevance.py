"""`q` within a list: what of it is found by its words, the best first unless asked otherwise."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from cms.delivery.models import Document, Standing
from cms.delivery.paging import RELEVANCE, keys_of
from cms.delivery.parameter_values import InvalidValue
from cms.delivery.parameters import Query, invalid
from cms.delivery.resources import Resource
from cms.delivery.search import walks
from cms.delivery.search.matching import rank, rows_of
from cms.delivery.search.planning import Plan
from cms.delivery.settling import Settled, settle_rows


@dataclass(frozen=True)
class Found:
    """One part of what is found in a list.

    Args:
        documents: its items.
        total: how many there are in all; None where that is not known yet.
        cursor: where to go on; empty at the end.
        condition: on `document`: that it has what was looked for.
    """

    documents: list[Document]
    total: int | None
    cursor: str
    condition: Q


def is_by_relevance(query: Query) -> bool:
    """Return whether the best of a list come first.

    Raises:
        Problem: they are to, and nothing was looked for.
    """
    order = query["order"] if "order" in query.given else RELEVANCE
    if "q" in query.given:
        return bool(order == RELEVANCE)
    if "order" in query.given and order == RELEVANCE:
        raise invalid("order", InvalidValue("It goes with q: say what to look for."))
    return False


def settled(looked_for: Plan, now: datetime.datetime) -> Settled:
    """Return the state of the rows: who has looked something up, has settled them.

    Raises:
        Problem: nothing is stored now, because the database is being changed.
    """
    if looked_for.version is None:
        return settle_rows(now)
    return Settled(looked_for.version, is_settled=True, ends=looked_for.valid_until)


def condition_of(looked_for: Plan) -> Q:
    """Return the condition on `document` that it has what is looked for."""
    return _condition(rows_of(looked_for))


def _condition(rows: RawSQL | None) -> Q:
    # Nothing was looked for but words that say nothing.
    return Q(pk__in=[]) if rows is None else Q(document__in=rows)


def best_first(
    resource: Resource, query: Query, asked: dict[str, Any], condition: Q, looked_for: Plan
) -> Found:
    """Return one part of what is found in a list, the best first.

    Args:
        resource: whose list.
        query: the request's parameters.
        asked: what a cursor is bound to.
        condition: of the filters, on `document`.
        looked_for: what `q` says.

    Raises:
        Problem: the cursor is of another list.
    """
    keys = keys_of(resource.name, resource.orders[0]).filter(condition)
    within = Document.objects.filter(pk__in=keys.values("document"))
    limit, to_come = query["limit"], None
    if "cursor" in query.given:
        try:
            to_come = walks.open_sealed(query["cursor"], asked)
        except InvalidValue as error:
            raise invalid("cursor", error) from error
    wanted = None if to_come is None else to_come[:limit]
    ranking = rank(looked_for, within=within, types=resource.types, only=wanted)
    ranked = [row for row, _ in ranking.hits]
    if to_come is None:
        to_come = ranked
    # Of what was found when the walk began, what is still there.
    shown = [row for row in to_come[:limit] if row in set(ranked)]
    rest = to_come[limit:]
    rows = Document.objects.filter(standing=Standing.PUBLIC).in_bulk(shown)
    return Found(
        documents=[rows[row] for row in shown if row in rows],
        total=ranking.total,
        cursor=walks.seal(rest, asked) if rest else "",
        condition=_condition(ranking.rows),
    )
