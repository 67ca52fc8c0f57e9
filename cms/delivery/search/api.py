"""`search/`: full text over everything that is found by its words, the best first."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import ConfigDict, Field

from cms.delivery import registry
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.items import depend
from cms.delivery.models import EVERYTHING
from cms.delivery.openapi import FacetValue
from cms.delivery.paging import LIMIT, Cursor
from cms.delivery.parameter_values import InvalidValue, OneOf
from cms.delivery.parameters import (
    LOCALE,
    Parameter,
    Query,
    documented,
    invalid,
    read,
)
from cms.delivery.reading import Dependence
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import ROOT
from cms.delivery.schemas import Schema
from cms.delivery.search import walks
from cms.delivery.search.asking import Q
from cms.delivery.search.highlighting import show
from cms.delivery.search.matching import Ranking, rank
from cms.delivery.search.planning import Plan, plan


class Highlight(Schema):
    """Where a hit has the words of the query."""

    field: str
    html: str = Field(description="Escaped text in which matches stand in `<mark>`.")


class Hit(Schema):
    """Something that was found."""

    id: str = Field(json_schema_extra={"format": "uuid"})
    type: str
    title: str
    path: str
    url: str
    summary: str
    score: int = Field(description="How well it matches; only its order means anything.")
    highlights: list[Highlight]


class Corrected(Schema):
    """A word that is nowhere, and what it was taken for."""

    word: str
    read_as: str


def _without_facets(schema: dict[str, Any]) -> None:
    schema["required"].remove("facets")


class SearchAnswer(Schema):
    """A part of what was found, the best first."""

    model_config = ConfigDict(json_schema_extra=_without_facets)

    items: list[Hit]
    total: int = Field(description="How many documents match. A walk shows the first 1,000.")
    next: str | None = Field(description="The address of the next part; null at the end.")
    corrections: list[Corrected]
    facets: dict[str, list[FacetValue]] = Field(
        default_factory=dict, description="Only where `facets` asks for them."
    )


CURSOR = Parameter(
    "cursor",
    Cursor(),
    "Where to go on: from the address called `next` in the answer before. It fits one `q` and one "
    "set of `types`; what it shows, and in what order, was decided when the walk began.",
)
FACETS = Parameter(
    "facets", OneOf(("type",)), "Count the hits by this, whatever `types` says.", listed=True,
    example="type",
)  # fmt: skip


def searched_types() -> tuple[str, ...]:
    """Return the types of documents that are found by themselves."""
    return tuple(name for name, found in registry.all_types().items() if found.search)


def parameters() -> tuple[Parameter, ...]:
    """Return what `search/` takes."""
    types = Parameter(
        "types",
        OneOf(searched_types()),
        "Only documents of these types. Names are joined by commas.",
        listed=True,
        example="topic,trial",
    )
    required = Parameter(**{**vars(Q), "required": True})
    return (required, types, FACETS, LIMIT, CURSOR, LOCALE)


def answer_search(request: HttpRequest) -> HttpResponse:
    """Answer with one part of what matches.

    Raises:
        Problem: a parameter is not valid.
    """
    query = read(request, parameters())
    asked = plan(query["q"], timezone.now())
    ranking, rest = _part(query, asked)
    shown = show([row for row, _ in ranking.hits], asked.terms)
    items = [
        {**shown[row].card, "score": score, "highlights": shown[row].highlights}
        for row, score in ranking.hits
        if row in shown
    ]
    answer: dict[str, Any] = {
        "items": items,
        "total": ranking.total,
        "next": _next_address(query, walks.seal(rest, _asked_for(query))) if rest else None,
        "corrections": [vars(correction) for correction in asked.corrections],
    }
    if query["facets"]:
        answer["facets"] = {"type": facet(ranking)}
    depend(request, dependence_of(asked.valid_until))
    ids = " ".join(item["id"] for item in items)
    return bytes_answer(
        delivered_bytes(json_bytes(answer).decode()),
        surrogate_key=ids,
        version=asked.version[0] if asked.version else None,
    )


def _asked_for(query: Query) -> Any:
    """Return what a cursor is bound to."""
    return [query["q"], sorted(query["types"] or ())]


def _part(query: Query, asked: Plan) -> tuple[Ranking, list[int]]:
    """Return the hits of this part, with the counts of all, and the rows of those to come.

    Raises:
        Problem: the cursor is of another search.
    """
    types, limit = query["types"] or (), query["limit"]
    if "cursor" not in query.given:
        ranking = rank(asked, types=types)
        rest = [row for row, _ in ranking.hits[limit:]]
        return Ranking(ranking.hits[:limit], ranking.counts, ranking.total), rest
    try:
        rows = walks.open_sealed(query["cursor"], _asked_for(query))
    except InvalidValue as error:
        raise invalid("cursor", error) from error
    ranking = rank(asked, types=types, only=rows[:limit])
    hits = sorted(ranking.hits, key=lambda hit: rows.index(hit[0]))
    return Ranking(tuple(hits), ranking.counts, ranking.total), rows[limit:]


def facet(ranking: Ranking) -> list[dict[str, Any]]:
    """Return how many hits there are of each type, the most first."""
    return [
        {"value": name, "label": name.replace("_", " ").capitalize(), "count": count}
        for name, count in sorted(ranking.counts.items(), key=lambda found: (-found[1], found[0]))
    ]


def dependence_of(valid_until: datetime.datetime | None) -> Dependence:
    """Return what an answer to a search depends on: whatever is public."""
    sets = {f"type:{name}" for name in registry.all_types()}
    return Dependence(frozenset({*sets, "pages", EVERYTHING}), valid_until)


def _next_address(query: Query, cursor: str) -> str:
    """Return the address of the part that follows."""
    pairs: list[tuple[str, Any]] = [
        (name, ",".join(query[name]) if isinstance(query[name], list) else query[name])
        for name in query.given
        if name != CURSOR.name
    ]
    return (
        f"{settings.SITE_URL}{ROOT}search/?{urlencode([*pairs, (CURSOR.name, cursor)], safe=',')}"
    )


def search_router() -> Router:
    """Return the address of the search."""
    router = Router(tags=["search"], by_alias=True)

    @router.get(
        "/search/",
        response=SearchAnswer,
        operation_id="search",
        summary="Full text over pages and references",
        openapi_extra=documented(parameters()),
    )
    def search(request: HttpRequest) -> HttpResponse:
        """The best first, with the places that match."""
        return answer_search(request)

    return router
