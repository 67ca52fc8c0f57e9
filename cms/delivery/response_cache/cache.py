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
from cms.delivery.response_cache.memory import Generation, Memory
from cms.delivery.response_cache.statistics import Event, Statistics
from cms.delivery.response_cache.storing import is_stored, kind_of
from cms.delivery.response_cache.versions import Version, Versions, VersionUnavailableError

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
            generation = (version.epoch, self._fingerprint())
            entry = self._valid(address.key, version, generation)
        except VersionUnavailableError as error:
            self._complain(error)
            return self._pass_by(request, start_response)
        if entry is None:
            self._statistics.count(Event.MISSES)
            return self._ask(address, version, generation, request, start_response)
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

    def _valid(self, key: str, version: Version, generation: Generation) -> Entry | None:
        """Return the entry of `key` if it is what Django would answer at `version`."""
        entry = self._memory.get(key, generation)
        if entry is None:
            return None
        if entry.ends <= time.time() or not self._is_untouched(entry, version):
            self._statistics.count(Event.DROPPED)
            self._memory.drop(key)
            return None
        return entry

    def _is_untouched(self, entry: Entry, version: Version) -> bool:
        """Return whether nothing that `entry` was made from has changed; note so on the entry."""
        if entry.number == version.number:
            return True
        if entry.number > version.number:
            return self._is_ahead(entry, version)
        # What was touched after the version was read is looked at too.
        if self._versions.last_touch(entry.keys) > entry.number:
            return False
        entry.number = version.number
        self._statistics.count(Event.RESTAMPED)
        return True

    def _is_ahead(self, entry: Entry, version: Version) -> bool:
        """Return whether another thread, which read a later version meanwhile, marked `entry`.

        If not, the database was put back, and no number means anything.
        """
        now = self._versions.current()
        if now.epoch == version.epoch and now.number >= entry.number:
            return True
        self._memory.clear()
        return False

    def _ask(
        self,
        address: Address,
        version: Version,
        generation: Generation,
        request: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer as Django does, and keep the answer if it may be kept."""
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
            number=version.number,
            keys=dependencies.keys,
            valid_until=dependencies.valid_until,
            stored=stored,
        )
        body = entry.send(request, start_response, stamps(version.number, request_id))
        if stored:
            self._memory.put(kind_of(answer, address.query), address.key, entry, generation)
        return body

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
