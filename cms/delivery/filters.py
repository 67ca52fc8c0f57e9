"""Filters of lists: what of each document is written down for them, and which ones they leave."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, TextChoices

from cms.delivery import sorting
from cms.delivery.models import Value
from cms.delivery.parameter_values import (
    Boolean,
    Id,
    IdOrSlug,
    OneOf,
    PartialDate,
    Span,
    Text,
    Whole,
)
from cms.delivery.parameters import Parameter, Query

Operator = Literal["", "not", "gte", "lte"]
#: A document's JSON values, as apps get them.
Data = dict[str, Any]
#: Writes a value as `cms.delivery.sorting` does.
Encode = Callable[[Any], str]
#: Returns the values of a document.
Find = Callable[[Data], Iterable[Any]]

#: What each operator does, in the reference; `{}` is the name of the plain parameter.
OPERATORS: dict[Operator, str] = {
    "not": "Leaves out what `{}` would show.",
    "gte": "Like `{}`: this value or a higher one.",
    "lte": "Like `{}`: this value or a lower one.",
}
#: The rows of a page that hold its own path.
PATH = "path"


def values_at(path: str) -> Find:
    """Return what finds the values at a place of a document: `conditions.id` of each condition.

    Args:
        path: names of fields, joined by dots; of a list every member counts, nulls do not.
    """
    names = path.split(".")

    def find(data: Data) -> Iterator[Any]:
        found: list[Any] = [data]
        for name in names:
            found = [inner for one in found if name in one for inner in _members(one[name])]
        yield from found

    return find


def _members(value: Any) -> list[Any]:
    """Return a list's members, or one value as its only member; null is no value."""
    members = value if isinstance(value, list) else [value]
    return [member for member in members if member is not None and member != ""]


def having(name: str, condition: Q) -> QuerySet[Value, Any]:
    """Return the documents that say something called `name` which fulfils a condition."""
    return Value.objects.filter(condition, name=name).values("document")


def handled(scope: str, names: Sequence[uuid.UUID | str]) -> QuerySet[Value, Any]:
    """Return the public documents with some ids or slugs.

    Args:
        scope: their type; `page` for pages of any type.
        names: their ids or slugs.
    """
    ids = [str(name) for name in names if isinstance(name, uuid.UUID)]
    slugs = [sorting.plain(name) for name in names if isinstance(name, str)]
    return Value.objects.filter(
        Q(name=f"{scope}.id", value__in=ids) | Q(name=f"{scope}.slug", value__in=slugs)
    ).values("document")


def named(scope: str, names: Sequence[uuid.UUID | str], *, give: str) -> QuerySet[Value, Any]:
    """Return what the public documents with some ids or slugs say of themselves under a name."""
    return Value.objects.filter(name=give, document__in=handled(scope, names)).values("value")


@dataclass(frozen=True)
class Told:
    """Values of a document that are stored for the filters of others.

    Args:
        name: the name under which they are stored.
        find: returns them.
    """

    name: str
    find: Find

    def values(self, data: Data) -> Iterator[tuple[str, str]]:
        """Yield what is stored of a document: names and values."""
        yield from ((self.name, sorting.plain(value)) for value in self.find(data))


@dataclass(frozen=True)
class Facet:
    """How the values of a filter are counted and shown.

    Args:
        label: returns what people read for a value; None where another document says it.
        by: which value of those documents the filter's values are: `condition.id`.
        write: returns a stored value as a request writes it.
    """

    label: Callable[[str], str] | None = None
    by: str = ""
    write: Callable[[str], str] = str


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a list, with its operators: `year`, `year__gte`, `year__not`.

    Args:
        parameter: the plain one; repeated, it means any of its values.
        find: returns a document's values.
        operators: which operators there are besides equality.
        encode: writes a value, of a document or of a request, as it is stored.
        facet: how its values are counted; None where they are not.
        row: the name under which its values are stored; the parameter's unless said.
    """

    parameter: Parameter
    find: Find
    operators: tuple[Operator, ...] = ("not",)
    encode: Encode = sorting.plain
    facet: Facet | None = None
    row: str = ""

    @property
    def name(self) -> str:
        """The name of the plain parameter."""
        return self.parameter.name

    @property
    def stored_as(self) -> str:
        """The name under which its values are stored, after that of the list."""
        return self.row or self.parameter.name

    def values(self, data: Data) -> Iterator[tuple[str, str]]:
        """Yield what is stored of a document for each list: names and values."""
        yield from ((self.stored_as, self.encode(value)) for value in self.find(data))

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
            )
            for operator in ("", *self.operators)
        }

    def narrowing(self, query: Query, of: str) -> Q:
        """Return the condition on a row's `document` that the request's use of this filter is.

        Args:
            query: the request's parameters.
            of: the name of the list.
        """
        condition = Q()
        for operator, parameter in self.parameters().items():
            if parameter.name in query.given:
                value = query[parameter.name]
                values = value if isinstance(value, list) else [value]
                matching = self.matching(of, "" if operator == "not" else operator, values)
                condition &= ~matching if operator == "not" else matching
        return condition

    def matching(self, of: str, operator: Operator, values: Sequence[Any]) -> Q:
        """Return the condition on `document` that it has any of some values (or `gte`, `lte`)."""
        encoded = [self.encode(value) for value in values]
        wanted = Q(**{f"value__{operator}": encoded[0]}) if operator else Q(value__in=encoded)
        return Q(document__in=having(f"{of}.{self.stored_as}", wanted))

    def counted(self, of: str, others: Q) -> QuerySet[Value, Any]:
        """Return how many documents of a list have each stored value: rows of `value`, `count`.

        Args:
            of: the name of the list.
            others: the condition on `document` that the other filters are.
        """
        rows = Value.objects.filter(others, name=f"{of}.{self.stored_as}")
        return rows.values("value").annotate(count=Count("pk")).order_by()


@dataclass(frozen=True)
class SpanFilter(Filter):
    """A filter by dates, each of which is a span: `2005-02` lasts from its first day to its last.

    Its values are `parameters.Span`s of texts. `gte` tests the start of a document's span, `lte`
    its end; a span holds another whole.
    """

    def values(self, data: Data) -> Iterator[tuple[str, str]]:
        """Yield the start and the end of what is stored of a document."""
        for value in self.find(data):
            yield self.stored_as, sorting.first_day(value)
            yield self._end, sorting.last_day(value)

    @property
    def _end(self) -> str:
        return f"{self.stored_as}.end"

    def matching(self, of: str, operator: Operator, values: Sequence[Span]) -> Q:
        """Return the condition that the document's span is in one of some (or after, or before)."""
        start, end = f"{of}.{self.stored_as}", f"{of}.{self._end}"
        if operator == "gte":
            return Q(document__in=having(start, Q(value__gte=values[0].first)))
        if operator == "lte":
            return Q(document__in=having(end, Q(value__lte=values[0].last)))
        condition = Q()
        for span in values:
            condition |= Q(document__in=having(start, Q(value__gte=span.first))) & Q(
                document__in=having(end, Q(value__lte=span.last))
            )
        return condition


@dataclass(frozen=True)
class InstantFilter(SpanFilter):
    """A filter by moments: a date means its whole day (UTC)."""

    def values(self, data: Data) -> Iterator[tuple[str, str]]:
        """Yield the moment twice: it begins when it ends."""
        for value in self.find(data):
            yield self.stored_as, sorting.instant(value)
            yield self._end, sorting.instant(value)


@dataclass(frozen=True)
class RelatedFilter(Filter):
    """A filter by documents that a document names, each by its id or slug.

    Args:
        scope: the type of what is named, or `page`.
        give: which value of what is named is stored: `condition.id`.
    """

    scope: str = ""
    give: str = ""

    def matching(self, of: str, operator: Operator, values: Sequence[uuid.UUID | str]) -> Q:
        """Return the condition that the document names any of some public documents."""
        wanted = named(self.scope, values, give=self.give)
        return Q(document__in=having(f"{of}.{self.stored_as}", Q(value__in=wanted)))


def choice(
    name: str,
    choices: type[TextChoices],
    description: str,
    *,
    at: str = "",
    find: Find | None = None,
) -> Filter:
    """Return a filter by one of our enumerations.

    Args:
        name: of the parameter.
        choices: the values.
        description: for the reference.
        at: where in a document its values are, as `values_at` takes it; at `name` unless said.
        find: finds them where that does not do.
    """
    words = tuple(choices.values)
    labels = {value: str(label) for value, label in choices.choices}
    return Filter(
        Parameter(name, OneOf(words), description, several=True, example=words[0]),
        find or values_at(at or name),
        facet=Facet(label=lambda value: labels.get(value, value)),
    )


def text(
    name: str,
    values: Text,
    description: str,
    *,
    at: str = "",
    example: str,
    encode: Encode = sorting.plain,
    facet: Facet | None = None,
) -> Filter:
    """Return a filter by a text; `at` as `choice` takes it, `encode` and `facet` as `Filter`."""
    return Filter(
        Parameter(name, values, description, several=True, example=example),
        values_at(at or name),
        encode=encode,
        facet=facet,
    )


def words(max_length: int) -> Text:
    """Return texts of any words, without the spaces around them."""
    return Text(str.strip, pattern=r".*\S.*", max_length=max_length)


def whole(name: str, values: Whole, description: str, *, at: str = "", example: str) -> Filter:
    """Return a filter by a whole number; `at` as `choice` takes it."""
    return Filter(
        Parameter(name, values, description, several=True, example=example),
        values_at(at or name),
        operators=("not", "gte", "lte"),
        encode=sorting.number,
        facet=Facet(label=str, write=lambda value: str(int(value))),
    )


def yes_or_no(name: str, description: str, *, at: str = "") -> Filter:
    """Return a filter by a field that is true or false; what is neither is found by neither."""
    return Filter(
        Parameter(name, Boolean(), description, several=True, example="true"),
        values_at(at or name),
        encode=sorting.boolean,
        facet=Facet(label=lambda value: {"true": "Yes", "false": "No"}[value]),
    )


def partial_date(name: str, description: str, *, at: str = "") -> SpanFilter:
    """Return a filter by dates of any precision; `at` as `choice` takes it."""
    return SpanFilter(
        Parameter(name, PartialDate(), description, several=True, example="2005-02"),
        values_at(at or name),
        operators=("not", "gte", "lte"),
    )


def moment(name: str, description: str, *, at: str = "") -> InstantFilter:
    """Return a filter by moments; `at` as `choice` takes it."""
    return InstantFilter(
        Parameter(
            name, PartialDate(with_time=True), description, several=True, example="2026-11-25"
        ),
        values_at(at or name),
        operators=("not", "gte", "lte"),
    )


def related(
    name: str, scope: str, description: str, *, at: str, example: str, has_slug: bool = True
) -> RelatedFilter:
    """Return a filter by documents that a document names.

    Args:
        name: of the parameter.
        scope: their type, or `page`.
        description: for the reference.
        at: where in a document their ids are, as `values_at` takes it.
        example: a value to try.
        has_slug: whether they have a slug besides their id.
    """
    values = IdOrSlug() if has_slug else Id()
    return RelatedFilter(
        Parameter(name, values, description, several=True, example=example),
        values_at(at),
        facet=Facet(by=f"{scope}.id"),
        scope=scope,
        give=f"{scope}.id",
    )


UPDATED_AT = moment("updated_at", "When a person last published or saved it.")
