"""From a source to its document: rendered in one snapshot, stored if nothing moved meanwhile."""

import datetime
import hashlib
import logging
import re
import threading
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Max
from pydantic import BaseModel

from cms.delivery import registry
from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import (
    EVERYTHING,
    STATE_ID,
    Document,
    DocumentKey,
    GoneReason,
    Lineage,
    Mark,
    Standing,
    State,
    Touch,
    new_seal,
)
from cms.delivery.recording import CONTRIBUTION, recording
from cms.delivery.registry import Found, Outlet
from cms.delivery.rows import store_rows
from cms.delivery.schemas import LONG_FIELDS
from cms.delivery.search import index
from cms.delivery.touching import number_now, touch_all
from cms.delivery.triggers.postgresql import LOCK

logger = logging.getLogger(__name__)

#: Stands in stored JSON where the site's address belongs: nobody has such a host (RFC 2606).
PLACE = "https://site.invalid"
#: An id as documents write it, between quotes.
ANY_ID = re.compile('"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')
#: 37 bytes each; servers in front take headers of 8 kB.
MAX_SURROGATES = 150
#: Keys are asked for in parts: databases take so many parameters at once.
CHUNK = 500


#: So many things are remembered for the renderings to come.
MOST_REMEMBERED = 2_000
#: So often a rendering that is to be stored is done over when something is touched meanwhile.
ATTEMPTS = 50


class NotStored(Exception):
    """A rendering that was not stored: something that it shows was touched, or somebody writes."""


class NothingIsStored(NotStored):
    """There are no triggers now, so nobody would say when a document is stale."""


class Unsettled(NotStored):
    """It shows documents that have changed themselves, which have to be stored first."""


@dataclass(frozen=True)
class Rendered:
    """A document as it was at one number.

    Args:
        document: the row as it is to be stored; `pk` is None for a source never rendered.
        keys: what it was made from.
        number: the content version that the rendering saw.
        nonce: of that number.
        is_stored: whether it is what is stored now.
        is_due: whether the clock has changed it, and that has no number yet.
        is_unsettled: whether it shows documents that have changed themselves.
    """

    document: Document
    keys: frozenset[str] = field(default_factory=frozenset)
    number: int = 0
    nonce: int = 0
    is_stored: bool = False
    is_due: bool = False
    is_unsettled: bool = False


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment. Inside a transaction its own view is that already."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _deferred(), transaction.atomic():
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """Let SQLite's next transaction begin without the lock of writers, and write nothing."""
    usual = connection.transaction_mode  # type: ignore[attr-defined]  # of Django's SQLite
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # see above
        try:
            yield
        finally:
            connection.transaction_mode = usual  # type: ignore[attr-defined]  # see above
            cursor.execute("PRAGMA query_only = OFF")


class _Remembered(threading.local):
    """What this thread's renderings have found at one content version.

    Each public fact that changes gives another number, so at one number all of them are the same.
    """

    version: tuple[int, int] | None = None
    memory: dict[Hashable, Any] = {}

    def at(self, state: State) -> dict[Hashable, Any]:
        """Return the memory of a state's version, which every rendering at it may fill."""
        version = (state.number, state.nonce)
        if version != self.version or len(self.memory) > MOST_REMEMBERED:
            self.version, self.memory = version, {}
        return self.memory


_remembered = _Remembered()


def render(source: str, now: datetime.datetime) -> Rendered:
    """Return the document of `source` as it is at `now`."""
    # Inside a transaction, or without triggers, facts may change and the number stay.
    is_alone = connection.in_atomic_block
    with snapshot():
        state = State.objects.get(pk=STATE_ID)
        memory = {} if is_alone or not state.signature else _remembered.at(state)
        known = Document.objects.filter(source=source).first()
        due = known is not None and is_due(known, now)
        document = known or Document(source=source)
        kind = registry.kind_of(source)
        with recording(memory) as recorder:
            found = kind.find(source.partition(":")[2], now)
            if found is None or found.row is None:
                _lay_to_rest(document, found, now)
            else:
                _fill(document, found, now)
                recorder.ends(found.ends)
    document.fingerprint = fingerprint()
    document.marked = Mark.CLEAN
    keys: frozenset[str] = frozenset()
    if document.standing == Standing.PUBLIC:
        keys = frozenset(recorder.keys)
        document.valid_until = recorder.valid_until
    document.made_from = "\n".join(sorted(keys))
    return Rendered(
        document=document, keys=keys, number=state.number, nonce=state.nonce, is_due=due,
        is_unsettled=recorder.is_unsettled,
    )  # fmt: skip


def is_due(document: Document, now: datetime.datetime) -> bool:
    """Return whether the clock has changed a document, and that has no number yet."""
    return (
        document.standing == Standing.PUBLIC
        and document.marked != Mark.OWN
        and document.valid_until is not None
        and document.valid_until <= now
    )


def _fill(document: Document, found: Found, now: datetime.datetime) -> None:
    """Make the public form of what was found."""
    outlet = Outlet(base_url=PLACE, now=now, version=document.version)
    made: BaseModel = registry.get(found.type).build(found.row, outlet)
    document.type = found.type
    document.public_id = found.public_id
    document.standing = Standing.PUBLIC
    document.content = made.model_dump_json(by_alias=True)
    document.summary = made.model_dump_json(by_alias=True, exclude=set(LONG_FIELDS))
    document.etag = etag_of(delivered_bytes(document.content))
    document.surrogate_key = surrogate_key_of(document.content)
    document.title = _title_of(made)
    document.path = str(getattr(made, "path", ""))
    document.updated_at = getattr(made, "updated_at", None)
    document.reason = document.note = document.replaced_by = ""
    document.gone_at = None


def _title_of(made: BaseModel) -> str:
    """Return what a document is called."""
    names = (getattr(made, field, "") for field in ("title", "name", "term"))
    return next((str(name) for name in names if name), "")


def _lay_to_rest(document: Document, found: Found | None, now: datetime.datetime) -> None:
    """Make a tombstone; of what was never public there is nothing to tell."""
    if found is not None:
        document.type, document.public_id = found.type, found.public_id
        document.reason, document.note = found.reason, found.note
        document.replaced_by = found.replaced_by
    else:
        document.reason, document.note, document.replaced_by = GoneReason.DELETED, "", ""
    document.gone_at = (found and found.gone_at) or document.gone_at or now
    if document.standing != Standing.NEW:
        document.standing = Standing.GONE
    document.content = document.summary = document.etag = document.title = ""
    document.surrogate_key = ""
    document.valid_until = None


def etag_of(content: bytes) -> str:
    """Return the strong ETag of an answer's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def surrogate_key_of(content: str) -> str:
    """Return the ids that a document holds, once each: what a CDN can purge it by.

    A header has its limits; a document with more ids than fit names the first ones only.
    """
    return " ".join(list(dict.fromkeys(ANY_ID.findall(content)))[:MAX_SURROGATES])


def delivered_bytes(content: str) -> bytes:
    """Return stored JSON as apps get it: with the site's address in its place."""
    return content.replace(PLACE, settings.SITE_URL).encode()


def last_touch(keys: Iterable[str]) -> int:
    """Return the number of the last touch of any of `keys`, 0 for none."""
    wanted = list(keys)
    numbers = [
        Touch.objects.filter(key__in=wanted[start : start + CHUNK]).aggregate(n=Max("number"))["n"]
        for start in range(0, len(wanted), CHUNK)
    ]
    return max((number for number in numbers if number is not None), default=0)


def was_here(state: State, number: int, nonce: int) -> bool:
    """Return whether the database has been through a number; not, if it was put back since."""
    if (number, nonce) == (state.number, state.nonce):
        return True
    return Lineage.objects.filter(number=number, nonce=nonce).exists()


def store(rendered: Rendered, *, wait: bool) -> None:
    """Store a rendering, in a transaction of its own.

    Args:
        rendered: what `render` returned.
        wait: whether to wait for whoever writes now; a reader does not.

    Raises:
        NotStored: something that it shows was touched since, or is not settled, or somebody writes
            and `wait` is off.
    """
    if rendered.is_unsettled:
        raise Unsettled
    try:
        with writing(wait=wait):
            _store(rendered)
        number_now()
    except OperationalError as error:
        if wait:
            raise
        raise NotStored from error


@contextmanager
def writing(*, wait: bool) -> Iterator[None]:
    """Write in a short transaction that nobody else's number comes into.

    Raises:
        NotStored: somebody writes, and `wait` is off (PostgreSQL).
        OperationalError: the same on SQLite.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            if wait:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            else:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
                if not cursor.fetchone()[0]:
                    raise NotStored
            yield
    elif wait or connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        with _without_patience(), transaction.atomic():
            yield


@contextmanager
def _without_patience() -> Iterator[None]:
    """Let SQLite refuse at once where it would wait for its lock."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")


def _store(rendered: Rendered) -> None:
    document = rendered.document
    stored = Document.objects.filter(source=document.source).first()
    state = State.objects.get(pk=STATE_ID)
    if not state.signature:
        raise NothingIsStored
    if (
        not was_here(state, rendered.number, rendered.nonce)
        or (stored.version if stored else 0) != document.version
        or last_touch({*rendered.keys, document.source, EVERYTHING}) > rendered.number
    ):
        raise NotStored
    document.pk = stored.pk if stored else None
    if document.standing == Standing.NEW:
        # It was never public, and is not: nobody is to know of it.
        if stored:
            stored.delete()
        return
    document.seal = new_seal()
    document.save()
    _store_keys(document, rendered.keys)
    store_rows(document)
    index.write(document)


def _store_keys(document: Document, keys: frozenset[str]) -> None:
    """Write down what a document was made from; touch what it no longer, or newly, contributes."""
    before = set(DocumentKey.objects.filter(document=document).values_list("key", flat=True))
    gone, new = before - keys, keys - before
    if gone:
        DocumentKey.objects.filter(document=document, key__in=gone).delete()
    DocumentKey.objects.bulk_create([DocumentKey(document=document, key=key) for key in new])
    changed = sorted(key for key in gone | new if key.startswith(CONTRIBUTION))
    touch_all(key.removeprefix(CONTRIBUTION) for key in changed)


def _number_what_is_due(now: datetime.datetime, *, wait: bool) -> None:
    """Number what the clock has changed: stored without, copies would never hear of it.

    All of it at once, so that what shows several such documents is marked once.

    Raises:
        NotStored: somebody writes and `wait` is off.
    """
    try:
        with writing(wait=wait):
            due = Document.objects.filter(valid_until__lte=now, standing=Standing.PUBLIC)
            due = due.exclude(marked=Mark.OWN)
            touch_all(list(due.values_list("source", flat=True)), own=True)
            number_now()
    except OperationalError as error:
        if wait:
            raise
        raise NotStored from error


def refresh(source: str, now: datetime.datetime, *, wait: bool) -> Rendered:
    """Return the document of `source`, rendered anew and stored if that can be.

    Args:
        source: what to render.
        now: the moment of reading.
        wait: whether to wait for other writers, and to render again when something was touched
            meanwhile.
    """
    for _ in range(ATTEMPTS if wait else 1):
        rendered = render(source, now)
        try:
            if rendered.is_due:
                _number_what_is_due(now, wait=wait)
                rendered = render(source, now)
            store(rendered, wait=wait)
        except (NothingIsStored, Unsettled):
            # Doing it over would not help.
            break
        except NotStored:
            continue
        return replace(rendered, is_stored=True)
    return rendered
