"""The one way out to the services: time-outs, retries, rates, limits of size, kept pacing.cache.

What addresses are asked: base addresses are an operator's settings, and trusted, so that a mirror
or a test's server may be a private one. What an editor types only ever becomes one part of a path
or of a query below them. Redirects are not followed but within the address that was asked, and by
HTTPS to the hosts that a service's module names: no answer can send us to a private address.
"""

import hashlib
import logging
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache as once
from typing import TypeVar

import httpx
import tenacity
from django.conf import settings

from cms.references.lookup import pacing
from cms.references.lookup.errors import Failure, LookUpFailed

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: What we say that we are, as Crossref and NCBI ask of programs.
TOOL = "evidence-library"
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
#: From the first try to the last byte. An editor waits for it.
DEADLINE_SECONDS = 30.0
ATTEMPTS = 4
MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 5
KEPT_SECONDS = 24 * 60 * 60
#: A larger answer is not kept: packed; some 2 MB of XML.
MOST_KEPT_BYTES = 256 * 1024

#: Worth asking again: the service has a passing difficulty.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

BACK_OFF = tenacity.wait_exponential_jitter(multiplier=0.5, max=8)


@dataclass(frozen=True)
class Service:
    """One service.

    Args:
        key: whose rate it shares.
        title: what editors know it as.
        setting: the setting with its base address.
        interval: seconds from one request to the next.
        contact: the parameters in which it wants to know who asks: of the program, of the address.
        redirects_to: hosts that it may send us on to.
        missing: statuses by which it says that it has no such thing.
    """

    key: str
    title: str
    setting: str
    interval: float
    contact: tuple[str, str] = ("", "")
    redirects_to: frozenset[str] = frozenset()
    missing: frozenset[int] = frozenset({404, 410})

    @property
    def base(self) -> str:
        """Return the base address, without a slash at its end."""
        return str(getattr(settings, self.setting)).rstrip("/")

    def failed(self, failure: Failure) -> LookUpFailed:
        """Return the error that names this service."""
        return LookUpFailed(failure, self.title)


class PassingFailure(Exception):
    """A try that failed, where another may not."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@once
def http() -> httpx.Client:
    """Return the process's client: made with the first request, safe for threads."""
    return httpx.Client(follow_redirects=False)


def ask(
    service: Service,
    path: str,
    read: Callable[[bytes], T],
    *,
    parameters: Mapping[str, str] | None = None,
    accept: str = "application/json",
) -> T:
    """Ask a service, or take its answer of the last day.

    Args:
        service: whom.
        path: below its base address, with a slash first; parts that an editor typed are quoted.
        read: makes something of the body; raises ValueError if it cannot be read.
        parameters: the query.
        accept: the wanted media type.

    Raises:
        LookUpFailed: there is no answer, or it cannot be read.
    """
    query = dict(parameters or {})
    url = httpx.URL(service.base + path, params=query)
    key = "answer:" + hashlib.sha256(f"{accept} {url}".encode()).hexdigest()
    if (kept := pacing.cache.get(key)) is not None:
        return read(zlib.decompress(kept))
    body = _ask_with_patience(service, url.copy_merge_params(_contact(service)), accept)
    try:
        value = read(body)
    except (ValueError, RecursionError) as error:
        logger.warning("look-up answer unreadable", extra={"service": service.key})
        raise service.failed(Failure.UNREADABLE) from error
    packed = zlib.compress(body)
    if len(packed) <= MOST_KEPT_BYTES:
        pacing.cache.set(key, packed, timeout=KEPT_SECONDS)
    return value


def _contact(service: Service) -> dict[str, str]:
    """Return the parameters by which a service knows who asks."""
    told = zip(service.contact, (TOOL, settings.CONTACT_EMAIL), strict=True)
    return {name: value for name, value in told if name and value}


def _user_agent() -> str:
    """Return who asks: https://www.rfc-editor.org/rfc/rfc9110#name-user-agent."""
    contact = f"; mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return f"{TOOL} (+{settings.SITE_URL}{contact})"


def _ask_with_patience(service: Service, url: httpx.URL, accept: str) -> bytes:
    """Return the body of an answer, asking again after passing failures.

    Raises:
        LookUpFailed: there is none.
    """
    if pacing.rests(service.key):
        raise service.failed(Failure.UNREACHABLE)
    until = pacing.now() + DEADLINE_SECONDS
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(PassingFailure),
        stop=tenacity.stop_after_attempt(ATTEMPTS) | tenacity.stop_before_delay(DEADLINE_SECONDS),
        wait=BACK_OFF,
        sleep=lambda seconds: pacing.sleep(seconds),
        reraise=True,
    )
    try:
        return retrying(_ask_once, service, url, accept, until)
    except PassingFailure as error:
        if error.failure == Failure.UNREACHABLE:
            pacing.let_rest(service.key)
        logger.warning(
            "look-up failed", extra={"service": service.key, "failure": error.failure.value}
        )
        raise service.failed(error.failure) from error


def _ask_once(service: Service, url: httpx.URL, accept: str, until: float) -> bytes:
    """Return the body of an answer to one request and the redirects that follow it.

    Raises:
        PassingFailure: another try may succeed.
        LookUpFailed: none will.
    """
    pacing.wait_for_turn(service.key, service.interval, until=until, title=service.title)
    headers = {"Accept": accept, "User-Agent": _user_agent()}
    left = max(0.0, until - pacing.now())
    timeout = httpx.Timeout(min(READ_SECONDS, left), connect=min(CONNECT_SECONDS, left))
    try:
        for _ in range(MOST_REDIRECTS + 1):
            with http().stream("GET", url, headers=headers, timeout=timeout) as response:
                pacing.learn_rate(service.key, response.headers)
                if not response.has_redirect_location:
                    _check_status(service, response)
                    return _body(service, response, until)
                url = _next_address(service, response)
    except httpx.TimeoutException as error:
        raise PassingFailure(Failure.TOO_SLOW) from error
    except httpx.DecodingError as error:
        raise service.failed(Failure.UNREADABLE) from error
    except httpx.TransportError as error:
        raise PassingFailure(Failure.UNREACHABLE) from error
    raise service.failed(Failure.UNREADABLE)


def _next_address(service: Service, response: httpx.Response) -> httpx.URL:
    """Return where a redirect leads.

    Raises:
        LookUpFailed: it leads where we do not go.
    """
    try:
        url = response.url.join(response.headers["location"])
    except httpx.InvalidURL as error:
        raise service.failed(Failure.UNREADABLE) from error
    base = httpx.URL(service.base)
    is_same_origin = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
    is_known = url.scheme == "https" and url.port is None and url.host in service.redirects_to
    if url.userinfo or not (is_same_origin or is_known):
        logger.warning("look-up sent astray", extra={"service": service.key, "host": url.host})
        raise service.failed(Failure.UNREADABLE)
    return url


def _check_status(service: Service, response: httpx.Response) -> None:
    """Raise what an answer's status means, if it is no success."""
    status = response.status_code
    if status in service.missing:
        raise service.failed(Failure.NOT_FOUND)
    if status in PASSING:
        pause = _retry_after(response.headers.get("retry-after", ""))
        if pause is not None:
            # The next try waits for its turn, and so does everybody else.
            pacing.hold(service.key, pause)
        raise PassingFailure(Failure.BUSY if status in {429, 503} else Failure.UNREADABLE)
    if status != httpx.codes.OK:
        logger.warning("look-up refused", extra={"service": service.key, "status": status})
        raise service.failed(Failure.UNREADABLE)


def _retry_after(value: str) -> float | None:
    """Return the seconds of a `Retry-After`, which is a number or a date (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - pacing.now())
    except ValueError:
        return None


def _body(service: Service, response: httpx.Response, until: float) -> bytes:
    """Return the body, unpacked.

    Raises:
        LookUpFailed: it is too long, or takes too long.
    """
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise service.failed(Failure.UNREADABLE)
        if pacing.now() > until:
            raise service.failed(Failure.TOO_SLOW)
    return bytes(body)
