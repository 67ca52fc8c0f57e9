"""Lists page by page, by the key of the last item seen: nothing is skipped or shown twice.

A cursor holds that key, signed together with what the list was asked for, so that it fits no other
list and can't be made up.
"""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import DateTimeField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from cms.delivery.parameters import InvalidValue, OneOf, Parameter, Values, Whole

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
#: Stands in for a date that is not known, where rows are put in order.
LONG_AGO = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Order:
    """One thing that a list can be put in order by.

    Args:
        name: as the parameter `order` names it, without the `-` of descending.
        key: the expression that is compared. It is never null.
    """

    name: str
    key: Combinable


def moment(*columns: str) -> Combinable:
    """Return the first of some columns of moments that is not null, or a moment long ago."""
    return Coalesce(*columns, Value(LONG_AGO, output_field=DateTimeField()))


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is wanted.

    Args:
        order: what it is in order by.
        descending: whether the largest comes first.
        limit: at most how many items.
        after: key and id of the last item seen, as the cursor holds them, or None at the start.
    """

    order: Order
    descending: bool
    limit: int
    after: tuple[Any, str] | None = None


@dataclass(frozen=True)
class Part:
    """One part of a list.

    Args:
        rows: its items.
        last: key and id of the last one, to continue after; None at the end of the list.
        total: how many items the whole list has.
    """

    rows: list[Any]
    last: tuple[Any, str] | None
    total: int


def part_of(rows: QuerySet[Any], wanted: Wanted, *, id_field: str) -> Part:
    """Return the wanted part of `rows`, in two queries."""
    keyed = rows.annotate(order_key=wanted.order.key)
    page = keyed.order_by("-order_key" if wanted.descending else "order_key", id_field)
    if wanted.after is not None:
        key, identifier = wanted.after
        key = keyed.query.annotations["order_key"].output_field.to_python(key)
        beyond = "order_key__lt" if wanted.descending else "order_key__gt"
        page = page.filter(Q(**{beyond: key}) | Q(order_key=key, **{f"{id_field}__gt": identifier}))
    found = list(page[: wanted.limit + 1])
    shown = found[: wanted.limit]
    last = None
    if len(found) > wanted.limit:
        key = shown[-1].order_key
        written = key.isoformat() if isinstance(key, datetime.datetime) else key
        last = (written, str(getattr(shown[-1], id_field)))
    return Part(rows=shown, last=last, total=rows.count())


class Cursor(Values):
    """The values of `cursor`: what this server signed. `open_cursor` checks it."""

    def parse(self, text: str) -> str:
        """Return the text as it is."""
        return text

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "string", "minLength": 1}


def _signer(asked: Any) -> signing.Signer:
    """Return the signer of cursors of one list: other filters or another order, another signer."""
    written = json.dumps(asked, sort_keys=True, default=str)
    fingerprint = hashlib.sha256(written.encode()).hexdigest()
    return signing.Signer(sep=".", salt=f"cms.delivery.paging:{fingerprint}")


def seal_cursor(last: tuple[Any, str], asked: Any) -> str:
    """Return the cursor after an item, for the list that was asked for."""
    return _signer(asked).sign_object(list(last), compress=True)


def open_cursor(cursor: str, asked: Any) -> tuple[Any, str]:
    """Return what `seal_cursor` put into a cursor.

    Raises:
        InvalidValue: it was not made by this server for this list.
    """
    try:
        key, identifier = _signer(asked).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidValue(
            "This cursor is damaged, or of another list. Take it from the address called next, "
            "and keep the filters and the order."
        ) from error
    return key, identifier


LIMIT = Parameter(
    "limit", Whole(1, MAX_LIMIT), "At most how many items to send.", default=DEFAULT_LIMIT
)
CURSOR = Parameter(
    "cursor",
    Cursor(),
    "Where to go on: from the address called `next` in the answer before. It fits one set of "
    "filters and one order.",
)


def order_parameter(orders: Sequence[Order]) -> Parameter:
    """Return `order`: by which key, descending with a `-` before it; then always by id."""
    names = [f"{sign}{order.name}" for order in orders for sign in ("", "-")]
    return Parameter(
        "order",
        OneOf(tuple(names)),
        "What the items are in order by, then by id. A `-` before it means descending.",
        default=f"-{orders[0].name}",
    )
