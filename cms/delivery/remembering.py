"""What this process has found since content last changed, where finding it again costs much.

Nothing of it is ever stale: who takes it has read the content version in any case, and gets only
what was found at just that one.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from cms.delivery.response_cache.versions import Version

Found = TypeVar("Found")


class AtOneVersion(Generic[Found]):
    """Answers to questions, all of one content version. Safe to use from several threads.

    Args:
        most: as many are kept, those that were asked for last.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._version: Version | None = None
        self._found: OrderedDict[Hashable, Found] = OrderedDict()

    def get(self, version: Version, asked: Hashable) -> Found | None:
        """Return what was found for a question at a version, or None."""
        with self._lock:
            if version != self._version or asked not in self._found:
                return None
            self._found.move_to_end(asked)
            return self._found[asked]

    def put(self, version: Version, asked: Hashable, found: Found) -> None:
        """Keep what was found for a question; what is of another version goes."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._found.clear()
            self._found[asked] = found
            if len(self._found) > self._most:
                self._found.popitem(last=False)
