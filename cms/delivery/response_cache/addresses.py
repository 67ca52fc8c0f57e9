"""Which requests can be answered from memory, and which of them ask for the same."""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import WSGIEnvironment

#: Longer ones are no address of ours: they are Django's to refuse, and none of them is remembered.
MAX_LENGTH = 2_000
MAX_PARAMETERS = 60


class Address(NamedTuple):
    """What a request asks for.

    Args:
        key: the same for all requests that ask for the same.
        query: its query in canonical form.
    """

    key: str
    query: str


@lru_cache(maxsize=2048)
def canonical_query(raw: str) -> str | None:
    """Return the one form of all queries that mean the same, or None if `raw` is none.

    Names are in order; the values of one name stay in theirs, which may mean something.
    """
    if len(raw) > MAX_LENGTH:
        return None
    if not raw:
        return ""
    try:
        pairs = parse_qsl(
            # WSGI hands bytes over as Latin-1.
            raw.encode("latin-1").decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError:
        return None
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


class Addresses:
    """Tells the addresses of the requests that may be answered from memory.

    Args:
        hosts: host and port as the Host header writes them, each letter for letter.
        passed_by: what the paths begin with that are always Django's.
        cookies: a request that has one of these, or a longer name of it, is for one person.
        secure_header: name and value by which a proxy says that it was asked by HTTPS.
    """

    def __init__(
        self,
        *,
        hosts: Collection[str],
        passed_by: Collection[str] = (),
        cookies: Collection[str] = (),
        secure_header: tuple[str, str] | None = None,
    ) -> None:
        self._hosts = frozenset(hosts)
        self._passed_by = tuple(passed_by)
        self._cookies = tuple(cookies)
        self._secure_header = secure_header

    def of(self, request: WSGIEnvironment) -> Address | None:
        """Return the address that `request` asks for, or None if only Django can answer it."""
        host = request.get("HTTP_HOST")
        path = request.get("PATH_INFO", "")
        if (
            request["REQUEST_METHOD"] not in ("GET", "HEAD")
            or host not in self._hosts
            or path.startswith(self._passed_by)
            or len(path) > MAX_LENGTH
            or self._is_personal(request)
        ):
            return None
        query = canonical_query(request.get("QUERY_STRING", ""))
        if query is None:
            return None
        # Only the path can hold a space, so no two addresses are written alike.
        return Address(f"{host} {self._scheme(request)} {query} {path}", query)

    def _is_personal(self, request: WSGIEnvironment) -> bool:
        """Return whether `request` is of somebody who may see what others don't."""
        if "HTTP_AUTHORIZATION" in request or "HTTP_PREVIEW_TOKEN" in request:
            return True
        sent = request.get("HTTP_COOKIE")
        # However cookies are written: too many are taken for personal, never too few.
        return sent is not None and any(name in sent for name in self._cookies)

    def _scheme(self, request: WSGIEnvironment) -> str:
        """Return `https` or `http`, as Django will see it."""
        if self._secure_header is not None:
            name, secure = self._secure_header
            said = request.get(name)
            if said is not None:
                return "https" if said.split(",", 1)[0].strip() == secure else "http"
        return str(request["wsgi.url_scheme"])
