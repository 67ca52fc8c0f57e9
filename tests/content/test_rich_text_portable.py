"""Rich text as Portable Text: well formed, and it says what the HTML says."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from cms.content.rich_text import parse
from cms.content.rich_text_portable import PortableText, portable_text
from cms.content.rich_text_tree import MARKS
from tests.content import rich_texts
from tests.content.rich_texts import PAGE, REFERENCES, Seen, page_link

DECORATORS = set(MARKS.values())
SCHEMA: TypeAdapter[PortableText] = TypeAdapter(PortableText)


def portable(public: str) -> list[dict[str, Any]]:
    """Return the JSON of public HTML as Portable Text."""
    found: list[dict[str, Any]] = json.loads(
        SCHEMA.dump_json(portable_text(rich_texts.blocks(public)))
    )
    return found


def keyed(value: Any) -> Iterator[str]:
    """Yield every key in a text."""
    if isinstance(value, dict):
        if "_key" in value:
            yield value["_key"]
        for inner in value.values():
            yield from keyed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keyed(inner)


def seen(blocks: list[dict[str, Any]]) -> list[Seen]:
    """Return the characters with what a renderer would make of their marks."""
    found = []
    for block in blocks:
        links = {definition["_key"]: definition["href"] for definition in block["markDefs"]}
        for child in block["children"]:
            if child["_type"] == "citation":
                found.append(Seen(child["label"], frozenset(), None, ()))
                continue
            marks = frozenset(child["marks"]) & DECORATORS
            href = next((links[mark] for mark in child["marks"] if mark in links), None)
            found += [
                Seen(character, marks, href, ()) for character in "".join(child["text"].split())
            ]
    return found


def spans_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [child for child in block["children"] if child["_type"] == "span"]


# Laws


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_its_keys_are_unique_and_the_same_each_time(text: str) -> None:
    blocks = portable(text)
    keys = list(keyed(blocks))
    assert len(set(keys)) == len(keys)
    assert portable(text) == blocks


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_its_json_fits_its_schema(text: str) -> None:
    blocks = portable(text)
    assert json.loads(SCHEMA.dump_json(SCHEMA.validate_python(blocks))) == blocks


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_every_mark_is_a_decorator_or_defined(text: str) -> None:
    for block in portable(text):
        defined = [definition["_key"] for definition in block["markDefs"]]
        used = {mark for span in spans_of(block) for mark in span["marks"]}
        assert set(defined) == used - DECORATORS


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_a_span_is_on_both_sides_of_a_citation_and_no_other_is_empty(text: str) -> None:
    for block in portable(text):
        children = block["children"]
        assert children[0]["_type"] == children[-1]["_type"] == "span"
        for before, child, after in zip(
            [None, *children], children, [*children[1:], None], strict=False
        ):
            if child["_type"] == "citation":
                assert before["_type"] == after["_type"] == "span"
            elif not child["text"]:
                is_beside = "citation" in [near["_type"] for near in (before, after) if near]
                assert is_beside or ("listItem" in block and len(children) == 1)


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_levels_go_down_one_at_a_time(text: str) -> None:
    above = 0
    for block in portable(text):
        assert ("listItem" in block) == ("level" in block)
        level = block.get("level", 0)
        assert level <= above + 1
        above = level


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_no_space_is_left_that_html_does_not_show(text: str) -> None:
    for block in portable(text):
        words = "".join(child.get("text", "[]") for child in block["children"])
        assert words == words.strip()
        assert not re.search(r"[ \t\r\f]{2}|[\t\r\f]| \n|\n ", words)


@rich_texts.unhurried
@given(rich_texts.texts)
def test_a_reader_sees_the_same_characters_marks_and_links(text: str) -> None:
    expected = [one._replace(around=()) for one in rich_texts.seen(parse(text))]
    assert seen(portable(text)) == expected


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_a_reader_finds_the_same_words(text: str) -> None:
    spans = ("".join(span["text"] for span in spans_of(block)) for block in portable(text))
    assert " ".join(spans).split() == rich_texts.words_of(parse(text))


@pytest.mark.parametrize("source", rich_texts.DEEP)
def test_it_takes_time_in_proportion_to_the_text(source: str) -> None:
    assert rich_texts.growth(portable_text, source) < 1.5


# What it looks like


def test_a_paragraph_with_marks_and_a_line_break() -> None:
    [block] = portable("<p>Of <b>15 <i>people</i></b>,<br>2 were<sup>a</sup> well.</p>")
    assert block == {
        "_type": "block",
        "_key": "b1",
        "style": "normal",
        "anchor": None,
        "children": [
            {"_type": "span", "_key": "b1-1", "text": "Of ", "marks": []},
            {"_type": "span", "_key": "b1-2", "text": "15 ", "marks": ["strong"]},
            {"_type": "span", "_key": "b1-3", "text": "people", "marks": ["strong", "em"]},
            {"_type": "span", "_key": "b1-4", "text": ",\n2 were", "marks": []},
            {"_type": "span", "_key": "b1-5", "text": "a", "marks": ["sup"]},
            {"_type": "span", "_key": "b1-6", "text": " well.", "marks": []},
        ],
        "markDefs": [],
    }


def test_a_link_to_a_page_names_it() -> None:
    [block] = portable(f"<p>{page_link('Trials')}</p>")
    assert block["children"][0]["marks"] == ["b1-link1"]
    assert block["markDefs"] == [
        {
            "_type": "link",
            "_key": "b1-link1",
            "href": "https://a.org/p/#there",
            "id": PAGE,
            "type": "topic",
            "path": "/p/",
            "url": "https://a.org/p/",
            "anchor": "there",
        }
    ]


def test_a_link_to_elsewhere_names_no_page() -> None:
    [block] = portable('<p><a href="#harms">Harms</a> <a href="mailto:a@b.org">us</a></p>')
    inside, outside = block["markDefs"]
    assert (inside["href"], inside["url"], inside["anchor"]) == ("#harms", None, "harms")
    assert (outside["url"], outside["anchor"]) == ("mailto:a@b.org", None)
    assert {inside["id"], inside["type"], outside["id"], outside["path"]} == {None}


def test_one_link_has_one_definition_and_two_have_two() -> None:
    [block] = portable('<p><a href="/a">one <b>bold</b></a><a href="/a">two</a></p>')
    assert [span["marks"] for span in block["children"]] == [
        ["b1-link1"],
        ["strong", "b1-link1"],
        ["b1-link2"],
    ]


def test_a_citation_brings_numbers_references_and_locators() -> None:
    locators = escape(json.dumps({REFERENCES[1]: ["p. 4", "Table 2"]}))
    [block] = portable(
        f'<p><b>So <a class="citation citation--retracted" href="#ref-1" '
        f'data-references="{REFERENCES[0]} {REFERENCES[1]}" data-numbers="1 2" '
        f'data-locators="{locators}">[1, 2, retracted]</a></b></p>'
    )
    assert [child["_type"] for child in block["children"]] == ["span", "citation", "span"]
    assert block["children"][1] == {
        "_type": "citation",
        "_key": "b1-2",
        "label": "1, 2, retracted",
        "items": [
            {"number": 1, "reference": REFERENCES[0], "locator": None},
            {"number": 2, "reference": REFERENCES[1], "locator": "p. 4"},
            {"number": 2, "reference": REFERENCES[1], "locator": "Table 2"},
        ],
    }


def test_what_only_looks_like_a_citation_is_a_link() -> None:
    [block] = portable(
        '<p><a class="citation" href="/x" data-references="1" data-numbers="1">[1]</a></p>'
    )
    assert [child["text"] for child in block["children"]] == ["[1]"]
    assert block["markDefs"][0]["href"] == "/x"


def test_headings_keep_their_ids_and_quotations_their_style() -> None:
    blocks = portable('<h2 id="harms">Harms</h2><blockquote><p>None.</p></blockquote>')
    assert [(block["style"], block["anchor"]) for block in blocks] == [
        ("h2", "harms"),
        ("blockquote", None),
    ]


def test_lists_are_levels_and_an_item_is_one_block() -> None:
    blocks = portable(
        "<ol><li>One<ul><li><p>a</p><p>b</p></li></ul></li><li></li><li>Three</li></ol><p>End</p>"
    )
    assert [
        (block.get("listItem"), block.get("level"), block["children"][0]["text"])
        for block in blocks
    ] == [
        ("number", 1, "One"),
        ("bullet", 2, "a\n\nb"),
        ("number", 1, ""),
        ("number", 1, "Three"),
        (None, None, "End"),
    ]


def test_an_empty_text_has_no_blocks() -> None:
    assert portable("") == portable("<p> <b></b><br></p>") == []
