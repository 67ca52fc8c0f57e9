"""Imported records on their way into the library, and what became of them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from cms.references.choices import Choice, RecordStatus, ReferenceStatus
from cms.references.duplicates import Duplicate
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.match_keys import IDENTIFIERS, Work
from cms.references.models import Reference

#: Chooses for one record what is done with it, knowing what it duplicates.
Choose = Callable[[ImportedRecord, Duplicate], Choice]


@dataclass(frozen=True)
class SavedRecord:
    """What became of a record.

    Args:
        record: as it was read, with what was noticed since.
        status: what it is to the library.
        reference: the reference that it is now, or that the library had; None if invalid.
        duplicate: what it duplicates.
        is_changed: whether the library was written to.
    """

    record: ImportedRecord
    status: RecordStatus
    reference: uuid.UUID | None = None
    duplicate: Duplicate | None = None
    is_changed: bool = False


@dataclass(frozen=True)
class Draft:
    """A valid record on its way into the library.

    Args:
        record: as it was read.
        work: its publication, to be compared.
        reference: what is written: a new reference, or one that is filled in.
        duplicate: what it duplicates.
        choice: what is done with it then.
    """

    record: ImportedRecord
    work: Work
    reference: Reference
    duplicate: Duplicate | None = None
    choice: Choice = Choice.ADD

    @property
    def is_new(self) -> bool:
        """Whether it is added to the library."""
        return self.choice == Choice.ADD

    def saved(self) -> SavedRecord:
        """Return what became of it, once it is stored."""
        status = RecordStatus.NEW if self.is_new else RecordStatus.DUPLICATE
        return SavedRecord(
            self.record, status, self.reference.uuid, self.duplicate, is_changed=True
        )

    def not_saved(self, text: str) -> SavedRecord:
        """Return that nothing became of it, and why."""
        record = with_messages(self.record, Level.ERROR, text)
        return SavedRecord(record, RecordStatus.INVALID, duplicate=self.duplicate)

    def left(self, duplicate: Duplicate, *texts: str) -> SavedRecord:
        """Return that the library has it already and stays as it is."""
        record = with_messages(self.record, Level.WARNING, *texts)
        return SavedRecord(record, RecordStatus.DUPLICATE, duplicate.reference, duplicate)


def with_messages(record: ImportedRecord, level: Level, *texts: str) -> ImportedRecord:
    """Return a record with something more that was noticed."""
    found = tuple(Message(level, text, record.line) for text in texts)
    return replace(record, messages=(*record.messages, *found))


def draft(record: ImportedRecord) -> Draft | SavedRecord:
    """Return a record on its way into the library, or, of an invalid one, what is wrong with it."""
    if record.csl is None or any(message.level == Level.ERROR for message in record.messages):
        return SavedRecord(record, RecordStatus.INVALID)
    work = Work.of(record.csl)
    reference = Reference(uuid=work.record_id, csl={**record.csl, "id": str(work.record_id)})
    for name in ("abstract", "status", "notice", "is_open_access"):
        setattr(reference, name, getattr(record, name))
    try:
        reference.clean()
        reference.clean_fields(exclude=["citations"])
    except ValidationError as error:
        record = with_messages(record, Level.ERROR, *error.messages)
        return SavedRecord(record, RecordStatus.INVALID)
    return Draft(record, work, reference)


def identifiers_of(reference: Reference) -> set[tuple[str, str]]:
    """Return the identifiers of a reference: each with the name of its column."""
    columns = ((field.lower(), getattr(reference, field.lower())) for field in IDENTIFIERS)
    return {(column, value) for column, value in columns if value}


def fill(
    reference: Reference, record: ImportedRecord, taken: Mapping[tuple[str, str], int]
) -> bool:
    """Give a reference what it has not and a record has; return whether there was anything.

    Args:
        reference: as it is stored; it is not saved here.
        record: a valid record of the same publication.
        taken: identifiers that references have, with the key of each: what another one has is not
            taken.
    """
    before = (reference.csl, reference.abstract, reference.is_open_access, reference.status)
    csl = {key: value for key, value in reference.csl.items() if value not in ("", None, [], {})}
    new = {key: value for key, value in (record.csl or {}).items() if key not in csl}
    for field, normalise in IDENTIFIERS.items():
        if field in new:
            holder = taken.get((field.lower(), normalise(str(new[field]))), reference.pk)
            if holder != reference.pk:
                del new[field]
    reference.csl = {**csl, **new}
    reference.abstract = reference.abstract or record.abstract
    if reference.is_open_access is None:
        reference.is_open_access = record.is_open_access
    if reference.status == ReferenceStatus.NORMAL:
        reference.status, reference.notice = record.status, reference.notice or record.notice
    reference.take_columns()
    after: tuple[Any, ...] = (
        reference.csl, reference.abstract, reference.is_open_access, reference.status,
    )  # fmt: skip
    return before != after
