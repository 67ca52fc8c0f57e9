"""From chosen rows to the library."""

from dataclasses import asdict

from django.db.models import QuerySet

from cms.references.choices import Choice, RecordStatus
from cms.references.drafts import SavedRecord
from cms.references.duplicates import Duplicate
from cms.references.importing.records import ImportedRecord
from cms.references.match_keys import Work
from cms.references.models import (
    ImportRow,
    ImportState,
    Outcome,
    Reference,
    ReferenceImport,
)
from cms.references.saving import BATCH, save_records


def write_import(reference_import: ReferenceImport) -> None:
    """Write what was chosen and is not written yet, batch by batch."""
    while rows := list(_unwritten(reference_import)[:BATCH]):
        by_index = {row.index: row for row in rows}

        def choice_of(
            record: ImportedRecord,
            duplicate: Duplicate,
            by_index: dict[int, ImportRow] = by_index,
        ) -> Choice:
            row = by_index[record.index]
            # Of a new one somebody has added the same meanwhile.
            return Choice(row.choice) if row.status == RecordStatus.DUPLICATE else Choice.SKIP

        records = [row.imported_record for row in rows]
        done = list(save_records(records, choose=choice_of))
        keys = dict(
            Reference.objects.filter(
                uuid__in=[saved.reference for saved in done if saved.reference]
            ).values_list("uuid", "pk")
        )
        for saved in done:
            row = by_index[saved.record.index]
            row.outcome = _outcome(row, saved)
            row.record = asdict(saved.record)
            row.reference_id = keys.get(saved.reference) if saved.reference else None
        ImportRow.objects.bulk_update(rows, ["outcome", "record", "reference"])
    reference_import.state = ImportState.DONE
    reference_import.save(update_fields=["state"])


def _unwritten(reference_import: ReferenceImport) -> QuerySet[ImportRow]:
    rows = reference_import.rows.filter(outcome="").exclude(status=RecordStatus.INVALID)
    return rows.exclude(choice=Choice.SKIP).order_by("index")


def _outcome(row: ImportRow, saved: SavedRecord) -> Outcome:
    if saved.status == RecordStatus.INVALID:
        return Outcome.FAILED
    if saved.is_changed:
        return Outcome.ADDED if saved.status == RecordStatus.NEW else Outcome.FILLED
    # Written by a run that was killed before it could say so.
    is_own = saved.reference == Work.of(row.csl).record_id
    return Outcome.ADDED if is_own and row.status == RecordStatus.NEW else Outcome.LEFT
