"""The starter content: whole, true to its sources, brought once, never over an editor's work."""

import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from articles.models import TopicPage
from cms.content.images import missing_specs
from cms.content.models import GlossaryTerm, Image, SiteSettings
from cms.content.reading_order import stored_values
from cms.content.rich_text import parse, plain_text
from cms.references.citations import parse_items
from cms.references.formatting import STYLES
from cms.references.models import CitedPage, Reference
from home.models import HomePage, StarterItem
from home.starter_content import loading, source
from home.starter_content.loading import load_starter_content
from home.starter_content.source import StarterContentError, identifier
from tests.conftest import Library
from tests.documents import document_of
from tests.factories.references import ESCUDIER_2005, ReferenceFactory
from trials.models import Condition, TrialPage

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
PATHS = [data["path"] for _, data in loading._page_sources()]
CANCER = "/exosome-therapy/cancer/"


def page_at(path: str) -> Any:
    """Return the specific page that the starter content brought for `path`."""
    return Page.objects.get(translation_key=identifier("page", path)).specific


def pages() -> list[CitedPage]:
    return [page_at(path) for path in PATHS]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Load without pandoc."""
    words = {style: {"text": "Formatted.", "html": "Formatted."} for style in STYLES}
    monkeypatch.setattr(loading, "format_in_all_styles", lambda records: [words for _ in records])


# Whole


def test_every_page_is_published_at_its_address(starter: None) -> None:
    assert len(PATHS) == 20
    found = pages()
    assert [page.url for page in found] == PATHS
    assert all(page.live and not page.has_unpublished_changes for page in found)
    assert Page.objects.filter(depth__gt=1).count() == len(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_read_without_a_gap(starter: None, client: Client, path: str) -> None:
    response = client.get(path)
    words = response.content.decode()
    assert response.status_code == 200
    assert "citation missing" not in words
    assert "[[" not in words
    assert "]]" not in words
    assert 'href=""' not in words


@pytest.mark.parametrize("path", PATHS)
def test_no_page_says_that_it_was_reviewed(starter: None, client: Client, path: str) -> None:
    page = page_at(path)
    assert page.get_review_state(today=timezone.localdate()) == "never_reviewed"
    assert page.page_authors.count() == page.page_reviewers.count() == 0
    words = client.get(path).content.decode()
    assert "Not yet medically reviewed" in words
    assert not re.search(r"(?<!not yet )medically reviewed|reviewed (on|by) ", words, re.IGNORECASE)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_keeps_the_rules_and_the_vocabulary(starter: None, path: str) -> None:
    page = page_at(path)
    page.full_clean()
    page.check_ready_to_publish()
    for relation in ("registry_ids", "locations", "publications", "entries"):
        for child in getattr(page, relation).all() if hasattr(page, relation) else []:
            child.full_clean()
    assert 0 < len(page.summary) <= 300
    assert page.funding


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_document(starter: None, path: str) -> None:
    page = page_at(path)
    assert document_of(page).type == page.api_type


def test_every_trial_with_exosomes_as_a_treatment_has_its_page(starter: None) -> None:
    assert TrialPage.objects.live().count() == 15
    index = page_at(f"{CANCER}trials/")
    assert index.get_children().live().count() == 15


@pytest.mark.parametrize("path", [path for path in PATHS if path.count("/") == 5])
def test_every_part_of_a_trial_is_written(starter: None, path: str) -> None:
    trial = page_at(path)
    parts = [trial.part_why, trial.part_what_was_done, trial.part_what_was_found,
             trial.part_what_it_means, trial.part_limitations]  # fmt: skip
    assert all(len(plain_text(parse(part))) > 60 for part in parts)
    assert trial.trial_conditions.count()
    assert trial.trial_interventions.count()


def test_a_status_stands_only_with_its_date_and_registry(starter: None) -> None:
    stated = [trial for trial in TrialPage.objects.all() if trial.overall_status]
    assert stated
    assert all(trial.status_verified_on and trial.registry_ids.count() for trial in stated)


def test_the_sub_study_belongs_to_its_trial(starter: None) -> None:
    [sub_study] = TrialPage.objects.exclude(part_of=None)
    assert sub_study.part_of == page_at(f"{CANCER}trials/dendritic-cell-exosomes-melanoma-2005/")


def test_the_glossary_has_20_terms_or_more_each_explained(starter: None) -> None:
    terms = GlossaryTerm.objects.all()
    assert len(terms) >= 20
    assert all(len(term.definition) > 20 for term in terms)


def test_every_review_article_says_what_it_adds(starter: None) -> None:
    entries = page_at(f"{CANCER}review-articles/").ordered_entries()
    assert len(entries) >= 10
    assert all(plain_text(parse(entry.annotation)).strip() for entry in entries)
    assert [entry.featured for entry in entries].count(True) == 1
    narayanan = Reference.objects.get(doi="10.2174/1573413715666190219112422")
    assert entries[0].reference == narayanan
    assert page_at(CANCER).featured_reference == narayanan


def test_every_reference_is_ready_in_every_style(starter: None) -> None:
    references = Reference.objects.all()
    assert len(references) == len(source.read_references())
    assert all(set(reference.citations) == set(STYLES) for reference in references)
    assert not any(found["text"] == "" for one in references for found in one.citations.values())


def test_the_drawing_has_words_for_who_can_t_see_it(starter: None) -> None:
    [image] = Image.objects.all()
    assert len(image.description) > 40
    assert (image.credit, image.licence) != ("", "")


def test_the_drawing_has_every_file_once_the_load_has_committed(starter: None) -> None:
    assert missing_specs(Image.objects.get()) == []


def test_the_site_has_its_name_and_its_disclaimer(starter: None) -> None:
    found = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    assert all((found.name, found.contact, found.disclaimer, found.disclosure))


# True to its sources


def sentences(page: CitedPage) -> Iterator[str]:
    """Yield every sentence of a page, in lower case."""
    texts = [page.title, page.summary, page.seo_title, page.search_description]
    texts += [plain_text(parse(one.value)) for one in stored_values(page) if one.kind != "object"]
    for text in texts:
        yield from re.split(r"(?<=[.?!])\s+|\n+", text.lower().replace("’", "'"))


PROMISE = re.compile(
    r"\bcur(e|es|ed|ing)\b|\bmiracle|\bguarantee|\bbreakthrough|\bwonder drug|\brisk[- ]free"
    r"|\bpro(ven|ved|ves) (that |to |they )|\bno side effects\b(?! of grade)|\bsafe and effective"
    r"|\bharmless"
)
DENIED = re.compile(r"\b(not|no|none|nobody|nothing|never|cannot|whether|if)\b|n't\b|\?$")
SAID = re.compile(r"\b(says?|said|writes?|wrote|authors?|conclude[ds]?|calls?|called|asks?)\b")


@pytest.mark.parametrize("path", PATHS)
def test_no_page_promises_anything(starter: None, path: str) -> None:
    kept = [text for text in sentences(page_at(path)) if PROMISE.search(text)]
    assert [text for text in kept if not (DENIED.search(text) or SAID.search(text))] == []


@pytest.mark.parametrize(
    ("text", "is_promise"),
    [("it cures cancer.", True), ("this was proven to work.", True), ("it is a miracle.", True),
     ("this is not the same as a cure.", False), ("results are guaranteed.", True),
     ("it is a secure process.", False), ("no side effects of grade 2 were seen.", False)],
)  # fmt: skip
def test_what_counts_as_a_promise(text: str, *, is_promise: bool) -> None:
    found = bool(PROMISE.search(text)) and not (DENIED.search(text) or SAID.search(text))
    assert found == is_promise


@pytest.mark.parametrize("name", ["references.json", "trial_publications.json"])
def test_what_was_still_to_check_is_left_out(name: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the data folder beside the checkout is not there: {DATA}")
    ours = {record["id"]: record for record in source.read_references()}
    for record in json.loads(path.read_text()):
        to_check = (record.get("custom") or {}).get("to_check") or []
        doubtful = {entry.split(" ")[0] for entry in to_check}
        if "title" in doubtful:
            assert record["id"] not in ours
        elif record["id"] in ours:
            # A record must have a type: a doubtful one becomes the one that claims least.
            kept = ours[record["id"]]
            assert not (doubtful - {"type"}) & set(kept), record["id"]
            assert "type" not in doubtful or kept["type"] == "document"


def test_every_citation_names_a_reference_of_the_library(starter: None) -> None:
    known = set(Reference.objects.values_list("uuid", flat=True))
    for page in pages():
        for value in stored_values(page):
            if value.kind == "rich_text":
                marks = parse(value.value).iterfind(".//a[@linktype='citation']")
                items = [parse_items(mark.get("items", "")) for mark in marks]
                assert all(items)
                assert {item.reference for found in items for item in found} <= known


# Once


def test_a_second_load_brings_nothing(starter: None) -> None:
    before = {model: model._default_manager.count() for model in COUNTED}
    assert load_starter_content() == 0
    assert {model: model._default_manager.count() for model in COUNTED} == before


COUNTED: tuple[Any, ...] = (
    Page, Reference, Condition, GlossaryTerm, Image, StarterItem, Site, SiteSettings,
)  # fmt: skip


@pytest.mark.django_db
def test_an_empty_library_gets_everything_once(quick: None) -> None:
    welcome = Site.objects.get().root_page
    assert type(welcome.specific) is Page
    new = load_starter_content()
    assert new == StarterItem.objects.count()
    assert new > len(PATHS) + len(source.read_references())
    assert [page.live for page in pages()] == [True] * len(PATHS)
    # It has waited for no file of an image: they are made after the commit.
    assert not Image.objects.get().renditions.exists()
    # Wagtail's own first page has made way.
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    assert load_starter_content() == 0


def test_the_command_says_how_much_was_new(starter: None) -> None:
    out = StringIO()
    call_command("load_starter_content", stdout=out)
    assert out.getvalue() == "Nothing new to bring.\n"
    out = StringIO()
    call_command("load_starter_content", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"new": 0}
    StarterItem.objects.filter(key="glossary:Exosome").delete()
    out = StringIO()
    call_command("load_starter_content", stdout=out)
    assert out.getvalue() == "Starter content: 1 new.\n"


# Never over an editor's work


def test_an_edit_stays(starter: None) -> None:
    page = page_at(CANCER)
    page.title, page.slug = "Our own title", "our-cancer-page"
    page.save_revision().publish()
    term = GlossaryTerm.objects.get(term="Exosome")
    term.definition = "Our own words."
    term.save()
    reference = Reference.objects.get(doi="10.1186/1479-5876-3-10")
    reference.note = "Read by us."
    reference.save()
    assert load_starter_content() == 0
    kept = TopicPage.objects.get(pk=page.pk)
    assert (kept.title, kept.slug) == ("Our own title", "our-cancer-page")
    assert GlossaryTerm.objects.get(pk=term.pk).definition == "Our own words."
    assert Reference.objects.get(pk=reference.pk).note == "Read by us."


def test_a_draft_stays_a_draft(starter: None) -> None:
    page = page_at(CANCER)
    page.title = "Not yet"
    page.save_revision()
    assert load_starter_content() == 0
    kept = TopicPage.objects.get(pk=page.pk)
    assert kept.has_unpublished_changes
    assert kept.get_latest_revision_as_object().title == "Not yet"


def test_what_an_editor_took_off_the_site_stays_off(starter: None) -> None:
    page_at(CANCER).unpublish()
    assert load_starter_content() == 0
    assert not page_at(CANCER).live


def test_a_moved_page_stays_where_it_is(starter: None) -> None:
    trials = page_at(f"{CANCER}trials/")
    trials.move(page_at("/exosome-therapy/"), pos="last-child")
    assert load_starter_content() == 0
    assert page_at(f"{CANCER}trials/").url == "/exosome-therapy/trials/"
    assert TrialPage.objects.count() == 15


@pytest.mark.parametrize(
    "path", [CANCER, f"{CANCER}trials/", f"{CANCER}trials/grape-exosomes-sore-mouth/"]
)
def test_a_deleted_page_does_not_come_back(starter: None, path: str) -> None:
    page = page_at(path)
    gone = page.get_descendants(inclusive=True).count()
    page.delete()
    assert load_starter_content() == 0
    assert Page.objects.filter(depth__gt=1).count() == len(PATHS) - gone


DELETIONS: list[Callable[[], Any]] = [
    lambda: Reference.objects.get(uuid=identifier("reference", "lee2012")),
    lambda: GlossaryTerm.objects.get(term="Exosome"),
    lambda: Image.objects.get(),
]


@pytest.mark.parametrize("find", DELETIONS, ids=["reference", "glossary term", "image"])
def test_what_was_deleted_from_the_library_does_not_come_back(
    starter: None, find: Callable[[], Any]
) -> None:
    thing = find()
    before = type(thing).objects.count()
    thing.delete()
    assert load_starter_content() == 0
    assert type(thing).objects.count() == before - 1


# Beside what is there already


def test_a_site_with_its_own_home_page_is_left_alone(quick: None, library: Library) -> None:
    before = {page.pk: (page.title, page.url_path, page.live) for page in Page.objects.all()}
    name = SiteSettings.for_site(Site.objects.get()).name
    load_starter_content()
    assert {
        page.pk: (page.title, page.url_path, page.live) for page in Page.objects.all()
    } == before
    assert Site.objects.get().root_page_id == library.home.pk
    assert SiteSettings.for_site(Site.objects.get()).name == name
    assert load_starter_content() == 0


@pytest.mark.django_db
def test_what_the_library_has_already_stands_in(quick: None) -> None:
    doi = {"DOI": ESCUDIER_2005["DOI"].upper(), "title": "As we wrote it"}
    own = ReferenceFactory(csl={**ESCUDIER_2005, **doi})
    condition = Condition.objects.create(name="Melanoma", synonyms=["ours"])
    term = GlossaryTerm.objects.create(term="Exosome", definition="Our own words.")
    load_starter_content()
    kept = Reference.objects.get(doi="10.1186/1479-5876-3-10")
    assert (kept.pk, kept.uuid, kept.title) == (own.pk, own.uuid, "As we wrote it")
    assert Condition.objects.get(name="Melanoma").synonyms == ["ours"]
    found = GlossaryTerm.objects.get(term="Exosome")
    assert (found.pk, found.definition) == (term.pk, "Our own words.")
    trial = page_at(f"{CANCER}trials/dendritic-cell-exosomes-melanoma-2005/")
    assert trial.publications.first().reference == own
    assert str(own.uuid) in trial.part_why
    assert trial.trial_conditions.get().condition == condition


# All or nothing


@pytest.mark.django_db
def test_a_load_that_fails_half_way_leaves_nothing(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        assert page_at("/").live
        raise StarterContentError("half-way")

    before = {model: model._default_manager.count() for model in COUNTED}
    root = Site.objects.get().root_page
    monkeypatch.setitem(loading.FILLERS, "topic", fail)
    with pytest.raises(StarterContentError, match="half-way"):
        load_starter_content()
    assert {model: model._default_manager.count() for model in COUNTED} == before
    assert Site.objects.get().root_page == root


@pytest.mark.django_db
def test_a_file_that_names_what_is_not_there_is_refused_by_name(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "read_references", list)
    with pytest.raises(StarterContentError, match=r"there is no reference '\w+'"):
        load_starter_content()
    assert HomePage.objects.count() == 0


@pytest.mark.parametrize("kind", ["references", "images", "conditions", "interventions", "pages"])
def test_a_key_that_is_not_there_is_named_with_its_kind(kind: str) -> None:
    with pytest.raises(StarterContentError, match=f"there is no {kind[:-1]} 'nothing'"):
        getattr(loading.Loaded(), kind)["nothing"]


def test_what_a_later_release_adds_is_brought_beside_an_editors_work(starter: None) -> None:
    cancer, trial = page_at(CANCER), TrialPage.objects.all()[0]
    cancer.title = "Ours"
    cancer.save_revision().publish()
    path = str(trial.get_url_parts()[2])
    trial.delete()
    StarterItem.objects.filter(key=f"page:{path}").delete()
    assert load_starter_content() == 1
    assert page_at(path).live
    assert page_at(CANCER).title == "Ours"
