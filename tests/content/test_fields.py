"""Partial dates, lists of choices, lists of lines, streams that stay out of migrations."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks.body import ArticleBody
from cms.content.fields import (
    ChoiceListField,
    LinesFormField,
    LinesWidget,
    PartialDateField,
    StreamField,
    StringListField,
    validate_partial_date,
)
from trials.choices import Phase


@given(st.dates(min_value=datetime.date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_every_real_date_is_valid_at_every_precision(date: datetime.date, length: int) -> None:
    validate_partial_date(date.isoformat()[:length])


@pytest.mark.parametrize(
    "value",
    [
        "", "05", "2005-2", "2005-02-1", "2005-13", "2005-00", "2005-02-30", "2023-02-29", "0000",
        "2005/02", " 2005", "2005 ", "2005\n", "2005-02-14T00:00", "Feb 2005", "20050214", "-2005",
        "٢٠٠٥", "２００５-02",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        validate_partial_date(value)


def test_a_date_that_does_not_exist_is_named_in_the_message() -> None:
    with pytest.raises(ValidationError, match="There is no such date as 2023-02-29"):
        validate_partial_date("2023-02-29")


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_date_or_a_validation_error(value: str) -> None:
    try:
        validate_partial_date(value)
    except ValidationError:
        return
    assert re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value)


def test_partial_dates_sort_as_text() -> None:
    assert sorted(["2005-02", "2004-12-31", "2005", "2005-02-14"]) == [
        "2004-12-31", "2005", "2005-02", "2005-02-14",
    ]  # fmt: skip


def test_an_empty_partial_date_is_allowed() -> None:
    assert PartialDateField().clean("", None) == ""


@pytest.mark.parametrize(
    "value",
    [["PHASE5"], ["phase1"], ["PHASE1", "PHASE1"], "PHASE1", {"PHASE1": 1}, [{}], [1], [[]]],
)
def test_a_choice_list_refuses_what_is_no_list_of_its_values(value: object) -> None:
    with pytest.raises(ValidationError):
        ChoiceListField(choices_class=Phase).clean(value, None)


@given(st.lists(st.sampled_from(Phase.values), unique=True, min_size=1))
def test_a_choice_list_takes_its_values_once_each(value: list[str]) -> None:
    assert ChoiceListField(choices_class=Phase).clean(value, None) == value


def test_a_choice_list_is_shown_as_checkboxes_of_its_words() -> None:
    field = ChoiceListField(choices_class=Phase).formfield()
    assert list(field.choices) == Phase.choices  # type: ignore[attr-defined]  # of its own class
    assert field.clean(["PHASE1", "PHASE2"]) == ["PHASE1", "PHASE2"]
    assert field.clean([]) == []
    with pytest.raises(ValidationError):
        field.clean(["PHASE9"])


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [(["PHASE1"], ["PHASE1"], False), (["PHASE1"], [], True), (None, [], False)],
)
def test_a_choice_list_knows_whether_it_was_changed(
    initial: list[str] | None, data: list[str], *, changed: bool
) -> None:
    field = ChoiceListField(choices_class=Phase).formfield()
    assert field.has_changed(initial, data) is changed


def test_lines_lose_blanks_and_repetitions() -> None:
    field = LinesFormField(required=False)
    assert field.clean("  one \r\n\n two\none\n   \n") == ["one", "two"]


#: What a line is: no white space around it, none of the characters that end lines.
LINE = st.text(min_size=1, max_size=30).filter(
    lambda line: line == line.strip() and len(line.splitlines()) == 1
)


@given(st.lists(LINE, unique=True, max_size=6))
def test_lines_come_back_as_they_were(lines: list[str]) -> None:
    assert LinesFormField(required=False).to_python(LinesWidget().format_value(lines)) == lines


def test_a_line_that_is_too_long_is_refused() -> None:
    field = StringListField().formfield()
    assert field.clean("x" * 500) == ["x" * 500]
    with pytest.raises(ValidationError):
        field.clean("short\n" + "x" * 501)


@pytest.mark.parametrize("value", ["text", {"a": 1}, [1], [["a"]], [None]])
def test_a_string_list_refuses_what_is_no_list_of_texts(value: object) -> None:
    with pytest.raises(ValidationError):
        StringListField().clean(value, None)


def test_blocks_stay_out_of_migrations() -> None:
    field = StreamField(ArticleBody(), blank=True)
    name, path, arguments, keywords = field.deconstruct()
    assert path == "cms.content.fields.StreamField"
    assert arguments == []
    assert keywords == {"blank": True}
    rebuilt = StreamField(*arguments, **keywords)
    assert isinstance(rebuilt, models.Field)
    assert name is None
