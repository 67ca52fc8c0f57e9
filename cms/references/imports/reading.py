"""From an uploaded file to rows: each record with what it is to the library."""

import logging
from collections.abc import Iterable
from itertools import islice

from cms.references.choices import Choice, RecordStatus
from cms.references.drafts import SavedRecord
from cms.references.examining import examine_records
from cms.references.importing.formats import read_records
from cms.references.importing.records import FileNotReadable, ImportedRecord
from cms.references.lookup.completing import completed
from cms.references.models import ImportRow, ImportState, ReferenceImport

logger = logging.getLogger(__name__)

BATCH = 200
#: So many records are read while the editor waits, and shown at once.
FIRST = 100


def read_import(reference_import: ReferenceImport, *, limit: int | None = None) -> None:
    """Read a file into rows; those that are there stay as they are.

    Args:
        reference_import: an import that is being read.
        limit: stop after so many records, for the rest to be read later. None for all.
    """
    try:
        with reference_import.file.open("rb") as file:
            found, records = read_records(file)  # type: ignore[arg-type]  # reads as one does
            reference_import.format = found.title
            first, is_whole = _first(records, limit) if limit else (completed(records), True)
            _fill(reference_import, first)
    except (FileNotReadable, OSError) as error:
        _end(reference_import, ImportState.FAILED, problem=_why(error))
        return
    if not is_whole:
        reference_import.save(update_fields=["format"])
    elif reference_import.rows.exists():
        _end(reference_import, ImportState.READY)
    else:
        _end(reference_import, ImportState.FAILED, problem="There is no reference in it.")


def _first(records: Iterable[ImportedRecord], limit: int) -> tuple[Iterable[ImportedRecord], bool]:
    """Return the first records, as far as nothing has to be looked up, and whether that is all.

    Looking something up takes long, and whoever has uploaded the file waits.
    """
    first: list[ImportedRecord] = []
    for record in records:
        if len(first) == limit or record.needs_lookup:
            return first, False
        first.append(record)
    return first, True


def _why(error: Exception) -> str:
    if isinstance(error, FileNotReadable):
        return str(error)
    logger.error("file of an import is lost", exc_info=error)
    return "The file could not be read any more, so nothing was imported. Upload it again."


def _fill(reference_import: ReferenceImport, records: Iterable[ImportedRecord]) -> None:
    """Write rows of records."""
    examined = examine_records(records, batch_size=BATCH)
    while batch := list(islice(examined, BATCH)):
        ImportRow.objects.bulk_create(
            [_row(reference_import, saved) for saved in batch], ignore_conflicts=True
        )


def _row(reference_import: ReferenceImport, saved: SavedRecord) -> ImportRow:
    duplicate = saved.duplicate
    row = ImportRow(
        reference_import=reference_import,
        index=saved.record.index,
        status=saved.status,
        choice=Choice.ADD if saved.status == RecordStatus.NEW else Choice.SKIP,
        duplicate_of_id=duplicate.pk if duplicate else None,
        score=duplicate.score if duplicate else None,
        reason=duplicate.reason if duplicate else "",
    )
    row.set_record(saved.record)
    return row


def _end(reference_import: ReferenceImport, state: ImportState, *, problem: str = "") -> None:
    """Store how reading ended. The file is not needed any more."""
    reference_import.state, reference_import.problem = state, problem
    if reference_import.file:
        reference_import.file.delete(save=False)
    reference_import.save()


def choose(reference_import: ReferenceImport, choices: Iterable[tuple[int, Choice]]) -> None:
    """Take down what an editor chooses for rows, by their keys; what can't be is left out."""
    wanted = dict(choices)
    rows = reference_import.rows.filter(pk__in=wanted).exclude(status=RecordStatus.INVALID)
    changed = []
    for row in rows:
        choice = wanted[row.pk]
        # There is nothing to fill in where the publication is only in this file.
        if choice != row.choice and (choice != Choice.FILL or row.duplicate_of_id):
            row.choice = choice
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["choice"])


def choose_for_duplicates(reference_import: ReferenceImport, choice: Choice) -> None:
    """Take down one choice for every record whose publication the library has."""
    rows = reference_import.rows.filter(status=RecordStatus.DUPLICATE)
    if choice == Choice.FILL:
        # There is nothing to fill in where the publication is only in this file.
        rows = rows.filter(duplicate_of__isnull=False)
    rows.update(choice=choice)
