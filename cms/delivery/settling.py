"""Settling what lists and the search read: the rows beside documents (see `rows`, `search.index`).

They are written when a document is stored, so what has changed itself has to be stored first.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import Document, Mark, Standing, State
from cms.delivery.problems import Problem
from cms.delivery.reading import settle
from cms.delivery.rendering import Rendered, refresh
from cms.delivery.response_cache.versions import Version
from cms.delivery.touching import number_now

#: So often what is settled may be put back by others: a reader does not wait for ever.
ATTEMPTS = 5
#: Whether the rows can be read as they are, and until when.
SETTLED = f"""SELECT s.number, s.nonce, s.listed_fingerprint,
 EXISTS (SELECT 1 FROM {Document._meta.db_table} WHERE marked > 0 AND marked = {Mark.OWN.value}),
 (SELECT MIN(valid_until) FROM {Document._meta.db_table}
  WHERE valid_until IS NOT NULL AND standing = '{Standing.PUBLIC.value}')
FROM {State._meta.db_table} s
"""  # noqa: S608 - our own names


@dataclass(frozen=True)
class Settled:
    """The state of the rows.

    Args:
        version: number and nonce of the content version of which they are, or an earlier one.
        is_settled: whether they can be read as they are.
        ends: when the clock changes any of them; None for never.
    """

    version: Version
    is_settled: bool
    ends: datetime.datetime | None


def settle_rows(now: datetime.datetime) -> Settled:
    """See to it that the rows of lists and of the search say what is public at `now`.

    Raises:
        Problem: nothing is stored now, because the database is being changed.
    """
    number_now()
    state = _state(now)
    if state.is_settled:
        return state
    if not _is_stored(settle(now)):
        _settle_whatever_it_takes(now)
    _adopt_release(now)
    return _state(now)


def _settle_whatever_it_takes(now: datetime.datetime) -> None:
    """Store what has changed itself, also while others write.

    Raises:
        Problem: nothing is stored now, or others never stop.
    """
    for _ in range(ATTEMPTS):
        if _is_stored(settle(now, wait=True)):
            return
    raise Problem("server-error", headers={"Retry-After": "5"})


def _is_stored(rendered: Mapping[str, Rendered]) -> bool:
    return all(found.is_stored for found in rendered.values())


def _state(now: datetime.datetime) -> Settled:
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        number, nonce, listed, is_marked, ends = cursor.fetchone()
    if isinstance(ends, str):
        ends = datetime.datetime.fromisoformat(ends).replace(tzinfo=datetime.UTC)
    is_due = ends is not None and ends <= now
    return Settled(
        version=Version(number, nonce),
        is_settled=not is_marked and not is_due and listed == fingerprint(),
        ends=ends,
    )


def _adopt_release(now: datetime.datetime) -> None:
    """After an update, write the rows of every document that an earlier release has written."""
    if State.objects.filter(listed_fingerprint=fingerprint()).exists():
        return
    others = Document.objects.filter(standing=Standing.PUBLIC).exclude(fingerprint=fingerprint())
    for source in others.values_list("source", flat=True):
        refresh(source, now, wait=True)
    if not others.exists():
        State.objects.update(listed_fingerprint=fingerprint())
