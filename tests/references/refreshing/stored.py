"""Notices and proposals as a round leaves them."""

from typing import Any

from django.utils import timezone

from cms.references.choices import ReferenceStatus
from cms.references.models import Reference, ReferenceProposal
from cms.references.refreshing.notices import CROSSREF, ToldNotice
from cms.references.refreshing.proposing import propose
from cms.references.refreshing.standing import take_notices

RETRACTION = ToldNotice(
    "10.5555/notice", ReferenceStatus.RETRACTED, "Retraction: https://doi.org/10.5555/notice",
    CROSSREF,
)  # fmt: skip
CORRECTION = ToldNotice(
    "10.5555/erratum", ReferenceStatus.CORRECTED, "Correction: https://doi.org/10.5555/erratum",
    CROSSREF,
)  # fmt: skip


def tell(reference: Reference, *notices: ToldNotice) -> Reference:
    """Let a service tell of notices; return the reference as it is then."""
    take_notices(reference, notices, now=timezone.now())
    reference.refresh_from_db()
    return reference


def propose_changes(reference: Reference, **changes: Any) -> list[ReferenceProposal]:
    """Let a service have other values; return the open proposals."""
    csl = {**reference.csl, **changes}
    propose(reference, csl, source=CROSSREF, now=timezone.now())
    return list(reference.proposals.filter(state="open"))
