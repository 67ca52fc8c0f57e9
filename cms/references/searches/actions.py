"""What people decide about publications that were found: add or dismiss, once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.base import BaseAction
from wagtail.log_actions import log

from cms.references.importing.records import ImportedRecord, Level
from cms.references.lookup.errors import LookUpFailed
from cms.references.lookup.looking_up import look_up
from cms.references.models import FoundPublication, FoundState, Reference
from cms.references.saving import save_records

DECIDED = "Somebody has added or dismissed this publication already. Nothing has changed."


class FoundPublicationAction(BaseAction):
    """The base of deciding about a publication that was found.

    Args:
        found: the publication.
        user: who decides; without one, no right is asked for.
    """

    instance: FoundPublication

    def __init__(self, found: FoundPublication, *, user: Any = None) -> None:
        super().__init__(found, user=user)

    def user_has_permission(self) -> bool:
        return bool(self.user.has_perm("references.add_reference"))

    def decide(self, state: FoundState, *, reference: Reference | None = None) -> None:
        """Store what was decided, once.

        Raises:
            ValidationError: somebody was faster.
        """
        undecided = FoundPublication.objects.filter(pk=self.instance.pk, state=FoundState.NEW)
        changed = undecided.update(
            state=state, reference=reference, decided_at=timezone.now(), decided_by=self.user
        )
        if not changed:
            raise ValidationError(DECIDED)


class AddFoundPublicationAction(FoundPublicationAction):
    """Adds a publication to the library, with all that the services know of it."""

    action_name = "add"

    def execute(self, skip_permission_checks: bool = False) -> Reference:
        """Add it, and return the reference: the one that the library has, if it has it by now.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: somebody was faster, or it can't be added; says why.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        if self.instance.state != FoundState.NEW:
            raise ValidationError(DECIDED)
        # Before the transaction: services take their time.
        record = self._record()
        with transaction.atomic():
            (saved,) = save_records([record])
            if saved.reference is None:
                errors = [each.text for each in saved.record.messages if each.level == Level.ERROR]
                raise ValidationError(errors or ["It can’t be added: its record says too little."])
            reference = Reference.objects.get(uuid=saved.reference)
            self.decide(FoundState.ADDED, reference=reference)
            if saved.is_changed:
                log(instance=reference, action="wagtail.create", user=self.user)
        return reference

    def _record(self) -> ImportedRecord:
        """Return what the services know of it; else what Europe PMC has told already."""
        try:
            return look_up(self.instance.identifier)
        except LookUpFailed:
            return self.instance.record


class DismissFoundPublicationAction(FoundPublicationAction):
    """Says that the library does not want a publication: no search brings it again."""

    action_name = "dismiss"

    def execute(self, skip_permission_checks: bool = False) -> FoundPublication:
        """Dismiss it, and return it.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: somebody was faster.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        self.decide(FoundState.DISMISSED)
        return self.instance
