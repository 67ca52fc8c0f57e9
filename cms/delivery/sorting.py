"""Values as texts that are in order as the values are, whichever database compares them.

Texts are compared byte by byte (see `models.ExactTextField`).
"""

import calendar
import datetime
import hashlib
import unicodedata
from typing import Any

#: Databases index texts of some length only; of a longer one the rest is told by its digest.
MAX_LENGTH = 200
#: Digits of the largest number.
DIGITS = 12


def plain(value: Any) -> str:
    """Return a value as a text of a length that can be indexed; equal values, equal texts."""
    text = str(value)
    if len(text) <= MAX_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[: MAX_LENGTH - len(digest)]}{digest}"


def folded(value: Any) -> str:
    """Return a title as it is sorted: without case and accents."""
    parts = unicodedata.normalize("NFKD", str(value)).casefold()
    return plain("".join(part for part in parts if not unicodedata.combining(part)))


def number(value: Any) -> str:
    """Return a whole number that is not negative; nothing stands before every number."""
    return "" if value is None else f"{int(value):0{DIGITS}d}"


def boolean(value: Any) -> str:
    """Return `true` or `false`."""
    return "true" if value else "false"


def instant(value: Any) -> str:
    """Return a moment, given as ISO 8601 with its zone, in UTC and to the microsecond."""
    moment = datetime.datetime.fromisoformat(str(value)).astimezone(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_day(value: Any) -> str:
    """Return the first day of a partial date: `2005` begins with 2005-01-01."""
    year, month, day = _parts(str(value))
    return f"{year}-{month or '01'}-{day or '01'}"


def last_day(value: Any) -> str:
    """Return the last day of a partial date: `2005-02` ends with 2005-02-28."""
    year, month, day = _parts(str(value))
    month = month or "12"
    return f"{year}-{month}-{day or calendar.monthrange(int(year), int(month))[1]:02}"


def _parts(date: str) -> tuple[str, str, str]:
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    return year, month, day
