"""What a rendering is made from: keys, and the moment at which the clock changes it."""

import datetime
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

#: Marks a key that tells what a document contributes to others.
CONTRIBUTION = "="
Anything = TypeVar("Anything")


@dataclass
class Recorder:
    """Takes down what one rendering uses."""

    keys: set[str] = field(default_factory=set)
    valid_until: datetime.datetime | None = None
    #: Whether something that it shows of other documents is not settled.
    is_unsettled: bool = False
    #: What renderings would otherwise ask the database for again and again; see `once`.
    memory: dict[Hashable, Any] = field(default_factory=dict)

    def use(self, *keys: str) -> None:
        """Note that a touch of any of `keys` makes the rendering stale."""
        self.keys.update(keys)

    def contribute(self, key: str) -> None:
        """Note that others show that this document is there: they depend on `key`.

        When the set of a document's contributions changes, those keys are touched.
        """
        self.keys.add(f"{CONTRIBUTION}{key}")

    def ends(self, moment: datetime.datetime | None) -> None:
        """Note that the clock changes the rendering at `moment` (None: it does not)."""
        if moment is not None and (self.valid_until is None or moment < self.valid_until):
            self.valid_until = moment


_current: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recording(memory: dict[Hashable, Any] | None = None) -> Iterator[Recorder]:
    """Record into a new recorder; an outer recording does not see what the inner one uses.

    Args:
        memory: what was found before at the same content version.
    """
    recorder = Recorder(memory={} if memory is None else memory)
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)


def recorder() -> Recorder:
    """Return the recorder of the rendering that is going on, or one that nobody reads."""
    return _current.get() or Recorder()


def once(name: Hashable, find: Callable[[], Anything]) -> Anything:
    """Return what `find` returns; it is asked once for all renderings at one content version.

    It must find public facts alone, whatever the time is, and leave it to its callers to note which
    keys they are of: each rendering that uses them has to.

    Args:
        name: what is found, and of what.
        find: finds it.
    """
    memory = recorder().memory
    if name not in memory:
        memory[name] = find()
    found: Anything = memory[name]
    return found
