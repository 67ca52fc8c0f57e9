"""What is taken from CSL-JSON."""

import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.references.csl import (
    can_be_stored,
    date_of,
    names_of,
    partial_date_of,
    short_name,
    year_of,
)


def issued(*parts: Any) -> dict[str, Any]:
    return {"issued": {"date-parts": [list(parts)]}}


@pytest.mark.parametrize(
    ("record", "year", "date"),
    [
        (issued(2005), 2005, "2005"),
        (issued(2005, 2), 2005, "2005-02"),
        (issued(2005, 2, 14), 2005, "2005-02-14"),
        (issued("2005", "2"), 2005, "2005-02"),
        (issued(2005, 2, 14, 9), 2005, "2005-02-14"),
        (issued(), None, ""),
        (issued(None), None, ""),
        (issued("n.d."), None, ""),
        ({"issued": {"raw": "Spring 1999"}}, None, ""),
        ({"issued": {"date-parts": []}}, None, ""),
        ({"issued": {"date-parts": None}}, None, ""),
        ({"issued": None}, None, ""),
        ({}, None, ""),
    ],
)
def test_dates_have_the_precision_that_the_record_gives(
    record: dict[str, Any], year: int | None, date: str
) -> None:
    assert year_of(record) == year
    assert partial_date_of(record) == date


@given(st.dates(min_value=datetime.date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_date_comes_back_as_it_was(date: datetime.date, length: int) -> None:
    written = date.isoformat()[:length]
    assert partial_date_of({"issued": date_of(written)}) == written


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@example([[float("inf")]])
@given(st.lists(st.lists(JSON, max_size=4), max_size=2))
def test_odd_dates_are_unknown_and_never_an_error(parts: list[list[Any]]) -> None:
    record = {"issued": {"date-parts": parts}}
    year_of(record)
    partial_date_of(record)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"family": "Escudier", "given": "B"}, {"family": "Escudier", "given": "B"}),
        ({"family": "Es", "non-dropping-particle": "van", "given": "J"},
         {"family": "van Es", "given": "J"}),
        ({"family": "Beethoven", "dropping-particle": "van", "given": "Ludwig", "suffix": "Jr"},
         {"family": "Beethoven", "given": "Ludwig van Jr"}),
        ({"family": "Madonna"}, {"family": "Madonna", "given": ""}),
        ({"literal": "The Exosome Working Group"}, {"literal": "The Exosome Working Group"}),
        ({}, {"family": "", "given": ""}),
    ],
)  # fmt: skip
def test_names_keep_their_particles(name: dict[str, str], expected: dict[str, str]) -> None:
    assert names_of({"author": [name]}) == [expected]


@pytest.mark.parametrize(
    ("families", "words"),
    [([], ""), (["Dai"], "Dai"), (["Kalluri", "LeBleu"], "Kalluri and LeBleu"),
     (["Dai", "Wei", "Wu"], "Dai et al.")],
)  # fmt: skip
def test_a_reference_is_called_after_its_first_authors(families: list[str], words: str) -> None:
    assert (
        short_name({"author": [{"family": family, "given": "A"} for family in families]}) == words
    )


def test_an_organisation_is_called_by_its_name() -> None:
    assert short_name({"author": [{"literal": "WHO"}]}) == "WHO"


@pytest.mark.parametrize(
    ("csl", "can_be"),
    [
        ({"title": "miR-21 \N{ROCKET}", "issued": {"date-parts": [[2005]]}}, True),
        ({"title": "\\u0000 as it is written"}, True),
        ({"title": "a\0b"}, False),
        ({"author": [{"family": "a\0b"}]}, False),
        ({"a\0b": 1}, False),
        ({"title": "half a \ud83d"}, False),
    ],
)
def test_what_postgresql_cannot_store_is_seen(csl: dict[str, Any], *, can_be: bool) -> None:
    assert can_be_stored(csl) is can_be
