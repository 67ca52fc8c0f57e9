"""A gate in a web process: a reading waits there until the test lets it pass."""

import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from tests.programs import ANSWER_SECONDS, HOST

#: The variable that tells a web process where the test waits.
PORT = "STALENESS_GATE"
#: The header by which a request asks to be held, and where.
HEADER = "Hold-At"
#: A document is rendered and not stored yet.
RENDERED = "rendered"
#: Django has answered, and nobody keeps the answer yet.
ANSWERED = "answered"


def wait_at(port: int) -> None:
    """Tell the test that this reading has come to the gate; return when it may pass."""
    with socket.create_connection((HOST, port), timeout=ANSWER_SECONDS) as here:
        # Nothing is said: the test closes its end.
        here.recv(1)


class Gate:
    """The test's side of the gate."""

    def __init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self._listener.settimeout(0.05)
        self.port = int(self._listener.getsockname()[1])

    @contextmanager
    def held(self, reading: "Future[Any]") -> Iterator[bool]:
        """Hold a reading for as long as the context lasts.

        Args:
            reading: is done if it never comes to the gate.

        Yields:
            Whether it is held.
        """
        while not reading.done():
            try:
                visitor, _ = self._listener.accept()
            except TimeoutError:
                continue
            with visitor:
                yield True
            return
        yield False

    def close(self) -> None:
        """Let nobody come any more."""
        self._listener.close()
