"""Paths on the site, and as the table of pages has them."""

from wagtail.models import Site


def stored_path(path: str) -> str:
    """Return `path` of the default site as the table of pages has it: below the site's root."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page.url_path.rstrip("/") + path if site else path
