"""Reads across pages: what is public, and where it is."""

import datetime
from types import SimpleNamespace

from django.db.models import Q
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath
from wagtail.query import PageQuerySet

from cms.delivery.recording import recorder


def public_pages(pages: PageQuerySet[Page], *, now: datetime.datetime) -> PageQuerySet[Page]:
    """Return those of `pages` that anybody may read at `now`: live, unrestricted, not expired."""
    return pages.live().public().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now))


def page_path(page: Page) -> str | None:
    """Return the page's path on its site (`/wound-healing/burns/`), or None outside a site."""
    parts = page.get_url_parts(SimpleNamespace(_wagtail_cached_site_root_paths=_root_paths()))
    return parts[2] if parts else None


def _root_paths() -> list[SiteRootPath]:
    """Return where sites begin, the deepest first, once a rendering.

    Not as Wagtail caches it: each process has a cache of its own, and hears of no other's changes.
    """
    memory = recorder().memory
    if "root paths" not in memory:
        sites = Site.objects.select_related("root_page__locale")
        memory["root paths"] = [
            SiteRootPath(
                site.pk, site.root_page.url_path, site.root_url, site.root_page.locale.language_code
            )
            for site in sites.order_by("-root_page__url_path", "-is_default_site", "hostname")
        ]
    found: list[SiteRootPath] = memory["root paths"]
    return found
