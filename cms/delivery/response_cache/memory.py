"""Where entries are: three stores, each with its own bound, so that none can push out another's."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from cms.delivery.response_cache.entries import Entry
from cms.delivery.response_cache.storing import Kind


class Store:
    """Entries of one kind; the ones that were used least lately go when there are too many.

    Args:
        limit: how many bytes they may take.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[str, tuple[Entry, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry of `key`, as the last one used."""
        found = self._entries.get(key)
        if found is None:
            return None
        self._entries.move_to_end(key)
        return found[0]

    def put(self, key: str, entry: Entry) -> None:
        """Keep `entry`, or, of one that is kept already, see how large it has become."""
        self.drop(key)
        size = entry.size + len(key)
        if size > self._limit:
            # It would push out all others, and then itself.
            return
        self._entries[key] = (entry, size)
        self.bytes += size
        while self.bytes > self._limit:
            _, (_, size) = self._entries.popitem(last=False)
            self.bytes -= size

    def drop(self, key: str) -> None:
        """Forget the entry of `key`."""
        _, size = self._entries.pop(key, (None, 0))
        self.bytes -= size

    def clear(self) -> None:
        """Forget all of them."""
        self._entries.clear()
        self.bytes = 0


class Memory:
    """The entries of one process, of one fingerprint at a time. Safe to use from several threads.

    Args:
        limits: how many bytes the entries of each kind may take.
    """

    def __init__(self, limits: Mapping[Kind, int]) -> None:
        self._stores = {kind: Store(limits[kind]) for kind in Kind}
        self._lock = threading.Lock()
        self._fingerprint: str | None = None

    def get(self, key: str, fingerprint: str) -> Entry | None:
        """Return the entry of `key`; forget everything if the fingerprint is another."""
        with self._lock:
            if fingerprint != self._fingerprint:
                self._clear(fingerprint)
            for store in self._stores.values():
                entry = store.get(key)
                if entry is not None:
                    return entry
        return None

    def put(self, kind: Kind, key: str, entry: Entry, fingerprint: str) -> None:
        """Keep `entry`, unless the fingerprint is another since its rendering."""
        with self._lock:
            if fingerprint == self._fingerprint:
                self._drop(key)
                self._stores[kind].put(key, entry)

    def weigh(self, key: str, entry: Entry) -> None:
        """Take note that `entry` has grown."""
        with self._lock:
            for store in self._stores.values():
                if store.get(key) is entry:
                    store.put(key, entry)

    def drop(self, key: str) -> None:
        """Forget the entry of `key`."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._clear(self._fingerprint)

    def sizes(self) -> dict[str, dict[str, int]]:
        """Return how many entries there are of each kind, and how many bytes they take."""
        with self._lock:
            return {
                kind.value: {"entries": len(store), "bytes": store.bytes}
                for kind, store in self._stores.items()
            }

    def _drop(self, key: str) -> None:
        for store in self._stores.values():
            store.drop(key)

    def _clear(self, fingerprint: str | None) -> None:
        for store in self._stores.values():
            store.clear()
        self._fingerprint = fingerprint
