"""Reads across pages: what is public, and where it is."""

import datetime
from collections.abc import Iterable
from types import SimpleNamespace

from django.db.models import Q
from wagtail.models import Collection, CollectionViewRestriction, Page, Site
from wagtail.models.sites import SiteRootPath
from wagtail.query import PageQuerySet

from cms.delivery.recording import once


def public_pages(pages: PageQuerySet[Page], *, now: datetime.datetime) -> PageQuerySet[Page]:
    """Return those of `pages` that anybody may read at `now`: live, unrestricted, not expired."""
    private = Q(pk__in=[])
    for path in once("private paths", _private_paths):
        private |= Q(path__startswith=path)
    is_over = Q(expire_at__isnull=False, expire_at__lte=now)
    return pages.live().exclude(private).exclude(is_over)


def is_public(page: Page, *, now: datetime.datetime) -> bool:
    """Return whether anybody may read `page` at `now`: as `public_pages` says, without a query."""
    return (
        page.live
        and not page.path.startswith(tuple(once("private paths", _private_paths)))
        and not (page.expire_at is not None and page.expire_at <= now)
    )


def pages_above(page: Page) -> list[Page]:
    """Return the pages above one on its site, public or not, the site's root first."""
    parent = page.path[: -page.steplen]

    def find() -> list[Page]:
        return list(page.get_ancestors().filter(depth__gt=1).order_by("path"))

    return once(("above", parent), find)


def _private_paths() -> list[str]:
    """Return where in the tree of pages not everybody may read: at each path, and below it.

    Those are the restricted pages and, which Wagtail's `public()` forgets, their aliases: they show
    the same text.
    """
    found = dict(Page.objects.filter(view_restrictions__isnull=False).values_list("pk", "path"))
    new = set(found)
    while new:
        aliases = Page.objects.filter(alias_of__in=new).exclude(pk__in=found)
        shown = dict(aliases.values_list("pk", "path"))
        found |= shown
        new = set(shown)
    return sorted(found.values())


def private_collections() -> set[int]:
    """Return the keys of the collections that not everybody may see, with those inside them."""
    private = Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        private |= Q(path__startswith=path)
    return set(Collection.objects.filter(private).values_list("pk", flat=True))


def page_path(page: Page) -> str | None:
    """Return the page's path on its site (`/wound-healing/burns/`), or None outside a site."""
    return page_paths([page])[page.pk]


def page_paths(pages: Iterable[Page]) -> dict[int, str | None]:
    """Return the paths of pages on their sites by their ids; None of those outside a site."""
    # Wagtail takes them from what it is handed, if they are there, and else from its cache.
    roots = SimpleNamespace(_wagtail_cached_site_root_paths=_root_paths())
    found = {page.pk: page.get_url_parts(roots) for page in pages}
    return {pk: parts[2] if parts else None for pk, parts in found.items()}


def _root_paths() -> list[SiteRootPath]:
    """Return where sites begin, the deepest first.

    Not as Wagtail caches it: each process has a cache of its own, and hears of no other's changes.
    """

    def find() -> list[SiteRootPath]:
        sites = Site.objects.select_related("root_page__locale")
        return [
            SiteRootPath(
                site.pk, site.root_page.url_path, site.root_url, site.root_page.locale.language_code
            )
            for site in sites.order_by("-root_page__url_path", "-is_default_site", "hostname")
        ]

    return once("root paths", find)
