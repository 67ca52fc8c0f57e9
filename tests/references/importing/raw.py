"""What others' programs have written, beside the checkout; it is not part of it."""

import io
from pathlib import Path

import pytest
from django.conf import settings

from cms.references.importing.formats import read_records
from cms.references.importing.records import ImportedRecord

RAW = Path(settings.BASE_DIR).parent / "shared" / "data" / "raw"
#: Marks tests that read it.
needs_raw = pytest.mark.skipif(not RAW.exists(), reason="The raw files are not here.")


def records_of(content: str | bytes, encoding: str = "utf-8") -> list[ImportedRecord]:
    """Return the records of a file."""
    data = content.encode(encoding) if isinstance(content, str) else content
    return list(read_records(io.BytesIO(data))[1])


def raw_records(name: str) -> list[ImportedRecord]:
    """Return the records of a raw file."""
    return records_of((RAW / name).read_bytes())


def texts_of(record: ImportedRecord) -> list[str]:
    """Return what a record's messages say."""
    return [message.text for message in record.messages]
