"""Filters of lists: what a parameter leaves of the rows."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Q, QuerySet, TextChoices

from cms.delivery.parameters import IdOrSlug, OneOf, Parameter, Query

Operator = Literal["", "not", "gte", "lte"]
#: Takes the rows, the operator, the values (any of them) and the moment; returns what is left.
Narrow = Callable[[QuerySet[Any], Operator, list[Any], datetime.datetime], QuerySet[Any]]

#: What each operator does, in the reference; `{}` is the name of the plain parameter.
OPERATORS: dict[Operator, str] = {
    "not": "Leaves out what `{}` would show.",
    "gte": "Like `{}`: this value or a higher one.",
    "lte": "Like `{}`: this value or a lower one.",
}


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a list, with its operators: `year`, `year__gte`, `year__not`.

    Args:
        parameter: the plain one; repeated, it means any of its values.
        narrow: applies it to the rows.
        operators: which operators there are besides equality.
    """

    parameter: Parameter
    narrow: Narrow
    operators: tuple[Operator, ...] = ()

    def parameters(self) -> dict[Operator, Parameter]:
        """Return the parameter of each operator."""
        return {
            operator: replace(
                self.parameter,
                name=f"{self.parameter.name}__{operator}" if operator else self.parameter.name,
                description=OPERATORS[operator].format(self.parameter.name)
                if operator
                else self.parameter.description,
                several=operator in ("", "not"),
                example=self.parameter.example if operator != "not" else None,
            )
            for operator in ("", *self.operators)
        }

    def apply(self, rows: QuerySet[Any], query: Query, now: datetime.datetime) -> QuerySet[Any]:
        """Return the rows that the request's use of this filter leaves."""
        for operator, parameter in self.parameters().items():
            if parameter.name in query.given:
                value = query[parameter.name]
                values = value if isinstance(value, list) else [value]
                rows = self.narrow(rows, operator, values, now)
        return rows


def by_column(column: str) -> Narrow:
    """Return what narrows rows by one of their own columns."""

    def narrow(
        rows: QuerySet[Any], operator: Operator, values: list[Any], now: datetime.datetime
    ) -> QuerySet[Any]:
        if operator == "not":
            return rows.exclude(**{f"{column}__in": values})
        if operator:
            return rows.filter(**{f"{column}__{operator}": values[0]})
        return rows.filter(**{f"{column}__in": values})

    return narrow


def choice(
    name: str, choices: type[TextChoices], description: str, narrow: Narrow | None = None
) -> Filter:
    """Return a filter by one of our enumerations; by the column of its name unless said."""
    words = tuple(choices.values)
    return Filter(
        Parameter(name, OneOf(words), description, several=True, example=words[0]),
        narrow or by_column(name),
        operators=("not",),
    )


def related(name: str, description: str, narrow: Narrow, example: str) -> Filter:
    """Return a filter by a related object, named by id or slug."""
    return Filter(
        Parameter(name, IdOrSlug(), description, several=True, example=example),
        narrow,
        operators=("not",),
    )


def named(values: Sequence[uuid.UUID | str], *, id_field: str, slug_field: str = "slug") -> Q:
    """Return the condition that an object has one of these ids or slugs."""
    ids = [value for value in values if isinstance(value, uuid.UUID)]
    slugs = [value for value in values if isinstance(value, str)]
    return Q(**{f"{id_field}__in": ids}) | Q(**{f"{slug_field}__in": slugs})
