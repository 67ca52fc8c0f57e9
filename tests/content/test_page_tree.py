"""The tree can only be built as the content model says."""

import pytest
from wagtail.models import Page

from articles.models import ReviewListPage, TopicPage
from cms.content.models import ContentPage
from home.models import HomePage
from tests.conftest import Library
from tests.documents import document_of
from tests.factories.articles import TopicPageFactory
from tests.factories.trials import TrialIndexPageFactory
from tests.page_types import PAGE_TYPES
from trials.models import TrialIndexPage, TrialPage

#: Parent → children that it may have: content-model.md, "Pages".
TREE: dict[type[Page], set[type[Page]]] = {
    Page: {HomePage},
    HomePage: {TopicPage},
    TopicPage: {TopicPage, ReviewListPage, TrialIndexPage},
    ReviewListPage: set(),
    TrialIndexPage: {TrialPage},
    TrialPage: set(),
}


def test_the_tree_knows_every_page_type() -> None:
    assert set(TREE) - {Page} == set(PAGE_TYPES)


@pytest.mark.parametrize("parent", TREE)
def test_a_page_offers_only_the_children_that_it_may_have(parent: type[Page]) -> None:
    assert set(parent.creatable_subpage_models()) == TREE[parent]


@pytest.mark.parametrize("child", PAGE_TYPES)
@pytest.mark.parametrize(
    "parent", ["home", "therapy", "cancer", "review_list", "trial_index", "melanoma_trial"]
)
def test_a_page_is_made_and_moved_only_below_a_parent_that_it_may_have(
    library: Library, parent: str, child: type[ContentPage]
) -> None:
    above = getattr(library, parent)
    full = child is TrialIndexPage and above == library.cancer
    assert child.can_create_at(above) is (child in TREE[type(above)] and not full)
    moving = child.objects.first()
    if moving is not None and not above.is_descendant_of(moving) and above != moving:
        already_there = moving.get_parent().pk == above.pk
        allowed = child in TREE[type(above)] and (not full or already_there)
        assert moving.can_move_to(above) is allowed


def test_a_topic_has_one_index_of_trials(library: Library) -> None:
    other = TopicPageFactory(parent=library.home)
    assert TrialIndexPage.can_create_at(other)
    TrialIndexPageFactory(parent=other)
    assert not TrialIndexPage.can_create_at(other)


def test_a_clinic_can_add_another_topic_with_lists_of_its_own(library: Library) -> None:
    topic = TopicPageFactory(parent=library.home, title="Exosomes in wound healing")
    index = TrialIndexPageFactory(parent=topic, slug="trials")
    assert index.get_url_parts()[2] == "/exosomes-in-wound-healing/trials/"


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_copy_has_a_public_id_of_its_own(library: Library, model: type[ContentPage]) -> None:
    page = model.objects.first()
    assert page is not None
    copy = page.copy(update_attrs={"slug": "a-copy"}, recursive=False, keep_live=False)
    assert copy.translation_key != page.translation_key
    assert not copy.live


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_an_alias_has_a_public_id_of_its_own(library: Library, model: type[ContentPage]) -> None:
    page = model.objects.first()
    assert page is not None
    alias = page.create_alias(update_slug="an-alias", recursive=False)
    assert alias.translation_key != page.translation_key


def test_a_copied_trial_leaves_its_registry_ids_to_the_first(library: Library) -> None:
    trial = library.melanoma_trial
    copy = trial.copy(update_attrs={"slug": "a-copy"}, keep_live=False)
    assert trial.registry_ids.count() == 1
    assert copy.registry_ids.count() == 0
    assert copy.publications.count() == trial.publications.count()
    copy.get_latest_revision().publish()
    assert TrialPage.objects.get(pk=copy.pk).live


def test_a_public_id_stays_when_a_page_moves(library: Library) -> None:
    before = library.trial_index.translation_key
    library.trial_index.move(TopicPageFactory(parent=library.home), pos="last-child")
    assert TrialIndexPage.objects.get(pk=library.trial_index.pk).translation_key == before


def test_an_alias_of_a_trial_leaves_its_registry_ids_to_the_first(library: Library) -> None:
    trial = library.melanoma_trial
    ids = list(trial.registry_ids.values_list("pk", "page", "identifier"))
    alias = trial.create_alias(update_slug="an-alias")
    assert alias.translation_key != trial.translation_key
    trial.title = "Newer"
    trial.save_revision().publish()
    alias = TrialPage.objects.get(pk=alias.pk)
    assert (alias.title, alias.live, alias.registry_ids.count()) == ("Newer", True, 0)
    assert list(trial.registry_ids.values_list("pk", "page", "identifier")) == ids
    assert alias.publications.count() == trial.publications.count()
    shown, original = document_of(alias), document_of(trial)
    assert shown.title == "Newer"
    assert shown.registry_ids == original.registry_ids != []
    trial.registry_ids.update(identifier="NCT01159288")
    assert document_of(alias).registry_ids == document_of(trial).registry_ids
    assert document_of(alias).registry_ids != shown.registry_ids
