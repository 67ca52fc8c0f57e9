"""The response cache put together, as the settings say."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.db import connections

from cms.delivery.fingerprint import fingerprint
from cms.delivery.response_cache.addresses import Addresses
from cms.delivery.response_cache.cache import ResponseCache
from cms.delivery.response_cache.memory import Memory
from cms.delivery.response_cache.statistics import Statistics
from cms.delivery.response_cache.storing import Kind
from cms.delivery.response_cache.versions import PostgresVersions, SqliteVersions, Versions

#: Where processes write their statistics, below the data folder.
STATISTICS = "cache-statistics"
DEFAULT_PORTS = {"http": 80, "https": 443}


def with_response_cache(application: WSGIApplication) -> WSGIApplication:
    """Return `application` behind the response cache, or itself where that is off."""
    configured: Mapping[str, Any] = settings.RESPONSE_CACHE
    if not configured["ON"] or settings.DEBUG:
        # In development, templates change while a process lives.
        return application
    memory = Memory({kind: configured["BYTES"][kind.value] for kind in Kind})
    return ResponseCache(
        application,
        addresses=Addresses(
            hosts=_hosts(configured["PORT"]),
            passed_by=(settings.STATIC_URL, settings.MEDIA_URL, *configured["PASSED_BY"]),
            cookies=(
                settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, *configured["COOKIES"],
            ),
            secure_header=settings.SECURE_PROXY_SSL_HEADER,
        ),
        versions=versions(),
        memory=memory,
        statistics=Statistics(settings.DATA_DIR / STATISTICS, memory.sizes),
        # Nothing that it is of changes while a process lives.
        fingerprint=cache(fingerprint),
        largest=configured["LARGEST"],
    )  # fmt: skip


def versions() -> Versions:
    """Return what reads the content version from Django's database."""
    database = connections["default"]
    if database.vendor == "postgresql":
        return PostgresVersions(database.get_connection_params())
    return SqliteVersions(database.settings_dict["NAME"])


def _hosts(port: int) -> frozenset[str]:
    """Return what the Host header of requests to this library says, exactly."""
    if settings.USE_X_FORWARDED_HOST or settings.USE_X_FORWARDED_PORT:
        # Another header names the host then.
        return frozenset()
    return hosts(settings.ALLOWED_HOSTS, settings.SITE_URL, port)


def hosts(allowed: Iterable[str], site_url: str, port: int) -> frozenset[str]:
    """Return every host, with its port where that is not the usual one.

    Args:
        allowed: names that the library answers to. With a wildcard among them, only the site's own
            counts: nobody knows the others.
        site_url: the public address.
        port: where the server listens; a proxy may hand this on instead of the public one.
    """
    site = urlsplit(site_url)
    names = list(allowed)
    if any(name.startswith((".", "*")) for name in names):
        names = [site.hostname or ""]
    public = site.port or DEFAULT_PORTS[site.scheme]
    ports = {_written(public, site.scheme), _written(port, "http")}
    return frozenset(f"{name}{written}" for name in names for written in ports)


def _written(port: int, scheme: str) -> str:
    """Return a port as a Host header writes it."""
    return "" if port == DEFAULT_PORTS[scheme] else f":{port}"
