"""Writes imported records into the library: batch by batch, each record whole or not at all.

A batch is looked up in one query, formatted in three calls and inserted at once, so that a file of
any length needs the same memory. A record that fails leaves the others alone. Killed and begun
again, it finds what it has written and goes on: what a record is called in the library is made from
the record itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from cms.references.choices import Choice
from cms.references.drafts import Choose, Draft, SavedRecord, draft, fill, identifiers_of
from cms.references.duplicates import Duplicate, KnownWorks, duplicates_of
from cms.references.formatting import FormattingError, format_in_all_styles
from cms.references.importing.records import ImportedRecord
from cms.references.match_keys import IDENTIFIERS, MATCH_KEYS
from cms.references.models import Reference

BATCH = 500
#: What a record may fill in of a reference that the library has.
FILLED = (
    "csl", "title", "authors_text", "year", "container_title", "csl_type", "doi", "pmid", "pmcid",
    *MATCH_KEYS, "citations", "formatted_from", "status", "notice", "abstract", "is_open_access",
    "updated_at",
)  # fmt: skip
NOT_FORMATTED = (
    "The citation could not be made from this record, so it was not imported. "
    "Check its type, authors and date."
)
NOT_STORED = (
    "This record could not be stored, so it was not imported. Check that its texts are texts and "
    "its numbers are numbers."
)
NOT_ADDED = (
    "The library has a reference with the same identifier, and can’t have two: the record was not "
    "added a second time."
)


def skip_duplicates(record: ImportedRecord, duplicate: Duplicate) -> Choice:
    """Choose to leave the library's reference as it is."""
    return Choice.SKIP


def save_records(
    records: Iterable[ImportedRecord],
    *,
    choose: Choose = skip_duplicates,
    batch_size: int = BATCH,
) -> Iterator[SavedRecord]:
    """Write records into the library; yield what became of each, once that is stored.

    They come in batches: in a batch first those that need no writing. A second record of one
    publication waits for the next batch, when the first is in the library and is found there.

    Args:
        records: what was read; no more than a batch of it is kept in memory.
        choose: what is done with a record whose publication the library has.
        batch_size: how many are written at once.
    """
    unread = iter(records)
    waiting: list[ImportedRecord] = []
    while batch := [*waiting, *islice(unread, max(0, batch_size - len(waiting)))]:
        drafts: list[Draft] = []
        for record in batch:
            made = draft(record)
            if isinstance(made, SavedRecord):
                yield made
            else:
                drafts.append(made)
        drafts, later = _second_ones_later(_looked_up(drafts, choose))
        waiting = [each.record for each in later]
        yield from _save(drafts)


def _looked_up(drafts: Sequence[Draft], choose: Choose) -> list[Draft]:
    """Return the drafts with what each duplicates, and what was chosen for it."""
    looked_up = []
    for each, duplicate in zip(drafts, duplicates_of([each.work for each in drafts]), strict=True):
        if duplicate is not None:
            choice = choose(each.record, duplicate)
            looked_up.append(replace(each, duplicate=duplicate, choice=choice))
        else:
            looked_up.append(each)
    return looked_up


def _second_ones_later(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Return drafts that can be written at once, and those that have to wait for one of them."""
    now: list[Draft] = []
    later: list[Draft] = []
    known: KnownWorks[int] = KnownWorks()
    filled: set[int | None] = set()
    for each in drafts:
        if each.choice == Choice.ADD:
            if known.find(each.work):
                later.append(each)
                continue
            known.add(len(now), each.work, each.work.record_id)
        elif each.choice == Choice.FILL and each.duplicate:
            if each.duplicate.pk in filled:
                later.append(each)
                continue
            filled.add(each.duplicate.pk)
        now.append(each)
    return now, later


def _save(drafts: Sequence[Draft]) -> Iterator[SavedRecord]:
    """Do what was chosen for each draft; yield what became of it."""
    taken = _taken_identifiers(drafts)
    filled = [each.duplicate.pk for each in drafts if each.choice == Choice.FILL and each.duplicate]
    library: dict[int | None, Reference] = dict(Reference.objects.in_bulk(filled)) if filled else {}
    to_write: list[Draft] = []
    for each in drafts:
        prepared = _prepared(each, library, taken)
        if isinstance(prepared, SavedRecord):
            yield prepared
        else:
            to_write.append(prepared)
    formatted, failed = _format(to_write)
    yield from (each.not_saved(NOT_FORMATTED) for each in failed)
    yield from _write(formatted)


def _taken_identifiers(drafts: Sequence[Draft]) -> dict[tuple[str, str], int]:
    """Return the identifiers of duplicates that the library has, with the key of who has each."""
    wanted: set[tuple[str, str]] = set()
    for each in drafts:
        if each.duplicate and each.choice != Choice.SKIP:
            wanted |= identifiers_of(each.reference)
    if not wanted:
        return {}
    condition = Q()
    columns = [field.lower() for field in IDENTIFIERS]
    for column in columns:
        condition |= Q(**{f"{column}__in": {value for name, value in wanted if name == column}})
    rows = Reference.objects.filter(condition).values("pk", *columns)
    return {(column, row[column]): row["pk"] for row in rows for column in columns if row[column]}


def _prepared(
    each: Draft, library: dict[int | None, Reference], taken: dict[tuple[str, str], int]
) -> Draft | SavedRecord:
    """Return a draft ready to be written, or what became of it where nothing is to be written."""
    duplicate = each.duplicate
    if duplicate is None:
        return each
    if each.choice == Choice.ADD:
        if each.reference.uuid == duplicate.reference:
            # The very same record: it was imported before, perhaps by a run that was killed.
            return each.left(duplicate)
        if identifiers_of(each.reference) & taken.keys():
            return each.left(duplicate, NOT_ADDED)
        return each
    found = library.get(duplicate.pk)
    if found is None or not fill(found, each.record, taken):
        return each.left(duplicate)
    return replace(each, reference=found)


def _format(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Format what is to be written; return what could be formatted, and what could not.

    Where a batch fails, its halves are tried, so that one record costs few calls and no other.
    """
    if not drafts:
        return [], []
    try:
        citations = format_in_all_styles([each.reference.csl for each in drafts])
    except FormattingError:
        if len(drafts) == 1:
            return [], list(drafts)
        half = len(drafts) // 2
        formatted, failed = _format(drafts[:half])
        more, more_failed = _format(drafts[half:])
        return formatted + more, failed + more_failed
    for each, found in zip(drafts, citations, strict=True):
        each.reference.citations = found
        each.reference.formatted_from = each.reference.fingerprint()
    return list(drafts), []


def _write(drafts: Sequence[Draft]) -> Iterator[SavedRecord]:
    """Store formatted drafts, all at once or, where that fails, one by one."""
    if not drafts:
        return
    try:
        _store(drafts)
    except DatabaseError:
        if len(drafts) > 1:
            for each in drafts:
                yield from _write([each])
            return
        # Somebody may have added it meanwhile.
        (duplicate,) = duplicates_of([drafts[0].work])
        if duplicate is None or drafts[0].duplicate:
            yield drafts[0].not_saved(NOT_STORED)
        else:
            yield drafts[0].left(duplicate)
    else:
        yield from (each.saved() for each in drafts)


@transaction.atomic
def _store(drafts: Sequence[Draft]) -> None:
    now = timezone.now()
    added = [each.reference for each in drafts if each.is_new]
    filled = [each.reference for each in drafts if not each.is_new]
    for reference in filled:
        reference.updated_at = now
    # Nothing is put into Wagtail's search index, which weighs all of its entries anew each time:
    # lists and choosers of references look into the table itself.
    Reference.objects.bulk_create(added)
    Reference.objects.bulk_update(filled, FILLED)
