"""One record out of two of the same publication: of each field the better one.

What is better is written here field by field; where neither is, the kept one stays.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cms.references import csl as csl_json
from cms.references.choices import CslType, ReferenceStatus
from cms.references.match_keys import RANGE
from cms.references.models import Reference

Record = Mapping[str, Any]
#: Types that sources give what they know no better word for.
VAGUE_TYPES = {CslType.DOCUMENT, CslType.WEBPAGE, CslType.ENTRY}
#: From the best that can have become of a publication to the worst.
STATUSES = (
    ReferenceStatus.NORMAL, ReferenceStatus.CORRECTED, ReferenceStatus.EXPRESSION_OF_CONCERN,
    ReferenceStatus.RETRACTED,
)  # fmt: skip
#: Where in print it stands: all of it from one record, or a year would go with another's volume.
PLACE = ("issued", "volume", "issue", "page")


def merged_record(kept: Record, other: Record) -> dict[str, Any]:
    """Return the record that says the better of both in every field.

    Args:
        kept: the record that stays; its `id` stays too.
        other: the one that goes.
    """
    merged = _said(other)
    for key, value in _said(kept).items():
        better = BETTER.get(key, _first)
        merged[key] = better(value, merged[key]) if key in merged else value
    merged.update(_place(kept, other))
    if "id" not in kept:
        merged.pop("id", None)
    return _said(merged)


def _said(record: Record) -> dict[str, Any]:
    """Return the fields of a record that say something."""
    return {key: value for key, value in record.items() if value not in (None, "", [], {})}


def _first(kept: Any, other: Any) -> Any:
    """Return the kept one: neither is known to be better."""
    return kept


def _type(kept: Any, other: Any) -> Any:
    """Return the type that says more."""
    return other if kept in VAGUE_TYPES and other not in VAGUE_TYPES else kept


def _title(kept: Any, other: Any) -> Any:
    """Return the title with its subtitle, with its markup, and not all in capitals."""
    plain, other_plain = str(kept).strip().rstrip("."), str(other).strip().rstrip(".")
    if plain.isupper() != other_plain.isupper():
        return other if plain.isupper() else kept
    goes_on = len(other_plain) > len(plain) and other_plain.casefold().startswith(plain.casefold())
    has_markup = "<" in other_plain and "<" not in plain
    return other if goes_on or has_markup else kept


def _container(kept: Any, other: Any) -> Any:
    """Return the name that is written out."""
    return other if len(str(other)) > len(str(kept)) else kept


def _names(kept: Any, other: Any) -> Any:
    """Return the longer list; of lists of one length that with given names, not initials."""
    if not (isinstance(kept, list) and isinstance(other, list)):
        return kept
    return other if _fullness(other) > _fullness(kept) else kept


def _fullness(names: list[Any]) -> tuple[int, int]:
    given = (str(name.get("given", "")) for name in names if isinstance(name, Mapping))
    return len(names), sum(len(each.replace(".", "").replace(" ", "")) for each in given)


def _pages(kept: Any, other: Any) -> Any:
    """Return the pages from first to last, both written out."""
    is_range = bool(RANGE.search(str(kept))), bool(RANGE.search(str(other)))
    if is_range[0] != is_range[1]:
        return other if is_range[1] else kept
    return other if is_range[0] and len(str(other)) > len(str(kept)) else kept


def _date(kept: Any, other: Any) -> Any:
    """Return the date that is known to the day, if it is of the same year."""
    records = {"issued": kept}, {"issued": other}
    is_same_year = csl_json.year_of(records[0]) == csl_json.year_of(records[1])
    dates = [csl_json.partial_date_of(record) for record in records]
    return other if is_same_year and len(dates[1]) > len(dates[0]) else kept


BETTER: dict[str, Callable[[Any, Any], Any]] = {
    "type": _type,
    "title": _title,
    "container-title": _container,
    **dict.fromkeys((*csl_json.NAME_FIELDS, "container-author", "collection-editor"), _names),
    "issued": _date,
    "page": _pages,
}


def _place(kept: Record, other: Record) -> dict[str, Any]:
    """Return year, volume, issue and pages of the one that is in print, where years differ."""
    if csl_json.year_of(kept) == csl_json.year_of(other) or not csl_json.year_of(other):
        return {}
    is_printed = [bool(record.get("volume") or record.get("page")) for record in (kept, other)]
    source = other if is_printed == [False, True] or not csl_json.year_of(kept) else kept
    return {key: source.get(key) or "" for key in PLACE} if any(is_printed) else {}


def take_over(kept: Reference, other: Reference) -> None:
    """Give a reference the better of each field of another; it is not saved here."""
    kept.csl = merged_record(kept.csl, other.csl)
    if STATUSES.index(ReferenceStatus(other.status)) > STATUSES.index(ReferenceStatus(kept.status)):
        kept.status, kept.notice = other.status, other.notice
    if len(other.abstract) > len(kept.abstract):
        kept.abstract = other.abstract
    if kept.is_open_access is None or other.is_open_access:
        kept.is_open_access = other.is_open_access
    notes = dict.fromkeys(note for note in (kept.note, other.note) if note)
    kept.note = "\n\n".join(notes)
