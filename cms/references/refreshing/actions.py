"""What editors decide about notices and proposals, as Wagtail's action classes."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.actions.base import BaseAction
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry

from cms.references.choices import ReferenceStatus
from cms.references.lookup.notices import worst_of
from cms.references.models import ProposalState, Reference, ReferenceNotice, ReferenceProposal
from cms.references.refreshing.differences import LABELS, in_words
from cms.references.refreshing.notices import in_text
from cms.references.refreshing.standing import NOTICE

NOT_CONCERNED = "library.notice_dismissed"
ACCEPTED = "library.proposal_accepted"
DISMISSED = "library.proposal_dismissed"
NEEDS_REASON = "Say why, so that whoever comes after you understands it. Nothing has changed."
DECIDED = "Somebody has decided about this already. Nothing has changed."
#: Who tells of a notice that the library itself has in a reference's text.
LIBRARY = "Library"


class ReferenceChange(BaseAction):
    """The base of what those may do who may change references."""

    instance: Reference

    def user_has_permission(self) -> bool:
        return bool(self.user.has_perm("references.change_reference"))

    def locked(self) -> Reference:
        """Return the reference as it is stored, so that nobody else changes it meanwhile."""
        found = Reference.objects.select_for_update().order_by().filter(pk=self.instance.pk).first()
        if found is None:
            raise ValidationError("This reference is not in the library any more.")
        return found


class DismissNoticesAction(ReferenceChange):
    """Says of the notices that make a reference what it is: they do not concern this version.

    They are not heard again. What milder notices say stands then, or nothing.

    Args:
        reference: whose status is not normal.
        reason: why, in an editor's words.
        user: who says so; without one, no right is asked for.
    """

    action_name = "dismiss_notices"

    def __init__(self, reference: Reference, *, reason: str, user: Any = None) -> None:
        super().__init__(reference, user=user)
        self.reason = reason.strip()

    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> Reference:
        """Put the notices aside, and return the reference as it is then.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: there is no reason, or nothing to put aside.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        if not self.reason:
            raise ValidationError(NEEDS_REASON)
        reference = self.locked()
        if reference.status == ReferenceStatus.NORMAL:
            raise ValidationError(DECIDED)
        rows = _with_those_in_text(reference)
        dismissed = [row for row in rows if row.status == reference.status]
        for row in dismissed:
            row.dismissed_at, row.dismissed_by, row.reason = timezone.now(), self.user, self.reason
        ReferenceNotice.objects.bulk_update(dismissed, ["dismissed_at", "dismissed_by", "reason"])
        standing = [row for row in rows if row not in dismissed]
        reference.status = worst_of(ReferenceStatus(row.status) for row in standing)
        reference.notice = "\n".join(row.text for row in standing)
        reference.save(update_fields=["status", "notice", "updated_at"])
        log(
            instance=reference,
            action=NOT_CONCERNED,
            user=self.user,
            data={"notices": [row.text for row in dismissed], "reason": self.reason},
        )
        return reference


def _with_those_in_text(reference: Reference) -> list[ReferenceNotice]:
    """Return the notices on a reference that stand, those too that only its text names."""
    rows = list(reference.notices.all())
    text = reference.notice or reference.get_status_display()
    known = {(row.key, row.status) for row in rows}
    found = in_text(text, ReferenceStatus(reference.status), source=LIBRARY)
    new = [
        ReferenceNotice(
            reference=reference, key=each.key, status=each.status, text=each.text,
            source=each.source, found_at=timezone.now(), told_at=timezone.now(),
        )
        for each in found
        if (each.key, each.status) not in known
    ]  # fmt: skip
    ReferenceNotice.objects.bulk_create(new)
    return [row for row in (*rows, *new) if row.dismissed_at is None]


class DecideProposalsAction(ReferenceChange):
    """The base of deciding about open proposals of one reference.

    Args:
        reference: whose proposals they are.
        proposals: keys of those that are decided about.
        user: who decides; without one, no right is asked for.
    """

    state: ProposalState

    def __init__(
        self, reference: Reference, *, proposals: Collection[int], user: Any = None
    ) -> None:
        super().__init__(reference, user=user)
        self.proposals = proposals

    def open_ones(self) -> list[ReferenceProposal]:
        """Return the proposals, which must be open.

        Raises:
            ValidationError: one is not.
        """
        rows: QuerySet[ReferenceProposal] = self.instance.proposals.filter(
            pk__in=self.proposals, state=ProposalState.OPEN
        )
        found = list(rows)
        if not found or len(found) < len(set(self.proposals)):
            raise ValidationError(DECIDED)
        return found

    def decide(self, rows: list[ReferenceProposal], *, action: str, reason: str = "") -> None:
        """Store what was decided, with a line in the reference's history."""
        for row in rows:
            row.state, row.reason = self.state, reason
            row.decided_at, row.decided_by = timezone.now(), self.user
        ReferenceProposal.objects.bulk_update(rows, ["state", "reason", "decided_at", "decided_by"])
        changes = [
            {"field": row.field, "new": in_words(row.field, row.new), "source": row.source}
            for row in rows
        ]
        log(
            instance=self.instance,
            action=action,
            user=self.user,
            data={"changes": changes, "reason": reason},
        )


class AcceptProposalsAction(DecideProposalsAction):
    """Takes proposed values into the record."""

    action_name = "accept_proposals"
    state = ProposalState.ACCEPTED

    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> Reference:
        """Change the record, and return the reference as it is then.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: somebody has decided about one of them already.
            FormattingError: the record can't be formatted then; nothing has changed.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        self.instance = reference = self.locked()
        rows = self.open_ones()
        reference.csl = {**reference.csl, **{row.field: row.new for row in rows}}
        reference.full_clean(exclude=["citations"])
        reference.save()
        self.decide(rows, action=ACCEPTED)
        return reference


class DismissProposalsAction(DecideProposalsAction):
    """Leaves the record as it is; the same values are not proposed again.

    Args:
        reference: whose proposals they are.
        proposals: keys of those that are dismissed.
        reason: why, in an editor's words.
        user: who dismisses them; without one, no right is asked for.
    """

    action_name = "dismiss_proposals"
    state = ProposalState.DISMISSED

    def __init__(
        self,
        reference: Reference,
        *,
        proposals: Collection[int],
        reason: str,
        user: Any = None,
    ) -> None:
        super().__init__(reference, proposals=proposals, user=user)
        self.reason = reason.strip()

    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> Reference:
        """Dismiss them, and return the reference.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: there is no reason, or somebody has decided about one already.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        if not self.reason:
            raise ValidationError(NEEDS_REASON)
        self.instance = self.locked()
        self.decide(self.open_ones(), action=DISMISSED, reason=self.reason)
        return self.instance


class NoticeFormatter(LogFormatter):
    """How a notice that was found reads in a reference's history."""

    label = "Notice found"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        status = ReferenceStatus(log_entry.data["status"]).label
        return f"{status}: {'; '.join(log_entry.data['notices'])}"


class NotConcernedFormatter(LogFormatter):
    """How a notice that was put aside reads there."""

    label = "Notice does not concern this version"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        notices, reason = "; ".join(log_entry.data["notices"]), log_entry.data["reason"]
        return f"“{notices}” does not concern this version: {reason}"


class ProposalFormatter(LogFormatter):
    """How decided proposals read there."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        changes = "; ".join(
            f"{LABELS.get(change['field'], change['field'])}: {change['new']} ({change['source']})"
            for change in log_entry.data["changes"]
        )
        reason = log_entry.data["reason"]
        return f"{self.label}: {changes}{f'. Reason: {reason}' if reason else ''}"


class AcceptedFormatter(ProposalFormatter):
    """Of those that were accepted."""

    label = "Proposed change accepted"


class DismissedFormatter(ProposalFormatter):
    """Of those that were dismissed."""

    label = "Proposed change dismissed"


def register_log_actions(actions: LogActionRegistry) -> None:
    """Make known what is written into the history of references."""
    actions.register_action(NOTICE)(NoticeFormatter)
    actions.register_action(NOT_CONCERNED)(NotConcernedFormatter)
    actions.register_action(ACCEPTED)(AcceptedFormatter)
    actions.register_action(DISMISSED)(DismissedFormatter)
