"""What an import would do."""

from collections.abc import Iterator

import pytest

from cms.references import saving
from cms.references.examining import examine_records
from cms.references.importing.records import ImportedRecord
from cms.references.models import Reference
from cms.references.saving import save_records
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.references.imported import format_at_once, record, records
from tests.references.record_variants import bare


@pytest.mark.parametrize("batch_size", [1, 2, 50])
def test_records_are_told_in_their_order_and_nothing_is_written(batch_size: int) -> None:
    morse = ReferenceFactory(csl=MORSE_2005)
    imported = [
        record(1),
        record(2, csl={"title": ""}),
        ImportedRecord(3, 3, bare(MORSE_2005)),
        record(4, csl={**(record(1).csl or {}), "language": "en"}),
        record(5),
    ]
    examined = list(examine_records(imported, batch_size=batch_size))
    assert [each.record.index for each in examined] == [1, 2, 3, 4, 5]
    assert [each.status for each in examined] == ["new", "invalid", "duplicate", "duplicate", "new"]
    assert examined[2].reference == morse.uuid
    assert examined[3].reference == examined[0].reference
    assert not any(each.is_changed for each in examined)
    assert Reference.objects.count() == 1


def test_import_does_what_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "format_in_all_styles", format_at_once)
    ReferenceFactory(csl=MORSE_2005)
    imported = [*records(5), ImportedRecord(6, 6, bare(MORSE_2005)), record(7, csl=record(2).csl)]
    told = {each.record.index: (each.status, each.reference) for each in examine_records(imported)}
    done = {each.record.index: (each.status, each.reference) for each in save_records(imported)}
    assert told == done


def test_first_records_are_told_before_the_last_are_read() -> None:
    read = 0

    def reading() -> Iterator[ImportedRecord]:
        nonlocal read
        for each in records(30):
            read += 1
            yield each

    next(iter(examine_records(reading(), batch_size=10)))
    assert read == 10
