"""CSL-JSON: what is searched and sorted, taken from the canonical record.

The record's form is CSL's input schema:
https://github.com/citation-style-language/schema/blob/v1.0.2/schemas/input/csl-data.json
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

#: Name lists of a record, in the order in which they stand for its makers.
NAME_FIELDS = ("author", "editor", "translator")


#: What PostgreSQL stores in no text: a NUL, and half of a character that has two.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a record, the names of its fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in (*value, *value.values()):
            yield from _texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_of(part)


def can_be_stored(csl: Mapping[str, Any]) -> bool:
    """Return whether every database can store a record."""
    return not any(UNSTORABLE.search(text) for text in _texts_of(csl))


def year_of(csl: Mapping[str, Any], field: str = "issued") -> int | None:
    """Return the year of a CSL date, or None when there is none."""
    parts = (csl.get(field) or {}).get("date-parts") or [[]]
    try:
        return int(parts[0][0])
    except (IndexError, OverflowError, TypeError, ValueError):
        return None


def partial_date_of(csl: Mapping[str, Any], field: str = "issued") -> str:
    """Return a CSL date as `2005`, `2005-02` or `2005-02-14`, or an empty text."""
    parts = ((csl.get(field) or {}).get("date-parts") or [[]])[0]
    try:
        numbers = [int(part) for part in parts][:3]
    except (OverflowError, TypeError, ValueError):
        return ""
    return "-".join(f"{number:02}" for number in numbers) if numbers else ""


def date_of(partial_date: str) -> dict[str, list[list[int]]]:
    """Return `2005-02` as a CSL date."""
    return {"date-parts": [[int(part) for part in partial_date.split("-")]]}


def names_of(csl: Mapping[str, Any], field: str = "author") -> list[dict[str, str]]:
    """Return a name list as `{"family", "given"}` or `{"literal"}`, particles in their place."""
    names = []
    for name in csl.get(field) or []:
        if name.get("literal"):
            names.append({"literal": name["literal"]})
            continue
        particle = name.get("non-dropping-particle", "")
        family = " ".join(part for part in (particle, name.get("family", "")) if part)
        given = " ".join(
            part
            for part in (
                name.get("given", ""), name.get("dropping-particle", ""), name.get("suffix", ""),
            )
            if part
        )  # fmt: skip
        names.append({"family": family, "given": given})
    return names


def short_name(csl: Mapping[str, Any]) -> str:
    """Return `Kalluri and LeBleu`, `Dai et al.` or an empty text."""
    names = [name.get("literal") or name["family"] for name in names_of(csl)]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)
