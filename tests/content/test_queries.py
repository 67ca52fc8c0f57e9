"""What is public: the same for a page and for the aliases that show its text."""

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.content.queries import public_pages
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory


def public() -> set[int]:
    return set(public_pages(Page.objects.all(), now=timezone.now()).values_list("pk", flat=True))


@pytest.fixture
def aliases(library: Library) -> list[Page]:
    """Return an alias, an alias of that, and a page below it."""
    alias = library.cancer.create_alias(parent=library.home, update_slug="alias")
    second = alias.create_alias(parent=library.home, update_slug="alias-of-alias")
    return [alias, second, TopicPageFactory(parent=second, reference=library.escudier)]


def test_aliases_of_a_private_page_are_private(library: Library, aliases: list[Page]) -> None:
    assert {page.pk for page in aliases} <= public()
    PageViewRestriction.objects.create(page=library.cancer, restriction_type="login")
    assert public() & {page.pk for page in [library.cancer, library.lung_trial, *aliases]} == set()


def test_an_alias_of_a_page_below_a_private_one_is_public_as_on_the_site(
    library: Library, client: Client
) -> None:
    alias = library.review_list.create_alias(parent=library.therapy)
    PageViewRestriction.objects.create(page=library.cancer, restriction_type="login")
    assert alias.pk in public()
    assert client.get(alias.url).status_code == 200


def test_the_text_of_a_private_page_is_in_no_answer_by_its_alias(
    library: Library, aliases: list[Page], api: ApiClient, client: Client
) -> None:
    PageViewRestriction.objects.create(page=library.cancer, restriction_type="login")
    for page in aliases:
        assert api.get(f"topics/{page.translation_key}/").status_code == 404
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404
        assert client.get(f"/api/v3/pages/{page.pk}/").status_code == 404
        assert client.get(page.url).status_code == 302
