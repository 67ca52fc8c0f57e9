"""The public form of pages and library items: the keys of the contract, and only what is public."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from articles.models import TopicPage
from cms.content.documents import (
    default_settings,
    page_cards,
)
from cms.content.models import PageAuthor, PageReviewer, SiteSettings
from cms.content.sites import set_site_address
from cms.delivery import registry
from cms.delivery.registry import Outlet
from home.models import FeaturedPage
from tests.conftest import Library
from tests.documents import document_of
from tests.factories.articles import TopicPageFactory
from tests.factories.content import GlossaryTermFactory, ImageFactory, PersonFactory
from tests.factories.trials import ConditionFactory, InterventionFactory, TrialPageFactory
from tests.hiding import HIDE
from tests.page_types import PAGE_TYPES

#: What api.md says that documents hold. Written down here, so that a change is seen.
DOCUMENT = {"id", "type", "version", "locale", "published_at", "updated_at", "url"}
PAGE = DOCUMENT | {
    "title", "path", "summary", "audience", "report_url", "review", "changes", "authors",
    "disclosures", "breadcrumbs", "children", "hero_image", "seo", "citations", "glossary",
}  # fmt: skip
KEYS = {
    "home": PAGE | {"hero_heading", "featured_pages", "body"},
    "topic": PAGE | {"key_points", "featured_reference", "at_a_glance", "body"},
    "review_list": PAGE | {"entries", "body"},
    "trial_index": PAGE | {"introduction", "reading_guide", "conclusion", "body"},
    "trial": PAGE
    | {
        "topic",
        "official_title",
        "acronym",
        "registry_ids",
        "part_of",
        "phases",
        "overall_status",
        "status_verified_on",
        "study_type",
        "allocation",
        "intervention_model",
        "masking",
        "primary_purpose",
        "start_date",
        "primary_completion_date",
        "completion_date",
        "results_first_posted_date",
        "enrollment",
        "sponsor",
        "collaborators",
        "countries",
        "locations",
        "eligibility",
        "open_to_patients",
        "conditions",
        "interventions",
        "product",
        "arms",
        "outcomes",
        "has_results",
        "results",
        "parts",
        "publications",
        "discrepancies",
        "registry",
    },
    "reference": DOCUMENT
    | {
        "title",
        "title_html",
        "csl_type",
        "authors",
        "year",
        "container_title",
        "volume",
        "issue",
        "pages",
        "doi",
        "pmid",
        "pmcid",
        "status",
        "notice",
        "open_access",
        "tags",
        "citation",
        "cite_as",
        "csl",
        "cited_by",
    },
    "person": DOCUMENT
    | {
        "name",
        "credentials",
        "role",
        "photo",
        "biography",
        "orcid",
        "interests",
    },
    "condition": DOCUMENT | {"name", "slug", "synonyms", "mesh_id"},
    "intervention": DOCUMENT | {"name", "slug", "intervention_type", "synonyms", "mesh_id"},
    "glossary_term": DOCUMENT | {"term", "synonyms", "definition"},
}
#: What there is once has its own form.
SINGLE = {"site", "navigation", "vocabularies"}  # fmt: skip


def outlet(base_url: str = "") -> Outlet:
    return Outlet(base_url=base_url, now=timezone.now())


def test_every_type_of_document_is_in_the_contract() -> None:
    assert set(registry.all_types()) == set(KEYS) | SINGLE
    assert {model.api_type for model in PAGE_TYPES} <= set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_a_document_holds_the_keys_of_the_contract(library: Library, name: str) -> None:
    for factory in (PersonFactory, GlossaryTermFactory, ConditionFactory, InterventionFactory):
        factory()
    rows = list(registry.get(name).rows(timezone.now()))
    assert rows
    for document in map(document_of, rows):
        assert set(document.model_dump(mode="json")) == KEYS[name]
        assert document.type == name


def test_a_page_is_known_by_its_translation_key_and_its_path(library: Library) -> None:
    document = document_of(library.cancer, "https://x.org")
    assert document.id == library.cancer.translation_key
    assert document.path == "/exosome-therapy/cancer/"
    assert document.url == "https://x.org/exosome-therapy/cancer/"


def test_breadcrumbs_lead_from_the_home_page_to_the_parent(library: Library) -> None:
    found = document_of(library.melanoma_trial).breadcrumbs
    assert [(link.type, link.path) for link in found] == [
        ("home", "/"),
        ("topic", "/exosome-therapy/"),
        ("topic", "/exosome-therapy/cancer/"),
        ("trial_index", "/exosome-therapy/cancer/trials/"),
    ]


def test_version_and_update_move_with_a_publication_and_not_with_a_draft(library: Library) -> None:
    before = document_of(library.cancer)
    library.cancer.title = "Changed"
    library.cancer.save_revision()
    assert document_of(library.cancer) == before
    library.cancer.get_latest_revision().publish()
    after = document_of(library.cancer)
    assert after.version > before.version
    assert after.updated_at > before.updated_at
    # Revisions keep milliseconds.
    assert abs(after.published_at - before.published_at) < datetime.timedelta(milliseconds=1)


def test_a_document_says_who_wrote_who_reviewed_and_who_paid(library: Library) -> None:
    author, reviewer = PersonFactory(interests="Shares."), PersonFactory()
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"disclosure": "We sell nothing."}
    )
    page = library.cancer
    page.funding = "Nobody."
    page.page_authors = [PageAuthor(person=author)]
    page.page_reviewers = [PageReviewer(person=reviewer)]
    page.reviewed_on = datetime.date(2025, 3, 1)
    page.save_revision().publish()
    document = document_of(page)
    assert [(person.id, person.interests) for person in document.authors] == [
        (author.uuid, "Shares.")
    ]
    assert document.disclosures.model_dump() == {"funding": "Nobody.", "site": "We sell nothing."}
    assert [person.id for person in document.review.reviewers] == [reviewer.uuid]
    assert document.review.reviewed_on == datetime.date(2025, 3, 1)
    assert document.review.due_on == datetime.date(2027, 3, 1)
    assert document.review.independent is True


def test_a_reviewer_who_wrote_the_page_is_not_independent(library: Library) -> None:
    person = PersonFactory()
    page = library.cancer
    page.page_authors = [PageAuthor(person=person)]
    page.page_reviewers = [PageReviewer(person=person)]
    page.reviewed_on = datetime.date(2025, 3, 1)
    page.save_revision().publish()
    assert document_of(page).review.independent is False


def test_a_page_that_nobody_reviewed_says_so(library: Library) -> None:
    review = document_of(library.cancer).review
    assert review.model_dump() == {
        "state": "never_reviewed", "reviewed_on": None, "due_on": None, "reviewers": [],
        "independent": None,
    }  # fmt: skip


def test_the_state_of_a_review_turns_with_the_clock(library: Library) -> None:
    page = library.cancer
    page.page_reviewers = [PageReviewer(person=PersonFactory())]
    page.reviewed_on = datetime.date(2024, 3, 1)
    page.save_revision().publish()

    def state(year: int, month: int, day: int) -> str:
        now = datetime.datetime(year, month, day, tzinfo=datetime.UTC)
        found = registry.get("topic").build(TopicPage.objects.get(pk=page.pk), Outlet("", now))
        return str(found.review.state)  # type: ignore[attr-defined]  # a page's

    assert state(2025, 12, 30) == "current"
    assert state(2025, 12, 31) == "due"
    assert state(2026, 3, 1) == "due"
    assert state(2026, 3, 2) == "overdue"


def test_what_search_engines_show_falls_back_on_the_page(library: Library) -> None:
    page = library.cancer
    image = ImageFactory()
    page.hero_image = image
    page.save_revision().publish()
    seo = document_of(page).seo
    assert (seo.title, seo.description) == (page.title, page.summary)
    assert seo.image.alt == image.description
    page.seo_title, page.search_description = "Short", "In a line."
    page.save_revision().publish()
    seo = document_of(page).seo
    assert (seo.title, seo.description) == ("Short", "In a line.")


# Only what is public


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page"}))
def test_a_hidden_page_is_in_no_list_of_children(library: Library, how: str) -> None:
    above, page = library.trial_index, library.lung_trial
    assert page.translation_key in {child.id for child in document_of(above).children}
    HIDE[how](page)
    assert page.translation_key not in {child.id for child in document_of(above).children}


@pytest.mark.parametrize("how", HIDE)
def test_a_hidden_page_is_on_no_card(library: Library, how: str) -> None:
    pages = [library.review_list, library.lung_trial]
    HIDE[how](library.lung_trial)
    assert [card.id for card in page_cards(pages, outlet())] == [
        library.review_list.translation_key
    ]


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page"}))
def test_a_hidden_page_is_not_featured(library: Library, how: str) -> None:
    library.home.featured_pages = [FeaturedPage(featured=library.cancer)]
    library.home.save_revision().publish()
    assert len(document_of(library.home).featured_pages) == 1
    HIDE[how](library.cancer)
    assert document_of(library.home).featured_pages == []


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page"}))
def test_a_hidden_page_is_not_in_the_menu(library: Library, how: str) -> None:
    HIDE[how](library.cancer)
    found = document_of("navigation").model_dump_json()
    assert str(library.therapy.translation_key) in found
    assert str(library.cancer.translation_key) not in found


def test_a_draft_is_in_no_list(library: Library) -> None:
    draft = TopicPageFactory(
        parent=library.home, title="Canary", published=False, show_in_menus=True
    )
    assert "Canary" not in document_of(library.home).model_dump_json()
    assert "Canary" not in document_of("navigation").model_dump_json()
    assert page_cards([draft], outlet()) == []


def test_an_unpublished_ancestor_is_no_breadcrumb(library: Library) -> None:
    library.therapy.unpublish()
    assert [link.path for link in document_of(library.cancer).breadcrumbs] == ["/"]


def test_the_menu_is_a_tree_of_the_pages_marked_for_it(library: Library) -> None:
    TrialPageFactory(parent=library.trial_index, show_in_menus=True, title="A trial")
    items = document_of("navigation").items
    assert [item.title for item in items] == ["Exosome therapy"]
    assert [item.path for item in items[0].children] == ["/exosome-therapy/cancer/"]
    assert [item.title for item in items[0].children[0].children] == ["A trial"]


def test_a_child_of_a_page_that_is_not_in_the_menu_moves_up(library: Library) -> None:
    Page.objects.filter(pk=library.therapy.pk).update(show_in_menus=False)
    assert [item.path for item in document_of("navigation").items] == ["/exosome-therapy/cancer/"]


@pytest.mark.django_db
def test_without_a_site_there_is_no_menu() -> None:
    Site.objects.all().delete()
    Site.clear_site_root_paths_cache()
    assert document_of("navigation").items == []
    assert default_settings().citation_style == "nlm"


# Library items and the site


@pytest.mark.django_db
def test_a_person_is_shown_with_photo_biography_and_interests() -> None:
    person = PersonFactory(
        photo=ImageFactory(), biography="<p>Reads <b>papers</b>.</p>", orcid="0000-0002-1825-0097"
    )
    document = document_of(person, "https://x.org")
    assert document.id == person.uuid
    assert document.url == f"https://x.org/people/{person.uuid}/"
    assert document.photo is not None
    assert document.photo.alt == person.name
    assert document.biography.html == "<p>Reads <b>papers</b>.</p>"
    assert document.interests == "None declared."


@pytest.mark.django_db
def test_a_glossary_term_has_a_place_on_the_glossary() -> None:
    term = GlossaryTermFactory(uuid=uuid.UUID("12345678-0000-4000-8000-000000000000"))
    assert document_of(term).url == "/glossary/#term-12345678"


@pytest.mark.django_db
def test_the_site_says_what_holds_for_every_page() -> None:
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={"name": "A library", "contact": "a@example.org", "disclaimer": "Ask a doctor."},
    )
    found = document_of("site").model_dump()
    assert found == {
        "name": "A library", "contact": "a@example.org", "disclaimer": "Ask a doctor.",
        "disclosure": "", "citation_style": "nlm", "max_offline_days": 7,
        "environment": settings.SITE_ENVIRONMENT,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "hostname", "port"),
    [("http://localhost:8123", "localhost", 8123), ("https://library.example.org",
     "library.example.org", 443), ("http://library.example.org", "library.example.org", 80)],
)  # fmt: skip
def test_the_site_has_the_address_that_it_is_told(url: str, hostname: str, port: int) -> None:
    set_site_address(url)
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == (hostname, port)
