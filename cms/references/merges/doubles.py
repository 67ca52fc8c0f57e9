"""Looks through the library for references of one publication, as references come and change."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from cms.references.duplicates import Double, doubles_of
from cms.references.models import DuplicateSearch, PossibleDuplicate, Reference

#: So many references are compared with the library at once.
BATCH = 200
#: Whoever writes a reference may commit it a little later than the time that it bears.
SETTLED_AFTER = datetime.timedelta(seconds=60)


def look_for_doubles(now: datetime.datetime) -> bool:
    """Compare the next references that came or changed; return whether there are more.

    Args:
        now: what has changed a moment before is left for the next time.
    """
    search = DuplicateSearch.objects.first()
    changed = _changed(search, now - SETTLED_AFTER)
    batch = list(changed.order_by("updated_at", "pk")[:BATCH])
    if not batch:
        return False
    # Before anything is locked: it takes a while.
    found = doubles_of(batch)
    with transaction.atomic():
        _store(batch, found)
        search = search or DuplicateSearch()
        search.changed_at, search.key = batch[-1].updated_at, batch[-1].pk
        search.save()
    return len(batch) == BATCH


def _changed(search: DuplicateSearch | None, until: datetime.datetime) -> QuerySet[Reference]:
    references = Reference.objects.filter(updated_at__lt=until)
    if search is None:
        return references
    return references.filter(
        Q(updated_at__gt=search.changed_at) | Q(updated_at=search.changed_at, pk__gt=search.key)
    )


def _store(compared: Sequence[Reference], doubles: Sequence[Double]) -> None:
    """Store the pairs that were found, and forget those that are none any more.

    What somebody has said of a pair stays.
    """
    pairs = {(min(each.one, each.other), max(each.one, each.other)): each for each in doubles}
    keys = [reference.pk for reference in compared]
    PossibleDuplicate.objects.filter(
        Q(one__in=keys) | Q(other__in=keys), is_dismissed=False
    ).delete()
    PossibleDuplicate.objects.bulk_create(
        [
            PossibleDuplicate(one_id=one, other_id=other, score=each.score, reason=each.reason)
            for (one, other), each in pairs.items()
        ],
        ignore_conflicts=True,
    )


def dismissed_with(reference: Reference) -> set[int]:
    """Return the keys of what somebody has said to be another publication than a reference."""
    pairs = PossibleDuplicate.objects.filter(is_dismissed=True)
    return set(pairs.filter(one=reference).values_list("other", flat=True)) | set(
        pairs.filter(other=reference).values_list("one", flat=True)
    )


def keep_apart(kept: Reference, merged: Reference) -> None:
    """Note of a merged reference what somebody has said of the one that is merged into it."""
    for key in dismissed_with(merged) - {kept.pk}:
        one, other = sorted((kept.pk, key))
        pair = PossibleDuplicate.objects.filter(one=one, other=other).first()
        pair = pair or PossibleDuplicate(one_id=one, other_id=other, score=0, reason="")
        pair.is_dismissed = True
        pair.save()
