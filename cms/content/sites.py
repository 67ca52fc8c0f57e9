"""The site's own record of its address."""

from urllib.parse import urlsplit

from wagtail.models import Site


def set_site_address(url: str) -> None:
    """Make the default site's record say `url`, from which Wagtail builds absolute addresses."""
    parts = urlsplit(url)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if (site.hostname, site.port) != (parts.hostname, port):
        site.hostname, site.port = parts.hostname or "localhost", port
        site.save()
