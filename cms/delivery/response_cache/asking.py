"""Asking Django: for the whole plain answer, whatever part of it in which form the client wants."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cms.delivery.dependencies import NAME, Dependencies

Header = tuple[str, str]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

#: What would make Django answer in part or in another form, and cookies: those that matter are
#: Django's to answer anyway, and no other may shape what everybody gets.
LEFT_OUT = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_COOKIE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_RANGE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)


@dataclass(frozen=True)
class Answer:
    """What Django answered.

    Args:
        status: code and reason.
        headers: as they were sent.
        body: all of it, or None if it comes in pieces.
        pieces: the body as it was sent.
    """

    status: str
    headers: list[Header]
    body: bytes | None
    pieces: Iterable[bytes]

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    @cached_property
    def fields(self) -> dict[str, str]:
        """The headers by their names in lower case, several of one name joined by commas."""
        fields: dict[str, str] = {}
        for name, value in self.headers:
            before = fields.get(name.lower())
            fields[name.lower()] = value if before is None else f"{before}, {value}"
        return fields


def ask(
    application: WSGIApplication, request: WSGIEnvironment, query: str, dependencies: Dependencies
) -> Answer:
    """Ask `application` for the whole plain answer to `request`.

    Args:
        application: calls `start_response` before it returns, and not its result, as Django does.
        request: is left as it is.
        query: is asked instead of the request's own: an answer must not depend on how it is put.
        dependencies: is filled by the view.
    """
    plain = {name: value for name, value in request.items() if name not in LEFT_OUT}
    plain |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, NAME: dependencies}
    started: list[tuple[str, list[Header]]] = []

    def start(status: str, headers: list[Header], exc_info: ExcInfo | None = None) -> Any:
        started.append((status, headers))

    pieces = application(plain, cast(StartResponse, start))
    status, headers = started[-1]
    return Answer(status, headers, _whole(pieces), pieces)


def _whole(pieces: Any) -> bytes | None:
    """Return a body that is complete, or None if it comes in pieces, which are left alone."""
    if isinstance(pieces, list | tuple):
        return b"".join(pieces)
    # Django returns its response itself; a file is wrapped in something of the server's.
    if getattr(pieces, "streaming", True):
        return None
    body: bytes = pieces.content
    # Nobody else will: the server does not see it.
    pieces.close()
    return body
