"""What services have told of the library's references since: notices, and other differences."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models

from cms.references.choices import ReferenceStatus
from cms.references.models.reference import Reference


def _user() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class ReferenceNotice(models.Model):
    """One notice on a publication: a retraction, a correction, an expression of concern."""

    #: What a service tells is no use that keeps a reference from being deleted.
    wagtail_reference_index_ignore = True

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="notices")
    #: What the notice is told by: its DOI, or PubMed's words for it.
    key = models.CharField(max_length=500)
    #: What it makes of the publication.
    status = models.CharField(max_length=25, choices=ReferenceStatus.choices)
    text = models.TextField()
    source = models.CharField(max_length=30)
    found_at = models.DateTimeField()
    #: Of a retraction: when all owners of pages that cite the reference had been told.
    told_at = models.DateTimeField(null=True)
    #: Keys of the users who have been told.
    told = models.JSONField(default=list)
    #: Set by an editor: it does not concern the version that the library cites.
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = _user()
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "notice"
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reference", "key", "status"], name="notice_once")
        ]

    def __str__(self) -> str:
        return self.text


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DISMISSED = "dismissed", "Dismissed"


class ReferenceProposal(models.Model):
    """Another value of one field of a record, as a service has it. Each value is proposed once."""

    wagtail_reference_index_ignore = True

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="proposals")
    #: The CSL variable.
    field = models.CharField(max_length=40)
    #: What the record says; null where it says nothing.
    old = models.JSONField(null=True)
    new = models.JSONField()
    #: Of the new value, so that it is known again.
    new_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=30)
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN, db_index=True
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = _user()
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "proposed change"
        ordering = ["reference_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "field", "new_hash"], name="proposed_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.reference}"


def hash_of(value: Any) -> str:
    """Return what a proposed value is known again by."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
