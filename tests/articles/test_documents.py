"""The public form of articles: their numbers follow the reader's way through the page."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone
from wagtail import blocks

from articles.documents import review_list_document, topic_document
from articles.models import ReviewListEntry, TopicPage
from articles.models.topic_page import AT_A_GLANCE
from articles.schemas import ReviewListDocument, TopicDocument
from cms.delivery.registry import Outlet
from cms.references.models import Reference
from tests.conftest import Library
from tests.factories.references import ReferenceFactory, cite

LINES = [name for name, _, _ in AT_A_GLANCE]


def outlet() -> Outlet:
    return Outlet(base_url="", now=timezone.now())


def stream(page: Any, *contents: tuple[str, Any]) -> blocks.StreamValue:
    """Return a body of blocks with values as they are stored."""
    raw = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in contents]
    return blocks.StreamValue(page.body.stream_block, raw, is_lazy=True)


def numbers(document: TopicDocument | ReviewListDocument) -> dict[uuid.UUID, int]:
    return {entry.reference: entry.number for entry in document.citations}


@pytest.fixture
def cited_topic(library: Library) -> tuple[TopicPage, dict[str, Reference]]:
    """Return a topic that cites another reference in each of its places."""
    page = library.cancer
    places = ["featured", "why", "point", *LINES, "text", "evidence", "listed", "last"]
    by_place = {place: ReferenceFactory() for place in places}
    page.featured_reference = by_place["featured"]
    page.featured_reference_why = f"<p>Why{cite(by_place['why'])}.</p>"
    page.key_points = [("key_point", f"<p>Point{cite(by_place['point'])}.</p>")]
    for line in LINES:
        setattr(page, f"{line}_text", f"<p>Line{cite(by_place[line])}.</p>")
    page.body = stream(
        page,
        ("text", f"<p>Text{cite(by_place['text'])}.</p>"),
        ("evidence", {
            "statement": "<p>So it is.</p>", "certainty": "low", "reason": "Small.",
            "study_kind": "A trial", "references": [by_place["evidence"].pk],
        }),
        ("reference_list", {"title": "More", "references": [
            by_place["listed"].pk, by_place["featured"].pk,
        ]}),
        ("text", f"<p>Last{cite(by_place['last'], by_place['featured'])}.</p>"),
    )  # fmt: skip
    page.save_revision().publish()
    return TopicPage.objects.get(pk=page.pk), by_place


def test_references_are_numbered_on_the_reader_s_way(
    cited_topic: tuple[TopicPage, dict[str, Reference]],
) -> None:
    page, by_place = cited_topic
    found = numbers(topic_document(page, outlet()))
    way = ["featured", "why", "point", *LINES, "text", "evidence", "last"]
    assert [found[by_place[place].uuid] for place in way] == list(range(1, len(way) + 1))
    assert len(found) == len(way)


def test_a_reference_list_takes_no_number(
    cited_topic: tuple[TopicPage, dict[str, Reference]],
) -> None:
    page, by_place = cited_topic
    document = topic_document(page, outlet())
    assert by_place["listed"].uuid not in numbers(document)
    listed = next(block for block in document.body if block.type == "reference_list")
    assert listed.value.references == [by_place["listed"].uuid, by_place["featured"].uuid]


def test_the_featured_article_is_number_one_and_keeps_it(
    cited_topic: tuple[TopicPage, dict[str, Reference]],
) -> None:
    page, by_place = cited_topic
    document = topic_document(page, outlet())
    assert document.featured_reference is not None
    assert document.featured_reference.reference == by_place["featured"].uuid
    first = document.citations[0]
    assert (first.number, first.reference) == (1, by_place["featured"].uuid)
    assert first.uses[0] == "cite-featured"
    assert "[1, 11]" in document.body[-1].value.html


def test_every_use_names_a_mark_that_stands_in_the_document(
    cited_topic: tuple[TopicPage, dict[str, Reference]],
) -> None:
    document = topic_document(cited_topic[0], outlet())
    html = document.model_dump_json()
    uses = [use for entry in document.citations for use in entry.uses]
    in_text = [use for use in uses if use.removeprefix("cite-").isdigit()]
    assert in_text
    assert all(f'id=\\"{use}\\"' in html for use in in_text)
    assert all(entry.uses for entry in document.citations)


def test_a_topic_without_a_featured_article_begins_with_its_key_points(library: Library) -> None:
    page = library.cancer
    page.featured_reference, page.featured_reference_why = None, ""
    page.key_points = [("key_point", f"<p>Point{cite(library.morse)}.</p>")]
    document = topic_document(page, outlet())
    assert document.featured_reference is None
    assert numbers(document) == {library.morse.uuid: 1, library.escudier.uuid: 2}


def test_at_a_glance_carries_what_the_editor_wrote(library: Library) -> None:
    page = library.cancer
    page.approved, page.approved_where = "some_countries", ["US"]
    page.tested_people, page.tested_trials, page.tested_phases = 0, 2, ["PHASE1"]
    page.harms_as_of = datetime.date(2025, 1, 2)
    glance = topic_document(page, outlet()).at_a_glance.model_dump(mode="json")
    assert list(glance) == LINES
    assert (glance["approved"]["value"], glance["approved"]["where"]) == ("some_countries", ["US"])
    tested = glance["tested"]
    assert (tested["people"], tested["trials"], tested["phases"]) == (0, 2, ["PHASE1"])
    assert glance["harms"]["as_of"] == "2025-01-02"
    assert glance["questions"]["text"]["text"] == "Ask your doctor: see the source."


def test_numbers_that_nobody_gave_are_unknown_not_none_at_all(library: Library) -> None:
    tested = topic_document(library.cancer, outlet()).at_a_glance.tested
    assert (tested.people, tested.trials) == (None, None)


def test_a_topic_has_every_key(library: Library) -> None:
    document = topic_document(library.therapy, outlet())
    assert set(document.model_dump()) == set(TopicDocument.model_fields)


# Review lists


def test_entries_stand_as_they_are_to_be_read_and_are_a_list(library: Library) -> None:
    page = library.review_list
    older, newer = ReferenceFactory(year=2001), ReferenceFactory(year=2024)
    page.entries = [
        ReviewListEntry(reference=older, annotation="<p>Old.</p>", sort_order=0),
        ReviewListEntry(reference=newer, annotation="<p>New.</p>", sort_order=1),
        ReviewListEntry(
            reference=library.morse, annotation="<p>First.</p>", featured=True, sort_order=2
        ),
    ]
    document = review_list_document(page, outlet())
    shown = [(entry.annotation.text, entry.reference, entry.featured) for entry in document.entries]
    assert shown == [
        ("First.", library.morse.uuid, True),
        ("New.", newer.uuid, False),
        ("Old.", older.uuid, False),
    ]
    assert document.citations == []


def test_an_annotation_s_source_is_numbered_after_the_body_s(library: Library) -> None:
    page = library.review_list
    above, noted = ReferenceFactory(), ReferenceFactory()
    page.body = stream(page, ("text", f"<p>Above{cite(above)}.</p>"))
    page.entries = [
        ReviewListEntry(reference=library.morse, annotation=f"<p>Unlike{cite(noted)}.</p>")
    ]
    document = review_list_document(page, outlet())
    assert numbers(document) == {above.uuid: 1, noted.uuid: 2}
    assert ">[2]</a>" in document.entries[0].annotation.html
