"""What can be delivered: each app registers its types here, by the name they have in the API.

A *type* is a kind of document (`topic`, `reference`); a *kind* is where documents come from: all
page types are of the kind `page`, and a document's source is `page:7`.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from pydantic import BaseModel

from cms.delivery.facts import FactTable
from cms.delivery.search.fields import Names, Search


@dataclass(frozen=True)
class Outlet:
    """Where and when a document is read.

    Args:
        base_url: put before every address: empty on the site, `https://host` in the API.
        now: the moment of reading; what the clock decides is decided by it.
        version: the number of the last change that marked the document.
    """

    base_url: str
    now: datetime.datetime
    version: int = 0


@dataclass(frozen=True)
class DeliverableType:
    """One type of document.

    Args:
        name: its `type` in the API.
        kind: where its documents come from.
        model: what it is made from; None for what has no rows.
        schema: its public shape.
        build: makes the document of one row.
        public: returns the rows that anybody may read at a moment; None for what there is once.
        search: says how a document is found; None for what is no result of a search.
        names: says what a document lends to those that are about it, so that they are found by
            any of its names.
    """

    name: str
    kind: str
    model: type[Model] | None
    schema: type[BaseModel]
    build: Callable[[Any, Outlet], BaseModel]
    public: Callable[[datetime.datetime], QuerySet[Any]] | None = None
    search: Search | None = None
    names: Names | None = None

    def rows(self, now: datetime.datetime) -> QuerySet[Any]:
        """Return the rows that anybody may read at `now`.

        Raises:
            TypeError: it has none, for it is there once.
        """
        if self.public is None:
            raise TypeError(f"{self.name} has no rows")
        return self.public(now)


@dataclass(frozen=True)
class Found:
    """What stands behind a source at a moment.

    Args:
        type: the name of its document type.
        public_id: its id in the API.
        row: what its document is made from; None when it is not public.
        reason: why it is not public (a `GoneReason`).
        note: what readers are told of that.
        gone_at: since when, where that is known better than by the clock.
        replaced_by: the source of what stands in its place.
        ends: when the clock changes whether it is public.
    """

    type: str
    public_id: uuid.UUID
    row: Any = None
    reason: str = ""
    note: str = ""
    gone_at: datetime.datetime | None = None
    replaced_by: str = ""
    ends: datetime.datetime | None = None


@dataclass(frozen=True)
class Kind:
    """Where documents come from.

    Args:
        name: the first part of its sources.
        find: returns what stands behind a source's key (the part after `name:`) at a moment, or
            None when there is no such thing.
        sources: returns the sources of everything that there is.
        facts: returns the tables that its documents are made from.
        is_derived: whether its documents show what other documents contribute, so that those have
            to be settled first.
    """

    name: str
    find: Callable[[str, datetime.datetime], Found | None]
    sources: Callable[[], Iterable[str]]
    facts: Callable[[], Sequence[FactTable]]
    is_derived: bool = False


#: Writes a document's JSON anew, with its rich texts in one form.
FormWriter = Callable[[Any], Any]

_types: dict[str, DeliverableType] = {}
_kinds: dict[str, Kind] = {}
_forms: dict[str, FormWriter] = {}


def register(deliverable: DeliverableType) -> None:
    """Make a type deliverable."""
    _types[deliverable.name] = deliverable


def get(name: str) -> DeliverableType:
    """Return the type called `name`.

    Raises:
        KeyError: no app registered it.
    """
    return _types[name]


def all_types() -> dict[str, DeliverableType]:
    """Return every registered type by name."""
    return dict(_types)


def register_kind(kind: Kind) -> None:
    """Make documents come from somewhere."""
    _kinds[kind.name] = kind


def kinds() -> dict[str, Kind]:
    """Return every registered kind by name."""
    return dict(_kinds)


def kind_of(source: str) -> Kind:
    """Return the kind of a source.

    Raises:
        KeyError: no app registered it.
    """
    return _kinds[source.partition(":")[0]]


def fact_tables() -> list[FactTable]:
    """Return the tables of every kind, each once."""
    tables = (table for kind in _kinds.values() for table in kind.facts())
    return list({table.table: table for table in tables}.values())


def register_form(name: str, write: FormWriter) -> None:
    """Make rich text available in a form; the first is the one that documents are made with."""
    _forms[name] = write


def forms() -> dict[str, FormWriter]:
    """Return every registered form of rich text by name."""
    return dict(_forms)
