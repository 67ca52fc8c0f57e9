"""Handing out documents: what is clean as it is stored, the rest rendered on the way."""

import datetime
import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from pydantic import BaseModel

from cms.delivery import registry
from cms.delivery.contributions import also
from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import (
    EVERYTHING,
    Document,
    GoneReason,
    Mark,
    OldPath,
    Standing,
)
from cms.delivery.recording import CONTRIBUTION
from cms.delivery.rendering import (
    PLACE,
    Rendered,
    delivered_bytes,
    refresh,
    render,
)
from cms.delivery.touching import number_now

#: As SQL, because putting it together from Django's expressions takes longer than asking it.
UNSETTLED = (
    # Above 0, as its index says, or SQLite does not take the index.
    f"EXISTS (SELECT 1 FROM {Document._meta.db_table} "  # noqa: S608 - our own names
    f"WHERE marked > 0 AND marked = {Mark.OWN.value}) "
    f"OR EXISTS (SELECT 1 FROM {Document._meta.db_table} "
    f"WHERE valid_until <= %s AND standing = '{Standing.PUBLIC.value}')"
)
NUMBER = "SELECT number FROM delivery_state WHERE id = 1"
AnySchema = TypeVar("AnySchema", bound=BaseModel)
#: Only of these readers are told; of all else a reader can't tell that it ever was.
TOLD = (GoneReason.WITHDRAWN, GoneReason.DELETED, GoneReason.MERGED)


@dataclass(frozen=True)
class Dependence:
    """What an answer depends on.

    Args:
        keys: a touch of any of them makes it stale.
        valid_until: when the clock changes it; None for never.
    """

    keys: frozenset[str]
    valid_until: datetime.datetime | None = None

    def __or__(self, other: "Dependence") -> "Dependence":
        moments = [moment for moment in (self.valid_until, other.valid_until) if moment]
        return Dependence(self.keys | other.keys, min(moments, default=None))


def dependence_of(document: Document) -> Dependence:
    """Return what an answer depends on that shows `document`."""
    keys = {key for key in document.made_from.split("\n") if not key.startswith(CONTRIBUTION)}
    if document.standing == Standing.PUBLIC and registry.kind_of(document.source).is_derived:
        # What others contribute is known only when they are settled.
        keys.add("pages")
    return Dependence(frozenset({*keys, document.source, EVERYTHING} - {""}), document.valid_until)


def content_version() -> int:
    """Return the number of the last change of anything public."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def is_clean(document: Document, now: datetime.datetime) -> bool:
    """Return whether a stored document can be handed out as it is."""
    return (
        document.marked == Mark.CLEAN
        and document.fingerprint == fingerprint()
        and (document.valid_until is None or document.valid_until > now)
    )


def ready(document: Document, now: datetime.datetime) -> Document:
    """Return `document` as it is to be handed out at `now`."""
    if is_clean(document, now):
        return document
    rendered = refresh(document.source, now, wait=False)
    if rendered.is_unsettled:
        return _rendered_after_settling(document.source, now)
    return rendered.document


def changed_itself(now: datetime.datetime) -> Q:
    """Return the condition that a document has changed itself: its own facts, or by the clock."""
    return Q(marked=Mark.OWN) | Q(valid_until__lte=now, standing=Standing.PUBLIC)


def settle(
    now: datetime.datetime, *, wait: bool = False, limit: int | None = None
) -> dict[str, Rendered]:
    """Render what has changed itself, so that it is known what is public and where.

    Args:
        now: the moment of reading.
        wait: whether to wait for other writers; without it some may not be stored.
        limit: how many at most; what shows others comes last. None for all.

    Returns:
        What was rendered, by source.
    """
    number_now()
    unsettled = (
        Document.objects.filter(changed_itself(now)).order_by("pk").values_list("source", flat=True)
    )
    derived = {name for name, kind in registry.kinds().items() if kind.is_derived}
    sources = sorted(unsettled, key=lambda source: source.partition(":")[0] in derived)
    settled: dict[str, Rendered] = {}
    for source in sources[:limit]:
        with also(_not_stored(settled)):
            settled[source] = refresh(source, now, wait=wait)
    return settled


def _not_stored(settled: dict[str, Rendered]) -> dict[str, Rendered]:
    return {source: found for source, found in settled.items() if not found.is_stored}


def _stored(condition: str, parameters: Sequence[Any], now: datetime.datetime) -> Document | None:
    """Return the first document for which a condition holds, as `_with_unsettled` does, or None.

    As SQL, because that a query is put together costs four times what the database takes.

    Args:
        condition: SQL over its columns.
        parameters: what the condition's placeholders stand for.
        now: the moment of reading.
    """
    columns = ", ".join(str(field.column) for field in Document._meta.concrete_fields)
    found = Document.objects.raw(
        f"SELECT {columns}, {UNSETTLED} AS unsettled FROM {Document._meta.db_table} "  # noqa: S608 - our own names
        f"WHERE {condition} ORDER BY id LIMIT 1",
        [connection.ops.adapt_datetimefield_value(now), *parameters],
    )
    return next(iter(found), None)


def _with_unsettled(documents: QuerySet[Document], now: datetime.datetime) -> QuerySet[Document]:
    """Say with each document whether anything has changed itself or by the clock."""
    moment = connection.ops.adapt_datetimefield_value(now)
    unsettled = RawSQL(UNSETTLED, [moment], output_field=BooleanField())  # noqa: S611 - our own names
    return documents.annotate(unsettled=unsettled)


def _derived(source: str) -> bool:
    return registry.kind_of(source).is_derived


def _rendered_after_settling(source: str, now: datetime.datetime) -> Document:
    """Return a document that shows what others contribute, once those are settled."""
    unstored = _not_stored(settle(now))
    if source in unstored:
        return unstored[source].document
    if unstored:
        # Nobody has been told yet what they contribute: what is stored may not know.
        with also(unstored):
            return render(source, now).document
    stored = Document.objects.filter(source=source).first()
    if stored is not None and is_clean(stored, now):
        return stored
    # What has come since the settling came after the reader did: it may be in it or not.
    return refresh(source, now, wait=False).document


def _ready(document: Document, now: datetime.datetime) -> Document:
    """Return an annotated document as it is to be handed out."""
    if document.unsettled and _derived(document.source):  # type: ignore[attr-defined]  # annotated
        return _rendered_after_settling(document.source, now)
    return ready(document, now)


def document_by_id(
    types: Collection[str], public_id: uuid.UUID, now: datetime.datetime
) -> Document | None:
    """Return the document of some of `types` with an id, public or gone, or None.

    One query where it is stored and clean.
    """
    number_now()
    identifier = Document._meta.get_field("public_id").get_db_prep_value(public_id, connection)
    places = ", ".join(["%s"] * len(types))
    found = _stored(f"public_id = %s AND type IN ({places})", [identifier, *types], now)
    if found is not None:
        return _ready(found, now)
    new = _settled_if_new(now)
    return next((d for d in new if d.public_id == public_id and d.type in types), None)


def _settled_if_new(now: datetime.datetime) -> list[Document]:
    """Return what was never rendered before, rendered; nothing where there is nothing new."""
    if not Document.objects.filter(standing=Standing.NEW).exists():
        return []
    settled = (rendered.document for rendered in settle(now).values())
    return [document for document in settled if document.standing != Standing.NEW]


def documents_by_id(
    type_name: str, public_ids: Collection[uuid.UUID], now: datetime.datetime
) -> dict[uuid.UUID, Document]:
    """Return the public documents of a type with some ids, by id; one query where they are clean.

    What others contribute to them may be behind: for whoever shows nothing of that.
    """
    number_now()
    rows = Document.objects.filter(type=type_name, public_id__in=public_ids)
    found = {document.public_id: ready(document, now) for document in rows}
    if len(found) < len(set(public_ids)):
        found |= {
            document.public_id: document
            for document in _settled_if_new(now)
            if document.type == type_name and document.public_id in public_ids
        }
    return {
        public_id: document
        for public_id, document in found.items()
        if public_id is not None and document.standing == Standing.PUBLIC
    }


def settled_documents_by_id(
    types: Collection[str], public_ids: Collection[uuid.UUID], now: datetime.datetime
) -> dict[uuid.UUID, Document]:
    """Return the public documents of some types with some ids, by id, with all that they show.

    One query where they are clean.
    """
    number_now()
    rows = _with_unsettled(Document.objects.filter(type__in=types, public_id__in=public_ids), now)
    made = [_ready(row, now) for row in rows]
    if len(made) < len(set(public_ids)):
        made += _settled_if_new(now)
    return {
        document.public_id: document
        for document in made
        if document.standing == Standing.PUBLIC
        and document.type in types
        and document.public_id in public_ids
        and document.public_id is not None
    }


def document_at(path: str, now: datetime.datetime) -> Document | None:
    """Return the document whose path on the site is `path`, public or gone, or None.

    What is public stands before what is gone.
    """
    number_now()
    fresh: dict[str, Document] = {}
    if Document.objects.filter(changed_itself(now)).exists():
        fresh = {source: rendered.document for source, rendered in settle(now).items()}
    rows = Document.objects.filter(path=path).exclude(source__in=fresh)
    found = [*rows, *(document for document in fresh.values() if document.path == path)]
    found = [document for document in found if document.standing != Standing.NEW]
    found.sort(key=lambda document: document.standing != Standing.PUBLIC)
    return ready(found[0], now) if found else None


def document_that_was_at(stored_path: str, now: datetime.datetime) -> Document | None:
    """Return the document that was at `stored_path` (as the pages' table has it), or None."""
    old = OldPath.objects.filter(path=stored_path).first()
    return document_of(old.source, now) if old else None


def document_of(source: str, now: datetime.datetime) -> Document | None:
    """Return the document of a source, public or gone, or None."""
    number_now()
    found = _stored("source = %s", [source], now)
    if found is None:
        return None
    document = _ready(found, now)
    return None if document.standing == Standing.NEW else document


def documents_of(sources: Iterable[str], now: datetime.datetime) -> dict[str, Document]:
    """Return the public documents of `sources`, by source; one query where they are clean."""
    number_now()
    rows = _with_unsettled(Document.objects.filter(source__in=list(sources)), now)
    made = (_ready(row, now) for row in rows)
    return {found.source: found for found in made if found.standing == Standing.PUBLIC}


def parsed(document: Document, schema: type[AnySchema], *, base_url: str) -> AnySchema:
    """Return a document as the object that it was made from, with addresses below `base_url`."""
    return schema.model_validate_json(document.content.replace(PLACE, base_url))


def data_of(document: Document, *, short: bool = False) -> dict[str, Any]:
    """Return a document's JSON values as apps get them, whole or without long fields."""
    found: dict[str, Any] = json.loads(
        delivered_bytes(document.summary if short else document.content)
    )
    return found
