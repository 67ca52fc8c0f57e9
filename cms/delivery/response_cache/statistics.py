"""How often each thing happens: each process counts, `delivery stats` adds up their files."""

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from cms.delivery.response_cache.storing import Kind

#: How long what is counted may be in no file yet.
FLUSH_SECONDS = 5
Sizes = dict[str, dict[str, int]]


class Event(StrEnum):
    """What is counted."""

    #: Answered from memory.
    HITS = "hits"
    #: Django was asked, and its answer kept if it may be.
    MISSES = "misses"
    #: The cache was passed by.
    BYPASSES = "bypasses"
    #: An entry was found untouched by what has changed since it was made.
    RESTAMPED = "restamped"
    #: An entry was forgotten: something that it was made from was touched, or its time was over.
    DROPPED = "dropped"


class Statistics:
    """Counts what happens in this process.

    Args:
        folder: where each process has its file.
        sizes: tells what is in memory.
    """

    def __init__(self, folder: Path, sizes: Callable[[], Sizes]) -> None:
        self._folder = folder
        self._sizes = sizes
        self._lock = threading.Lock()
        self.counts = dict.fromkeys(Event, 0)
        self._flush_at = 0.0
        self._swept = False

    def count(self, event: Event) -> None:
        """Count one event."""
        now = time.monotonic()
        with self._lock:
            self.counts[event] += 1
            if now < self._flush_at:
                return
            self._flush_at = now + FLUSH_SECONDS
            counts = dict(self.counts)
        self._write(counts)

    def _write(self, counts: dict[Event, int]) -> None:
        path = self._folder / f"{os.getpid()}.json"
        unfinished = path.with_suffix(".unfinished")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            unfinished.write_text(json.dumps({**counts, "stores": self._sizes()}))
            unfinished.replace(path)
        except OSError:
            # A full or read-only disk: readers are answered all the same.
            return

    def _sweep(self) -> None:
        """Once, remove the files of processes that have ended."""
        if not self._swept:
            self._swept = True
            for path, pid in _files(self._folder):
                if not _lives(pid):
                    path.unlink(missing_ok=True)


def totals(folder: Path) -> dict[str, Any]:
    """Return what all processes that live have counted, added up; `processes` is how many."""
    events: Counter[str] = Counter(dict.fromkeys((event.value for event in Event), 0))
    stores = {kind.value: Counter({"entries": 0, "bytes": 0}) for kind in Kind}
    processes = 0
    for counted in _counted(folder):
        processes += 1
        for event in Event:
            events[event.value] += counted[event.value]
        for kind in Kind:
            stores[kind.value].update(counted["stores"][kind.value])
    return {
        "processes": processes,
        **events,
        "stores": {kind: dict(store) for kind, store in stores.items()},
    }


def _counted(folder: Path) -> Iterator[dict[str, Any]]:
    """Return what each process that lives has written."""
    for path, pid in _files(folder):
        if _lives(pid):
            yield json.loads(path.read_text())


def _files(folder: Path) -> list[tuple[Path, int]]:
    """Return the file of each process, with the process's number."""
    return [(path, int(path.stem)) for path in folder.glob("*.json") if path.stem.isdigit()]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Somebody else's, but alive.
        return True
    return True
