"""Pages by their address on the site."""

import datetime

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.content.queries import page_path, public_pages


def public_page_at(path: str, *, now: datetime.datetime) -> Page | None:
    """Return the page that anybody may read at `path` of the default site, or None."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    url_path = site.root_page.url_path.rstrip("/") + path
    return public_pages(Page.objects.filter(url_path=url_path), now=now).first()


def new_path_of(path: str, *, now: datetime.datetime) -> str | None:
    """Return where the page that was at `path` is now, or None when nobody may read it."""
    moved = Redirect.objects.filter(
        Q(site=None) | Q(site__is_default_site=True),
        old_path=Redirect.normalise_path(path),
        redirect_page__isnull=False,
    )
    pages = public_pages(Page.objects.filter(pk__in=moved.values("redirect_page")), now=now)
    page = pages.first()
    found = page_path(page) if page else None
    return found if found != path else None
