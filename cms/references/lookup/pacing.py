"""Asking no service more often than it wishes.

Time is cut into slots, one request each, and a slot is taken by adding its number to the cache,
which only one can do: this holds for all processes that share the cache. Where each has its own
(Django's local memory), each keeps to the rate by itself, which is why ours are below what the
services allow, and a service that still says "too many" makes everybody wait.
"""

import math
import time
from collections.abc import Mapping

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from cms.references.lookup.errors import Failure, LookUpFailed

#: How long a service that cannot be reached is left alone, so that a list ends soon, offline.
REST_SECONDS = 15
#: What a service may tell us of its rate: seconds from one request to the next.
FASTEST, SLOWEST = 0.1, 10.0

#: Patched in tests.
now = time.time
sleep = time.sleep

#: Each thread's own way to the same cache.
cache = ConnectionProxy(caches, "lookup")


def wait_for_turn(service: str, interval: float, *, until: float, title: str) -> None:
    """Wait for a free slot and take it.

    Args:
        service: whose slots.
        interval: seconds from one request to the next, unless the service has told another.
        until: the moment after which there is no sense in asking.
        title: what the service is called.

    Raises:
        LookUpFailed: no slot is free until then.
    """
    interval = cache.get(f"interval:{service}", interval)
    slot = math.ceil(max(now(), cache.get(f"hold:{service}", 0.0)) / interval)
    while slot * interval <= until:
        # Kept as long as anybody may look at it, whose clock may differ a little.
        if cache.add(f"slot:{service}:{interval}:{slot}", True, timeout=120):
            sleep(max(0.0, slot * interval - now()))
            return
        slot += 1
    raise LookUpFailed(Failure.BUSY, title)


def hold(service: str, seconds: float) -> None:
    """Let nobody ask a service for some seconds, as it has told us."""
    cache.set(f"hold:{service}", now() + seconds, timeout=seconds + 1)


def learn_rate(service: str, headers: Mapping[str, str]) -> None:
    """Keep to the rate that a service's answer tells (`X-Rate-Limit-Limit: 10`, `-Interval: 1s`).

    Crossref: https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    """
    try:
        requests = int(headers["x-rate-limit-limit"])
        seconds = float(headers["x-rate-limit-interval"].removesuffix("s"))
        interval = seconds / requests
    except (KeyError, ValueError, ZeroDivisionError):
        return
    if math.isfinite(interval) and interval > 0:
        interval = min(max(interval, FASTEST), SLOWEST)
        cache.set(f"interval:{service}", interval, timeout=24 * 60 * 60)


def rests(service: str) -> bool:
    """Return whether a service could not be reached a moment ago."""
    return bool(cache.get(f"rest:{service}"))


def let_rest(service: str) -> None:
    """Leave a service alone for a moment, since it cannot be reached."""
    cache.set(f"rest:{service}", True, timeout=REST_SECONDS)
