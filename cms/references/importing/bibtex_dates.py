"""Dates of BibTeX (`year`, `month`, `day`) and of BibLaTeX (`date = {2006-05/2007}`), as CSL.

BibLaTeX's dates are levels 0 and 1 of ISO 8601-2 (EDTF): BibLaTeX manual, section 2.3.8. A year
before 0 or after 9999 is kept as it is written.
"""

import re
from collections.abc import Mapping
from typing import Any

from cms.references.importing.dates import date_of
from cms.references.importing.tex import text_of

EDTF = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d?|XX)(?:-(?P<day>\d\d?|XX))?)?"
    r"(?:T[\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?(?P<unsure>[?~%])?",
    re.IGNORECASE,
)
BRACES = re.compile("[{}]")
#: Months 21 to 24 are seasons.
SEASONS = range(21, 25)
#: What says that a year is uncertain, and what stands behind one: `1985a`.
CIRCA = re.compile(r"^(?:c\.|ca\.?|circa|about|\[)\s*(?=\d)", re.IGNORECASE)
AROUND_YEAR = re.compile(r"(?<=\d{4})[a-z]?\]?$")
#: A day before its month, `10 jan`, and two months, `nov, dec`.
DAY_FIRST = re.compile(r"^(\d{1,2})\.?\s+([A-Za-z]+)\.?$")
BETWEEN_MONTHS = re.compile(r"\s*[,/&]\s*")


def issued_of(fields: Mapping[str, str]) -> dict[str, Any] | None:
    """Return when an entry was published; `date` is preferred to `year`, as BibLaTeX does."""
    written = BRACES.sub("", fields.get("date", "")).strip()
    year = text_of(fields.get("year", ""))
    date = edtf_of(written) or _by_parts(year, fields)
    if date is None and (literal := written or year):
        date = {"literal": literal}
    return date


def edtf_of(written: str) -> dict[str, Any] | None:
    """Return a date or range in BibLaTeX's form as CSL; None if it is none."""
    start, _, end = BRACES.sub("", written).strip().partition("/")
    parts = [EDTF.fullmatch(part.strip()) for part in (start, end)]
    begun, ended = map(_parts, parts)
    if begun is None or (ended is None and end.strip(" .")):
        return None
    date: dict[str, Any] = {"date-parts": [begun, ended] if ended else [begun]}
    if len(begun) == 2 and begun[1] in SEASONS:
        date |= {"season": begun[1] - 20, "date-parts": [begun[:1]]}
    if any(part and part["unsure"] for part in parts):
        date["circa"] = True
    return date


def _parts(found: re.Match[str] | None) -> list[int] | None:
    """Return a date's numbers; None where one cannot be: month 13, day 35."""
    if found is None:
        return None
    numbers = [int(found["year"])]
    for name, last in (("month", 12), ("day", 31)):
        written = found[name]
        if not written or written.upper() == "XX":
            break
        number = int(written)
        is_season = name == "month" and number in SEASONS
        if not (1 <= number <= last or is_season):
            return None
        numbers.append(number)
    return numbers


def _by_parts(written: str, fields: Mapping[str, str]) -> dict[str, Any] | None:
    """Return a date of `year`, `month` and `day`; of what is not understood only the year."""
    year = AROUND_YEAR.sub("", CIRCA.sub("", written))
    month = BETWEEN_MONTHS.sub("-", text_of(fields.get("month", "")))
    month = DAY_FIRST.sub(r"\2 \1", month)
    day = text_of(fields.get("day", ""))
    date = (
        edtf_of(fields.get("year", ""))
        if re.search("[/~?%]", written)
        else date_of(f"{year} {month} {day}") or date_of(f"{year} {month}") or date_of(year)
    )
    if date and CIRCA.match(written):
        date["circa"] = True
    return date
