"""Which answers are kept, and where."""

import time
from enum import StrEnum

from cms.delivery.dependencies import Dependencies
from cms.delivery.response_cache.asking import Answer

OK = 200
STORED = frozenset({OK, 301, 308, 404, 410})


class Kind(StrEnum):
    """What an answer is kept among; each kind has memory of its own."""

    PAGES = "pages"
    QUERIES = "queries"
    #: Redirects, 404 and 410: small, and anybody can ask for any number of them.
    OTHERS = "others"


def kind_of(answer: Answer, query: str) -> Kind:
    """Return what `answer`, to an address with that query, is kept among."""
    if answer.code != OK:
        return Kind.OTHERS
    return Kind.QUERIES if query else Kind.PAGES


def is_stored(answer: Answer, dependencies: Dependencies, *, largest: int) -> bool:
    """Return whether everybody may be given `answer`, as long as what it depends on stands."""
    return (
        dependencies.declared
        and answer.body is not None
        and len(answer.body) <= largest
        and answer.code in STORED
        and not _is_over(dependencies)
        and _is_public(answer.fields)
        and _is_plain(answer.fields)
    )


def _is_over(dependencies: Dependencies) -> bool:
    """Return whether the clock has changed an answer while it was made."""
    until = dependencies.valid_until
    return until is not None and until.timestamp() <= time.time()


def _is_public(fields: dict[str, str]) -> bool:
    """Return whether nothing in an answer is for one reader, or for one time."""
    cache_control = fields.get("cache-control", "").lower()
    policies = fields.get("content-security-policy", "") + fields.get(
        "content-security-policy-report-only", ""
    )
    return (
        "set-cookie" not in fields
        and "private" not in cache_control
        and "no-store" not in cache_control
        and "'nonce-" not in policies.lower()
    )


def _is_plain(fields: dict[str, str]) -> bool:
    """Return whether an answer has no other form than those that are made here."""
    varies = {name.strip() for name in fields.get("vary", "").lower().split(",")}
    return varies <= {"", "accept-encoding"} and "content-encoding" not in fields
