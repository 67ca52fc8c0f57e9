"""The response cache: what happens to a request."""

import logging
import os
import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cms.delivery.dependencies import Dependencies
from cms.delivery.response_cache.addresses import Address, Addresses
from cms.delivery.response_cache.asking import ask
from cms.delivery.response_cache.entries import Entry, send_in_pieces, stamps
from cms.delivery.response_cache.memory import Memory
from cms.delivery.response_cache.statistics import Event, Statistics
from cms.delivery.response_cache.storing import is_stored, kind_of
from cms.delivery.response_cache.versions import (
    UnknownVersionError,
    Version,
    Versions,
    VersionUnavailableError,
)

logger = logging.getLogger(__name__)

#: How often it is said that the content version can't be read.
COMPLAINT_SECONDS = 60


class ResponseCache:
    """A WSGI application that answers from memory what it can, and asks another one for the rest.

    Args:
        application: Django.
        addresses: tells which requests may be answered from memory.
        versions: reads the content version.
        memory: holds the entries.
        statistics: counts what happens.
        fingerprint: tells what, besides content, decides how an answer looks.
        largest: how many bytes a body that is kept may have.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        addresses: Addresses,
        versions: Versions,
        memory: Memory,
        statistics: Statistics,
        fingerprint: Callable[[], str],
        largest: int,
    ) -> None:
        self._application = application
        self._addresses = addresses
        self._versions = versions
        self._memory = memory
        self._statistics = statistics
        self._fingerprint = fingerprint
        self._largest = largest
        self._complain_at = 0.0

    def __call__(self, request: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer `request`."""
        address = self._addresses.of(request)
        if address is None:
            return self._pass_by(request, start_response)
        try:
            version = self._versions.current()
            entry = self._valid(address.key, version)
        except VersionUnavailableError as error:
            self._complain(error)
            return self._pass_by(request, start_response)
        if entry is None:
            self._statistics.count(Event.MISSES)
            return self._ask(address, version, request, start_response)
        self._statistics.count(Event.HITS)
        return self._send(entry, address.key, version, request, start_response)

    def _pass_by(self, request: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._statistics.count(Event.BYPASSES)
        return self._application(request, start_response)

    def _complain(self, error: VersionUnavailableError) -> None:
        now = time.monotonic()
        if now >= self._complain_at:
            self._complain_at = now + COMPLAINT_SECONDS
            logger.warning("response cache passed by: no version", extra={"reason": str(error)})

    def _valid(self, key: str, version: Version) -> Entry | None:
        """Return the entry of `key` if it is what Django would answer at `version`."""
        entry = self._memory.get(key, self._fingerprint())
        if entry is None:
            return None
        if entry.ends <= time.time() or not self._is_untouched(entry, version):
            self._statistics.count(Event.DROPPED)
            self._memory.drop(key)
            return None
        return entry

    def _is_untouched(self, entry: Entry, version: Version) -> bool:
        """Return whether nothing that `entry` was made from has changed; note so on the entry."""
        if entry.version == version:
            return True
        try:
            now = self._versions.unchanged_since(entry.version, entry.keys)
        except UnknownVersionError:
            # The database was put back: what else is kept may be of another past too.
            self._memory.clear()
            return False
        if now is None:
            return False
        entry.version = now
        self._statistics.count(Event.RESTAMPED)
        return True

    def _ask(
        self,
        address: Address,
        version: Version,
        request: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer as Django does, and keep the answer if it may be kept."""
        fingerprint = self._fingerprint()
        dependencies = Dependencies()
        answer = ask(self._application, request, address.query, dependencies)
        # Django may have written its own into a log.
        request_id = answer.fields.get("request-id") or new_request_id()
        if answer.body is None:
            return send_in_pieces(answer, request, start_response, version.number, request_id)
        stored = is_stored(answer, dependencies, largest=self._largest)
        entry = Entry(
            answer,
            # That of before: what changed while Django was busy may not be in the answer.
            version=version,
            keys=dependencies.keys,
            valid_until=dependencies.valid_until,
            stored=stored,
        )
        body = entry.send(request, start_response, stamps(version.number, request_id))
        if stored and self._is_of(entry, version):
            self._memory.put(kind_of(answer, address.query), address.key, entry, fingerprint)
        return body

    def _is_of(self, entry: Entry, version: Version) -> bool:
        """Return whether `entry`, just made, shows nothing that is newer than `version`.

        If it does, it must not be kept: after a restore to that version it would pass for right.
        """
        try:
            return self._versions.unchanged_since(version, entry.keys) is not None
        except (UnknownVersionError, VersionUnavailableError):
            return False

    def _send(
        self,
        entry: Entry,
        key: str,
        version: Version,
        request: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer from memory."""
        forms = entry.forms
        body = entry.send(request, start_response, stamps(version.number, new_request_id()))
        if entry.forms != forms:
            self._memory.weigh(key, entry)
        return body


def new_request_id() -> str:
    """Return the name of one sending: random, 32 digits, in a third of the time of a UUID."""
    return os.urandom(16).hex()
