"""Answers of one document, and what documents in any answer have in common."""

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from cms.delivery import exports, registry
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.dependencies import of_request
from cms.delivery.models import Document, Standing
from cms.delivery.parameter_values import parse_id
from cms.delivery.parameters import Query, read
from cms.delivery.problems import Gone, Problem, not_found
from cms.delivery.reading import (
    TOLD,
    Dependence,
    data_of,
    dependence_of,
    document_by_id,
    document_of,
    settled_documents_by_id,
)
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import Include, Resource
from cms.delivery.schemas import LONG_FIELDS

ALWAYS = ("id", "type")
#: The form of rich text that documents are stored with.
USUAL_FORM = "html"
#: At most so many documents are sent along with an answer.
MAX_INCLUDED = 500


def depend(request: HttpRequest, dependence: Dependence) -> None:
    """Tell whoever may keep the answer what it was made from."""
    of_request(request).declare(dependence.keys, dependence.valid_until)


def shaped(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """Return a document's JSON as a query wants it: its fields, and its rich texts in their form.

    Args:
        data: the document, as it is stored.
        query: the request's parameters.
    """
    names = query["fields"]
    if names is not None:
        data = {name: value for name, value in data.items() if name in names or name in ALWAYS}
    written: dict[str, Any] = registry.forms()[query["rich_text"]](data)
    return written


def is_usual(query: Query) -> bool:
    """Return whether a query wants documents as they are stored."""
    return query["fields"] is None and query["rich_text"] == USUAL_FORM


def item_bytes(document: Document, query: Query, *, short: bool) -> bytes:
    """Return a document as the query wants it.

    Args:
        document: a public one.
        query: the request's parameters.
        short: whether its long fields are left out, unless the query names them.
    """
    if is_usual(query):
        return delivered_bytes(document.summary if short else document.content)
    names = query["fields"]
    is_short = short if names is None else not LONG_FIELDS.intersection(names)
    return json_bytes(shaped(data_of(document, short=is_short), query))


@dataclass(frozen=True)
class Included:
    """Documents that are sent along.

    Args:
        documents: by id.
        left_out: the ids of those that were too many.
    """

    documents: Mapping[uuid.UUID, Document]
    left_out: Sequence[uuid.UUID]

    def parts(self, query: Query) -> bytes:
        """Return the members that they are in an answer's object: without braces."""
        form = registry.forms()[query["rich_text"]]
        usual = query["rich_text"] == USUAL_FORM
        written = b",".join(
            b'"%s":%s'
            % (
                str(public_id).encode(),
                delivered_bytes(found.content) if usual else json_bytes(form(data_of(found))),
            )
            for public_id, found in self.documents.items()
        )
        left_out = json_bytes([str(public_id) for public_id in self.left_out])
        return b'"included":{%s},"not_included":%s' % (written, left_out)


def included(
    documents: Iterable[Document],
    includes: Sequence[Include],
    query: Query,
    now: datetime.datetime,
) -> Included | None:
    """Return what the query wants sent along with some documents, or None if it wants nothing.

    Args:
        documents: what the answer holds.
        includes: what can be included there.
        query: the request's parameters.
        now: the moment of reading.
    """
    if not includes or query["include"] is None:
        return None
    wanted = [include for include in includes if include.name in query["include"]]
    ids: dict[uuid.UUID, None] = {}
    for document in documents:
        data = json.loads(document.content)
        for include in wanted:
            ids.update((uuid.UUID(str(found)), None) for found in include.find(data))
    types = {name for include in wanted for name in include.types}
    named = list(ids)
    found = settled_documents_by_id(types, named[:MAX_INCLUDED], now)
    return Included(
        documents={public_id: found[public_id] for public_id in named if public_id in found},
        left_out=named[MAX_INCLUDED:],
    )


def answer_item(request: HttpRequest, resource: Resource, identifier: str) -> HttpResponseBase:
    """Answer with one document.

    Raises:
        Problem: there is nothing public of that id, or a parameter is not valid.
    """
    query = read(request, resource.item_parameters)
    now = timezone.now()
    public_id = parse_id(identifier)
    found = public_id and document_by_id(resource.types, public_id, now)
    return document_answer(request, found or None, resource, query, now)


def document_answer(
    request: HttpRequest,
    document: Document | None,
    resource: Resource,
    query: Query,
    now: datetime.datetime,
) -> HttpResponseBase:
    """Answer with a document as the query wants it, or with what has become of it.

    Raises:
        Problem: it was public and is no more (410), or was never (404).
    """
    if document is None or document.standing == Standing.NEW:
        raise not_found()
    dependence = dependence_of(document)
    depend(request, dependence)
    if document.standing == Standing.GONE:
        raise gone(document, now) if document.reason in TOLD else not_found()
    chosen = exports.chosen(resource.formats, query, but=("format", "locale"))
    if chosen is not None:
        name = f"{document.type}-{document.public_id}"
        return exports.answer(chosen, [document], name=name, tag=[document.etag])
    content = item_bytes(document, query, short=False)
    along = included([document], resource.includes, query, now)
    if along is not None:
        content = content[:-1] + b"," + along.parts(query) + b"}"
        for found in along.documents.values():
            depend(request, dependence_of(found))
    return bytes_answer(
        content,
        etag=document.etag if is_usual(query) and along is None else "",
        last_modified=document.updated_at,
        surrogate_key=document.surrogate_key,
    )


def gone(document: Document, now: datetime.datetime) -> Problem:
    """Return the problem of what was public and is no more."""
    replacement = document_of(document.replaced_by, now) if document.replaced_by else None
    is_public = replacement is not None and replacement.standing == Standing.PUBLIC
    return Problem(
        "gone",
        gone=Gone(
            reason=document.reason,
            note=document.note,
            at=document.gone_at,
            replaced_by=replacement.public_id if replacement and is_public else None,
        ),
    )
