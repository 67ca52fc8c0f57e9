"""Asking the library, and what of an answer has to be the same."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from wsgiref.types import WSGIApplication

from cms.delivery.rendering import etag_of
from cms.delivery.resources import ROOT
from tests.delivery.response_cache.fakes import request_of
from tests.leaks.filling import MARK

HOST = "localhost:8000"
#: Headers that are another one each time.
PASSING = {"content-version", "request-id", "date", "expires"}
VARY = ("vary", "Accept-Encoding")
TOKEN = re.compile(rb'"csrfmiddlewaretoken" value="[^"]+"')
#: What may hold other texts in a form of its own.
SEALED = re.compile(rb"(?:cursor|token)=([\w.:-]+)")


@dataclass(frozen=True)
class Ask:
    """One request.

    Args:
        path: with its query, as a browser writes it.
        method: how.
        headers: further variables of WSGI.
    """

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join(
            (self.method, self.path, *(f"{name}={value}" for name, value in self.headers))
        )


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header that is there once, or an empty text."""
        return next((value for found, value in self.headers if found == name), "")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


Answers = dict[Ask, Answer]


def ask(application: WSGIApplication, asked: Ask) -> Answer:
    """Return the library's answer."""
    parts = urlsplit(asked.path)
    request = request_of(
        # As WSGI hands it over.
        unquote(parts.path).encode().decode("latin-1"), method=asked.method, query=parts.query,
        HTTP_HOST=HOST, **dict(asked.headers),
    )  # fmt: skip
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started.append((status, headers))

    pieces = application(request, start)
    try:
        body = b"".join(pieces)
    finally:
        getattr(pieces, "close", lambda: None)()
    [(status, sent)] = started
    headers = tuple(sorted((name.lower(), value) for name, value in sent))
    return Answer(int(status[:3]), headers, body)


def ask_all(application: WSGIApplication, asks: Iterable[Ask]) -> Answers:
    """Return the library's answers."""
    return {asked: ask(application, asked) for asked in asks}


# Marks


def _unsealed(data: bytes) -> Iterator[bytes]:
    """Yield what cursors and tokens in a text hold."""
    for sealed in SEALED.findall(data):
        for part in re.split(rb"[.:]", sealed):
            try:
                inner = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
            except binascii.Error:
                continue
            yield inner
            try:
                yield zlib.decompress(inner)
            except zlib.error:
                continue


def is_marked(asked: Ask, answer: Answer, *marks: str) -> bool:
    """Return whether an answer tells a mark that was not in the question itself."""
    text = b"\n".join(
        [answer.body, *(f"{name}: {value}".encode("latin-1") for name, value in answer.headers)]
    )
    text = b"\n".join([text, *_unsealed(text)]).lower()
    path, query = urlsplit(asked.path).path, urlsplit(asked.path).query
    sent = {asked.path, path, query, *(value for _, value in asked.headers)}
    written = {form for one in sent for form in (one, unquote(one), quote(one))} - {"/", ""}
    for one in sorted(written, key=len, reverse=True):
        text = text.replace(one.lower().encode(), b"")
    return any(mark.lower().encode() in text for mark in marks or (MARK,))


# Comparing


def is_of_content_api(asked: Ask) -> bool:
    """Return whether a request is to the content API."""
    return asked.path.startswith(ROOT)


def without_versions(data: Any) -> Any:
    """Return JSON without the numbers of changes."""
    if isinstance(data, dict):
        return {key: without_versions(value) for key, value in data.items() if key != "version"}
    if isinstance(data, list):
        return [without_versions(value) for value in data]
    return data


def from_memory(asked: Ask, answer: Answer) -> Answer:
    """Return an answer without what the response cache adds to pages of the site."""
    if is_of_content_api(asked):
        return answer
    kept = [
        (name, value)
        for name, value in answer.headers
        if name not in ("etag", "content-length") and (name, value) != VARY
    ]
    return Answer(answer.status, tuple(kept), answer.body)


def _is_export(answer: Answer) -> bool:
    """Return whether an answer was written while it was sent, so that its ETag is of a number."""
    return bool(answer.header("content-disposition"))


def _is_document(asked: Ask, answer: Answer) -> bool:
    """Return whether an answer is JSON of the content API, whole, that changes with content."""
    is_json = bool(answer.body) and "json" in answer.header("content-type")
    is_whole = not _is_export(answer) and not asked.path.endswith("openapi.json")
    return is_json and is_whole and is_of_content_api(asked)


def lasting(asked: Ask, answer: Answer) -> Any:
    """Return all of an answer but what is another one each time, or tells of other changes.

    In the content API a document's version tells that something which it shows was there for a
    while. Its ETag has to be that of its bytes, and nothing else.
    """
    dropped = set(PASSING)
    body: Any = TOKEN.sub(b"", answer.body)
    if _is_document(asked, answer):
        tag = etag_of(answer.body)
        assert answer.header("etag") in (tag, ""), f"{asked} has an ETag of something else"
        assert answer.header("content-length") in (str(len(answer.body)), "")
        dropped |= {"etag", "content-length"}
        body = without_versions(answer.json)
    elif is_of_content_api(asked) and _is_export(answer):
        dropped |= {"etag"}
    return answer.status, _headers(answer, dropped), body


def _headers(answer: Answer, dropped: set[str]) -> list[tuple[str, str]]:
    """Return the headers of an answer but some, and of cookies the name."""
    return [
        (name, value.split("=")[0] if name == "set-cookie" else value)
        for name, value in answer.headers
        if name not in dropped
    ]


def exact(asked: Ask, answer: Answer) -> Any:
    """Return all of an answer, the content version too, but what is another one each time."""
    headers = _headers(answer, PASSING - {"content-version"})
    return answer.status, headers, TOKEN.sub(b"", answer.body)
