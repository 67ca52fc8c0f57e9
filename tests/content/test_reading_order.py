"""The walk along which citations are numbered: complete, and in the order of reading."""

import uuid
from typing import Any

import pytest
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField

from articles.models import ReviewListEntry, ReviewListPage, TopicPage
from articles.models.topic_page import AT_A_GLANCE_TEXTS
from cms.content.fields import StreamField
from cms.content.reading_order import stored_values
from cms.references.models import CitedPage, Reference
from home.models import HomePage
from tests.factories.references import ReferenceFactory
from tests.page_types import PAGE_TYPES
from trials.models import TrialIndexPage, TrialPage, TrialPublication
from trials.models.trial_page import PART_FIELDS


def walk(page: CitedPage) -> list[str]:
    """Return what the walk meets: texts as they are, references by title, members in brackets."""
    met = []
    for stored in stored_values(page):
        words = stored.value if stored.kind == "rich_text" else getattr(stored.value, "title", "?")
        met.append(f"[{words}]" if stored.listed else words)
    return met


def stream(page: Any, name: str, *blocks_: tuple[str, Any]) -> blocks.StreamValue:
    """Return a stream of blocks with values as they are stored."""
    raw = [{"type": type_, "value": value, "id": str(uuid.uuid4())} for type_, value in blocks_]
    return blocks.StreamValue(getattr(page, name).stream_block, raw, is_lazy=True)


def citable(model: type[models.Model]) -> set[str]:
    """Return the fields and child relations of `model` in which references can be named."""
    own = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, RichTextField | StreamField)
        or (isinstance(field, models.ForeignKey) and field.related_model is Reference)
    }
    children = {
        relation.get_accessor_name() or ""
        for relation in model._meta.related_objects
        if relation.field.__class__.__name__ == "ParentalKey"
        and relation.field.model._meta.app_label != "content"
        and citable(relation.related_model)
    }
    return own | children


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_everything_that_can_cite_is_on_the_walk(model: type[CitedPage]) -> None:
    walked = {"entries" if name == "ordered_entries" else name for name in model.reading_order}
    assert walked == citable(model)


@pytest.mark.django_db
def test_a_topic_is_walked_as_it_is_read() -> None:
    featured, listed, evidence, quoted = (
        ReferenceFactory(csl={"type": "book", "title": title})
        for title in ("featured", "listed", "evidence", "quoted")
    )
    page = TopicPage(featured_reference=featured, featured_reference_why="why")
    for name in AT_A_GLANCE_TEXTS:
        setattr(page, name, name)
    page.key_points = stream(page, "key_points", ("key_point", "k1"), ("key_point", "k2"))
    table = {
        "table": {
            "caption": "caption",
            "columns": [{"type": "text", "heading": "a"}, {"type": "text", "heading": "b"}],
            "rows": [{"values": ["11", "12"]}, {"values": ["21", "22"]}],
        }
    }
    page.body = stream(
        page,
        "body",
        ("text", "text"),
        ("callout", {"kind": "note", "title": "title", "text": "callout"}),
        ("evidence", {"statement": "statement", "certainty": "low", "references": [evidence.pk]}),
        ("quote", {"text": "words", "attribution": "them", "reference": quoted.pk}),
        ("table", table),
        ("reference_list", {"title": "More", "references": [listed.pk]}),
        ("text", "last"),
    )
    assert walk(page) == [
        "featured", "why", "k1", "k2", *AT_A_GLANCE_TEXTS, "text", "callout", "statement",
        "evidence", "words", "quoted", "11", "12", "21", "22", "[listed]", "last",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_review_list_is_walked_in_the_order_in_which_it_is_shown() -> None:
    older, newer = (
        ReferenceFactory(csl={"type": "book", "title": f"{year}", "issued": issued(year)})
        for year in (2001, 2020)
    )
    page = ReviewListPage(ordering="newest")
    page.body = stream(page, "body", ("text", "before"))
    page.entries = [
        ReviewListEntry(reference=older, annotation="old"),
        ReviewListEntry(reference=newer, annotation="new"),
    ]
    assert walk(page) == ["before", "[2020]", "new", "[2001]", "old"]


def issued(year: int) -> dict[str, Any]:
    return {"date-parts": [[year]]}


@pytest.mark.django_db
def test_a_trial_is_walked_part_by_part_then_its_record() -> None:
    source, paper = (
        ReferenceFactory(csl={"type": "book", "title": title}) for title in ("source", "paper")
    )
    page = TrialPage(**{name: name for name in PART_FIELDS}, eligibility_text="eligibility")
    page.discrepancies = stream(
        page,
        "discrepancies",
        ("discrepancy", {"field": "people", "values": [{"value": "4", "reference": source.pk}]}),
    )
    page.publications = [TrialPublication(reference=paper)]
    assert walk(page) == [*PART_FIELDS, "eligibility", "source", "[paper]"]


def test_a_trial_index_is_walked_from_introduction_to_body() -> None:
    page = TrialIndexPage(introduction="one", reading_guide="two", conclusion="three")
    page.body = stream(page, "body", ("text", "four"))
    assert walk(page) == ["one", "two", "three", "four"]


def test_a_home_page_is_walked_block_by_block() -> None:
    page = HomePage()
    page.body = stream(page, "body", ("text", "one"), ("text", "two"))
    assert walk(page) == ["one", "two"]


@pytest.mark.django_db
def test_references_that_are_gone_are_passed_over() -> None:
    page = HomePage()
    page.body = stream(
        page,
        "body",
        ("quote", {"text": "words", "attribution": "them", "reference": 999}),
        ("reference_list", {"title": "", "references": [999]}),
    )
    assert walk(page) == ["words"]
