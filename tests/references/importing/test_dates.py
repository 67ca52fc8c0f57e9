"""Dates as reference files write them, as CSL dates."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.dates import date_of, date_with_doubt, is_unpublished


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2005", [[2005]]),
        ("2005 Dec", [[2005, 12]]),
        ("2005 Dec 12", [[2005, 12, 12]]),
        ("2002 Sept 3", [[2002, 9, 3]]),
        ("2005 Mar-Apr", [[2005, 3], [2005, 4]]),
        ("2010 Sep–Oct", [[2010, 9], [2010, 10]]),
        ("2000 Dec-2001 Jan", [[2000, 12], [2001, 1]]),
        ("1998-1999", [[1998], [1999]]),
        ("2005 Aug 20-26", [[2005, 8, 20], [2005, 8, 26]]),
        ("1998 Dec 30-1999 Jan 5", [[1998, 12, 30], [1999, 1, 5]]),
        ("2005 Mar 28-Apr 3", [[2005, 3, 28], [2005, 4, 3]]),
        ("2013 06 10", [[2013, 6, 10]]),
        ("2010   06", [[2010, 6]]),
        ("Apr 2019", [[2019, 4]]),
        ("12 December 2005", [[2005, 12, 12]]),
        ("December 12, 2005", [[2005, 12, 12]]),
        ("12-18 Dec 2005", [[2005, 12, 12], [2005, 12, 18]]),
        ("2005-12-12", [[2005, 12, 12]]),
        ("2005-12", [[2005, 12]]),
        ("2005/12//", [[2005, 12]]),
        ("2005///", [[2005]]),
        ("20050110", [[2005, 1, 10]]),
        ("2005-12-12T10:00:00Z", [[2005, 12, 12]]),
    ],
)
def test_a_date_is_known_as_it_is_written(written: str, parts: list[list[int]]) -> None:
    assert date_of(written) == {"date-parts": parts}


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1990 Spring", {"date-parts": [[1990]], "season": 1}),
        ("Winter 2005", {"date-parts": [[2005]], "season": 4}),
        ("2001 Fall", {"date-parts": [[2001]], "season": 3}),
        ("1999 Summer-Autumn", {"date-parts": [[1999]], "season": 2}),
    ],
)
def test_a_season_stands_beside_the_year(written: str, date: dict[str, Any]) -> None:
    assert date_of(written) == date


@pytest.mark.parametrize(
    "written",
    ["", "in press", "n.d.", "Article 10 2019", "2005-13-01", "2005 Dec 32", "12", "Dec",
     "2005-1-2-3", "2005 2006", "99", "2005 May-6", "²005"],
)  # fmt: skip
def test_what_is_not_wholly_a_date_is_none(written: str) -> None:
    assert date_of(written) is None


def test_a_year_among_other_words_is_not_sure() -> None:
    assert date_with_doubt("Article 10 2019") == ({"date-parts": [[2019]]}, False)
    assert date_with_doubt("2019 Apr") == ({"date-parts": [[2019, 4]]}, True)
    assert date_with_doubt("no date") == ({"literal": "no date"}, False)


@pytest.mark.parametrize("written", ["in press", "In Press", "[In press]", "Forthcoming."])
def test_what_is_not_yet_published_says_so(written: str) -> None:
    assert is_unpublished(written)
    assert not is_unpublished("2005")


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    date, _ = date_with_doubt(text)
    assert set(date) <= {"date-parts", "season", "literal"}
