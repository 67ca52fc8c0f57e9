"""Finding in the library what a record duplicates."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cms.references.duplicates import Double, Duplicate, KnownWorks, doubles_of, find_duplicates
from cms.references.match_keys import MATCH_KEYS, Work
from cms.references.models import Reference
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.references.record_variants import (
    OTHER,
    SAME,
    Record,
    bare,
    varied_pairs,
)
from tests.references.test_likeness import starter_records
from tests.references.written_pairs import written_pairs


@pytest.fixture
def morse() -> Reference:
    return ReferenceFactory(csl=MORSE_2005)


def find(record: Record) -> Duplicate | None:
    return find_duplicates([record])[0]


def test_labelled_set_is_found_in_the_library() -> None:
    """The guarantee, with the library's index between: 99 of 100 found, and 99 of 100 right."""
    records = [*starter_records(), *(one for one, _ in written_pairs(same=True))]
    known = {id(record): ReferenceFactory(csl=record).uuid for record in records}
    wanted = [(known[id(record)], varied) for _, record, varied in varied_pairs(records, SAME)]
    wanted += [
        (known[id(one)], two)
        for one, (_, two) in zip(records[-12:], written_pairs(same=True), strict=True)
    ]
    look_alikes = [varied for _, _, varied in varied_pairs(records, OTHER)]
    found = find_duplicates([varied for _, varied in wanted])
    right = sum(
        duplicate is not None and duplicate.reference == reference
        for duplicate, (reference, _) in zip(found, wanted, strict=True)
    )
    wrong = sum(duplicate is not None for duplicate in found) - right
    wrong += sum(duplicate is not None for duplicate in find_duplicates(look_alikes))
    assert len(wanted) >= 150
    assert len(look_alikes) >= 300
    assert right / len(wanted) >= 0.99
    assert right / (right + wrong) >= 0.99


def test_identifier_in_any_form_is_found(morse: Reference) -> None:
    record = {"title": "Something else", "PMID": "https://pubmed.ncbi.nlm.nih.gov/15723705/"}
    assert find(record) == Duplicate(morse.pk, morse.uuid, 100, "Same PubMed id.")


def test_doi_comes_before_other_identifiers(morse: Reference) -> None:
    other = ReferenceFactory()
    found = find({"title": "x", "DOI": other.doi, "PMID": morse.pmid})
    assert found is not None
    assert found.reference == other.uuid


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "A phase I stduy of dexosome immunotherapy in patients with advanced non-small "
         "cell lung cancer"},
        {"title": "A phase I study of dexosome immunotherapy in patients with advanced non-small "
         "cell lung cacner", "author": None},
        {"author": [{"family": "Mrose", "given": "M"}], "page": None},
        {"issued": {"date-parts": [[2004]]}, "volume": None, "page": None},
    ],
)  # fmt: skip
def test_mistake_in_one_part_leaves_the_others_to_find_it_by(
    morse: Reference, changes: dict[str, Any]
) -> None:
    found = find(bare(MORSE_2005, **changes))
    assert found is not None
    assert found.reference == morse.uuid
    assert 75 <= found.score < 100


def test_nothing_is_found_where_there_is_nothing(morse: Reference) -> None:
    assert find_duplicates([ESCUDIER_2005, {}, {"title": "Exosomes"}]) == [None, None, None]
    assert find_duplicates([]) == []


def test_number_of_queries_does_not_grow_with_records(
    morse: Reference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    records = [
        {**bare(ESCUDIER_2005), "title": f"Vesicles and more, volume {n}"} for n in range(300)
    ]
    for batch in (records[:1], records):
        with django_assert_num_queries(2):
            find_duplicates([*batch, MORSE_2005])


def test_doubles_of_a_reference_are_others_of_the_library(morse: Reference) -> None:
    ReferenceFactory(csl=ESCUDIER_2005)
    assert doubles_of([morse]) == []
    published = bare(MORSE_2005, title="Dexosome immunotherapy, a phase I study", DOI="10.5555/2")
    ReferenceFactory(csl=published)
    twin = ReferenceFactory(csl=bare(MORSE_2005))
    changed = ReferenceFactory(csl=bare(MORSE_2005, page="e9", issue="2", volume="4"))
    found = doubles_of([morse])
    assert {(each.one, each.other) for each in found} == {
        (morse.pk, twin.pk), (morse.pk, changed.pk),
    }  # fmt: skip
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    both = doubles_of([morse, twin])
    assert {(each.one, each.other) for each in both} >= {(morse.pk, twin.pk), (twin.pk, morse.pk)}
    assert all(isinstance(each, Double) and each.reason for each in both)


def test_library_is_asked_by_its_indices(morse: Reference) -> None:
    for number in range(50):
        ReferenceFactory(
            csl={**ESCUDIER_2005, "title": f"Vesicles {number}", "DOI": f"10.1234/{number}"}
        )
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find(MORSE_2005)
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        if connection.vendor == "postgresql":
            # So few rows are faster read one by one.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {asked[0]['sql']}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "SCAN references_reference" not in plan
    assert "Seq Scan" not in plan


def test_keys_are_in_step_with_the_record(morse: Reference) -> None:
    morse.csl = {**morse.csl, "title": "Another title altogether"}
    morse.save()
    assert morse.title_key == Work.of(morse.csl).keys.title_key
    assert {getattr(morse, name) for name in MATCH_KEYS} == set(
        vars(Work.of(morse.csl).keys).values()
    )


def test_records_of_one_file_are_found_too() -> None:
    known: KnownWorks[int] = KnownWorks()
    morse = Work.of(MORSE_2005)
    assert known.find(morse) is None
    known.add(1, morse, morse.record_id)
    found = known.find(Work.of(bare(MORSE_2005)))
    assert found is not None
    assert found[0] == 1
    assert known.find(Work.of(ESCUDIER_2005)) is None


def test_record_is_known_again_however_little_it_says() -> None:
    record = {"type": "webpage", "title": "Exosomes"}
    reference = ReferenceFactory(csl=record, uuid=Work.of(record).record_id)
    assert find(record) == Duplicate(reference.pk, reference.uuid, 100, "The same record.")
    assert find({**record, "title": "Exosome"}) is None
