"""Reads across pages: what is public, and where it is."""

import datetime

from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet


def public_pages(pages: PageQuerySet[Page], *, now: datetime.datetime) -> PageQuerySet[Page]:
    """Return those of `pages` that anybody may read at `now`: live, unrestricted, not expired."""
    return pages.live().public().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now))


def page_path(page: Page) -> str | None:
    """Return the page's path on its site (`/wound-healing/burns/`), or None outside a site."""
    parts = page.get_url_parts()
    return parts[2] if parts else None
