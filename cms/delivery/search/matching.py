"""Which documents match, and in what order: one statement, the same on every database.

It is written by hand, because only so does each database read an index from end to end and nothing
besides. Scores are whole numbers, so that they add up to the same everywhere; ties are in order of
the documents' rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cms.delivery.models import Document, SearchPosting
from cms.delivery.search.planning import Alternative, Plan, Slot, Unit

POSTINGS = SearchPosting._meta.db_table
#: A walk through the hits is of as many as this, in the order that they had when it began.
FROZEN = 1_000
#: From so many ideas on, a document may lack one in three, if fewer than this have them all.
MANY_UNITS = 3
FEW = 3
#: What an idea more counts then: more than all scores.
UNIT_BONUS = 10_000_000


@dataclass(frozen=True)
class SQL:
    """A piece of a statement, and what its placeholders stand for."""

    text: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """What was found.

    Args:
        hits: the rows of the first documents, with their scores.
        counts: how many documents there are of each type, whatever type was asked for.
        total: how many there are of the types that were asked for.
    """

    hits: tuple[tuple[int, int], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0


def _and(pieces: Sequence[str]) -> str:
    return " AND ".join(pieces)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _slot(slot: Slot, name: str) -> tuple[SQL, SQL | None]:
    """Return where a slot's postings come from, as `name`, and the condition on them."""
    if len(slot.terms) == 1:
        return SQL(f"{POSTINGS} {name}"), SQL(f"{name}.term = %s", slot.terms)
    return (
        SQL(
            "(SELECT document_id, MIN(type) AS type, MAX(weight) AS weight "  # noqa: S608 - our own names
            f"FROM {POSTINGS} WHERE term IN ({_marks(slot.terms)}) GROUP BY document_id) {name}",
            slot.terms,
        ),
        None,
    )


def _rarest_first(slots: Alternative) -> list[Slot]:
    return sorted(slots, key=lambda slot: -slot.rate)


def _joined(slots: Alternative, name: str) -> SQL:
    """Return documents that fill every slot: `document_id`, `type`, `score`."""
    sources, conditions, scores = [], [], []
    for number, slot in enumerate(_rarest_first(slots)):
        one = f"{name}{number}"
        source, condition = _slot(slot, one)
        sources.append(source)
        if condition:
            conditions.append(condition)
        if number:
            conditions.append(SQL(f"{one}.document_id = {name}0.document_id"))
        scores.append(f"{one}.weight * {slot.rate}")
    # CROSS JOIN: the rarest is read first, and the others are looked up.
    text = (
        f"SELECT {name}0.document_id AS document_id, {name}0.type AS type, "  # noqa: S608 - our own names
        f"{' + '.join(scores)} AS score "
        f"FROM {' CROSS JOIN '.join(source.text for source in sources)}"
    )
    if conditions:
        text += f" WHERE {_and([condition.text for condition in conditions])}"
    pieces = [*sources, *conditions]
    return SQL(text, tuple(value for piece in pieces for value in piece.parameters))


def _unit(unit: Unit, name: str) -> SQL:
    """Return documents for which any alternative holds, each once, with the best score."""
    ways = [_joined(way, f"{name}_{number}_") for number, way in enumerate(unit)]
    if len(ways) == 1:
        return ways[0]
    return SQL(
        "SELECT document_id, MIN(type) AS type, MAX(score) AS score FROM ("  # noqa: S608 - our own names
        f"{' UNION ALL '.join(way.text for way in ways)}) {name} GROUP BY document_id",
        tuple(value for way in ways for value in way.parameters),
    )


def _all_of(units: Sequence[Unit]) -> SQL:
    """Return documents for which every unit holds."""
    if all(len(unit) == 1 for unit in units):
        return _joined(tuple(slot for unit in units for slot in unit[0]), "s")
    parts = [_unit(unit, f"u{number}") for number, unit in enumerate(units)]
    if len(parts) == 1:
        return parts[0]
    scores = " + ".join(f"p{number}.score" for number in range(len(parts)))
    sources = " JOIN ".join(
        f"({part.text}) p{number}"
        + (f" ON p{number}.document_id = p0.document_id" if number else "")
        for number, part in enumerate(parts)
    )
    return SQL(
        f"SELECT p0.document_id AS document_id, p0.type AS type, {scores} AS score FROM {sources}",  # noqa: S608 - our own names
        tuple(value for part in parts for value in part.parameters),
    )


def _most_of(units: Sequence[Unit]) -> SQL:
    """Return documents for which most units hold, those with more of them first."""
    parts = [_unit(unit, f"u{number}") for number, unit in enumerate(units)]
    needed = len(units) - len(units) // MANY_UNITS
    return SQL(
        "SELECT document_id, MIN(type) AS type, "  # noqa: S608 - our own names
        f"SUM(score) + {UNIT_BONUS} * COUNT(*) AS score "
        f"FROM ({' UNION ALL '.join(part.text for part in parts)}) parts "
        f"GROUP BY document_id HAVING COUNT(*) >= {needed}",
        tuple(value for part in parts for value in part.parameters),
    )


def matches(plan: Plan) -> RawSQL:
    """Return a subquery of the rows of documents in which everything asked for is.

    For `Document.objects.filter(pk__in=matches(plan))`.
    """
    found = _all_of(plan.units)
    return RawSQL(f"SELECT document_id FROM ({found.text}) found", found.parameters)  # noqa: S608, S611 - our own names


def rank(
    plan: Plan,
    *,
    within: QuerySet[Document] | None = None,
    types: Sequence[str] = (),
    only: Sequence[int] | None = None,
    limit: int = FROZEN,
) -> Ranking:
    """Return what matches, the best first. One query; one more if few have every word.

    Args:
        plan: what a document must have.
        within: the documents that may be found; all unless given.
        types: the types of which hits are wanted; all if empty. Counts are of all types.
        only: the rows of which hits are wanted, where they are known already.
        limit: at most how many hits.
    """
    if not plan.units:
        return Ranking()
    try:
        limits = _within(within)
    except EmptyResultSet:
        return Ranking()
    found = _rank(_all_of(plan.units), limits, types, only, limit)
    if sum(found.counts.values()) < FEW and len(plan.units) >= MANY_UNITS:
        found = _rank(_most_of(plan.units), limits, types, only, limit)
    return found


def _within(documents: QuerySet[Document] | None) -> SQL | None:
    """Return the condition that a hit is one of some documents.

    Raises:
        EmptyResultSet: it is known without asking that there are none.
    """
    if documents is None:
        return None
    text, parameters = documents.order_by().values("pk").query.sql_with_params()
    return SQL(f"document_id IN ({text})", tuple(parameters))


def _rank(
    found: SQL, limits: SQL | None, types: Sequence[str], only: Sequence[int] | None, limit: int
) -> Ranking:
    conditions = [SQL(f"type IN ({_marks(types)})", tuple(types))] if types else []
    if only is not None:
        conditions.append(SQL(f"document_id IN ({_marks(only)})", tuple(only)))
    where = f"WHERE {_and([piece.text for piece in conditions])} " if conditions else ""
    within = f" WHERE {limits.text}" if limits else ""
    statement = (
        f"WITH hit AS MATERIALIZED (SELECT * FROM ({found.text}) found{within}) "  # noqa: S608 - our own names
        f"SELECT '' AS type, document_id, score FROM (SELECT document_id, score FROM hit {where}"
        f"ORDER BY score DESC, document_id LIMIT {limit:d}) best "
        "UNION ALL SELECT type, NULL, COUNT(*) FROM hit GROUP BY type"
    )
    parameters = [
        *found.parameters,
        *(limits.parameters if limits else ()),
        *(value for piece in conditions for value in piece.parameters),
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    counts = {name: int(number) for name, row, number in rows if row is None}
    return Ranking(
        hits=tuple((int(row), int(score)) for _, row, score in rows if row is not None),
        counts=counts,
        total=sum(number for name, number in counts.items() if not types or name in types),
    )
