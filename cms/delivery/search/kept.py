"""What this process has counted and put in order since content last changed.

Where nearly every document has a word, that is most of what a search costs, and it is the same for
everybody who asks and for each count of a walk. Nothing here is ever stale: each search reads the
content version in any case, and takes only what was made of just that one, when all was settled.
"""

from array import array
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from cms.delivery.remembering import AtOneVersion
from cms.delivery.response_cache.versions import Version

#: As many are kept, those that were asked for last; each takes 16 kB at most.
MOST = 64
#: Each fits into as much on every database.
WHOLE_NUMBER = "q"


class Counted(NamedTuple):
    """What was found.

    Args:
        hits: the rows of the first documents, with their scores.
        counts: how many documents there are of each type.
    """

    hits: Sequence[tuple[int, int]]
    counts: Mapping[str, int]


class Kept:
    """What was counted at one content version, in little memory."""

    def __init__(self) -> None:
        self._packed: AtOneVersion[tuple[array[int], array[int], Mapping[str, int]]] = AtOneVersion(
            MOST
        )

    def get(self, version: Version, asked: Hashable) -> Counted | None:
        """Return what was counted for a question at a version, or None."""
        packed = self._packed.get(version, asked)
        if packed is None:
            return None
        rows, scores, counts = packed
        return Counted(tuple(zip(rows, scores, strict=True)), counts)

    def put(self, version: Version, asked: Hashable, counted: Counted) -> None:
        """Keep what was counted for a question; what is of another version goes."""
        rows = array(WHOLE_NUMBER, (row for row, _ in counted.hits))
        scores = array(WHOLE_NUMBER, (score for _, score in counted.hits))
        self._packed.put(version, asked, (rows, scores, counted.counts))
