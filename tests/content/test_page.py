"""What every page has: drafts may be incomplete, what readers get may not; reviews fall due."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from articles.models import ReviewListPage, TopicPage
from cms.content.models import ContentPage, PageReviewer
from cms.content.models.page import NotReadyToPublish
from cms.content.slugs import RESERVED_SLUGS
from cms.editorial.groups import GroupName
from home.models import HomePage
from tests.conftest import Library
from tests.factories.articles import ReviewListPageFactory, TopicPageFactory
from tests.factories.content import ImageFactory, PersonFactory
from tests.factories.home import HomePageFactory
from tests.factories.trials import TrialIndexPageFactory, TrialPageFactory
from tests.factories.users import UserFactory
from tests.page_types import PAGE_TYPES
from trials.models import TrialIndexPage, TrialPage

FACTORIES: dict[type[ContentPage], tuple[Any, str | None]] = {
    HomePage: (HomePageFactory, None),
    TopicPage: (TopicPageFactory, "home"),
    ReviewListPage: (ReviewListPageFactory, "therapy"),
    TrialIndexPage: (TrialIndexPageFactory, "therapy"),
    TrialPage: (TrialPageFactory, "trial_index"),
}


def make(model: type[ContentPage], library: Library, **values: Any) -> Any:
    """Return a new page of a type, below a parent that it may have."""
    factory, parent = FACTORIES[model]
    if parent is None:
        return factory(slug="another-home", **values)
    return factory(parent=getattr(library, parent), **values)


def publish(page: Page) -> None:
    """Publish a page as it is in memory."""
    page.save_revision(clean=False).publish()


def refusal(page: Page) -> dict[str, list[str]]:
    """Return why a page as it is in memory can't be published: field → messages."""
    with pytest.raises(NotReadyToPublish) as caught:
        publish(page)
    assert caught.value.page.pk == page.pk
    found: dict[str, list[str]] = caught.value.message_dict
    return found


def required(model: type[ContentPage]) -> list[str]:
    """Return the fields that a page of a type can't be published without."""
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and not field.blank
        and field.editable
        and field.name not in {"page_ptr", *(own.name for own in Page._meta.get_fields())}
        and not field.has_default()
    ]


def test_every_page_type_has_a_factory_here() -> None:
    assert set(FACTORIES) == set(PAGE_TYPES)


def children(model: type[ContentPage]) -> set[str]:
    """Return the child relations of a page type: authors, entries, registry ids …"""
    return {
        relation.get_accessor_name() or ""
        for relation in model._meta.related_objects
        if isinstance(relation.field, ParentalKey)
        and relation.related_model._meta.app_label in {"content", "articles", "trials", "home"}
    }


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_every_child_list_can_be_edited_and_is_in_wagtail_s_apis(model: Any) -> None:
    assert {"page_authors", "page_reviewers"} <= children(model)
    assert children(model) <= set(model.get_edit_handler().get_form_class().formsets)
    assert children(model) <= {field.name for field in model.api_fields}


# Drafts may be incomplete


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_draft_saves_with_everything_but_its_title_missing(
    library: Library, model: type[ContentPage]
) -> None:
    parent = FACTORIES[model][1]
    above = getattr(library, parent) if parent else Page.get_first_root_node()
    page = above.add_child(instance=model(title="Only a title", live=False))
    revision = page.save_revision(clean=False)
    page.refresh_from_db()
    assert page.slug == "only-a-title"
    assert not page.live
    assert page.latest_revision == revision
    assert revision.as_object().title == "Only a title"


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_live_page_keeps_its_text_while_its_draft_is_incomplete(
    library: Library, model: type[ContentPage]
) -> None:
    page = make(model, library, summary="As published.")
    page.summary = ""
    page.save_revision(clean=False)
    assert model.objects.get(pk=page.pk).summary == "As published."


# What is published may not


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_complete_page_is_published(library: Library, model: type[ContentPage]) -> None:
    page = make(model, library)
    assert page.live
    assert not page.has_unpublished_changes


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model in PAGE_TYPES for name in required(model)]
)
def test_a_page_is_not_published_without_a_required_field(
    library: Library, model: type[ContentPage], name: str
) -> None:
    page = make(model, library, summary="As published.")
    empty = "" if isinstance(getattr(page, name), str) else None
    setattr(page, name, empty)
    page.title = "Changed"
    assert name in refusal(page)
    assert model.objects.get(pk=page.pk).title != "Changed"


def test_required_fields_are_those_of_the_content_model() -> None:
    parts = ["why", "what_was_done", "what_was_found", "what_it_means", "limitations"]
    assert required(TrialPage) == ["summary", *(f"part_{part}" for part in parts)]
    assert required(HomePage) == ["summary", "hero_heading"]
    lines = ["approved", "tested", "harms", "availability", "questions"]
    glance = {f"{line}_{kind}" for line in lines for kind in ("text", "as_of")}
    assert set(required(TopicPage)) == {"summary", "approved", *glance}


def test_a_new_page_that_is_not_ready_stays_a_draft(library: Library) -> None:
    page = library.therapy.add_child(instance=TopicPage(title="New", live=False))
    assert "summary" in refusal(page)
    page.refresh_from_db()
    assert not page.live
    assert page.first_published_at is None


def test_no_way_of_publishing_goes_past_the_rules(library: Library) -> None:
    page = library.cancer
    page.featured_reference_why = ""
    revision = page.save_revision(clean=False)
    with pytest.raises(NotReadyToPublish):
        revision.publish()
    with pytest.raises(NotReadyToPublish):
        page.publish(revision)


@pytest.mark.parametrize("ready", [True, False])
def test_the_admin_s_own_api_holds_to_the_rules(library: Library, *, ready: bool) -> None:
    page = library.cancer
    page.title = "Changed"
    page.featured_reference_why = "<p>It is short.</p>" if ready else ""
    page.save_revision(clean=False)
    client = Client()
    client.force_login(UserFactory(group=GroupName.EDITOR))
    response = client.post(f"/admin/api/main/pages/{page.pk}/action/publish/")
    changed = TopicPage.objects.get(pk=page.pk).title == "Changed"
    assert (response.status_code, changed) == ((200, True) if ready else (400, False))
    if not ready:
        assert response.json() == {"featured_reference_why": ["Say why a reader should open it."]}


def test_a_schedule_is_held_to_the_rules_when_its_time_comes(library: Library) -> None:
    page = library.cancer
    page.summary = ""
    page.title = "Too early"
    page.save_revision(clean=False, approved_go_live_at=timezone.now())
    revision = page.get_latest_revision()
    with pytest.raises(NotReadyToPublish):
        revision.publish()
    assert TopicPage.objects.get(pk=page.pk).title != "Too early"


# Images


@pytest.mark.parametrize(
    ("own_alt", "use_alt", "decorative", "ready"),
    [("", "", False, False), ("Own.", "", False, True), ("", "Here.", False, True),
     ("", "", True, True)],
)  # fmt: skip
def test_a_main_image_needs_words_or_is_decorative(
    library: Library, own_alt: str, use_alt: str, *, decorative: bool, ready: bool
) -> None:
    page = library.cancer
    page.hero_image = ImageFactory(description=own_alt)
    page.hero_image_alt = use_alt
    page.hero_image_decorative = decorative
    if ready:
        publish(page)
    else:
        assert refusal(page) == {
            "hero_image_alt": [
                "Describe the image for readers who can’t see it, or mark it as decorative."
            ]
        }


# Blocks


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("evidence", {"statement": "<p>a</p>", "certainty": "low", "reason": "", "study_kind": "b",
                      "references": []}),
        ("callout", {"kind": "loud", "title": "", "text": "<p>a</p>"}),
        ("quote", {"text": "<p>a</p>", "attribution": "", "reference": None}),
        ("image", {"image": None, "caption": "", "alignment": "wide"}),
        ("page_cards", {"title": "", "pages": []}),
        ("reference_list", {"title": "", "references": []}),
        ("call_to_action", {"title": "a", "text": "", "label": "", "page": None, "url": ""}),
    ],
)  # fmt: skip
def test_a_block_that_is_not_complete_is_not_published(
    library: Library, type_: str, value: dict[str, Any]
) -> None:
    page = library.cancer
    page.body = [(type_, page.body.stream_block.child_blocks[type_].to_python(value))]
    label = page.body.stream_block.child_blocks[type_].label
    assert refusal(page)["body"][0].startswith(f"Block 1 ({label}): ")


def test_a_refusal_says_which_block_and_what_is_missing_in_it(library: Library) -> None:
    page = library.cancer
    evidence = {"statement": "<p>a</p>", "certainty": "low", "reason": "", "study_kind": "b",
                "references": [library.morse.pk]}  # fmt: skip
    kinds = page.body.stream_block.child_blocks
    page.body = [("text", "<p>Complete.</p>"), ("evidence", kinds["evidence"].to_python(evidence))]
    words = "Block 2 (Evidence): reason: Say why the certainty is not higher."
    assert refusal(page) == {"body": [words]}


# Review


@pytest.mark.parametrize(
    ("reviewed_on", "due_on", "field"),
    [
        (datetime.date(2999, 1, 1), None, "reviewed_on"),
        (datetime.date(2024, 1, 2), datetime.date(2024, 1, 2), "review_due_on"),
        (datetime.date(2024, 1, 2), datetime.date(2023, 1, 2), "review_due_on"),
        (None, datetime.date(2030, 1, 2), "reviewed_on"),
    ],
)
def test_review_dates_that_make_no_sense_are_refused(
    library: Library, reviewed_on: datetime.date, due_on: datetime.date, field: str
) -> None:
    library.cancer.reviewed_on, library.cancer.review_due_on = reviewed_on, due_on
    with pytest.raises(ValidationError) as caught:
        library.cancer.full_clean()
    assert list(caught.value.message_dict) == [field]
    assert field in refusal(library.cancer)


def test_a_review_names_who_did_it(library: Library) -> None:
    page = library.cancer
    page.reviewed_on = datetime.date(2025, 3, 1)
    assert refusal(page) == {"reviewed_on": ["Say who reviewed the page, or leave the date empty."]}
    page.page_reviewers = [PageReviewer(person=PersonFactory())]
    publish(page)
    assert TopicPage.objects.get(pk=page.pk).reviewed_on == datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("reviewed_on", "due_on"),
    [("2024-02-29", "2026-02-28"), ("2026-02-28", "2028-02-28"), ("2024-12-31", "2026-12-31"),
     ("2025-01-01", "2027-01-01"), ("2022-11-30", "2024-11-30")],
)  # fmt: skip
def test_a_review_is_due_again_after_24_months(reviewed_on: str, due_on: str) -> None:
    page = TopicPage(reviewed_on=datetime.date.fromisoformat(reviewed_on))
    assert page.get_effective_review_due_on() == datetime.date.fromisoformat(due_on)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2900, 1, 1)))
def test_a_review_is_due_in_the_same_month_two_years_on(date: datetime.date) -> None:
    due = TopicPage(reviewed_on=date).get_effective_review_due_on()
    assert due is not None
    assert (due.year, due.month) == (date.year + 2, date.month)
    assert due.day == date.day or (date.month, date.day, due.day) == (2, 29, 28)


def test_a_date_that_the_reviewer_gave_goes_before_the_usual_one() -> None:
    given_date = datetime.date(2025, 6, 1)
    page = TopicPage(reviewed_on=datetime.date(2025, 1, 1), review_due_on=given_date)
    assert page.get_effective_review_due_on() == given_date


@pytest.mark.parametrize(
    ("days_to_due", "state"),
    [(800, "current"), (61, "current"), (60, "due"), (1, "due"), (0, "due"), (-1, "overdue"),
     (-400, "overdue")],
)  # fmt: skip
def test_the_state_of_a_review_follows_from_its_date(days_to_due: int, state: str) -> None:
    due = datetime.date(2026, 5, 5)
    page = TopicPage(reviewed_on=datetime.date(2020, 1, 1), review_due_on=due)
    assert page.get_review_state(today=due - datetime.timedelta(days=days_to_due)) == state


def test_a_page_that_nobody_reviewed_says_so_whatever_the_day() -> None:
    assert TopicPage().get_review_state(today=datetime.date(2099, 1, 1)) == "never_reviewed"


# Addresses


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_addresses_of_the_site_itself_are_no_pages(library: Library, slug: str) -> None:
    page = TopicPageFactory(parent=library.home, published=False)
    page.slug = slug
    assert "slug" in refusal(page)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_the_same_word_is_free_further_down(library: Library, slug: str) -> None:
    assert TopicPageFactory(parent=library.therapy, slug=slug).live


def test_reserved_slugs_are_what_the_site_answers_itself() -> None:
    from cms.urls import urlpatterns

    first = {str(pattern.pattern).split("/")[0].lstrip("^") for pattern in urlpatterns} - {""}
    beginnings = {word.split("(")[0] for word in first} - {"robots.txt"}
    assert beginnings <= RESERVED_SLUGS
    assert {"search", "static", "health"} <= RESERVED_SLUGS


def test_a_slug_is_taken_once_among_siblings(library: Library) -> None:
    page = TopicPageFactory(parent=library.therapy, published=False)
    page.slug = library.cancer.slug
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert "slug" in caught.value.message_dict


def test_a_title_of_300_characters_is_refused(library: Library) -> None:
    library.cancer.title = "x" * 300
    with pytest.raises(ValidationError) as caught:
        library.cancer.full_clean()
    assert "title" in caught.value.message_dict


def test_a_summary_has_at_most_300_characters(library: Library) -> None:
    library.cancer.summary = "x" * 300
    publish(library.cancer)
    library.cancer.summary = "x" * 301
    assert "summary" in refusal(library.cancer)
