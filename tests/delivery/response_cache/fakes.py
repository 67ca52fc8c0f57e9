"""A library of a few answers in place of Django, versions without a database, and a reader."""

import io
import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.validate import validator

from cms.delivery.dependencies import NAME
from cms.delivery.response_cache.addresses import Addresses
from cms.delivery.response_cache.cache import ResponseCache
from cms.delivery.response_cache.memory import Memory
from cms.delivery.response_cache.statistics import Event, Statistics
from cms.delivery.response_cache.storing import Kind
from cms.delivery.response_cache.versions import (
    UnknownVersionError,
    Version,
    VersionUnavailableError,
)

HOST = "library.example.org"
JSON = [("Content-Type", "application/json"), ("Cache-Control", "public, no-cache")]
LONG_BODY = b'{"items": [' + b'"exosomes", ' * 200 + b"null]}"


@dataclass(frozen=True)
class Backup:
    """What `FakeVersions` were once."""

    version: Version
    lineage: frozenset[Version]
    touches: dict[str, int]


class FakeVersions:
    """Versions and touches in memory."""

    def __init__(self) -> None:
        self.version = Version(1, 1)
        #: Every version that there was.
        self.lineage = {self.version}
        self.touches: dict[str, int] = {}
        self.works = True
        #: What was asked: `version`, or the keys.
        self.asked: list[Any] = []
        self._nonces = itertools.count(2)

    def current(self) -> Version:
        self.asked.append("version")
        if not self.works:
            raise VersionUnavailableError("closed")
        return self.version

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        self.asked.append(set(keys))
        if not self.works:
            raise VersionUnavailableError("closed")
        if version not in self.lineage:
            raise UnknownVersionError
        last_touch = max(self.touches.get(key, 0) for key in (*keys, "*"))
        return self.version if last_touch <= version.number else None

    def commit(self, *keys: str) -> None:
        """Commit a change that touches `keys`."""
        self.version = Version(self.version.number + 1, next(self._nonces))
        self.lineage.add(self.version)
        self.touches.update(dict.fromkeys(keys, self.version.number))

    def backup(self) -> Backup:
        """Return what there is, to `put_back` later."""
        return Backup(self.version, frozenset(self.lineage), dict(self.touches))

    def put_back(self, backup: Backup) -> None:
        """Be as the backup was."""
        self.version, self.lineage = backup.version, set(backup.lineage)
        self.touches = dict(backup.touches)


@dataclass
class FakeSite:
    """Answers in place of Django.

    Args:
        status: of each answer.
        headers: of each answer.
        body: of each answer, or what makes it of the request.
        keys: what each is declared to be made from; None: nothing is declared.
        valid_until: when the clock changes it.
        asked: each request that came.
    """

    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=lambda: list(JSON))
    body: bytes | Callable[[WSGIEnvironment], bytes] = LONG_BODY
    keys: Iterable[str] | None = ("page:1",)
    valid_until: datetime | None = None
    asked: list[WSGIEnvironment] = field(default_factory=list)

    def __call__(self, request: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(request)
        body = self.body if isinstance(self.body, bytes) else self.body(request)
        dependencies = request.get(NAME)
        if dependencies is not None and self.keys is not None:
            dependencies.declare(self.keys, self.valid_until)
        start_response(self.status, list(self.headers))
        return self.sent(body)

    def sent(self, body: bytes) -> Iterable[bytes]:
        """Return the body as WSGI wants it."""
        return [body]


@dataclass(frozen=True)
class Got:
    """What a reader got."""

    status: int
    pairs: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        [value] = [value for found, value in self.pairs if found.lower() == name.lower()]
        return value

    def __contains__(self, name: str) -> bool:
        return any(found.lower() == name.lower() for found, _ in self.pairs)

    def lasting(self) -> tuple[int, set[tuple[str, str]], bytes]:
        """Return what does not change from one sending to the next."""
        passing = ("request-id", "content-version")
        pairs = {(name, value) for name, value in self.pairs if name.lower() not in passing}
        return self.status, pairs, self.body


def request_of(path: str, *, method: str = "GET", query: str = "", **more: str) -> WSGIEnvironment:
    """Return a request, with `more` of WSGI's variables."""
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **more,
    }


def send(application: WSGIApplication, request: WSGIEnvironment) -> Got:
    """Ask `application`, which has to keep the rules of WSGI."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started.append((status, headers))
        return lambda data: None

    pieces = validator(application)(request, start)
    try:
        body = b"".join(pieces)
    finally:
        pieces.close()  # type: ignore[attr-defined]  # the validator's
    [(status, headers)] = started
    return Got(int(status[:3]), headers, body)


class Reader:
    """A response cache before a fake site, and somebody who reads through it."""

    def __init__(self, folder: Path, *, limit: int = 1_000_000, largest: int = 100_000) -> None:
        self.site = FakeSite()
        self.versions = FakeVersions()
        self.fingerprint = "first release"
        self.memory = Memory(dict.fromkeys(Kind, limit))
        self.statistics = Statistics(folder, self.memory.sizes)
        self.cache = ResponseCache(
            lambda request, start: self.site(request, start),
            addresses=Addresses(hosts=[HOST], passed_by=["/admin/"], cookies=["sessionid"]),
            versions=self.versions,
            memory=self.memory,
            statistics=self.statistics,
            fingerprint=lambda: self.fingerprint,
            largest=largest,
        )

    def get(self, path: str = "/", **more: str) -> Got:
        return send(self.cache, request_of(path, **more))

    @property
    def renderings(self) -> int:
        """How often the site was asked."""
        return len(self.site.asked)

    def entries(self, kind: Kind) -> int:
        return self.memory.sizes()[kind]["entries"]

    def counted(self, event: Event) -> int:
        return self.statistics.counts[event]
