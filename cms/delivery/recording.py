"""What a rendering is made from: keys, and the moment at which the clock changes it."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

#: Marks a key that tells what a document contributes to others.
CONTRIBUTION = "="


@dataclass
class Recorder:
    """Takes down what one rendering uses."""

    keys: set[str] = field(default_factory=set)
    valid_until: datetime.datetime | None = None
    #: Whether something that it shows of other documents is not settled.
    is_unsettled: bool = False
    #: What one rendering would otherwise ask the database for again and again, by name.
    memory: dict[str, Any] = field(default_factory=dict)

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
def recording() -> Iterator[Recorder]:
    """Record into a new recorder; an outer recording does not see what the inner one uses."""
    recorder = Recorder()
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)


def recorder() -> Recorder:
    """Return the recorder of the rendering that is going on, or one that nobody reads."""
    return _current.get() or Recorder()
