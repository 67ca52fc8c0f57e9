"""Changes that people make to the reference library, as Wagtail's action classes."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from wagtail.actions.base import BaseAction
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry, ReferenceIndex

from cms.references.merges.doubles import keep_apart
from cms.references.merging import take_over
from cms.references.models import MergedReference, Reference
from cms.references.replacement import Replacement
from cms.references.replacing import replace_everywhere

MERGE = "library.merge"
#: What somebody must be allowed who merges references.
MERGE_RIGHTS = ("references.change_reference", "references.delete_reference")
GONE = (
    "One of the two references is not in the library any more: somebody has merged or deleted it. "
    "Nothing has changed."
)


class MergeReferencesAction(BaseAction):
    """Merges one reference into another: everything that named it names the other from then on.

    The one that stays has the better of each field, all tags and both notes. The one that goes
    leaves its id behind, which leads to the other.

    Args:
        kept: the reference that stays.
        merged: the one that goes.
        user: who merges them; without one, no right is asked for.
    """

    action_name = "merge"

    def __init__(self, kept: Reference, *, merged: Reference, user: Any = None) -> None:
        super().__init__(kept, user=user)
        self.merged = merged

    def user_has_permission(self) -> bool:
        return bool(self.user.has_perms(MERGE_RIGHTS))

    def execute(self, skip_permission_checks: bool = False) -> Reference:
        """Merge them, and return the one that stays.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: they are one, or somebody has merged or deleted one meanwhile.
            FormattingError: the merged record can't be formatted; nothing has changed.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        if self.instance.pk == self.merged.pk:
            raise ValidationError("A reference can’t be merged into itself.")
        with transaction.atomic():
            kept, merged = self._locked()
            title, public_id, key = merged.title, merged.uuid, merged.pk
            users = [
                *_indexed_users(merged),
                *replace_everywhere(Replacement(old=merged, new=kept)),
            ]
            take_over(kept, merged)
            kept.tags.add(*merged.tags.names())
            log(instance=merged, action="wagtail.delete", user=self.user, deleted=True)
            MergedReference.objects.filter(into=merged).update(into=kept)
            keep_apart(kept, merged)
            # First, because identifiers are of one reference only.
            merged.delete()
            MergedReference.objects.create(merged_pk=key, uuid=public_id, into=kept)
            kept.save()
            log(
                instance=kept,
                action=MERGE,
                user=self.user,
                data={"merged": {"id": key, "uuid": str(public_id), "title": title}},
            )
            for each in users:
                _index(each)
        return kept

    def _locked(self) -> tuple[Reference, Reference]:
        """Return both as they are stored, so that nobody else changes them meanwhile."""
        wanted = sorted((self.instance.pk, self.merged.pk))
        locked = Reference.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        found = {reference.pk: reference for reference in locked}
        if len(found) < 2:
            raise ValidationError(GONE)
        return found[self.instance.pk], found[self.merged.pk]


def _indexed_users(reference: Reference) -> Iterator[Model]:
    """Yield what Wagtail's index says names a reference: its rows there have to go."""
    rows = ReferenceIndex.get_references_to(reference).values_list("content_type", "object_id")
    for content_type, key in rows.distinct():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            yield model(pk=key)


def _index(user: Model) -> None:
    """Bring Wagtail's index of what names what up to date for one thing that names the kept one."""
    stored = type(user)._default_manager.filter(pk=user.pk).first()
    if stored is None:
        ReferenceIndex.remove_for_object(user)
    else:
        ReferenceIndex.create_or_update_for_object(getattr(stored, "specific", stored))


class MergeFormatter(LogFormatter):
    """How a merge reads in the history of the reference that stays."""

    label = "Merge"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return f"Merged with “{log_entry.data['merged']['title']}”, which is gone"


def register_log_actions(actions: LogActionRegistry) -> None:
    """Make known what this app writes into the history of references."""
    actions.register_action(MERGE)(MergeFormatter)
