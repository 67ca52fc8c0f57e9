"""Lists page by page, by the key of the last item seen: nothing is skipped or shown twice.

A cursor holds that key, signed together with what the list was asked for, so that it fits no other
list and can't be made up.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.db.models import Count, Max, Q, QuerySet, Subquery

from cms.delivery.filters import Data, Encode, Find, values_at
from cms.delivery.models import STATE_ID, Document, ListKey, State
from cms.delivery.parameter_values import InvalidValue, OneOf, Values, Whole
from cms.delivery.parameters import Parameter
from cms.delivery.response_cache.versions import Version

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
#: The content version; there is one row.
NUMBER, NONCE = (State.objects.filter(pk=STATE_ID).values(name) for name in ("number", "nonce"))


@dataclass(frozen=True)
class Order:
    """One thing that a list can be in order by.

    Args:
        name: as the parameter `order` names it, without the `-` of descending.
        find: returns a document's values; the first one counts.
        encode: writes it so that texts are in order as the values are.
    """

    name: str
    find: Find
    encode: Encode

    def key(self, data: Data) -> str:
        """Return a document's key; an empty text, which comes first, where it has no value."""
        values = list(self.find(data))
        return self.encode(values[0]) if values else ""


def order(name: str, encode: Encode, *, at: str = "") -> Order:
    """Return an order by one field; `at` as `filters.values_at` takes it, `name` unless said."""
    return Order(name, values_at(at or name), encode)


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is wanted.

    Args:
        list: the name of the resource.
        order: what it is in order by.
        descending: whether the largest comes first.
        limit: at most how many items.
        after: key and id of the last item seen, as the cursor holds them, or None at the start.
    """

    list: str
    order: Order
    descending: bool
    limit: int = DEFAULT_LIMIT
    after: tuple[str, str] | None = None


@dataclass(frozen=True)
class Part:
    """One part of a list.

    Args:
        documents: its items.
        last: key and id of the last one, to continue after; None at the end of the list.
    """

    documents: list[Document]
    last: tuple[str, str] | None


def keys_of(name: str, order: Order) -> QuerySet[ListKey]:
    """Return where the documents of a list stand in one of its orders."""
    return ListKey.objects.filter(list=name, order=order.name)


def page_of(wanted: Wanted, condition: Q, *, without: Sequence[str]) -> list[ListKey]:
    """Return the wanted part of what a condition on `document` leaves of a list, in one query.

    Args:
        wanted: which part.
        condition: of the filters.
        without: the columns of documents that are not needed.
    """
    keys = keys_of(wanted.list, wanted.order).filter(condition)
    page = keys.order_by("-key" if wanted.descending else "key", "public_id")
    if wanted.after is not None:
        key, identifier = wanted.after
        # The first condition is the one that an index can begin at.
        page = page.filter(
            Q(key__lte=key) if wanted.descending else Q(key__gte=key),
            (Q(key__lt=key) if wanted.descending else Q(key__gt=key)) | Q(public_id__gt=identifier),
        )
    page = page.select_related("document").defer(*(f"document__{name}" for name in without))
    return list(page[: wanted.limit])


def part_of(wanted: Wanted, condition: Q, *, without: Sequence[str]) -> Part:
    """Return the wanted part of a list, as `page_of` takes it, and whether it goes on."""
    found = page_of(replace(wanted, limit=wanted.limit + 1), condition, without=without)
    shown = found[: wanted.limit]
    last = None
    if len(found) > wanted.limit:
        last = (shown[-1].key, str(shown[-1].public_id))
    return Part(documents=[row.document for row in shown], last=last)


def total_of(wanted: Wanted, condition: Q) -> tuple[int, Version | None]:
    """Return how many items a condition leaves of a list, and the content version of which that is.

    Whichever part is wanted. The version comes with the same query; None where there are no items.
    """
    found = (
        keys_of(wanted.list, wanted.order)
        .filter(condition)
        .aggregate(total=Count("pk"), number=Max(Subquery(NUMBER)), nonce=Max(Subquery(NONCE)))
    )
    is_known = found["number"] is not None
    return found["total"], Version(found["number"], found["nonce"]) if is_known else None


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


def seal_cursor(last: tuple[str, str], asked: Any) -> str:
    """Return the cursor after an item, for the list that was asked for."""
    return _signer(asked).sign_object(list(last), compress=True)


def open_cursor(cursor: str, asked: Any) -> tuple[str, str]:
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


#: The order of what is found by `q`: the best first. It is the usual one there.
RELEVANCE = "relevance"


def order_parameter(orders: Sequence[Order], *, is_searched: bool = False) -> Parameter:
    """Return `order`: by which key, descending with a `-` before it; then always by id.

    Args:
        orders: what the items can be in order by.
        is_searched: whether the list takes `q`.
    """
    names = [f"{sign}{order.name}" for order in orders for sign in ("", "-")]
    description = "What the items are in order by, then by id. A `-` before it means descending."
    if is_searched:
        names.append(RELEVANCE)
        description += " With `q` the best come first, unless this says otherwise."
    return Parameter("order", OneOf(tuple(names)), description, default=f"-{orders[0].name}")
