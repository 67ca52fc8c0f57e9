"""Reading texts with one reader, and single records of collected files."""

import io
from types import ModuleType
from typing import Any

from cms.references.importing.records import ImportedRecord
from tests.references.importing.raw import raw_records


def read_text(reader: ModuleType, text: str) -> list[ImportedRecord]:
    return list(reader.read(io.StringIO(text)))


def csl_of(reader: ModuleType, text: str) -> dict[str, Any]:
    """Return the one record of a text."""
    [record] = read_text(reader, text)
    assert record.csl is not None
    return record.csl


def raw_csl(name: str, number: int = 0) -> dict[str, Any]:
    csl = raw_records(name)[number].csl
    assert csl is not None
    return csl
