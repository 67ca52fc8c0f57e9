"""Which documents match, and in what order: one statement, the same on every database.

It is written by hand, because only so does each database read an index from end to end and nothing
besides. Scores are whole numbers, so that they add up to the same everywhere; ties are in order of
the documents' rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cms.delivery.models import Document, SearchPosting
from cms.delivery.models import State as DeliveryState
from cms.delivery.response_cache.versions import Version
from cms.delivery.search.kept import Counted, Kept
from cms.delivery.search.planning import Alternative, Plan, Slot, Unit

POSTINGS = SearchPosting._meta.db_table
#: Kinds of rows besides counts, which say their type; no type is called so.
HIT, VERSION = "", "*"
STATE = DeliveryState._meta.db_table
#: A walk through the hits is of as many as this, in the order that they had when it began.
FROZEN = 1_000
#: From so many ideas on, a document may lack one in three, if fewer than this have them all.
MANY_UNITS = 3
FEW = 3
#: What an idea more counts then: more than all scores.
UNIT_BONUS = 10_000_000

_kept = Kept()


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
    #: A subquery of the rows of all documents that match, for `filter(document__in=…)`.
    rows: RawSQL | None = None


def _and(pieces: Sequence[str]) -> str:
    return " AND ".join(pieces)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _parameters(pieces: Iterable[SQL]) -> tuple[Any, ...]:
    return tuple(value for piece in pieces for value in piece.parameters)


def _source(slot: Slot, name: str) -> SQL:
    """Return the postings of a slot as `name`, each document once."""
    if len(slot.terms) == 1:
        return SQL(f"{POSTINGS} {name}")
    return SQL(
        "(SELECT document_id, MIN(type) AS type, MAX(weight) AS weight "  # noqa: S608 - our own names
        f"FROM {POSTINGS} WHERE term IN ({_marks(slot.terms)}) GROUP BY document_id) {name}",
        slot.terms,
    )


def _condition(slot: Slot, name: str, document: str = "") -> list[SQL]:
    """Return what holds for a slot's postings; of one document, if one is named."""
    conditions = [SQL(f"{name}.term = %s", slot.terms)] if len(slot.terms) == 1 else []
    return conditions + ([SQL(f"{name}.document_id = {document}")] if document else [])


def _score(way: Alternative, name: str) -> str:
    """Return how much a way counts for a document; null where it does not hold."""
    return " + ".join(f"{name}{number}.weight * {slot.rate}" for number, slot in enumerate(way))


def _holds(way: Alternative, name: str, document: str) -> SQL:
    """Return the condition that a way holds for a document."""
    sources = [f"{POSTINGS} {name}{number}" for number, _ in enumerate(way)]
    conditions = [
        SQL(
            f"{name}{number}.document_id = {document} "
            f"AND {name}{number}.term IN ({_marks(slot.terms)})",
            slot.terms,
        )
        for number, slot in enumerate(way)
    ]
    return SQL(
        f"EXISTS (SELECT 1 FROM {', '.join(sources)} "  # noqa: S608 - our own names
        f"WHERE {_and([condition.text for condition in conditions])})",
        _parameters(conditions),
    )


def _way(way: Alternative, name: str, *, but_not: Sequence[Alternative] = ()) -> SQL:
    """Return documents for which a way holds, and none of some others: id, type, score."""
    way = tuple(sorted(way, key=lambda slot: -slot.rate))
    first = f"{name}0.document_id"
    sources, conditions = [], []
    for number, slot in enumerate(way):
        sources.append(_source(slot, f"{name}{number}"))
        conditions += _condition(slot, f"{name}{number}", first if number else "")
    for number, other in enumerate(but_not):
        holds = _holds(other, f"{name}n{number}_", first)
        conditions.append(SQL(f"NOT {holds.text}", holds.parameters))
    # CROSS JOIN: the rarest is read first, and the others are looked up.
    text = (
        f"SELECT {first} AS document_id, {name}0.type AS type, {_score(way, name)} AS score "  # noqa: S608 - our own names
        f"FROM {' CROSS JOIN '.join(source.text for source in sources)}"
    )
    if conditions:
        text += f" WHERE {_and([condition.text for condition in conditions])}"
    return SQL(text, _parameters([*sources, *conditions]))


def _unit(unit: Unit, name: str) -> SQL:
    """Return documents for which a unit holds, each once: by the first of its ways that does."""
    ways = [_way(way, f"{name}{number}_", but_not=unit[:number]) for number, way in enumerate(unit)]
    return SQL(" UNION ALL ".join(way.text for way in ways), _parameters(ways))


def _rarity(unit: Unit) -> int:
    """Return how rare it is that a unit holds: as rare as the most common of its ways."""
    return min(max(slot.rate for slot in way) for way in unit)


def _all_of(units: Sequence[Unit]) -> SQL:
    """Return documents for which every unit holds: those of the rarest, the others looked up."""
    first, *others = sorted(units, key=lambda unit: -_rarity(unit))
    driver = _unit(first, "d")
    if not others:
        return driver
    joins: list[SQL] = []
    scores: list[str] = []
    for number, unit in enumerate(others):
        ways: list[str] = []
        for place, way in enumerate(unit):
            name = f"u{number}_{place}_"
            ways.append(_score(way, name))
            # One way must hold; of several, each is looked up, and is null where it does not.
            kind = "LEFT" if len(unit) > 1 else "CROSS"
            joins += [_join(kind, slot, f"{name}{index}") for index, slot in enumerate(way)]
        scores.append(f"COALESCE({', '.join(ways)})" if len(ways) > 1 else ways[0])
    return SQL(
        f"SELECT hits.document_id, hits.type, hits.score + {' + '.join(scores)} AS score "  # noqa: S608 - our own names
        f"FROM ({driver.text}) hits {' '.join(join.text for join in joins)} "
        f"WHERE {_and([f'{score} IS NOT NULL' for score in scores])}",
        _parameters([driver, *joins]),
    )


def _join(kind: str, slot: Slot, name: str) -> SQL:
    source, conditions = _source(slot, name), _condition(slot, name, "hits.document_id")
    # PostgreSQL takes no condition with CROSS JOIN.
    kind = "INNER" if connection.vendor == "postgresql" and kind == "CROSS" else kind
    return SQL(
        f"{kind} JOIN {source.text} ON {_and([condition.text for condition in conditions])}",
        _parameters([source, *conditions]),
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
        _parameters(parts),
    )


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
    asked = _all_of(plan.units)
    found = _counted(plan, asked, limits, types, only, limit)
    if len(plan.units) >= MANY_UNITS and _are_few(found):
        asked = _most_of(plan.units)
        found = _counted(plan, asked, limits, types, only, limit)
    return Ranking(
        hits=tuple(found.hits),
        counts=dict(found.counts),
        total=sum(n for name, n in found.counts.items() if not types or name in types),
        rows=_rows(asked),
    )


def rows_of(plan: Plan) -> RawSQL | None:
    """Return a subquery of the rows of all documents that match; None where nothing can.

    No query, unless it has to be known whether few have every word; then one.
    """
    if not plan.units:
        return None
    asked = _all_of(plan.units)
    if len(plan.units) >= MANY_UNITS:
        found = _counted(plan, asked, None, (), None, limit=1)
        asked = _most_of(plan.units) if _are_few(found) else asked
    return _rows(asked)


def _are_few(found: Counted) -> bool:
    return sum(found.counts.values()) < FEW


def _rows(found: SQL) -> RawSQL:
    return RawSQL(f"SELECT document_id FROM ({found.text}) found", found.parameters)  # noqa: S608, S611 - our own names


def _within(documents: QuerySet[Document] | None) -> SQL | None:
    """Return the condition that a hit is one of some documents.

    Raises:
        EmptyResultSet: it is known without asking that there are none.
    """
    if documents is None:
        return None
    text, parameters = documents.order_by().values("pk").query.sql_with_params()
    return SQL(f"document_id IN ({text})", tuple(parameters))


def _counted(
    plan: Plan,
    found: SQL,
    limits: SQL | None,
    types: Sequence[str],
    only: Sequence[int] | None,
    limit: int,
) -> Counted:
    """Return what matches, kept from before where nothing has changed since."""
    statement = _statement(found, limits, types, only, limit)
    if plan.version is None or limits is not None or only is not None:
        return _ask(statement)[0]
    kept = _kept.get(plan.version, statement)
    if kept is not None:
        return kept
    counted, version = _ask(statement)
    if version == plan.version:
        # Not, if somebody has changed something since the plan was made: it may not be settled.
        _kept.put(version, statement, counted)
    return counted


def _statement(
    found: SQL, limits: SQL | None, types: Sequence[str], only: Sequence[int] | None, limit: int
) -> SQL:
    """Return the statement: the best hits, how many there are of each type, and the version."""
    conditions = [SQL(f"type IN ({_marks(types)})", tuple(types))] if types else []
    if only is not None:
        conditions.append(SQL(f"document_id IN ({_marks(only)})", tuple(only)))
    where = f"WHERE {_and([piece.text for piece in conditions])} " if conditions else ""
    within = f" WHERE {limits.text}" if limits else ""
    return SQL(
        f"WITH hit AS MATERIALIZED (SELECT * FROM ({found.text}) found{within}) "  # noqa: S608 - our own names
        f"SELECT document_id, score, '{HIT}' AS kind "
        f"FROM (SELECT document_id, score FROM hit {where}"
        f"ORDER BY score DESC, document_id LIMIT {limit:d}) best "
        "UNION ALL SELECT NULL, COUNT(*), type FROM hit GROUP BY type "
        f"UNION ALL SELECT number, nonce, '{VERSION}' FROM {STATE}",
        (*found.parameters, *(limits.parameters if limits else ()), *_parameters(conditions)),
    )


def _ask(statement: SQL) -> tuple[Counted, Version]:
    """Return what a statement finds, and the content version of which that is."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.parameters)
        rows = cursor.fetchall()
    hits = [(row, int(score)) for row, score, kind in rows if kind == HIT]
    counts = {kind: int(count) for _, count, kind in rows if kind not in (HIT, VERSION)}
    (version,) = (Version(number, int(nonce)) for number, nonce, kind in rows if kind == VERSION)
    return Counted(hits, counts), version
