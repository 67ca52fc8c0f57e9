"""Citations in the editor: load, edit, save and publish keep every one of them."""

import json
import re
import uuid
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.api.rich_text import APIRichText
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html, extract_references_from_rich_text, features

from cms.content.rich_text import parse
from cms.references.choices import ReferenceStatus
from cms.references.citations import CitedItem, parse_items, stored_citation
from cms.references.draftail import RichTextArea, apart, short_label
from cms.references.models import Reference
from tests.conftest import Library
from tests.factories.references import ReferenceFactory, cite

EDITORS: Mapping[str, Any] = settings.WAGTAILADMIN_RICH_TEXT_EDITORS
FEATURES: list[str] = EDITORS["article"]["OPTIONS"]["features"]
UNKNOWN = uuid.UUID("00000000-0000-4000-8000-000000000000")

Tree = tuple[str, Any, list[Any]]


def editor() -> RichTextArea:
    return RichTextArea(features=FEATURES)


def round_trip(stored: str) -> str:
    """Return what is stored after a text was opened in the editor and saved."""
    area = editor()
    saved = area.value_from_datadict({"text": area.format_value(stored)}, {}, "text")
    assert isinstance(saved, str)
    return saved


def entities(stored: str) -> list[dict[str, Any]]:
    """Return the entities that the editor gets."""
    return list(json.loads(editor().format_value(stored))["entityMap"].values())


def cited(stored: str) -> list[list[CitedItem]]:
    """Return what each citation of a text names, in order."""
    found = parse(stored).iterfind(".//a[@linktype='citation']")
    return [parse_items(element.get("items", "")) for element in found]


def meaning(element: lxml_html.HtmlElement) -> list[tuple[str, Any]]:
    """Return a text as what a reader gets of it: blocks of words, styles, links and citations.

    Equal neighbours are joined, so that `<b>a</b><b>b</b>` means the same as `<b>ab</b>`.
    """
    runs: list[tuple[str, Any]] = []

    def add(words: str | None, context: frozenset[Any]) -> None:
        if words:
            if runs and runs[-1][1] == context and isinstance(runs[-1][0], str):
                runs[-1] = (runs[-1][0] + words, context)
            else:
                runs.append((words, context))

    def walk(node: lxml_html.HtmlElement, context: frozenset[Any]) -> None:
        if node.get("linktype") == "citation":
            runs.append(("citation", tuple(parse_items(node.get("items", "")))))
        else:
            marks = {"linktype", "id", "href"}
            attributes = tuple(sorted((k, v) for k, v in node.attrib.items() if k in marks))
            inner = context | {(node.tag, attributes)}
            if node.tag in {"p", "h2", "h3", "h4", "li"}:
                runs.append(("block", node.tag))
            add(node.text, inner)
            for child in node:
                walk(child, inner)
        add(node.tail, context)

    walk(element, frozenset())
    return runs


LOCATORS = st.text(max_size=20).filter(
    lambda text: not any("\ud800" <= c <= "\udfff" for c in text)
)
ITEMS = st.lists(st.builds(CitedItem, st.uuids(version=4), LOCATORS), min_size=1, max_size=3)
WORDS = st.from_regex(r"[a-z€µ😀&<>\"']{1,6}( [a-z€µ😀&<>\"']{1,6}){0,3}", fullmatch=True)


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


INLINE = st.one_of(
    WORDS.map(escaped),
    ITEMS.map(stored_citation),
    WORDS.map(lambda words: f"<b>{escaped(words)}</b>"),
    WORDS.map(lambda words: f"<i>{escaped(words)}</i>"),
    WORDS.map(lambda words: f"<sup>{escaped(words)}</sup>"),
    WORDS.map(lambda words: f'<a href="https://example.org/">{escaped(words)}</a>'),
    st.sampled_from(["text <b>bold</b> ", ", ", ". ", " and "]),
)


def _block(parts: Sequence[str], tag: str) -> str:
    # The editor makes one space of several, as browsers show them.
    inner = re.sub(" +", " ", f"start {''.join(parts)} end")
    return f"<{tag}>{inner}</{tag}>"


BLOCK = st.builds(_block, st.lists(INLINE, max_size=6), st.sampled_from(["p", "h2", "h3", "h4"]))
LIST = st.builds(
    lambda rows, tag: f"<{tag}>{''.join(_block(row, 'li') for row in rows)}</{tag}>",
    st.lists(st.lists(INLINE, max_size=4), min_size=1, max_size=3),
    st.sampled_from(["ul", "ol"]),
)
TEXTS = st.lists(st.one_of(BLOCK, LIST), min_size=1, max_size=5).map("".join)
with_database = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.mark.django_db
@given(TEXTS)
@with_database
def test_any_text_means_the_same_after_it_was_opened_and_saved(text: str) -> None:
    saved = round_trip(text)
    assert meaning(parse(saved)) == meaning(parse(text))
    assert meaning(parse(round_trip(saved))) == meaning(parse(text))


@pytest.mark.django_db
@given(TEXTS)
@with_database
def test_any_text_keeps_its_citations_in_api_v3(text: str) -> None:
    cleaned, removals = APIRichText.convert_input(text, features=FEATURES)
    assert removals == []
    assert meaning(parse(cleaned)) == meaning(parse(text))


@pytest.mark.django_db
@given(st.text(), st.text())
@with_database
def test_no_items_are_an_error(items: str, inner: str) -> None:
    attribute = items.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    stored = f'<p>a <a linktype="citation" items="{attribute}">{escaped(inner)}</a> b</p>'
    assert cited(round_trip(stored)) == [parse_items(items)]
    expand_db_html(stored)
    list(extract_references_from_rich_text(stored))


def test_citation_is_stored_as_the_design_says(db: None) -> None:
    reference = ReferenceFactory()
    stored = f"<p>A claim {stored_citation([CitedItem(reference.uuid, 'p. 4')])}.</p>"
    saved = round_trip(stored)
    assert (
        f'A claim <a linktype="citation" items="[{{&quot;reference&quot;: &quot;{reference.uuid}'
        '&quot;, &quot;locator&quot;: &quot;p. 4&quot;}]">[x]</a>.</p>'
    ) in saved


def test_editor_shows_author_and_year_and_the_whole_citation(db: None) -> None:
    reference = ReferenceFactory()
    content = json.loads(editor().format_value(f"<p>A claim {cite(reference)}.</p>"))
    (block,) = content["blocks"]
    assert block["text"] == "A claim (Narayanan and The Exosome Working Group 2020)."
    (entity,) = content["entityMap"].values()
    assert (entity["type"], entity["mutability"]) == ("CITATION", "IMMUTABLE")
    assert entity["data"]["title"] == reference.citations["nlm"]["text"]
    assert entity["data"]["state"] == ""


def test_editor_marks_what_is_missing_or_retracted(db: None) -> None:
    retracted = ReferenceFactory(status=ReferenceStatus.RETRACTED, notice="See the journal.")
    missing = stored_citation([CitedItem(UNKNOWN)])
    first, second = entities(f"<p>{cite(retracted)} {missing}</p>")
    assert first["data"]["state"] == "retracted"
    assert first["data"]["title"].startswith("Retracted: ")
    assert second["data"]["state"] == "missing"
    assert str(UNKNOWN) in second["data"]["title"]


def test_label_names_every_reference_with_its_place(db: None) -> None:
    reference = ReferenceFactory(csl={"type": "book", "title": "A book without an author"})
    items = [CitedItem(reference.uuid, "p. 4"), CitedItem(UNKNOWN)]
    label = short_label(items, {reference.uuid: reference})
    assert label == "(A book without an author, p. 4; citation missing)"


def test_one_query_finds_all_that_a_text_cites(db: None, django_assert_num_queries: Any) -> None:
    text = "".join(f"<p>A claim {cite(ReferenceFactory())}.</p>" for _ in range(5))
    with django_assert_num_queries(1):
        editor().format_value(text)
    with django_assert_num_queries(1):
        expand_db_html(text)


@pytest.mark.parametrize(
    "template",
    [
        '<p><a href="https://example.org/">before {} after</a> end</p>',
        '<p><a linktype="page" id="1">before {} after</a> end</p>',
        '<p><a href="https://example.org/"><b>before {} after</b></a> end</p>',
    ],
)
def test_link_around_a_citation_gives_way(db: None, template: str) -> None:
    stored = template.format(cite(ReferenceFactory()))
    for saved in (round_trip(stored), APIRichText.convert_input(stored, features=FEATURES)[0]):
        assert cited(saved) == cited(stored)
        assert 'href="https' not in saved
        assert 'linktype="page"' not in saved
        assert "before" in saved
        assert "after" in saved


def test_ranges_that_overlap_or_are_out_of_order_are_put_right(db: None) -> None:
    reference = ReferenceFactory()
    items = f'[{{"reference": "{reference.uuid}"}}]'
    ranges = [
        (2, 9, 3),
        (1, 4, 2),
        (0, 0, 9),
        (1, 0, 1),
        (1, 40, 9),
        (7, 1, 1),
        (1, -1, 2),
        (1, 7, 0),
    ]
    content = {
        "blocks": [
            {
                "key": "a", "type": "unstyled", "text": "abcdefghijkl", "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [
                    {"key": key, "offset": offset, "length": length}
                    for key, offset, length in ranges
                ],
            }
        ],
        "entityMap": {
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://example.org"}},
            "1": {"type": "CITATION", "mutability": "IMMUTABLE", "data": {"items": items}},
            "2": {"type": "CITATION", "mutability": "IMMUTABLE", "data": {"items": None}},
        },
    }  # fmt: skip
    saved = editor().value_from_datadict({"text": json.dumps(content)}, {}, "text")
    assert isinstance(saved, str)
    one = [CitedItem(reference.uuid)]
    assert cited(saved) == [one, one, []]
    assert "example.org" not in saved


def test_apart_keeps_what_does_not_overlap() -> None:
    known = {"0": {"type": "LINK"}, "1": {"type": "CITATION"}}
    ranges = [{"key": 0, "offset": 0, "length": 2}, {"key": 1, "offset": 2, "length": 3}]
    assert apart(ranges, known, 5) == ranges


@pytest.mark.parametrize("inner", ["", " ", "[x] ", "<b>a</b>", "<i>a <b>b</b></i><br/>", "😀"])
def test_what_stands_inside_a_citation_does_not_matter(db: None, inner: str) -> None:
    stored = f"<p>one {cite(ReferenceFactory()).replace('[x]', inner)} two <b>three</b></p>"
    saved = round_trip(stored)
    assert cited(saved) == cited(stored)
    assert "</a> two <b>three</b>" in saved


def test_index_of_what_uses_what_finds_citations_everywhere(library: Library) -> None:
    users = {str(page.pk) for page in (library.therapy, library.cancer, library.melanoma_trial)}
    rows = ReferenceIndex.get_references_to(library.escudier)
    assert users <= set(rows.values_list("object_id", flat=True))


def test_html_of_the_apis_is_a_plain_mark(db: None) -> None:
    reference = ReferenceFactory()
    stored = stored_citation([CitedItem(reference.uuid, '"<p. 4>"'), CitedItem(UNKNOWN)])
    (mark,) = parse(expand_db_html(f"<p>{stored}</p>")).iterfind(".//a")
    assert mark.get("class") == "citation"
    assert mark.get("data-references") == f"{reference.uuid} {UNKNOWN}"
    assert mark.get("href") == f"https://doi.org/{reference.doi}"
    assert mark.get("title", "").endswith('"<p. 4>"; citation missing')
    assert expand_db_html('<a linktype="citation">[x]</a>').startswith('<a class="citation"')


def test_api_v3_reports_a_citation_that_names_nothing() -> None:
    for items in ('items="[]"', 'items="x"', ""):
        cleaned, removals = APIRichText.convert_input(
            f'<p>a <a linktype="citation" {items}>[x]</a> b</p>', features=FEATURES
        )
        assert cleaned == "<p>a  b</p>"
        assert [removal.reason for removal in removals] == ["missing_attribute"]


def test_text_without_a_list_of_features_may_hold_what_an_article_may() -> None:
    assert features.get_default_features() == FEATURES


@pytest.mark.parametrize("name", ["default", "article"])
def test_every_editor_has_citations(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        area = get_rich_text_editor_widget(name)
        assert isinstance(area, RichTextArea)
        assert isinstance(get_rich_text_editor_widget(name, features=["citation"]), RichTextArea)
    assert "citation" in area.features
    assert any("citation.js" in path for path in area.media._js)


def test_editor_of_articles_has_headings() -> None:
    area = get_rich_text_editor_widget("article")
    assert {"h2", "h3", "h4"} <= set(area.features)
    assert not {"h2", "h1", "image", "embed"} & set(get_rich_text_editor_widget("default").features)


def test_status_of_a_reference_reaches_no_stored_text(db: None) -> None:
    reference = ReferenceFactory()
    before = round_trip(f"<p>{cite(reference)}</p>")
    Reference.objects.update(status=ReferenceStatus.RETRACTED)
    assert cited(round_trip(before)) == cited(before)
