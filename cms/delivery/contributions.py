"""What documents tell of themselves to others: a page tells which references it cites."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from cms.delivery.models import Document, Mark, Standing
from cms.delivery.recording import CONTRIBUTION, recorder
from cms.delivery.rendering import Rendered

#: Renderings that could not be stored, because somebody else was writing, by source.
_unstored: ContextVar[Mapping[str, Rendered] | None] = ContextVar("unstored", default=None)


@contextmanager
def also(rendered: Mapping[str, Rendered]) -> Iterator[None]:
    """Let these renderings count in the place of what is stored of their sources."""
    token = _unstored.set(rendered)
    try:
        yield
    finally:
        _unstored.reset(token)


def contributors(key: str) -> list[Document]:
    """Return the public documents that contribute to `key`.

    Who shows them while one has changed itself, and that is not stored, may not be stored either:
    nothing would be touched when it is, unless it contributes to something else then.
    """
    fresh = _unstored.get() or {}
    stored = Document.objects.filter(
        standing=Standing.PUBLIC, keys__key=f"{CONTRIBUTION}{key}"
    ).exclude(source__in=fresh)
    if fresh or any(document.marked == Mark.OWN for document in stored):
        recorder().is_unsettled = True
    return [
        *stored,
        *(found.document for found in fresh.values() if f"{CONTRIBUTION}{key}" in found.keys),
    ]
