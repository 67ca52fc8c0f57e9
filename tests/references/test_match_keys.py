"""What records are found and compared by."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.match_keys import KEY_LENGTH, Work, fold, name_words, title_words
from tests.factories.references import MORSE_2005


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TNF-α in tumours", "TNF-alpha in tumors"),
        ("λ phage", "lambda phage"),
        ("The Lancet’s <i>view</i> &amp; ours", "Lancet's view and ours"),
        ("Randomised trial in leukaemia", "Randomized trial in leukemia"),
        ("Phase I/II trial", "phase 1/2 trial"),
        ("Naïve cells", "Naive cells"),
    ],
)
def test_titles_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert title_words(one) == title_words(other)


def test_single_numeral_letters_are_numbers_only_where_something_is_numbered() -> None:
    assert title_words("Vitamin I and phase I") == ("vitamin", "i", "and", "fase", "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("van der Berg", "Berg"),
        ("Müller", "Mueller"),
        ("O’Neill", "ONeill"),
        ("Ødegård", "Odegard"),
    ],
)
def test_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert name_words(one) == name_words(other)


@pytest.mark.parametrize(
    ("page", "first", "is_range"),
    [
        ("569-579", "569", True),
        ("569\u201379", "569", True),
        ("Art. No. 10", "10", False),
        ("S12-S18", "s12", True),
        ("e0123", "e0123", False),
        (10, "10", False),
        ("", "", False),
    ],
)
def test_first_page_is_found_in_every_form(page: Any, first: str, *, is_range: bool) -> None:
    work = Work.of({"page": page})
    assert (work.first_page, work.is_page_range) == (first, is_range)


def test_key_of_every_part_is_taken() -> None:
    assert asdict(Work.of(MORSE_2005).keys) == {
        "title_key": "fase1studyofdexosomeimmunotherap",
        "title_end_key": "withadvancednonsmalcellungcancer",
        "author_key": "2005fasemorse",
        "place_key": "3:9",
    }


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"title": None, "author": "Morse", "issued": "2005", "page": ["9"]},
        {"title": ["a"], "author": [{"family": None}, "x", None], "issued": {"date-parts": [[]]}},
    ],
)
def test_record_without_anything_has_no_keys(record: dict[str, Any]) -> None:
    assert set(asdict(Work.of(record).keys).values()) == {""}


def test_short_title_finds_nothing_by_itself() -> None:
    assert Work.of({"title": "Editorial"}).keys.title_key == ""


@pytest.mark.parametrize(
    ("record", "is_preprint"),
    [
        ({"type": "article"}, True),
        ({"container-title": "bioRxiv"}, True),
        ({"DOI": "10.1101/2020.01.02.123456"}, True),
        ({"DOI": "10.1101/gr.123456.110"}, False),
        ({"type": "article-journal", "container-title": "Preprint culture"}, True),
        ({"type": "article-journal", "container-title": "Nature"}, False),
    ],
)
def test_preprints_are_known(record: dict[str, Any], *, is_preprint: bool) -> None:
    assert Work.of(record).is_preprint == is_preprint


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = " ".join(title_words(text))
    assert fold(once) == once


@given(st.text(), st.text(), st.integers(0, 3000))
def test_keys_fit_their_columns(title: str, family: str, year: int) -> None:
    work = Work.of(
        {
            "title": title,
            "author": [{"family": family}],
            "issued": {"date-parts": [[year]]},
            "volume": title,
            "page": f"{title}7",
        }
    )
    keys = [*asdict(work.keys).values(), *work.author_keys]
    assert all(len(key) <= KEY_LENGTH and "\0" not in key for key in keys)
