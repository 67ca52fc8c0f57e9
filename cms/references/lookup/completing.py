"""Fills in records of a file that say no more than which publication they mean."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.lookup.inquiry import LookedUp
from cms.references.lookup.looking_up import TOGETHER, look_up_many

#: What is asked for, the one that says most first.
IDENTIFIERS = ("DOI", "PMID", "PMCID")


def completed(records: Iterable[ImportedRecord]) -> Iterator[ImportedRecord]:
    """Yield records in their order; those that have only an identifier as the services know them.

    Where there is no answer, the record has an error that says why.
    """
    unread = iter(records)
    while batch := list(islice(unread, TOGETHER)):
        wanted = [_identifier_of(record) for record in batch if record.needs_lookup]
        found = look_up_many(wanted) if wanted else iter(())
        for record in batch:
            yield _completed(record, next(found)) if record.needs_lookup else record


def _identifier_of(record: ImportedRecord) -> str:
    csl = record.csl or {}
    name = next(name for name in IDENTIFIERS if name in csl)
    # A number alone may be of either.
    return f"{name}: {csl[name]}" if name == "PMID" else str(csl[name])


def _completed(record: ImportedRecord, looked_up: LookedUp) -> ImportedRecord:
    """Return a record with what is known of it, in its place of the file."""
    if looked_up.record is None:
        message = Message(Level.ERROR, str(looked_up.failure), record.line)
        return replace(record, messages=(*record.messages, message))
    # That it has to be looked up is no news any more.
    return replace(looked_up.record, index=record.index, line=record.line)
