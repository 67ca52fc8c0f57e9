"""Citations in text: their stored form, their numbers, their marks."""

import json
import re
import uuid
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from cms.content.rich_text import UNREADABLE, Rendering, StoredValue, parse
from cms.content.rich_text_tree import Citation, Paragraph, blocks_of
from cms.references.citations import (
    LINK_TYPE,
    Citations,
    CitedItem,
    citations_of,
    cites,
    label,
    parse_items,
    stored_citation,
    write_items,
)
from cms.references.models import Reference
from tests.conftest import Library
from tests.factories.references import ReferenceFactory, cite

# The stored form

ITEMS = st.lists(
    st.builds(CitedItem, st.uuids(), st.one_of(st.just(""), st.text(max_size=30))), max_size=5
)


@given(ITEMS)
@example([CitedItem(uuid.UUID(int=1), "p. 4, “it’s <b>so</b> & more”")])
def test_what_is_written_is_read_again(items: list[CitedItem]) -> None:
    assert parse_items(write_items(items)) == items


@given(ITEMS)
def test_a_citation_survives_in_html(items: list[CitedItem]) -> None:
    tree = parse(f"<p>Before{stored_citation(items)} after.</p>")
    (element,) = tree.iter("a")
    assert element.get("linktype") == "citation"
    assert parse_items(element.get("items")) == items
    assert tree.text_content() == "Before[x] after."


@given(ITEMS)
def test_the_stored_form_has_nothing_that_an_html_parser_touches(items: list[CitedItem]) -> None:
    stored = write_items(items)
    assert stored.isascii()
    assert not set("<>&'") & set(stored)


NEARLY_ITEMS = st.from_regex(
    r'\[?(\{"reference": ("[0-9a-f-]{0,36}"|[0-9]|null|\{\}|\[\])'
    r'(, "locator": .{0,5})?\},?)*\]?'
)


@given(st.one_of(st.text(max_size=60), NEARLY_ITEMS))
@example("[" * 100_000)
@example("null")
@example('{"reference": "x"}')
@example('[["reference"]]')
@example('[{"reference": "00000000-0000-0000-0000-000000000001", "locator": {"a": 1}}]')
def test_whatever_is_stored_reading_it_never_fails(stored: str) -> None:
    for item in parse_items(stored):
        assert isinstance(item.reference, uuid.UUID)
        assert isinstance(item.locator, str)


def test_what_is_no_item_is_left_out() -> None:
    known = uuid.UUID(int=7)
    stored = f'[1, null, "a", {{}}, {{"reference": "no id"}}, {{"reference": "{known}"}}]'
    assert parse_items(stored) == [CitedItem(known)]


# Labels


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""), ([2], "2"), ([2, 3], "2, 3"), ([2, 3, 4], "2–4"), ([4, 2, 3, 3], "2–4"),
        ([1, 3, 4, 5, 9], "1, 3–5, 9"), ([1, 2, 4, 5], "1, 2, 4, 5"), ([9, 10, 11, 20], "9–11, 20"),
    ],
)  # fmt: skip
def test_runs_collapse_from_three(numbers: list[int], words: str) -> None:
    assert label(numbers) == words


@given(st.sets(st.integers(1, 60), min_size=1))
def test_a_label_names_exactly_its_numbers(numbers: set[int]) -> None:
    named = set()
    for part in label(numbers).split(", "):
        first, _, last = part.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == numbers


# Marks


def render(*sources: str) -> tuple[list[str], Rendering]:
    """Return the texts of one page as they are shown, and what they were rendered with."""
    rendering = Rendering.of([StoredValue("rich_text", source) for source in sources])
    return [rendering.render(source)[0] for source in sources], rendering


def mark_of(markup: str) -> html.HtmlElement:
    """Return the one mark in a text."""
    (found,) = html.fragment_fromstring(markup, create_parent="div").find_class("citation")
    return found


@pytest.mark.django_db
def test_a_mark_names_its_references_for_whoever_reads_it() -> None:
    first, second = ReferenceFactory(), ReferenceFactory()
    (markup,), _ = render(f"<p>A claim{cite(first, second)}.</p>")
    assert markup == (
        f'<p>A claim<a class="citation" id="cite-1" href="#ref-{first.uuid.hex[:8]}" '
        f'data-references="{first.uuid} {second.uuid}" data-numbers="1 2">[1, 2]</a>.</p>'
    )


@pytest.mark.django_db
def test_references_are_numbered_in_order_of_first_use_over_the_page() -> None:
    one, two, three = ReferenceFactory(), ReferenceFactory(), ReferenceFactory()
    markups, rendering = render(
        f"a{cite(two)} b{cite(one, two)}", f"c{cite(three)}", f"d{cite(one, two, three)}"
    )
    assert citations_of(rendering).numbers == {two.uuid: 1, one.uuid: 2, three.uuid: 3}
    assert re.findall(r">\[(.*?)\]<", " ".join(markups)) == ["1", "1, 2", "3", "1–3"]


@pytest.mark.django_db
def test_numbers_in_a_mark_go_up_and_its_references_with_them() -> None:
    one, two = ReferenceFactory(), ReferenceFactory()
    markups, _ = render(f"a{cite(one)} b", f"c{cite(two, one)}")
    mark = mark_of(markups[1])
    assert mark.text == "[1, 2]"
    assert mark.get("data-references") == f"{one.uuid} {two.uuid}"
    assert mark.get("href") == f"#{one.anchor}"


@pytest.mark.django_db
def test_a_reference_that_is_gone_is_shown_as_missing_and_takes_no_number() -> None:
    gone, kept = ReferenceFactory(), ReferenceFactory()
    alone, beside = cite(gone), cite(gone, kept)
    gone.delete()
    markups, rendering = render(f"<p>a{alone}</p>", f"<p>b{beside}</p>")
    assert markups[0] == "<p>a<sup>[citation missing]</sup></p>"
    assert mark_of(markups[1]).text == "[1, citation missing]"
    assert list(citations_of(rendering).numbers) == [kept.uuid]


@pytest.mark.django_db
@pytest.mark.parametrize("items", ["", "[]", "nonsense", "[{}]"])
def test_a_citation_of_nothing_is_shown_as_missing(items: str) -> None:
    markups, _ = render(f'<p>a<a linktype="citation" items="{items}">[x]</a></p>')
    assert markups == ["<p>a<sup>[citation missing]</sup></p>"]


@pytest.mark.django_db
def test_citing_the_same_reference_twice_in_one_mark_names_it_once() -> None:
    reference = ReferenceFactory()
    items = [CitedItem(reference.uuid, "p. 1"), CitedItem(reference.uuid, "p. 9")]
    markups, _ = render(f"<p>a{stored_citation(items)}</p>")
    assert mark_of(markups[0]).text == "[1]"


@pytest.mark.django_db
def test_a_retracted_reference_is_marked_where_it_is_cited() -> None:
    retracted = ReferenceFactory(status="retracted", notice="Retracted in 2024.")
    markups, _ = render(f"<p>a{cite(ReferenceFactory(), retracted)}</p>")
    mark = mark_of(markups[0])
    assert mark.text == "[1, 2, retracted]"
    assert mark.get("class") == "citation citation--retracted"


@pytest.mark.django_db
def test_a_long_mark_may_be_broken_over_lines() -> None:
    references = [ReferenceFactory() for _ in range(19)]
    markups, _ = render(
        "".join(f"a{cite(reference)}" for reference in references),
        f"b{cite(*references[::2])}",
    )
    assert "citation--long" in mark_of(markups[1]).get("class", "")
    assert "citation--long" not in markups[0]


@pytest.mark.django_db
def test_each_mark_has_an_id_of_its_own_to_come_back_to() -> None:
    one, two = ReferenceFactory(), ReferenceFactory()
    markups, rendering = render(f"a{cite(one)} b{cite(one, two)}", f"c{cite(one)}")
    ids = re.findall(r' id="(cite-\d+)"', " ".join(markups))
    assert ids == ["cite-1", "cite-2", "cite-3"]
    assert citations_of(rendering).uses == {one.uuid: ids, two.uuid: ["cite-2"]}


# Locators


def locators_of(markup: str) -> Any:
    """Return what the one mark in a text says of where to look, or None."""
    found = mark_of(markup).get("data-locators")
    return None if found is None else json.loads(found)


@pytest.mark.django_db
def test_a_locator_is_for_whoever_checks_and_not_in_words() -> None:
    reference = ReferenceFactory()
    source = f"<p>a{stored_citation([CitedItem(reference.uuid, 'p. 4')])}</p>"
    markup, text = Rendering.of([StoredValue("rich_text", source)]).render(source)
    assert mark_of(markup).text == "[1]"
    assert text == "a"
    assert locators_of(markup) == {str(reference.uuid): ["p. 4"]}


@pytest.mark.django_db
def test_one_reference_may_have_several_locators_in_a_mark() -> None:
    one, two = ReferenceFactory(), ReferenceFactory()
    items = [
        CitedItem(one.uuid, "p. 1"), CitedItem(two.uuid), CitedItem(one.uuid, " p. 9 "),
        CitedItem(one.uuid, "p. 1"), CitedItem(one.uuid, " "),
    ]  # fmt: skip
    (markup,), _ = render(f"<p>a{stored_citation(items)}</p>")
    assert mark_of(markup).text == "[1, 2]"
    assert locators_of(markup) == {str(one.uuid): ["p. 1", "p. 9"]}


@pytest.mark.django_db
def test_a_reference_that_is_gone_has_no_locator() -> None:
    kept, gone = ReferenceFactory(), uuid.uuid4()
    (markup,), _ = render(
        f"<p>a{stored_citation([CitedItem(gone, 'p. 1'), CitedItem(kept.uuid)])}</p>"
    )
    assert locators_of(markup) is None


KNOWN = {uuid.UUID(int=number): number for number in (1, 2, 3)}
KNOWN_ITEMS = st.lists(
    st.builds(CitedItem, st.sampled_from(list(KNOWN)), st.text(max_size=12)),
    min_size=1, max_size=6,
)  # fmt: skip


def cited_alone(items: list[CitedItem]) -> Citation:
    """Return one mark as other forms of rich text know it, on a page that cites all of KNOWN."""
    references = {identifier: Reference(uuid=identifier) for identifier in KNOWN}
    rendering = Rendering(resolved={LINK_TYPE: Citations(KNOWN, references)})
    markup, _ = rendering.render(f"<p>{stored_citation(items)}</p>")
    (paragraph,) = blocks_of(parse(markup))
    assert isinstance(paragraph, Paragraph)
    (citation,) = paragraph.inlines
    assert isinstance(citation, Citation)
    return citation


@given(KNOWN_ITEMS)
@example([CitedItem(uuid.UUID(int=1), "\ud800\x00")])
@example([CitedItem(uuid.UUID(int=2), '"><script>alert(1)</script>&quot;')])
def test_label_numbers_and_locators_of_a_mark_agree(items: list[CitedItem]) -> None:
    citation = cited_alone(items)
    numbers = [item.number for item in citation.items]
    assert citation.label == label(numbers)
    assert numbers == sorted(numbers)
    assert all(item.number == KNOWN[item.reference] for item in citation.items)
    for reference in KNOWN:
        wanted = [UNREADABLE.sub("", item.locator).strip() for item in items
                  if item.reference == reference]  # fmt: skip
        named = [item.locator for item in citation.items if item.reference == reference]
        located: list[str | None] = [locator for locator in dict.fromkeys(wanted) if locator]
        assert named == (located or [None] if wanted else [])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (StoredValue("rich_text", "<p>Nothing.</p>"), False),
        (StoredValue("rich_text", '<p><a linktype="citation" items="[]">[x]</a></p>'), False),
        (StoredValue("rich_text", cite(Reference(uuid=uuid.UUID(int=1)))), True),
        (StoredValue("object", Reference()), True),
        (StoredValue("object", Reference(), listed=True), False),
        (StoredValue("object", object()), False),
    ],
)
def test_a_text_cites_when_it_names_a_reference(value: StoredValue, *, found: bool) -> None:
    assert cites([value]) is found


# Over a whole page


def page_of(library: Library, *blocks: tuple[str, Any]) -> Any:
    """Return the cancer topic, published with a body of these blocks."""
    page = library.cancer
    kinds = page.body.stream_block.child_blocks
    page.body = [(name, kinds[name].to_python(value)) for name, value in blocks]
    page.save_revision().publish()
    return page


def document_of(page: Any) -> Any:
    from django.utils import timezone

    from cms.delivery import registry
    from cms.delivery.registry import Outlet

    fresh = type(page).objects.get(pk=page.pk)
    return registry.get(page.api_type).build(fresh, Outlet(base_url="", now=timezone.now()))


def test_a_page_ends_with_what_it_cites_in_order(library: Library) -> None:
    listed, quoted = ReferenceFactory(), ReferenceFactory()
    page = page_of(
        library,
        ("text", f"<p>a{cite(library.morse)}</p>"),
        ("reference_list", {"title": "More", "references": [listed.pk]}),
        ("quote", {"text": "<p>b</p>", "attribution": "c", "reference": quoted.pk}),
        ("evidence", {"statement": "<p>d</p>", "certainty": "high", "reason": "",
                      "study_kind": "e", "references": [library.escudier.pk, quoted.pk]}),
    )  # fmt: skip
    found = document_of(page).citations
    assert [(citation.number, citation.reference) for citation in found] == [
        (1, library.escudier.uuid),
        (2, library.morse.uuid),
        (3, quoted.uuid),
    ]
    assert [citation.anchor for citation in found] == [
        reference.anchor for reference in (library.escudier, library.morse, quoted)
    ]
    assert found[0].url == "https://doi.org/10.1186/1479-5876-3-10"
    assert found[0].text == library.escudier.citations["nlm"]["text"]


def test_every_citation_of_a_page_has_its_marks_to_come_back_to(library: Library) -> None:
    quote = {"text": "<p>b</p>", "attribution": "c", "reference": library.morse.pk}
    page = page_of(library, ("quote", quote), ("quote", quote), ("text", cite(library.morse)))
    document = document_of(page)
    uses = [use for citation in document.citations for use in citation.uses]
    assert len(set(uses)) == len(uses)
    first, second = (f"cite-{block.id}" for block in document.body[:2])
    morse = next(found for found in document.citations if found.reference == library.morse.uuid)
    assert morse.uses[0] == first
    assert second in morse.uses


def test_the_site_s_style_is_that_of_the_list(library: Library) -> None:
    from wagtail.models import Site

    from cms.content.models import SiteSettings

    library.escudier.citations["apa"] = {"text": "In APA.", "html": "<i>In APA.</i>"}
    Reference.objects.filter(pk=library.escudier.pk).update(citations=library.escudier.citations)
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"citation_style": "apa"}
    )
    found = document_of(library.cancer).citations[0]
    assert (found.text, found.html) == ("In APA.", "<i>In APA.</i>")
