"""Importing in the background: stopped anywhere, it goes on, and nothing is there twice."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cms.references.drafts import SavedRecord
from cms.references.imports import reading, writing
from cms.references.imports.reading import read_import
from cms.references.imports.writing import write_import
from cms.references.jobs import go_on, prune_imports
from cms.references.models import ImportState, Outcome, Reference, ReferenceImport
from cms.references.saving import save_records
from tests.references.imports.handing_over import json_file, record_of


def uploaded(count: int) -> ReferenceImport:
    """Return an import of a file of so many records that nobody has read yet."""
    made = ReferenceImport(name="library.json")
    made.file.save("references", ContentFile(json_file(*map(record_of, range(count))).read()))
    return made


class Killed(BaseException):
    """What a program that is killed does not come back from."""


def test_reading_that_was_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 4)
    made = uploaded(10)
    real = reading._row
    seen = 0

    def killed_at_the_seventh(*args: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == 7:
            raise Killed
        return real(*args)

    monkeypatch.setattr(reading, "_row", killed_at_the_seventh)
    with pytest.raises(Killed):
        read_import(made)
    assert made.rows.count() == 4
    go_on()
    made.refresh_from_db()
    assert (made.state, made.rows.count()) == (ImportState.READY, 10)
    assert sorted(made.rows.values_list("index", flat=True)) == list(range(1, 11))


@pytest.mark.parametrize("after", ["storing", "telling"])
def test_writing_that_was_stopped_goes_on_and_adds_nothing_twice(
    monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    monkeypatch.setattr(writing, "BATCH", 4)
    made = uploaded(10)
    read_import(made)
    made.state = ImportState.IMPORTING
    made.save()
    batches = 0

    def killed_in_the_second_batch(records: Iterable[Any], **options: Any) -> Iterator[SavedRecord]:
        nonlocal batches
        batches += 1
        if batches == 2 and after == "telling":
            raise Killed
        yield from save_records(records, **options)
        if batches == 2:
            raise Killed

    monkeypatch.setattr(writing, "save_records", killed_in_the_second_batch)
    with pytest.raises(Killed):
        write_import(made)
    go_on()
    made.refresh_from_db()
    assert made.state == ImportState.DONE
    assert set(made.rows.values_list("outcome", flat=True)) == {Outcome.ADDED}
    assert Reference.objects.filter(doi__startswith="10.5555/vesicle.").count() == 10
    assert made.rows.filter(reference=None).count() == 0


def test_what_somebody_added_meanwhile_is_left_as_it_is() -> None:
    made = uploaded(1)
    read_import(made)
    theirs = Reference(csl=record_of(0, volume="9"))
    theirs.save()
    made.state = ImportState.IMPORTING
    made.save()
    write_import(made)
    row = made.rows.get()
    assert (row.outcome, row.reference) == (Outcome.LEFT, theirs)


def test_a_file_that_is_lost_is_told() -> None:
    made = uploaded(1)
    made.file.storage.delete(str(made.file.name))
    read_import(made)
    assert made.state == ImportState.FAILED
    assert "Upload it again" in made.problem


def test_imports_are_forgotten_after_a_month_and_what_they_brought_stays() -> None:
    made = uploaded(1)
    read_import(made)
    made.state = ImportState.IMPORTING
    made.save()
    write_import(made)
    ReferenceImport.objects.update(created_at="2020-01-01T00:00:00Z")
    prune_imports()
    assert not ReferenceImport.objects.exists()
    assert Reference.objects.filter(doi="10.5555/vesicle.0").exists()
