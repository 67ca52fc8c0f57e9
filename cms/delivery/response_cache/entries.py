"""An answer in each form in which it is sent."""

import hashlib
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from wsgiref.types import StartResponse, WSGIEnvironment

from cms.delivery.response_cache.asking import Answer, Header
from cms.delivery.response_cache.conditions import is_known
from cms.delivery.response_cache.encodings import (
    BROTLI,
    COMPRESS,
    GZIP,
    PLAIN,
    chosen,
    is_compressible,
    suffixed,
)
from cms.delivery.response_cache.storing import OK
from cms.delivery.response_cache.versions import Version

#: Of one sending: set anew each time.
STAMPS = ("content-version", "date", "request-id")
#: Of one form: set by what that form is.
OF_FORM = ("content-length", "etag")
#: What an answer says again when it is 304, besides the headers of CORS.
UNCHANGED = ("etag", "cache-control", "vary", "last-modified")
#: No database was ever there.
NEVER = Version(0, 0)
#: What an entry takes in memory besides its texts, roughly; and each of these.
OVERHEAD = 2_000
OVERHEAD_OF_TEXT = 60


@dataclass(frozen=True, slots=True)
class Form:
    """An answer in one encoding.

    Args:
        headers: all but those of one sending.
        unchanged: the same of the 304.
        body: in one piece.
    """

    headers: list[Header]
    unchanged: list[Header]
    body: bytes


class Entry:
    """A whole answer, with what it depends on.

    Args:
        answer: has a body.
        version: the content version that was read before the answer was made.
        keys: what it was made from.
        valid_until: when the clock changes it; None for never.
        stored: whether it is for everybody; if not, it is sent as it is.
    """

    __slots__ = (
        "_compressible", "_forms", "_headers", "_tag", "_tags", "ends", "keys", "status",
        "version",
    )  # fmt: skip

    def __init__(
        self,
        answer: Answer,
        *,
        version: Version = NEVER,
        keys: Collection[str] = (),
        valid_until: datetime | None = None,
        stored: bool = True,
    ) -> None:
        body = answer.body or b""
        self.status = answer.status
        self.version = version
        self.keys = tuple(keys)
        self.ends = math.inf if valid_until is None else valid_until.timestamp()
        self._headers = [
            pair for pair in answer.headers if pair[0].lower() not in (*STAMPS, *OF_FORM)
        ]
        self._tag = answer.fields.get("etag", "")
        if answer.code == OK and stored and not self._tag:
            self._tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        strong = self._tag.removeprefix("W/")
        known = answer.code == OK and strong
        self._tags = (
            frozenset(suffixed(strong, form) for form in (PLAIN, GZIP, BROTLI)) if known else ()
        )
        content_type = answer.fields.get("content-type", "")
        self._compressible = stored and is_compressible(content_type, len(body))
        if stored:
            self._headers = _with_vary(self._headers)
        self._forms = {PLAIN: self._form(PLAIN, body)}

    @property
    def forms(self) -> int:
        """In how many forms it is there."""
        return len(self._forms)

    @property
    def size(self) -> int:
        """How many bytes it takes in memory, roughly."""
        bodies = sum(len(form.body) for form in self._forms.values())
        texts = sum(len(name) + len(value) for name, value in self._headers)
        keys = sum(len(key) + OVERHEAD_OF_TEXT for key in self.keys)
        return OVERHEAD + bodies + texts + keys

    def send(
        self, request: WSGIEnvironment, start_response: StartResponse, stamps: Iterable[Header]
    ) -> list[bytes]:
        """Answer `request`: in the encoding that it wants, or without a body if it needs none."""
        form = self._forms[PLAIN]
        if self._compressible:
            form = self._in_encoding(chosen(request.get("HTTP_ACCEPT_ENCODING", "")))
        known = request.get("HTTP_IF_NONE_MATCH")
        if known is not None and self._tags and is_known(known, self._tags):
            start_response("304 Not Modified", [*form.unchanged, *stamps])
            return []
        start_response(self.status, [*form.headers, *stamps])
        return [] if request["REQUEST_METHOD"] == "HEAD" else [form.body]

    def _in_encoding(self, encoding: str) -> Form:
        """Return the answer in `encoding`, made on first use."""
        form = self._forms.get(encoding)
        if form is None:
            # Two threads may both make it: it is the same.
            form = self._form(encoding, COMPRESS[encoding](self._forms[PLAIN].body))
            self._forms[encoding] = form
        return form

    def _form(self, encoding: str, body: bytes) -> Form:
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if encoding != PLAIN:
            headers.append(("Content-Encoding", encoding))
        if self._tag:
            headers.append(("ETag", suffixed(self._tag, encoding)))
        unchanged = [pair for pair in headers if _is_of_unchanged(pair[0].lower())]
        return Form(headers, unchanged, body)


def _is_of_unchanged(name: str) -> bool:
    return name in UNCHANGED or name.startswith("access-control-")


def _with_vary(headers: list[Header]) -> list[Header]:
    """Return `headers` with `Vary: Accept-Encoding`, which is all that a kept answer varies by."""
    return [
        *(pair for pair in headers if pair[0].lower() != "vary"),
        ("Vary", "Accept-Encoding"),
    ]


def stamps(number: int, request_id: str) -> list[Header]:
    """Return the headers of one sending."""
    return [("Content-Version", str(number)), ("Request-Id", request_id)]


def send_in_pieces(
    answer: Answer,
    request: WSGIEnvironment,
    start_response: StartResponse,
    number: int,
    request_id: str,
) -> Iterable[bytes]:
    """Send an answer that has no whole body, as it comes."""
    headers = [pair for pair in answer.headers if pair[0].lower() not in STAMPS]
    start_response(answer.status, [*headers, *stamps(number, request_id)])
    if request["REQUEST_METHOD"] != "HEAD":
        return answer.pieces
    close = getattr(answer.pieces, "close", None)
    if close is not None:
        close()
    return []
