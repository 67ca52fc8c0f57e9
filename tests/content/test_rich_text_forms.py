"""Rich text in every form says the same: of every starter page and of every block's example."""

import copy
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cms.content.rich_text import parse
from cms.content.rich_text_forms import FORMS
from cms.content.rich_text_markdown import ENCODED
from cms.content.schemas import RichTextHtml
from cms.delivery.models import Document, Standing
from cms.delivery.reading import data_of, settle
from tests.blocks import BLOCKS, delivered
from tests.content import rich_texts
from tests.content.rich_texts import REFERENCES, from_markdown, is_citation
from tests.factories.references import ReferenceFactory, cite

#: What a citation says besides its label: the number of each reference, and the reference.
Cited = list[tuple[int, str]]


class Said(NamedTuple):
    """What a form says, as far as every form can say it."""

    words: list[str]
    links: list[str]
    labels: list[str]


def said_by_tree(tree: html.HtmlElement) -> Said:
    """Return what a reader sees of a tree of HTML."""
    links = list(tree.iter("a"))
    return Said(
        words=rich_texts.words_of(tree),
        links=[link.get("href") for link in links if not is_citation(link)],
        labels=[link.text[1:-1] for link in links if is_citation(link)],
    )


def said_by_blocks(blocks: list[dict[str, Any]]) -> Said:
    """Return what a reader sees of Portable Text."""
    children = [child for block in blocks for child in [*block["children"], {"text": " "}]]
    return Said(
        words="".join(child.get("text", "") for child in children).split(),
        links=[definition["href"] for block in blocks for definition in block["markDefs"]],
        labels=[child["label"] for child in children if "label" in child],
    )


def cited_in_tree(tree: html.HtmlElement) -> list[Cited]:
    marks = filter(is_citation, tree.iter("a"))
    return [
        [
            (int(number), reference)
            for number, reference in zip(
                mark.get("data-numbers").split(), mark.get("data-references").split(), strict=True
            )
        ]
        for mark in marks
    ]


def cited_in_blocks(blocks: list[dict[str, Any]]) -> list[Cited]:
    children = [child for block in blocks for child in block["children"]]
    marks = [child for child in children if child["_type"] == "citation"]
    return [
        list(dict.fromkeys((item["number"], item["reference"]) for item in mark["items"]))
        for mark in marks
    ]


def pages_in_tree(tree: html.HtmlElement) -> list[tuple[str | None, ...]]:
    """Return the id, type and path of the page that each link leads to."""
    return [
        (link.get("data-page"), link.get("data-type"), link.get("data-path"))
        for link in tree.iter("a")
        if not is_citation(link)
    ]


def pages_in_blocks(blocks: list[dict[str, Any]]) -> list[tuple[str | None, ...]]:
    definitions = [definition for block in blocks for definition in block["markDefs"]]
    return [(found["id"], found["type"], found["path"]) for found in definitions]


def texts_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every rich text in JSON values, in order."""
    if isinstance(data, dict) and data.keys() >= {"format", "text"}:
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts_in(value)


def without_texts(data: Any) -> Any:
    """Return JSON values with their rich texts taken out."""
    if isinstance(data, dict) and data.keys() >= {"format", "text"}:
        return "rich text"
    if isinstance(data, dict):
        return {key: without_texts(value) for key, value in data.items()}
    return [without_texts(value) for value in data] if isinstance(data, list) else data


def assert_says_the_same(data: Any) -> int:
    """Raise unless every form of JSON values says the same; return how many texts they have."""
    before = copy.deepcopy(data)
    markdown, portable = (FORMS[name](data) for name in ("markdown", "portable"))
    assert FORMS["html"](data) == data == before
    assert without_texts(markdown) == without_texts(portable) == without_texts(data)
    count = 0
    for in_html, in_markdown, in_portable in zip(
        texts_in(data), texts_in(markdown), texts_in(portable), strict=True
    ):
        count += 1
        assert in_markdown.keys() == {"format", "markdown", "text"}
        assert in_portable.keys() == {"format", "blocks", "text"}
        assert (in_markdown["format"], in_portable["format"]) == ("markdown", "portable")
        assert in_html["text"] == in_markdown["text"] == in_portable["text"]
        _assert_text_says_the_same(
            parse(in_html["html"]), in_markdown["markdown"], in_portable["blocks"]
        )
    return count


def _assert_text_says_the_same(
    tree: html.HtmlElement, markdown: str, blocks: list[dict[str, Any]]
) -> None:
    expected = said_by_tree(tree)
    assert said_by_blocks(blocks) == expected
    assert cited_in_blocks(blocks) == cited_in_tree(tree)
    assert pages_in_blocks(blocks) == pages_in_tree(tree)
    read = from_markdown(markdown)
    encoded = [href.translate(ENCODED) for href in expected.links]
    assert said_by_tree(read) == expected._replace(links=encoded)
    entries = [mark.get("href") for mark in filter(is_citation, tree.iter("a"))]
    assert [mark.get("href") for mark in filter(is_citation, read.iter("a"))] == entries


# Everything that there is


def every_document() -> Iterator[dict[str, Any]]:
    """Yield the JSON of every public document, each once."""
    settle(timezone.now())
    for document in Document.objects.filter(standing=Standing.PUBLIC):
        yield data_of(document)


def test_every_starter_document_says_the_same_in_every_form(starter: None) -> None:
    counts = [assert_says_the_same(document) for document in every_document()]
    assert len(counts) > 20
    assert sum(counts) > 100


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_example_says_the_same_in_every_form(name: str) -> None:
    assert_says_the_same(BLOCKS[name].example().model_dump(mode="json", by_alias=True))


@pytest.mark.django_db
def test_a_block_that_cites_and_links_says_the_same_in_every_form() -> None:
    references = [ReferenceFactory() for _ in range(4)]
    body = delivered(
        ("text", f"<h2>Harms</h2><p>So{cite(references[0])}, and{cite(*references)}.</p>"),
        ("callout", {"kind": "note", "title": "", "text": f"<ul><li>a{cite(references[2])}</li>"
                     '<li><a href="https://example.org/?a=1&amp;b=(2)">b</a></li></ul>'}),
    )  # fmt: skip
    data = [block.model_dump(mode="json", by_alias=True) for block in body]
    assert assert_says_the_same(data) == 2
    mark = FORMS["portable"](data)[0]["value"]["blocks"][1]["children"][3]
    assert (mark["label"], [item["number"] for item in mark["items"]]) == ("1–4", [1, 2, 3, 4])


# The shape of data


def rich_text(public: str) -> dict[str, Any]:
    return RichTextHtml(html=public, text="said").model_dump(mode="json")


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_any_text_can_be_had_in_every_form(public: str) -> None:
    for name, write in FORMS.items():
        found = write({"rows": [[rich_text(public)]]})["rows"][0][0]
        assert found["format"] == name
        assert found["text"] == "said"
        json.dumps(found)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["format", "html", "text", "a"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_what_is_no_rich_text_stays_as_it_is(data: Any) -> None:
    for write in FORMS.values():
        assert write(data) == data


@pytest.mark.parametrize(
    "data",
    [
        {"format": "html", "html": "<p>a</p>"},
        {"format": "html", "html": None, "text": "a"},
        {"format": "html", "html": "<p>a</p>", "text": ["a"]},
        {"format": "bibtex", "html": "<p>a</p>", "text": "a"},
        {"style": "nlm", "html": "<i>a</i>", "text": "a"},
    ],
)
def test_what_only_looks_like_a_rich_text_stays_as_it_is(data: dict[str, Any]) -> None:
    assert FORMS["portable"]([data]) == [data]


def test_it_looks_like_this() -> None:
    mark = (
        f'<a class="citation" id="cite-1" href="#ref-0e7b7f4e" data-references="{REFERENCES[0]}" '
        f'data-numbers="1" data-locators="{{&quot;{REFERENCES[0]}&quot;: [&quot;p. 4&quot;]}}">'
        "[1]</a>"
    )
    data = rich_text(f"<p>Two <b>people</b>{mark}.</p>")
    assert FORMS["markdown"](data) == {
        "format": "markdown",
        "markdown": "Two **people**[\\[1\\]](#ref-0e7b7f4e).",
        "text": "said",
    }
    assert FORMS["portable"](data) == {
        "format": "portable",
        "blocks": [
            {
                "_type": "block",
                "_key": "b1",
                "style": "normal",
                "anchor": None,
                "children": [
                    {"_type": "span", "_key": "b1-1", "text": "Two ", "marks": []},
                    {"_type": "span", "_key": "b1-2", "text": "people", "marks": ["strong"]},
                    {
                        "_type": "citation",
                        "_key": "b1-3",
                        "label": "1",
                        "items": [{"number": 1, "reference": REFERENCES[0], "locator": "p. 4"}],
                    },
                    {"_type": "span", "_key": "b1-4", "text": ".", "marks": []},
                ],
                "markDefs": [],
            }
        ],
        "text": "said",
    }
