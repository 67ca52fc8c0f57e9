"""What templates need beyond Django's own tags."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template

from cms.content.schemas import RichTextHtml
from cms.content.templatetags.content_tags import (
    country_name,
    label,
    lookup,
    meaning,
    partial_date,
    reading_minutes,
    table_of_contents,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("PHASE1", "Phase 1"),
        (["PHASE1"], "Phase 1"),
        (["PHASE1", "PHASE2"], "Phase 1/2"),
        (["NA"], "Not applicable"),
        (["EARLY_PHASE1", "PHASE1"], "Early phase 1, Phase 1"),
        ([], ""),
        (None, ""),
        ("", ""),
        ("PHASE9", "PHASE9"),
    ],
)
def test_values_are_said_in_words(value: Any, words: str) -> None:
    assert label(value, "phase") == words


def test_a_vocabulary_that_does_not_exist_is_a_mistake_of_the_template() -> None:
    with pytest.raises(KeyError):
        label("PHASE1", "fase")


def test_a_value_is_explained_in_a_sentence() -> None:
    assert meaning("never_reviewed", "review_state").startswith("No medical reviewer")
    assert meaning(None, "review_state") == ""


@pytest.mark.parametrize(
    ("code", "name"), [("FR", "France"), ("KR", "South Korea"), ("", ""), ("XX", "XX")]
)
def test_countries_have_their_common_names(code: str, name: str) -> None:
    assert country_name(code) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [("2005", "2005"), ("2005-02", "February 2005"), ("2005-02-04", "4 February 2005"),
     (datetime.date(2005, 2, 4), "4 February 2005"), ("", ""), (None, "")],
)  # fmt: skip
def test_dates_are_shown_as_precisely_as_they_are_known(value: Any, words: str) -> None:
    assert partial_date(value) == words


def test_lookup_finds_what_a_mapping_holds() -> None:
    assert lookup({"a": 1}, "a") == 1
    assert lookup({"a": 1}, "b") is None
    assert lookup(None, "a") is None


def text_block(html: str) -> SimpleNamespace:
    return SimpleNamespace(type="text", value=RichTextHtml(html=html, text=""), fallback="")


def test_the_table_of_contents_has_the_second_level_headings_of_texts() -> None:
    document = SimpleNamespace(
        body=[
            text_block('<h2 id="a">One &amp; two</h2><h3 id="b">Below</h3>'),
            SimpleNamespace(type="callout", value=None, fallback=""),
            text_block(""),
            text_block('<p>x</p><h2 id="c">Three <i>four</i></h2>'),
        ]
    )
    assert table_of_contents(document) == [
        {"id": "a", "title": "One & two"},
        {"id": "c", "title": "Three four"},
    ]
    assert table_of_contents(SimpleNamespace()) == []


@pytest.mark.parametrize(("words", "minutes"), [(0, None), (1, 1), (230, 1), (1150, 5)])
def test_reading_takes_a_minute_for_230_words(words: int, minutes: int | None) -> None:
    document = SimpleNamespace(body=[SimpleNamespace(fallback="word " * words)])
    assert reading_minutes(document) == minutes


def test_rich_text_is_put_out_as_html_and_nothing_as_nothing() -> None:
    template = Template("{% load content_tags %}[{% rich_text value %}]")
    value = RichTextHtml(html="<p>a &amp; b</p>", text="a & b")
    assert template.render(Context({"value": value})) == "[<p>a &amp; b</p>]"
    assert template.render(Context({"value": None})) == "[]"
