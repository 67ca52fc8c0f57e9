"""Texts of records as the library keeps them: one line, CSL's markup and no other, no surprises."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.csl import can_be_stored
from cms.references.importing.texts import (
    LONGEST_TEXT,
    clean_abstract,
    clean_keywords,
    clean_pages,
    clean_text,
    clean_title,
    without_full_stop,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  a\n b\t c ", "a b c"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), (["a"], ""),
        ("A &amp; B &amp;lt; C", "A & B < C"), ("a\0b \ud83d", "ab"),
        ("&#0; &parameters", "\ufffd &parameters"),
    ],
)  # fmt: skip
def test_a_value_is_a_text_in_one_line(value: Any, text: str) -> None:
    assert clean_text(value) == text


def test_a_text_that_is_too_long_is_cut() -> None:
    assert clean_text("word " * 1000) == f"{'word ' * 399}word…"
    assert len(clean_text("x" * 3000)) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<p>Of <em>E. coli</em></p>", "<p>Of <i>E. coli</i></p>"),
        ("&lt;i&gt;in vivo&lt;/i&gt;", "<i>in vivo</i>"),
        ("H<SUB>2</SUB>O <i>cut", "H<sub>2</sub>O cut"),
        ("p<0.05", "p<0.05"),
        ("<i> </i>", ""),
    ],
)
def test_a_title_has_csls_markup_and_all_else_is_text(written: str, title: str) -> None:
    assert clean_title(written) == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A title.", "A title"), ("A title?", "A title?"), ("Smith et al.", "Smith et al."),
        ("And so on...", "And so on..."), ("In the U.S.", "In the U.S."),
        ("[A title].", "[A title]"),
        ("<i>In vivo.</i>", "<i>In vivo</i>"), ("In <i>vivo</i>.", "In <i>vivo</i>"), ("", ""),
        ("Vitamin D.", "Vitamin D"),
    ],
)  # fmt: skip
def test_a_title_has_no_full_stop_but_its_own(written: str, title: str) -> None:
    assert without_full_stop(written) == title


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        ("117-9", "117-119"), ("117–9", "117-119"), ("117 -- 119", "117-119"), ("1-10", "1-10"),
        ("1099-103", "1099-1103"), ("296-302", "296-302"), ("12", "12"), ("S12-5", "S12-5"),
        ("117-9, 121-3", "117-119, 121-123"), ("e117-e9", "e117-e9"), ("200-100", "200-100"),
        ("119-7", "119-7"), ("3-12-1", "3-12-1"), ("iv-x", "iv-x"), ("12:3-4", "12:3-4"),
    ],
)  # fmt: skip
def test_the_last_page_has_all_its_digits(written: str, pages: str) -> None:
    assert clean_pages(written) == pages


def test_keywords_stand_once_between_semicolons() -> None:
    assert clean_keywords(["a", " b, c ", "", "a"]) == "a; b, c"


def test_an_abstract_has_a_line_for_each_part() -> None:
    assert clean_abstract("AIM:  One.\n\n  END: Two. ") == "AIM: One.\nEND: Two."
    assert len(clean_abstract("words " * 50_000)) <= 100_000


@given(st.text(st.characters()))
def test_any_text_can_be_stored(text: str) -> None:
    cleaned = [clean_text(text), clean_title(text), clean_pages(text), clean_abstract(text)]
    assert can_be_stored({"texts": cleaned})
    assert clean_pages(clean_pages(text)) == clean_pages(text)
    assert without_full_stop(clean_title(text)) == without_full_stop(clean_title(text)).strip()
