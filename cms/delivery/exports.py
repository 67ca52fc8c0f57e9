"""Exports: documents in formats of others, one or a whole list, written while they are sent."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import StreamingHttpResponse

from cms.delivery.fingerprint import fingerprint
from cms.delivery.formats import ExportFormat
from cms.delivery.models import Document, Standing
from cms.delivery.paging import Wanted, page_of
from cms.delivery.parameter_values import InvalidValue
from cms.delivery.parameters import Query, invalid
from cms.delivery.reading import data_of, ready

#: So many documents are in memory at once, and so many are sent together.
CHUNK = 200
TOGETHER = 50


def chosen(
    formats: Iterable[ExportFormat], query: Query, *, but: Collection[str]
) -> ExportFormat | None:
    """Return the format that a query asks for, or None for JSON.

    Args:
        formats: those that there are.
        query: the request's parameters.
        but: the parameters that go with a format.

    Raises:
        Problem: the query has others besides.
    """
    found = next((one for one in formats if one.name == query.values.get("format")), None)
    if found is not None:
        for name in query.given:
            if name not in but:
                raise invalid(
                    name, InvalidValue(f"It does not go with format={found.name}. Leave it out.")
                )
    return found


def walk(
    wanted: Wanted, condition: Q, now: datetime.datetime, *, without: Sequence[str]
) -> Iterator[Document]:
    """Yield the public documents of a list, part by part; arguments as `paging.page_of` has."""
    part = replace(wanted, limit=CHUNK, after=None)
    while True:
        rows = page_of(part, condition, without=without)
        for row in rows:
            document = ready(row.document, now)
            if document.standing == Standing.PUBLIC:
                yield document
        if len(rows) < CHUNK:
            return
        part = replace(part, after=(rows[-1].key, str(rows[-1].public_id)))


def answer(
    chosen: ExportFormat, documents: Iterable[Document], *, name: str, tag: Sequence[Any]
) -> StreamingHttpResponse:
    """Answer with documents in a format, written as they are sent.

    Args:
        chosen: the format.
        documents: what to write.
        name: of the file that a browser saves it in, without its extension.
        tag: what, besides the release, decides what is written.
    """
    written = json.dumps([fingerprint(), chosen.name, *tag], default=str)
    response = StreamingHttpResponse(
        _in_pieces(chosen.write(data_of(document) for document in documents)),
        content_type=f"{chosen.content_type}; charset=utf-8",
    )
    response["ETag"] = f'"{hashlib.sha256(written.encode()).hexdigest()[:32]}"'
    response["Content-Disposition"] = f'attachment; filename="{name}.{chosen.extension}"'
    return response


def _in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts, several at a time: a server has work with each piece."""
    waiting = iter(texts)
    while some := list(islice(waiting, TOGETHER)):
        yield "".join(some).encode()
