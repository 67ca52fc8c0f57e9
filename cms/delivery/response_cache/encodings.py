"""Which form of an answer a client wants, and making it."""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli

PLAIN = "identity"
GZIP = "gzip"
BROTLI = "br"
#: Where a client likes several equally, the first of these.
PREFERRED = (BROTLI, GZIP, PLAIN)
#: How each is made, at the levels at which both are equally quick on pages of our size.
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    GZIP: lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    BROTLI: lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
}
#: Below this, what is saved is not worth what it takes.
LEAST = 500
COMPRESSIBLE = re.compile(r"text/|[a-z]+/([a-z0-9.-]+\+)?(json|xml)\b")
WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
#: A header that is longer was not written by a browser; what is not compressed is never wrong.
MAX_LENGTH = 300


def is_compressible(content_type: str, size: int) -> bool:
    """Return whether an answer of this kind is worth compressing."""
    return size >= LEAST and COMPRESSIBLE.match(content_type.lower()) is not None


@lru_cache(maxsize=512)
def chosen(accepted: str) -> str:
    """Return the encoding that a client likes best, by its `Accept-Encoding`."""
    if len(accepted) > MAX_LENGTH:
        return PLAIN
    weights = _weights(accepted)
    others = weights.get("*", 0.0)
    best, most = PLAIN, 0.0
    for encoding in PREFERRED:
        weight = weights.get(encoding, others)
        if weight > most:
            best, most = encoding, weight
    return best


def _weights(accepted: str) -> dict[str, float]:
    """Return encoding → how much it is wanted, without the members that can't be read."""
    weights = {}
    for member in accepted.lower().split(","):
        name, separator, parameter = (part.strip() for part in member.partition(";"))
        weight = WEIGHT.fullmatch(parameter)
        if weight is not None:
            weights[name] = float(weight[1])
        elif not separator:
            weights[name] = 1.0
    return weights


def suffixed(etag: str, encoding: str) -> str:
    """Return the tag of an answer in `encoding`, given that of the plain one."""
    return etag if encoding == PLAIN else f'{etag[:-1]}-{encoding}"'
