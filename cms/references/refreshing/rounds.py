"""Goes through the library, some references at a time, and asks what has become of each.

A reference that all services have answered for is checked; any other stays due. So a run that was
killed, or found itself offline, is gone on with by the next one, and nothing is lost.
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.references.models import Reference, hash_of
from cms.references.refreshing.asking import Services, Told, ask_about
from cms.references.refreshing.differences import differences
from cms.references.refreshing.proposing import propose
from cms.references.refreshing.standing import take_notices

BATCH = 200
#: As long as answers are kept (`lookup.client`): whoever is due gets a fresh one.
CHECKED_EVERY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Refreshed:
    """What was found out of one reference.

    Args:
        reference: its public id.
        name: what it is called.
        status: what has become of the publication.
        notices: those that were not known before.
        proposed: the fields for which another value was proposed.
        is_checked: whether all services have answered.
    """

    reference: uuid.UUID
    name: str
    status: str
    notices: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    is_checked: bool = True


def due_references(*, checked_before: datetime.datetime) -> QuerySet[Reference]:
    """Return the references that services can tell of, and were not asked about since."""
    known = Q(doi__isnull=False) | Q(pmid__isnull=False)
    old = Q(checked_at=None) | Q(checked_at__lt=checked_before)
    return Reference.objects.filter(known & old).order_by("pk")


def refresh_references(
    references: QuerySet[Reference], services: Services, *, is_dry_run: bool = False
) -> Iterator[Refreshed]:
    """Ask about all of some references; yield what was found out of each, once it is stored.

    Args:
        references: which; they are taken in the order of their keys.
        services: how they are asked; says afterwards what has failed.
        is_dry_run: whether nothing is stored.
    """
    after = 0
    while batch := next_batch(references, after=after):
        after = batch[-1].pk
        yield from refresh_batch(batch, services, is_dry_run=is_dry_run)


def next_batch(references: QuerySet[Reference], *, after: int) -> list[Reference]:
    """Return the next of some references, behind the one with the key `after`."""
    some = references.filter(pk__gt=after).order_by("pk")[:BATCH]
    return list(some.prefetch_related("notices", "proposals"))


def refresh_batch(
    batch: list[Reference], services: Services, *, is_dry_run: bool = False
) -> Iterator[Refreshed]:
    """Ask about some references; yield what was found out of each, once it is stored."""
    now = timezone.now()
    told = ask_about(batch, services)
    take = _compare if is_dry_run else _take
    for reference in batch:
        yield take(reference, told[reference.pk], now)
    if not is_dry_run:
        checked = [pk for pk, each in told.items() if each.is_whole]
        Reference.objects.filter(pk__in=checked).update(checked_at=now)


def _take(reference: Reference, told: Told, now: datetime.datetime) -> Refreshed:
    """Store what is told of a reference."""
    name = str(reference)
    try:
        notices = take_notices(reference, told.notices, now=now) if told.notices else []
        proposals = propose(reference, told.csl, source=told.source, now=now) if told.csl else []
    except Reference.DoesNotExist:
        # Deleted or merged meanwhile.
        return Refreshed(reference.uuid, name, reference.status)
    return Refreshed(
        reference.uuid, name, reference.status, tuple(row.text for row in notices),
        tuple(row.field for row in proposals), told.is_whole,
    )  # fmt: skip


def _compare(reference: Reference, told: Told, now: datetime.datetime) -> Refreshed:
    """Say what would be stored of what is told of a reference."""
    known = {(row.key, row.status) for row in reference.notices.all()}
    proposed = {(row.field, row.new_hash) for row in reference.proposals.all()}
    notices = [each for each in told.notices if (each.key, each.status) not in known]
    found = differences(reference.csl, told.csl or {})
    return Refreshed(
        reference.uuid, str(reference), reference.status,
        tuple(dict.fromkeys(notice.text for notice in notices)),
        tuple(name for name, value in found.items() if (name, hash_of(value)) not in proposed),
        told.is_whole,
    )  # fmt: skip
