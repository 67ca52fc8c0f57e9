"""Changes that people make to the state of a page, as Wagtail's action classes."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.mail import send_mass_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.actions.base import BaseAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.utils import get_admin_base_url, get_user_display_name
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page, PageLogEntry

from cms.content.models import Withdrawal
from cms.editorial.groups import GroupName

WITHDRAW = "library.withdraw"


def may_withdraw(user: Any, page: Page) -> bool:
    """Return whether `user` may withdraw `page`: who publishes it, and every medical reviewer."""
    if page.permissions_for_user(user).can_publish():
        return True
    reviewers = user.groups.filter(name=GroupName.MEDICAL_REVIEWER)
    return bool(user.is_active and reviewers.exists())


class WithdrawPageAction(BaseAction):
    """Takes a page back, at once and whatever its workflow: readers are told why.

    Nothing below the page is touched. Its aliases, which show the same text, go with it.

    Args:
        page: the page; its live version is looked up, so that a draft in memory is not stored.
        reason: why, in words for readers.
        replacement: what to read instead.
        user: who withdraws it; without one, no right is asked for.
    """

    action_name = "withdraw"

    def __init__(
        self, page: Page, *, reason: str, replacement: Page | None = None, user: Any = None
    ) -> None:
        super().__init__(page, user=user)
        self.reason = reason.strip()
        self.replacement = replacement

    def user_has_permission(self) -> bool:
        return may_withdraw(self.user, self.instance)

    def execute(self, skip_permission_checks: bool = False) -> Withdrawal:
        """Withdraw the page; administrators are told by mail once that is stored.

        Raises:
            PermissionDenied: the user may not.
            ValidationError: the reason is missing or too long, the page was never public or is
                withdrawn already, or what to read instead is the page itself.
        """
        self.check(skip_permission_checks=skip_permission_checks)
        with transaction.atomic():
            page = Page.objects.select_for_update().get(pk=self.instance.pk).specific
            if page.alias_of_id:
                raise ValidationError(
                    "This page shows the text of another one. Withdraw that one: "
                    f"“{page.alias_of.get_admin_display_title()}”."
                )
            withdrawals = self._withdrawals(page)
            for each in withdrawals:
                each.full_clean()
            Withdrawal.objects.bulk_create(withdrawals)
            # Aliases first: unpublishing a page does the same to those that are still public.
            for each in reversed(withdrawals):
                self._take_back(each.page)
            log(instance=page, action=WITHDRAW, user=self.user, data=self._log_data())
            # Robust: the page is withdrawn, whether the mail server answers or not.
            transaction.on_commit(lambda: tell_administrators(withdrawals[0]), robust=True)
        return withdrawals[0]

    def _withdrawals(self, page: Page) -> list[Withdrawal]:
        """Return the withdrawals to store: of the page, and of those that show its text."""
        now = timezone.now()
        return [
            Withdrawal(
                page=each,
                withdrawn_at=now,
                reason=self.reason,
                replacement=self.replacement,
                withdrawn_by=self.user,
            )
            for each in (page, *_live_aliases(page))
        ]

    def _take_back(self, page: Page) -> None:
        """Unpublish one page, with all that would publish it again by itself."""
        UnpublishPageAction(page, log_action=False).execute(skip_permission_checks=True)
        # Of a page that is not live, Wagtail leaves the schedule.
        page.revisions.update(approved_go_live_at=None)
        if state := page.current_workflow_state:
            state.cancel(user=self.user)

    def _log_data(self) -> dict[str, Any]:
        replacement = self.replacement
        return {
            "reason": self.reason,
            "replacement": replacement
            and {"id": replacement.pk, "title": replacement.get_admin_display_title()},
        }


def _live_aliases(page: Page) -> Iterator[Page]:
    """Yield the public pages that show the text of `page`, and those that show theirs."""
    for alias in page.aliases.specific():
        if alias.live:
            yield alias
        yield from _live_aliases(alias)


class WithdrawalFormatter(LogFormatter):
    """How a withdrawal reads in the history of its page."""

    label = "Withdraw"

    def format_message(self, log_entry: PageLogEntry) -> str:
        return f"Withdrawn: {log_entry.data['reason']}"


def register_log_actions(actions: LogActionRegistry) -> None:
    """Make known what this app writes into the history of pages."""
    actions.register_action(WITHDRAW)(WithdrawalFormatter)


def administrators() -> list[Any]:
    """Return who is told of what happened to the library: those who can be reached."""
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    members = Q(groups__name=GroupName.ADMINISTRATOR) | Q(is_superuser=True)
    return list(users.filter(members).distinct())


def tell_administrators(withdrawal: Withdrawal) -> None:
    """Mail every administrator that a page was withdrawn, each on their own."""
    title = " ".join(withdrawal.page.get_admin_display_title().split())
    by = f" by {get_user_display_name(withdrawal.withdrawn_by)}" if withdrawal.withdrawn_by else ""
    at = date_format(timezone.localtime(withdrawal.withdrawn_at), "j F Y, H:i")
    paragraphs = [
        f"“{title}” was withdrawn{by} on {at}. Neither the site nor apps show it any longer.",
        f"Why: {withdrawal.reason}",
    ]
    if withdrawal.replacement:
        paragraphs.append(f"Instead: {withdrawal.replacement.get_admin_display_title()}")
    paragraphs += [
        "It can be published again after a review of the whole page:",
        get_admin_base_url() + reverse("wagtailadmin_pages:edit", args=[withdrawal.page_id]),
    ]
    text = "\n\n".join(paragraphs)
    addresses = [user.email for user in administrators()]
    send_mass_mail([(f"Withdrawn: {title}", text, None, [address]) for address in addresses])
