"""Which field of two records of one publication is the better one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.choices import ReferenceStatus
from cms.references.merging import merged_record, take_over
from cms.references.models import Reference
from tests.factories.references import MORSE_2005

DATE = {"date-parts": [[2005]]}
DAY = {"date-parts": [[2005, 2, 21]]}


@pytest.mark.parametrize(
    ("field", "kept", "other", "better"),
    [
        ("title", "A trial", "A trial: what came of it", "A trial: what came of it"),
        ("title", "A trial: what came of it", "A trial", "A trial: what came of it"),
        ("title", "A TRIAL OF CELLS", "A trial of cells", "A trial of cells"),
        ("title", "A trial of cells", "A TRIAL OF CELLS AND MORE", "A trial of cells"),
        ("title", "CO2 and cells", "CO<sub>2</sub> and cells", "CO<sub>2</sub> and cells"),
        ("title", "One title", "Another one, which is longer", "One title"),
        ("container-title", "J Transl Med", "Journal of Translational Medicine",
         "Journal of Translational Medicine"),
        ("page", "569", "569-579", "569-579"),
        ("page", "569-579", "569-79", "569-579"),
        ("page", "569-79", "569-579", "569-579"),
        ("page", "9", "10", "9"),
        ("type", "webpage", "article-journal", "article-journal"),
        ("type", "book", "webpage", "book"),
        ("issued", DATE, DAY, DAY),
        ("issued", DAY, DATE, DAY),
        ("DOI", "10.1/a", "10.1/b", "10.1/a"),
        ("DOI", "", "10.1/b", "10.1/b"),
        ("volume", None, "3", "3"),
        ("author", [{"family": "Morse", "given": "M"}], [{"family": "Morse", "given": "Michael"}],
         [{"family": "Morse", "given": "Michael"}]),
        ("author", [{"family": "Morse"}, {"family": "Garst"}], [{"family": "Morse", "given": "M"}],
         [{"family": "Morse"}, {"family": "Garst"}]),
        ("id", "kept", "other", "kept"),
    ],
)  # fmt: skip
def test_better_of_a_field_is_kept(field: str, kept: Any, other: Any, better: Any) -> None:
    assert merged_record({field: kept}, {field: other})[field] == better


def test_year_goes_with_its_volume() -> None:
    online = {"issued": {"date-parts": [[2019, 12, 1]]}, "page": "1-9"}
    printed = {"issued": {"date-parts": [[2020]]}, "volume": "3", "page": "569"}
    assert merged_record({"issued": online["issued"]}, printed) == printed
    assert merged_record(printed, {"issued": online["issued"]}) == printed
    # Both are in print: nothing of one goes into the other's.
    assert merged_record(online, printed) == online


RECORDS = st.dictionaries(
    st.sampled_from(["title", "volume", "DOI", "page", "publisher", "type", "id"]),
    st.text(alphabet="ab-1", max_size=4),
)


@given(RECORDS)
def test_record_merged_with_itself_is_itself(record: dict[str, Any]) -> None:
    assert merged_record(record, record) == {key: value for key, value in record.items() if value}


@given(RECORDS, RECORDS)
def test_nothing_that_one_record_says_is_lost(kept: dict[str, Any], other: dict[str, Any]) -> None:
    said = {key for record in (kept, other) for key, value in record.items() if value}
    merged = merged_record(kept, other)
    assert said - {"id"} == set(merged) - {"id"}
    assert merged.get("id") == (kept.get("id") or None) or not kept.get("id")


def test_columns_that_are_no_part_of_the_record_are_merged_too() -> None:
    kept = Reference(csl=MORSE_2005, note="Mine", abstract="Short", is_open_access=False)
    other = Reference(
        csl={}, note="Theirs", abstract="Much longer", is_open_access=True,
        status=ReferenceStatus.RETRACTED, notice="Retraction in: J. 2020.",
    )  # fmt: skip
    take_over(kept, other)
    assert (kept.note, kept.abstract, kept.is_open_access) == (
        "Mine\n\nTheirs",
        "Much longer",
        True,
    )
    assert (kept.status, kept.notice) == ("retracted", "Retraction in: J. 2020.")
    take_over(kept, Reference(csl={}, status=ReferenceStatus.CORRECTED, notice="Erratum in: J."))
    assert (kept.status, kept.notice) == ("retracted", "Retraction in: J. 2020.")
