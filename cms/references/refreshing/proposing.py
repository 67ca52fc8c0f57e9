"""Keeps what services have otherwise, for an editor to accept or dismiss. Nothing changes by it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cms.references.models import ProposalState, Reference, ReferenceProposal, hash_of
from cms.references.refreshing.differences import differences


def propose(
    reference: Reference, csl: Mapping[str, Any], *, source: str, now: datetime.datetime
) -> list[ReferenceProposal]:
    """Let the open proposals of a reference be what a service has otherwise now; return new ones.

    A value that was accepted or dismissed before is not proposed again.

    Args:
        reference: as it is stored.
        csl: its record as a service has it.
        source: the service.
        now: the time.

    Raises:
        Reference.DoesNotExist: it was deleted meanwhile.
    """
    found = differences(reference.csl, csl)
    hashes = {variable: hash_of(value) for variable, value in found.items()}
    known = {(row.field, row.new_hash): row for row in reference.proposals.all()}
    outdated = [
        row.pk
        for (variable, new_hash), row in known.items()
        if row.state == ProposalState.OPEN and hashes.get(variable) != new_hash
    ]
    new = [
        ReferenceProposal(
            reference=reference, field=variable, old=reference.csl.get(variable), new=value,
            new_hash=hashes[variable], source=source, found_at=now,
        )
        for variable, value in found.items()
        if (variable, hashes[variable]) not in known
    ]  # fmt: skip
    if outdated or new:
        _store(reference, outdated, new)
    return new


@transaction.atomic
def _store(reference: Reference, outdated: Sequence[int], new: Sequence[ReferenceProposal]) -> None:
    # Nobody deletes it meanwhile.
    Reference.objects.select_for_update().order_by().get(pk=reference.pk)
    reference.proposals.filter(pk__in=outdated, state=ProposalState.OPEN).delete()
    # Somebody else may be asking too.
    ReferenceProposal.objects.bulk_create(new, ignore_conflicts=True)
