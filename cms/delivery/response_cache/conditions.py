"""Whether a client has an answer already."""

from collections.abc import Collection

from django.utils.http import parse_etags


def is_known(sent: str, tags: Collection[str]) -> bool:
    """Return whether a client has one of `tags`.

    Args:
        sent: its `If-None-Match`.
        tags: the strong tags that the answer has in any of its encodings.
    """
    return (
        sent in tags
        or sent.strip() == "*"
        or any(tag.removeprefix("W/") in tags for tag in parse_etags(sent))
    )
