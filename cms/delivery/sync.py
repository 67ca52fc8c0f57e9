"""`sync/`: everything once, then only what has changed, in commit order, with none lost.

The log of changes is the documents themselves: each has the number of the last change that marked
it, and a tombstone stays where something was. A token holds how far a client has come, and a number
with its nonce (see `Lineage`) that proves that this database has been there too.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from types import GenericAlias
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field, create_model

from cms.delivery import registry
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.items import USUAL_FORM, included, item_bytes
from cms.delivery.models import STATE_ID, Document, GoneReason, Standing, State
from cms.delivery.openapi import partial_of
from cms.delivery.paging import LIMIT, Cursor
from cms.delivery.parameter_values import InvalidValue, OneOf
from cms.delivery.parameters import (
    LOCALE,
    Parameter,
    Query,
    documented,
    fields_parameter,
    invalid,
    read,
    rich_text_parameter,
)
from cms.delivery.problems import Problem
from cms.delivery.reading import ready, settle
from cms.delivery.rendering import was_here
from cms.delivery.resources import ROOT, Include, declared, include_parameter
from cms.delivery.schemas import Document as PublicDocument
from cms.delivery.schemas import Schema, TypeName, union_of

SALT = "cms.delivery.sync"
#: What is told to a client whose token is no longer good.
START_OVER = (
    "The library was put back to an earlier state since this token was given out. Drop the copy, "
    f"and ask {ROOT}sync/ without a token for everything."
)
#: A number that none is as large as.
FOR_EVER = 2**62


@dataclass(frozen=True)
class Position:
    """How far a client has come.

    Args:
        seen: the content version at which everything that it has was made, at the latest.
        nonce: of that version.
        number: of the last change that it has seen.
        row: the last document that it has seen at that number.
        since: the number at which its first walk began: what was gone by then it never had.
        types: the document types that it follows; empty for all.
        rich_text: the form of rich text that it gets.
        fields: those of a document that it gets; empty for all.
        include: what it gets along with documents.
    """

    seen: int
    nonce: int
    number: int = 0
    row: int = 0
    since: int = 0
    types: tuple[str, ...] = ()
    rich_text: str = USUAL_FORM
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    @property
    def query(self) -> Query:
        """What it gets of documents, as their own addresses are asked for it."""
        return Query(
            {
                "rich_text": self.rich_text,
                "fields": list(self.fields) or None,
                "include": list(self.include) or None,
            }
        )

    def token(self) -> str:
        """Return it as an address holds it, signed."""
        return signing.Signer(sep=".", salt=SALT).sign_object(asdict(self), compress=True)

    def address(self) -> str:
        """Return where to go on from here."""
        return f"{settings.SITE_URL}{ROOT}sync/?token={self.token()}"


def position_of(token: str) -> Position:
    """Return what `Position.token` wrote.

    Raises:
        InvalidValue: this library did not write it.
        Problem: an earlier release of it did, in another form.
    """
    try:
        values: dict[str, Any] = signing.Signer(sep=".", salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidValue(
            "This token is damaged, or of another library. Start over without one."
        ) from error
    try:
        lists = {name: tuple(values[name]) for name in ("types", "fields", "include")}
        return Position(**{**values, **lists})
    except (TypeError, KeyError) as error:
        raise Problem("token-expired", START_OVER) from error


class Put(Schema):
    """The base of a document to keep: new, or changed, or the same again."""

    op: Literal["put"]
    id: uuid.UUID
    version: int


class Delete(Schema):
    """Something to stop showing."""

    op: Literal["delete"]
    id: uuid.UUID
    type: TypeName
    version: int
    reason: GoneReason
    replaced_by: uuid.UUID | None


def put_schema(deliverable: registry.DeliverableType) -> type[Schema]:
    """Return the schema of one type's document in an answer: `type` tells which it is."""
    stem = deliverable.schema.__name__.removesuffix("Document")
    tag: Any = Literal[deliverable.name]
    document: Any = deliverable.schema
    if issubclass(deliverable.schema, PublicDocument):
        document = union_of([deliverable.schema, partial_of(deliverable.schema)])
    return create_model(
        f"{stem}Put",
        __base__=Put,
        __doc__=f"{stem}: a document to keep. It is new, or changed, or the same again.",
        type=(tag, ...),
        document=(document, Field(description="The document, as its own address answers it.")),
    )


def sync_schema() -> type[Schema]:
    """Return the schema of an answer. Call it when all types are registered."""
    puts = [put_schema(deliverable) for deliverable in registry.all_types().values()]
    items: Any = GenericAlias(list, (union_of([*puts, Delete]),))
    return create_model(
        "SyncAnswer",
        __base__=Schema,
        __doc__="A part of the walk.",
        items=(items, ...),
        next=(str | None, Field(description="The address of the next part; null at the end.")),
        sync=(
            str | None,
            Field(description="At the end: the address to ask later, for what has changed since."),
        ),
    )


def _types_parameter() -> Parameter:
    return Parameter(
        "types",
        OneOf(tuple(registry.all_types())),
        "Only documents of these types. Names are joined by commas.",
        listed=True,
        example="topic,trial",
    )


TOKEN = Parameter(
    "token",
    Cursor(),
    "Where to go on: from the address called `next` or `sync` in the answer before. `types`, "
    "`fields`, `include` and `rich_text` are in it.",
)
#: What is fixed in a token.
FIXED = ("types", "rich_text", "fields", "include")


def _includes() -> tuple[Include, ...]:
    """Return everything that any resource can send along, each once."""
    return tuple({found.name: found for one in declared() for found in one.includes}.values())


def parameters() -> tuple[Parameter, ...]:
    """Return what `sync/` takes."""
    fields = dict.fromkeys(name for resource in declared() for name in resource.field_names)
    return (
        _types_parameter(),
        LIMIT,
        TOKEN,
        fields_parameter(fields),
        *include_parameter(_includes()),
        LOCALE,
        rich_text_parameter(registry.forms()),
    )


def _start(query: Query, state: State) -> Position:
    """Return where a request goes on.

    Raises:
        Problem: its token is damaged, comes with what is fixed in it, or is of a time that the
            database knows nothing of, because it was put back.
    """
    if "token" not in query.given:
        return Position(
            seen=state.number,
            nonce=state.nonce,
            since=state.number,
            types=tuple(query["types"] or ()),
            rich_text=query["rich_text"],
            fields=tuple(query["fields"] or ()),
            include=tuple(query["include"] or ()),
        )
    for name in FIXED:
        if name in query.given:
            raise invalid(name, InvalidValue("It is fixed in the token. Leave it out."))
    try:
        position = position_of(query["token"])
    except InvalidValue as error:
        raise invalid("token", error) from error
    if not was_here(state, position.seen, position.nonce):
        raise Problem("token-expired", START_OVER)
    return position


def _rows_after(position: Position, limit: int) -> Sequence[Document]:
    """Return the next documents that a client has not seen, in the order of their changes.

    Not beyond what has come since everything was settled and may turn out to be public: a token
    that has passed it would never come back to it.
    """
    new = Document.objects.filter(standing=Standing.NEW).order_by("version").values("version")
    after = Q(version__gt=position.number) | Q(version=position.number, pk__gt=position.row)
    rows = Document.objects.filter(after, version__lt=Coalesce(Subquery(new[:1]), FOR_EVER))
    rows = rows.exclude(standing=Standing.GONE, version__lte=position.since)
    if position.types:
        rows = rows.filter(type__in=position.types)
    return list(rows.order_by("version", "pk")[:limit])


def _item(document: Document, position: Position) -> bytes:
    """Return one item of the answer."""
    head = {"id": str(document.public_id), "type": document.type, "version": document.version}
    if document.standing != Standing.PUBLIC:
        return json_bytes(
            {
                "op": "delete",
                **head,
                "reason": document.reason,
                "replaced_by": _id_of(document.replaced_by),
            }
        )
    if not issubclass(registry.get(document.type).schema, PublicDocument):
        # What there is once is sent whole.
        position = replace(position, fields=())
    content = item_bytes(document, position.query, short=False)
    return json_bytes({"op": "put", **head})[:-1] + b',"document":' + content + b"}"


def _id_of(source: str) -> str | None:
    """Return the id of what stands in the place of something, where that is public."""
    found = Document.objects.filter(source=source, standing=Standing.PUBLIC).first()
    return str(found.public_id) if source and found else None


def answer_sync(request: HttpRequest) -> HttpResponse:
    """Answer with what comes next for a client.

    Raises:
        Problem: a parameter is not valid, or the database was put back since its token was made.
    """
    query = read(request, parameters())
    now = timezone.now()
    settle(now, wait=True)
    state = State.objects.get(pk=STATE_ID)
    position = _start(query, state)
    rows = _rows_after(position, query["limit"] + 1)
    is_end = len(rows) <= query["limit"]
    rows = rows[: query["limit"]]
    found = [(row.version, ready(row, now)) for row in rows]
    # One that was touched since it was listed comes in its turn, further on.
    documents = [document for listed, document in found if document.version == listed]
    items = [_item(document, position) for document in documents]
    if rows:
        # Read after the items were found: they may have changed since the beginning.
        state = State.objects.get(pk=STATE_ID)
        position = replace(
            position,
            seen=state.number, nonce=state.nonce, number=rows[-1].version, row=rows[-1].pk,
        )  # fmt: skip
    address = position.address()
    rest = json_bytes({"next": None if is_end else address, "sync": address if is_end else None})
    public = [document for document in documents if document.standing == Standing.PUBLIC]
    along = included(public, _includes(), position.query, now)
    more = b"," + along.parts(position.query) if along else b""
    return bytes_answer(b'{"items":[' + b",".join(items) + b"]," + rest[1:-1] + more + b"}")


def sync_router() -> Router:
    """Return the address of sync."""
    router = Router(tags=["sync"], by_alias=True)

    @router.get(
        "/sync/",
        response=sync_schema(),
        operation_id="sync",
        summary="Keep a copy up to date",
        openapi_extra=documented(parameters()),
    )
    def sync(request: HttpRequest) -> HttpResponse:
        """Everything once; then, by the address called `sync`, what has changed since."""
        return answer_sync(request)

    return router
