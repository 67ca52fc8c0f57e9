"""Imported records, and citations that are made without pandoc."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.references.formatting import STYLES, FormattedCitation, FormattingError
from cms.references.importing.records import ImportedRecord

#: A title that can't be formatted.
UNFORMATTABLE = "Unformattable"


def record(index: int = 1, **changes: Any) -> ImportedRecord:
    """Return a valid record; `csl` is added to that of the others, the rest is set."""
    csl = {
        "type": "article-journal",
        "title": f"Vesicles of plant number {index} and what they carry",
        "author": [{"family": f"Plantard{index}", "given": "P."}],
        "container-title": "Journal of Vesicles",
        "volume": "7",
        "page": str(100 + index),
        "issued": {"date-parts": [[2021]]},
    }
    return ImportedRecord(
        **{"index": index, "line": index, **changes, "csl": csl | changes.get("csl", {})}
    )


def records(number: int) -> list[ImportedRecord]:
    """Return records of different publications."""
    return [record(index) for index in range(1, number + 1)]


def format_at_once(
    csl_records: Sequence[Mapping[str, Any]],
) -> list[dict[str, FormattedCitation]]:
    """Format as pandoc does, in no time: one record that fails makes all of them fail."""
    if any(UNFORMATTABLE in each["title"] for each in csl_records):
        raise FormattingError("pandoc failed")
    return [
        {style: {"text": each["title"], "html": each["title"]} for style in STYLES}
        for each in csl_records
    ]
