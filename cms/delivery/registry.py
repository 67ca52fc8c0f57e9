"""What can be delivered: each app registers its types here, by the name they have in the API."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from cms.delivery.schemas import Document


@dataclass(frozen=True)
class Outlet:
    """Where and when a document is read.

    Args:
        base_url: put before every address: empty on the site, `https://host` in the API.
        now: the moment of reading; what the clock decides is decided by it.
    """

    base_url: str
    now: datetime.datetime


@dataclass(frozen=True)
class DeliverableType:
    """One kind of document.

    Args:
        name: its `type` in the API.
        model: what it is made from.
        schema: its public shape.
        public: returns the rows that anybody may read at a moment.
        build: makes the document of one row.
        build_many: makes those of several, where that takes fewer queries than one by one.
    """

    name: str
    model: type[Model]
    schema: type[Document]
    public: Callable[[datetime.datetime], QuerySet[Any]]
    build: Callable[[Any, Outlet], Document]
    build_many: Callable[[Sequence[Any], Outlet], Sequence[Document]] | None = None

    def documents(self, rows: Sequence[Any], outlet: Outlet) -> Sequence[Document]:
        """Return the documents of `rows`, in their order."""
        if self.build_many is not None:
            return self.build_many(rows, outlet)
        return [self.build(row, outlet) for row in rows]


_types: dict[str, DeliverableType] = {}


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
