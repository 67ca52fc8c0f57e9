"""The home page, and the ledger of what the starter content brought."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import TopicPage
from cms.content.models.page import NotReadyToPublish
from cms.delivery.registry import Outlet
from home.documents import home_document
from home.models import FeaturedPage, HomePage, StarterItem
from home.schemas import HomeDocument
from tests.conftest import Library
from trials.models import TrialIndexPage


def featuring(home: HomePage, *pages: Any) -> HomePage:
    """Return the home page, published with these featured pages."""
    home.featured_pages = [
        FeaturedPage(featured=page.page_ptr, sort_order=order) for order, page in enumerate(pages)
    ]
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def document(home: HomePage) -> HomeDocument:
    return home_document(home, Outlet(base_url="", now=timezone.now()))


def test_featured_pages_stand_in_the_editor_s_order(library: Library) -> None:
    for pages in ([library.cancer, library.trial_index], [library.trial_index, library.cancer]):
        cards = document(featuring(library.home, *pages)).featured_pages
        assert [card.title for card in cards] == [page.title for page in pages]


def test_a_featured_page_that_is_not_public_has_no_card(library: Library) -> None:
    home = featuring(library.home, library.cancer, library.trial_index)
    library.trial_index.unpublish()
    assert [card.title for card in document(home).featured_pages] == [library.cancer.title]
    library.trial_index.delete()
    assert [card.title for card in document(home).featured_pages] == [library.cancer.title]


def test_a_page_is_featured_once(library: Library) -> None:
    home = featuring(library.home, library.cancer)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeaturedPage.objects.create(page=home, featured=library.cancer.page_ptr)


def test_the_home_page_needs_its_heading(library: Library) -> None:
    library.home.hero_heading = ""
    with pytest.raises(NotReadyToPublish) as caught:
        library.home.save_revision(clean=False).publish()
    assert set(caught.value.message_dict) == {"hero_heading"}
    library.home.hero_heading = "x" * 121
    with pytest.raises(ValidationError):
        library.home.full_clean()


def test_only_topics_stand_below_the_home_page() -> None:
    assert HomePage.allowed_subpage_models() == [TopicPage]
    assert not TrialIndexPage.can_create_at(HomePage())


@pytest.mark.django_db
def test_a_thing_is_noted_once() -> None:
    StarterItem.objects.create(key="page:/")
    with pytest.raises(IntegrityError), transaction.atomic():
        StarterItem.objects.create(key="page:/")
    assert str(StarterItem.objects.get()) == "page:/"
