"""Every way in which a page that was public is no longer."""

import datetime
from collections.abc import Callable

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.editorial.actions import WithdrawPageAction


def _unpublish(page: Page) -> None:
    page.unpublish()


def _withdraw(page: Page) -> None:
    WithdrawPageAction(page, reason="One number was wrong.").execute()


def _expire(page: Page) -> None:
    page.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    page.save()


def _restrict_to(kind: str) -> Callable[[Page], None]:
    def restrict(page: Page) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open")

    return restrict


def _restrict_above(page: Page) -> None:
    _restrict_to(PageViewRestriction.LOGIN)(page.get_parent())


def _delete(page: Page) -> None:
    page.delete()


#: What hides a page, by name.
HIDE: dict[str, Callable[[Page], None]] = {
    "unpublished": _unpublish,
    "withdrawn": _withdraw,
    "expired": _expire,
    "for members": _restrict_to(PageViewRestriction.LOGIN),
    "for a group": _restrict_to(PageViewRestriction.GROUPS),
    "with a password": _restrict_to(PageViewRestriction.PASSWORD),
    "below a private page": _restrict_above,
    "deleted": _delete,
}
