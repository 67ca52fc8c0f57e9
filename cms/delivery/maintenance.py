"""Looking after the read model: rendering ahead, checking, rebuilding."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from cms.delivery import registry
from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import (
    EVERYTHING,
    STATE_ID,
    Document,
    Mark,
    Standing,
    State,
)
from cms.delivery.reading import TOLD, is_clean, settle
from cms.delivery.rendering import Rendered, refresh, render
from cms.delivery.rows import rows_of, stored_rows
from cms.delivery.search import index
from cms.delivery.touching import number_now, touch
from cms.delivery.triggers import installing

#: So many documents are rendered ahead before other work has its turn.
BATCH = 50


def _unclean(now: datetime.datetime) -> Q:
    return (
        Q(marked__gt=Mark.CLEAN)
        | Q(valid_until__lte=now, standing=Standing.PUBLIC)
        | (Q(standing=Standing.PUBLIC) & ~Q(fingerprint=fingerprint()))
    )


def render_ahead(now: datetime.datetime, *, limit: int = BATCH) -> int:
    """Render and store what a reader would have to wait for; return how many documents."""
    done = len(settle(now, wait=True, limit=limit))
    if done == limit:
        return done
    unclean = Document.objects.filter(_unclean(now)).order_by("-marked", "pk")
    sources = list(unclean.values_list("source", flat=True)[: limit - done])
    for source in sources:
        refresh(source, now, wait=True)
    return done + len(sources)


def count_unclean(now: datetime.datetime) -> int:
    """Return how many documents are not ready to be handed out."""
    return Document.objects.filter(_unclean(now)).count()


def adopt_release() -> bool:
    """Mark everything after an update or another setting; return whether that was so.

    Documents know by themselves what they were rendered with. This gives them a number, so that
    copies hear of it.
    """
    if State.objects.filter(pk=STATE_ID, fingerprint=fingerprint()).exists():
        return False
    with transaction.atomic():
        State.objects.filter(pk=STATE_ID).update(fingerprint=fingerprint())
        touch(EVERYTHING)
    return True


def rebuild(now: datetime.datetime, *, resume: bool, progress: Callable[[int, int], None]) -> int:
    """Render every document anew.

    Args:
        now: the moment of rendering.
        resume: go on with a rebuild that was stopped, instead of beginning one.
        progress: told how many documents are done, of how many.

    Returns:
        How many documents were rendered.
    """
    if not resume:
        with transaction.atomic():
            index.clear()
            installing.mark_everything()
    number_now()
    total = left = count_unclean(now)
    done = 0
    while left:
        done += render_ahead(now, limit=BATCH)
        left = count_unclean(now)
        progress(max(total - left, 0), total)
    return done


@dataclass(frozen=True)
class Mistake:
    """Something that is not as it should be.

    Args:
        source: what it is about.
        message: what is wrong, as a sentence.
    """

    source: str
    message: str


def check(now: datetime.datetime) -> Iterator[Mistake]:
    """Yield what is wrong with the read model: every clean document is rendered and compared.

    What is marked is no mistake: it is rendered before anybody reads it.
    """
    number_now()
    if not installing.are_installed():
        yield Mistake("", "The triggers are not those of this release. Run manage.py migrate.")
    known = set(Document.objects.values_list("source", flat=True))
    for kind in registry.kinds().values():
        for source in kind.sources():
            if source not in known and render(source, now).document.standing == Standing.PUBLIC:
                yield Mistake(source, "It is public and has no document.")
    for source in Document.objects.filter(seal=0).values_list("source", flat=True):
        yield Mistake(source, "Its row was changed by somebody else: it is made anew when read.")
    for source in known:
        yield from _check_document(source, now)
    for word in index.miscounted():
        yield Mistake("", f"The search does not count {word} as often as documents have it.")


def _check_document(source: str, now: datetime.datetime) -> Iterator[Mistake]:
    """Yield what is wrong with the document of one source."""
    stored = Document.objects.filter(source=source).first()
    if stored is None or not is_clean(stored, now):
        return
    fresh = render(source, now)
    if Document.objects.filter(source=source).exclude(version=stored.version).exists():
        # It changed while it was compared.
        return
    for name in ("standing", "content", "summary", "etag", "made_from", "path", "note"):
        if getattr(stored, name) != getattr(fresh.document, name):
            yield Mistake(source, f"Its {name.replace('_', ' ')} is not what it should be.")
    # Of other reasons readers are told once, by `sync`: a page that was unpublished may be made
    # private afterwards.
    if {stored.reason, fresh.document.reason} & set(TOLD) and (
        stored.reason != fresh.document.reason
    ):
        yield Mistake(source, "Its reason is not what it should be.")
    yield from _check_rows(stored, fresh)


def _check_rows(stored: Document, fresh: Rendered) -> Iterator[Mistake]:
    """Yield what is wrong with what is written down beside a document."""
    source = stored.source
    keys = set(stored.keys.values_list("key", flat=True))
    if keys != fresh.keys:
        yield Mistake(source, "What it was made from is not what is written down.")
    if stored_rows(stored) != rows_of(fresh.document):
        yield Mistake(source, "What lists know of it is not what it says.")
    for name in index.mistakes_of(fresh.document):
        yield Mistake(source, f"Its {name} of the search are not what they should be.")


def repair_all(mistakes: Sequence[Mistake], now: datetime.datetime) -> None:
    """Mend what `check` has found; triggers come back by `manage.py migrate` only."""
    for source in {mistake.source for mistake in mistakes if mistake.source}:
        repair(source, now)
    if index.miscounted():
        with transaction.atomic():
            index.recount()
            touch(EVERYTHING)


def repair(source: str, now: datetime.datetime) -> None:
    """Render the document of a source anew, and give it a number, so that copies hear of it."""
    with transaction.atomic():
        index.distrust(source)
        touch(source, own=True)
    refresh(source, now, wait=True)
