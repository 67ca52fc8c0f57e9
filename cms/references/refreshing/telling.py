"""Mails whoever owns pages that cite publications which have been retracted since."""

import logging
from collections import defaultdict
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.references.choices import ReferenceStatus
from cms.references.models import Reference, ReferenceNotice
from cms.references.refreshing.citing import citing_pages

logger = logging.getLogger(__name__)

#: What one person is told: the pages of theirs that cite a reference.
News = dict[Reference, list[Page]]


def tell_owners() -> int:
    """Mail the owners of live pages that cite newly retracted references; return how many mails.

    One mail a person, with all of it. Who has been told is stored after each mail, so that a run
    that was killed, or a server that refused some, leads to no second mail. Call it outside of a
    transaction: what is told has to be stored.
    """
    untold = ReferenceNotice.objects.filter(
        status=ReferenceStatus.RETRACTED, told_at=None, dismissed_at=None
    ).select_related("reference")
    notices: dict[Reference, list[ReferenceNotice]] = defaultdict(list)
    for row in untold:
        notices[row.reference].append(row)
    pending = set()
    sent = 0
    for owner, news in _news(notices).items():
        if _send(owner, news):
            sent += 1
            _note(owner, [row for reference in news for row in notices[reference]])
        else:
            pending |= set(news)
    done = [row.pk for each, rows in notices.items() if each not in pending for row in rows]
    ReferenceNotice.objects.filter(pk__in=done).update(told_at=timezone.now())
    return sent


def _news(notices: dict[Reference, list[ReferenceNotice]]) -> dict[Any, News]:
    """Return what each owner is to be told, without what they were told before."""
    pages = citing_pages([reference.pk for reference in notices])
    found: dict[Any, News] = defaultdict(lambda: defaultdict(list))
    for reference, rows in notices.items():
        told = {pk for row in rows for pk in row.told}
        for page in pages[reference.pk]:
            owner = page.owner
            if owner and owner.is_active and owner.email and owner.pk not in told:
                found[owner][reference].append(page)
    return found


def _send(owner: Any, news: News) -> bool:
    """Send one mail; return whether the server has taken it."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    cited = [
        (
            reference,
            [
                (page.title, base + reverse("wagtailadmin_pages:edit", args=[page.pk]))
                for page in pages
            ],
        )
        for reference, pages in news.items()
    ]
    context = {
        "name": owner.get_short_name() or owner.get_username(),
        "cited": cited,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    subject = (
        "A publication that you cite has been retracted"
        if len(news) == 1
        else f"{len(news)} publications that you cite have been retracted"
    )
    try:
        send_mail(
            subject,
            render_to_string("modeladmin/references/retracted.txt", context),
            None,
            [owner.email],
        )
    except (SMTPException, OSError) as error:
        logger.warning("mail not sent", extra={"user": owner.pk}, exc_info=error)
        return False
    return True


def _note(owner: Any, rows: list[ReferenceNotice]) -> None:
    """Store that somebody has been told of some notices."""
    for row in rows:
        row.told = [*row.told, owner.pk]
    ReferenceNotice.objects.bulk_update(rows, ["told"])
