"""Dates of BibTeX and BibLaTeX."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.bibtex_dates import edtf_of, issued_of


def parts(*dates: list[int]) -> dict[str, Any]:
    return {"date-parts": list(dates)}


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ({"year": "1995--1996", "month": "14"}, parts([1995], [1996])),
        ({"date": "1995-1-04"}, parts([1995, 1, 4])),
        ({"date": "1996-13-03", "year": "1999"}, parts([1999])),
        ({"year": "1985a", "month": "january"}, parts([1985, 1])),
        ({"date": "1996-01-01/.."}, parts([1996, 1, 1])),
        ({"date": "1996-12-10/1996-12-12", "year": "1990"}, parts([1996, 12, 10], [1996, 12, 12])),
        ({"date": "1034~"}, parts([1034]) | {"circa": True}),
        ({"date": "2003-21"}, parts([2003]) | {"season": 1}),
        ({"date": "2001-01-03T17:07:34+05:00"}, parts([2001, 1, 3])),
        ({"date": "1999-XX-XX"}, parts([1999])),
        ({"date": "१९८७-०१-१५"}, parts([1987, 1, 15])),
        ({"date": "-0379-02"}, {"literal": "-0379-02"}),
        ({"date": "199X"}, {"literal": "199X"}),
        ({"year": "1977", "month": "10~jan"}, parts([1977, 1, 10])),
        ({"year": "1988", "month": "jun-aug"}, parts([1988, 6], [1988, 8])),
        ({"year": "1988", "month": "nov, dec"}, parts([1988, 11], [1988, 12])),
        ({"year": "2021", "month": "jun", "day": "18"}, parts([2021, 6, 18])),
        ({"year": "2017", "month": "8"}, parts([2017, 8])),
        ({"year": "2017", "month": "Spring"}, parts([2017]) | {"season": 1}),
        ({"year": "[1997]"}, parts([1997]) | {"circa": True}),
        ({"year": "{13th Century}"}, {"literal": "13th Century"}),
        ({"year": "in press"}, {"literal": "in press"}),
        ({}, None),
    ],
)  # fmt: skip
def test_dates_as_files_have_them(fields: dict[str, str], issued: dict[str, Any] | None) -> None:
    assert issued_of(fields) == issued


@given(st.text(), st.text(), st.text())
def test_no_date_raises(date: str, year: str, month: str) -> None:
    issued_of({"date": date, "year": year, "month": month, "day": month})
    edtf_of(date)
