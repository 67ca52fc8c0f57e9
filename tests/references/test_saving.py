"""Writing imported records into the library."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery.models import Pending, Touch
from cms.references import saving
from cms.references.choices import Choice, RecordStatus, ReferenceStatus
from cms.references.drafts import SavedRecord
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.match_keys import Work
from cms.references.models import Reference
from cms.references.saving import save_records
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.references.imported import UNFORMATTABLE, format_at_once, record, records
from tests.references.record_variants import bare


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "format_in_all_styles", format_at_once)


def save(
    imported: Iterable[ImportedRecord], choice: Choice = Choice.SKIP, **options: Any
) -> list[SavedRecord]:
    return list(save_records(imported, choose=lambda record, duplicate: choice, **options))


def by_index(saved: Iterable[SavedRecord]) -> dict[int, str]:
    return {each.record.index: each.status.value for each in saved}


def test_reference_is_as_the_form_would_have_made_it() -> None:
    """With pandoc, so that the stored citation is a real one."""
    csl = {**MORSE_2005, "DOI": "https://doi.org/10.1186/1479-5876-3-9"}
    imported = ImportedRecord(
        1, 1, csl, abstract="Dexosomes are.", status=ReferenceStatus.CORRECTED,
        notice="Erratum in: J Transl Med. 2005.", is_open_access=True,
    )  # fmt: skip
    (saved,) = save([imported])
    reference = Reference.objects.get()
    assert (saved.status, saved.reference, saved.is_changed) == ("new", reference.uuid, True)
    assert reference.csl == {**MORSE_2005, "id": str(reference.uuid)}
    assert reference.citations["nlm"]["text"].startswith("Morse MA. A phase I study of dexosome")
    assert reference.formatted_from == reference.fingerprint()
    assert (reference.pmid, reference.year) == ("15723705", 2005)
    assert (reference.abstract, reference.is_open_access) == ("Dexosomes are.", True)
    assert (reference.status, reference.notice) == (imported.status, imported.notice)


@pytest.mark.usefixtures("quick")
class TestRecords:
    def test_record_that_cannot_be_imported_leaves_the_others_alone(self) -> None:
        error = Message(Level.ERROR, "It has no end.")
        bad = [
            ImportedRecord(2, 2, None, messages=(error,)),
            record(3, messages=(error,)),
            record(4, csl={"title": ""}),
            record(5, csl={"type": "sculpture"}),
            record(6, csl={"DOI": "none"}),
            record(7, csl={"issued": {"date-parts": [[-50]]}}),
            record(8, csl={"title": "A\0B"}),
            record(9, csl={"title": f"{UNFORMATTABLE} vesicles"}),
        ]
        saved = save([record(1), *bad, record(10)])
        statuses = by_index(saved)
        assert statuses.pop(1) == statuses.pop(10) == "new"
        assert set(statuses.values()) == {"invalid"}
        assert Reference.objects.count() == 2
        for each in saved:
            if each.status == RecordStatus.INVALID:
                assert each.record.messages[-1].level == Level.ERROR
                assert each.reference is None

    def test_publication_that_the_library_has_is_left_as_it_is(self) -> None:
        morse = ReferenceFactory(csl=MORSE_2005)
        before = Reference.objects.values().get()
        (saved,) = save([ImportedRecord(1, 1, {**MORSE_2005, "publisher": "BMC"})])
        assert Reference.objects.values().get() == before
        assert (saved.status, saved.reference, saved.is_changed) == ("duplicate", morse.uuid, False)
        assert saved.duplicate is not None
        assert saved.duplicate.reason == "Same DOI."

    def test_what_the_library_has_not_is_filled_in(self) -> None:
        ReferenceFactory(csl=bare(MORSE_2005, title="A Phase I Study"), note="Mine")
        csl = {**MORSE_2005, "title": "A phase I study: all of it", "publisher": "BMC"}
        imported = ImportedRecord(
            1, 1, csl, abstract="Short.", is_open_access=True,
            status=ReferenceStatus.RETRACTED, notice="Retraction in: J. 2020.",
        )  # fmt: skip
        (saved,) = save([imported], Choice.FILL)
        reference = Reference.objects.get()
        assert (saved.status, saved.is_changed) == ("duplicate", True)
        assert reference.title == "A Phase I Study"
        assert (reference.doi, reference.csl["publisher"]) == (MORSE_2005["DOI"], "BMC")
        assert (reference.abstract, reference.note) == ("Short.", "Mine")
        assert reference.status == ReferenceStatus.RETRACTED
        assert reference.formatted_from == reference.fingerprint()
        (again,) = save([imported], Choice.FILL)
        assert (again.status, again.is_changed) == ("duplicate", False)

    def test_identifier_of_another_reference_is_not_filled_in(self) -> None:
        ReferenceFactory(csl={**MORSE_2005, "PMID": None})
        other = ReferenceFactory(csl={"type": "book", "title": "Another", "PMID": "15723705"})
        (saved,) = save([ImportedRecord(1, 1, MORSE_2005)], Choice.FILL)
        assert (saved.status, saved.is_changed) == ("duplicate", False)
        assert Reference.objects.get(pmid="15723705") == other

    def test_record_is_added_beside_its_like_where_it_has_another_identifier(self) -> None:
        ReferenceFactory(csl=bare(MORSE_2005))
        ReferenceFactory(csl={"type": "book", "title": "Another", "PMID": "15723705"})
        added, refused = save(
            [
                ImportedRecord(1, 1, bare(MORSE_2005, publisher="BMC")),
                ImportedRecord(2, 2, {"type": "book", "title": "A third", "PMID": "15723705"}),
            ],
            Choice.ADD,
        )
        if added.record.index == 2:
            added, refused = refused, added
        assert (added.status, refused.status) == ("new", "duplicate")
        assert refused.record.messages[-1].text == saving.NOT_ADDED
        assert Reference.objects.count() == 3

    @pytest.mark.parametrize("choice", Choice)
    @pytest.mark.parametrize("batch_size", [1, 2, 50])
    def test_second_record_of_a_publication_is_a_duplicate_of_the_first(
        self, choice: Choice, batch_size: int
    ) -> None:
        first, second = record(1), record(2)
        twice = [first, record(3, csl=first.csl), second, record(4, csl=first.csl)]
        saved = save(twice, choice, batch_size=batch_size)
        assert by_index(saved) == {1: "new", 2: "new", 3: "duplicate", 4: "duplicate"}
        references = {each.record.index: each.reference for each in saved}
        assert references[1] == references[3] == references[4]
        assert Reference.objects.count() == 2

    def test_two_records_may_fill_one_reference(self) -> None:
        ReferenceFactory(csl=bare(MORSE_2005))
        save(
            [
                ImportedRecord(1, 1, bare(MORSE_2005, publisher="BMC")),
                ImportedRecord(2, 2, bare(MORSE_2005, language="en")),
            ],
            Choice.FILL,
        )
        csl = Reference.objects.get().csl
        assert (csl["publisher"], csl["language"]) == ("BMC", "en")

    @pytest.mark.parametrize("choice", Choice)
    def test_import_that_was_killed_goes_on_without_doubles(self, choice: Choice) -> None:
        """Also of a record that says too little to be compared with anything."""
        little = ImportedRecord(99, 1, {"type": "webpage", "title": "Exosomes"})
        imported = [*records(7), little, record(8)]
        # A generator that nobody asks any more ends in the middle of a batch.
        run = save_records(imported, choose=lambda record, duplicate: choice, batch_size=3)
        assert len(list(islice(run, 4))) == 4
        del run
        stored = Reference.objects.count()
        assert 0 < stored < 9
        again = save(imported, choice, batch_size=4)
        assert sum(each.status == RecordStatus.NEW for each in again) == 9 - stored
        assert Reference.objects.count() == 9
        assert {each.status for each in save(imported, choice)} == {RecordStatus.DUPLICATE}

    def test_somebody_who_adds_the_same_meanwhile_is_no_failure(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def format_slowly(csl_records: Any) -> Any:
            if not Reference.objects.exists():
                ReferenceFactory(csl=MORSE_2005)
            return format_at_once(csl_records)

        monkeypatch.setattr(saving, "format_in_all_styles", format_slowly)
        saved = save([record(1), ImportedRecord(2, 2, MORSE_2005), record(3)])
        assert by_index(saved) == {1: "new", 2: "duplicate", 3: "new"}
        assert Reference.objects.count() == 3

    def test_more_than_a_batch_is_never_read_ahead(self) -> None:
        read = 0

        def reading() -> Iterator[ImportedRecord]:
            nonlocal read
            for each in records(20):
                read += 1
                yield each

        for done, _ in enumerate(save_records(reading(), batch_size=5), start=1):
            assert read - done < 5

    @pytest.mark.parametrize("choice", Choice)
    def test_number_of_queries_does_not_grow_with_records(self, choice: Choice) -> None:
        def queries(number: int) -> int:
            Reference.objects.all().delete()
            known = records(number)
            save(known)
            more = [record(each.index, csl={"language": "en"}) for each in known]
            fresh = [record(1000 + n) for n in range(number)]
            with CaptureQueriesContext(connection) as asked:
                save([*more, *fresh], choice)
            return len(asked)

        assert queries(20) <= queries(2) + 2

    def test_read_model_is_touched_once_for_each_reference(self) -> None:
        save(records(3))
        keys = {f"reference:{pk}" for pk in Reference.objects.values_list("pk", flat=True)}
        pending = set(Pending.objects.values_list("key", flat=True))
        assert keys <= pending | set(Touch.objects.values_list("key", flat=True))


def test_id_is_made_from_the_record_alone() -> None:
    csl = record(1).csl or {}
    turned = dict(reversed(csl.items()))
    assert json.dumps(turned) != json.dumps(csl)
    assert Work.of(turned).record_id == Work.of(csl).record_id
    assert Work.of({**csl, "volume": "8"}).record_id != Work.of(csl).record_id
