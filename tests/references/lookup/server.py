"""A local server that answers as the services do: real HTTP, from answers that a test names."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ANSWERS = Path(__file__).parent / "answers"


@dataclass(frozen=True)
class Reply:
    """What is answered to one request.

    Args:
        body: what is sent.
        status: its status.
        headers: besides its length.
        length: what is said of its length, where that is not true.
        waits: whether nothing is sent until the test is over.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    waits: bool = False


def stored(name: str) -> Reply:
    """Return an answer of `answers/`."""
    kinds = {".json": "application/json", ".xml": "text/xml; charset=UTF-8"}
    path = ANSWERS / name
    return Reply(path.read_bytes(), headers={"Content-Type": kinds[path.suffix]})


def as_json(value: Any) -> Reply:
    """Return a value as a service would send it."""
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


@dataclass(frozen=True)
class Request:
    """What was asked."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class Server:
    """Answers on a port of its own until `stop`. A path that has no reply is not found."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.over = threading.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def on(self, path: str, *replies: Reply) -> None:
        """Answer a path with these, one after the other; the last one again and again."""
        self._replies[path] = list(replies)

    def asked(self, path: str) -> list[Request]:
        """Return the requests of a path."""
        return [request for request in self.requests if request.path == path]

    def stop(self) -> None:
        """Let go of whoever waits, and close the port."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def next_reply(self, path: str) -> Reply:
        """Return what comes next for a path."""
        replies = self._replies.get(path, [Reply(b"Resource not found.", status=404)])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query))
                server.requests.append(Request(parts.path, query, dict(self.headers)))
                reply = server.next_reply(parts.path)
                if reply.waits:
                    server.over.wait(30)
                    return
                self.send_response(reply.status)
                length = len(reply.body) if reply.length is None else reply.length
                for name, value in {"Content-Length": str(length), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_request(self, *args: object) -> None:
                """Keep quiet."""

        return Handler
