"""What the web processes of `test_two_processes` serve: the library, with a gate in its readings.

The environment says in which way the response cache reads the content version.
"""

import os
import threading
from collections.abc import Callable, Iterable
from unittest.mock import patch
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

from cms.delivery.response_cache import configuration
from tests.delivery.response_cache.ways import WAY, WAYS
from tests.delivery.staleness.gate import ANSWERED, HEADER, PORT, RENDERED, wait_at


class WithGate:
    """Django, with a gate.

    Args:
        django: answers.
        port: where the test waits.
    """

    def __init__(self, django: WSGIApplication, port: int) -> None:
        self._django = django
        self._port = port
        self._here = threading.local()

    def __call__(self, request: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self._here.point = request.get("HTTP_" + HEADER.upper().replace("-", "_"))
        answer = self._django(request, start)
        self._wait_if_at(ANSWERED)
        return answer

    def before(self, store: Callable[..., None]) -> Callable[..., None]:
        """Return what stores a rendering once it has passed the gate."""

        def wait_and_store(*args: object, **options: object) -> None:
            self._wait_if_at(RENDERED)
            store(*args, **options)

        return wait_and_store

    def _wait_if_at(self, point: str) -> None:
        if self._here.point == point:
            # Once: other documents may be rendered for the same answer.
            self._here.point = None
            wait_at(self._port)


def _application() -> WSGIApplication:
    django = WithGate(get_wsgi_application(), int(os.environ[PORT]))
    # Models can be imported only now.
    from cms.delivery import rendering

    read, way = configuration.versions, WAYS[os.environ[WAY]]
    # For as long as the process lives.
    patch.object(rendering, "store", django.before(rendering.store)).start()
    patch.object(configuration, "versions", lambda: way(read())).start()
    return configuration.with_response_cache(django)


application = _application()
