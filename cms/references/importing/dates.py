"""Dates as reference files write them, as CSL dates.

CSL's form: https://docs.citationstyles.org/en/stable/specification.html#date-variables and its
input schema; a range is two lists of `date-parts`, a season stands beside the year.
"""

import re
from typing import Any

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
#: Words for what has no date yet. They are CSL's `status`.
UNPUBLISHED = {
    "in press", "forthcoming", "submitted", "accepted", "in preparation", "ahead of print",
    "epub ahead of print", "to appear", "unpublished", "advance online publication",
}  # fmt: skip

ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?(?:[T ][0-9:.]+Z?)?")
COMPACT = re.compile(r"([0-9]{4})([01][0-9])([0-3][0-9])")
WORD = re.compile(r"[A-Za-z]+|[0-9]+")
DASH = re.compile(r"\s*[-–—/]\s*")

#: Year, month, day and season of a date, as far as they are said.
Parts = dict[str, int]


def _is_day(month: int, day: int) -> bool:
    """Return whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= 31


def _number(parts: Parts, word: str) -> bool:
    """Take a number as year, month or day; return whether it can be one."""
    number = int(word)
    if len(word) == 4 and "year" not in parts:
        parts["year"] = number
    elif len(word) <= 2 and "month" in parts and "day" not in parts and _is_day(1, number):
        parts["day"] = number
    elif len(word) <= 2 and "month" not in parts and "year" in parts and _is_day(number, 1):
        parts["month"] = number
    elif len(word) <= 2 and "day" not in parts and "year" not in parts and _is_day(1, number):
        parts["day"] = number
    else:
        return False
    return True


def _parts(text: str) -> Parts | None:
    """Return what one date says, or None if there is a word in it that is no part of a date."""
    parts: Parts = {}
    for word in WORD.findall(text):
        lower = word.lower()
        if word.isdigit():
            if not _number(parts, word):
                return None
        elif lower in SEASONS:
            parts["season"] = SEASONS[lower]
        elif lower[:3] in MONTHS and len(word) >= 3:
            parts["month"] = MONTHS[lower[:3]]
        else:
            return None
    return parts


def _list(parts: Parts) -> list[int]:
    """Return a date as CSL's list; what stands behind a gap is left out."""
    said = [parts["year"]]
    for part in ("month", "day"):
        if part not in parts:
            break
        said.append(parts[part])
    return said


def _range(first: Parts, last: Parts) -> dict[str, Any] | None:
    """Return a range in CSL: each of the two says what the other leaves to it."""
    if "day" in last and "month" not in last and "day" not in first:
        return None
    shared = ("year", "month")
    begin = {key: last[key] for key in shared if key in last} | first
    end = {key: begin[key] for key in shared if key in begin} | last
    if "year" not in begin or "year" not in end:
        return None
    date: dict[str, Any] = {"date-parts": [_list(begin), _list(end)]}
    if "season" in begin:
        date |= {"date-parts": [[begin["year"]]], "season": begin["season"]}
    return date


def _one(parts: Parts) -> dict[str, Any] | None:
    """Return one date in CSL."""
    if "year" not in parts:
        return None
    date: dict[str, Any] = {"date-parts": [_list(parts)]}
    if "season" in parts:
        date["season"] = parts["season"]
    return date


def _exact(text: str) -> dict[str, Any] | None:
    """Return a date that is written in numbers."""
    found = ISO.fullmatch(text.rstrip("/")) or COMPACT.fullmatch(text)
    if not found:
        return None
    numbers = [int(part) for part in found.groups() if part]
    if not _is_day(numbers[1], numbers[2] if len(numbers) > 2 else 1):
        return None
    return {"date-parts": [numbers]}


def date_of(text: str) -> dict[str, Any] | None:
    """Return a date as it is written, as CSL has it; None if it is not wholly understood.

    `2005`, `2005 Mar-Apr`, `2005 Dec 12`, `2005 Spring`, `2000 Dec-2001 Jan`, `2005-12-12`,
    `2005/12//`, `12 December 2005`.
    """
    text = " ".join(text.replace(",", " ").split())
    if exact := _exact(text):
        return exact
    sides = [_parts(side) for side in DASH.split(text.rstrip("/"))]
    if not sides or len(sides) > 2 or not all(sides):
        return None
    first, last = sides[0] or {}, sides[-1] or {}
    return _one(first) if len(sides) == 1 else _range(first, last)


def date_with_doubt(text: str) -> tuple[dict[str, Any], bool]:
    """Return a date and whether it is sure: a year in words that are not understood is not.

    What has no year is kept as it is written.
    """
    if date := date_of(text):
        return date, True
    if year := re.search(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])", text):
        return {"date-parts": [[int(year[0])]]}, False
    return {"literal": " ".join(text.split())}, False


def is_unpublished(text: str) -> bool:
    """Return whether a text that stands for a date says that there is none yet."""
    return " ".join(text.lower().strip("[]().").split()) in UNPUBLISHED
