"""Withdrawn pages: taken back for a reason that readers are told, until they are reviewed anew."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from cms.content.queries import public_pages

REASON_LENGTH = 1000


@dataclass(frozen=True)
class PublicWithdrawal:
    """What everybody may know of a withdrawal.

    Args:
        at: when the page was withdrawn.
        reason: why, as plain text.
        replacement: the page to read instead, where there is one that anybody may read.
    """

    at: datetime.datetime
    reason: str
    replacement: Page | None


class Withdrawal(models.Model):
    """A page's being withdrawn: while the row is there, the page can't be published.

    It goes when the page is published again; what happened stays in the page's history. Aliases
    that were public have a row each.
    """

    page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="withdrawal",
        error_messages={"unique": "This page is already withdrawn."},
    )
    withdrawn_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(
        max_length=REASON_LENGTH,
        validators=[MaxLengthValidator(REASON_LENGTH)],
        help_text="Why the page was withdrawn. Shown to readers, and sent to apps.",
    )
    replacement = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What to read instead.",
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    #: A withdrawn page does not use its replacement: deleting that one breaks nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(replacement=models.F("page")),
                name="replacement_is_another_page",
                violation_error_message="What to read instead is another page.",
            )
        ]

    def __str__(self) -> str:
        return f"Withdrawal of {self.page}"

    def clean(self) -> None:
        """Check that there is something to withdraw."""
        super().clean()
        if not self.page.live and self.page.first_published_at is None:
            raise ValidationError({"page": "This page has never been public."})

    @property
    def day(self) -> datetime.date:
        """The date of the withdrawal, where the library is."""
        return timezone.localdate(self.withdrawn_at)

    def publish_errors(self, *, reviewed_on: datetime.date | None, reviewers: int) -> list[str]:
        """Return what keeps a version of the page with this review from being published."""
        if reviewed_on is not None and reviewed_on >= self.day and reviewers:
            return []
        day = date_format(self.day, "j F Y")
        message = (
            f"This page was withdrawn on {day}. It can be published again after a review of the "
            "whole page: say when it was reviewed, on that day or later, and who reviewed it."
        )
        return [message]

    def public(self, *, now: datetime.datetime) -> PublicWithdrawal:
        """Return what everybody may know at `now`."""
        replacement = None
        if self.replacement_id:
            pages = Page.objects.filter(pk=self.replacement_id)
            replacement = public_pages(pages, now=now).first()
        return PublicWithdrawal(at=self.withdrawn_at, reason=self.reason, replacement=replacement)


def withdrawal_of(page: Page) -> Withdrawal | None:
    """Return the withdrawal of `page` while it is withdrawn."""
    found: Withdrawal | None = getattr(page, "withdrawal", None)
    return found


def public_withdrawal_of(page: Page, *, now: datetime.datetime) -> PublicWithdrawal | None:
    """Return what everybody may know of the withdrawal of `page`: nothing, where it is private."""
    withdrawal = withdrawal_of(page)
    if withdrawal is None or page.get_view_restrictions().exists():
        return None
    return withdrawal.public(now=now)


def end_withdrawal(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Remove the withdrawal of a page that has just been published; one that waits keeps its own.

    A receiver of Wagtail's signal, because the page editor's form does not go through
    `Page.publish`.
    """
    Withdrawal.objects.filter(page=instance.pk, page__live=True).delete()
