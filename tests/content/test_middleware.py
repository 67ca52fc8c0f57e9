"""Policies, old paths, what may be kept, and writing all or nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.editorial.groups import GroupName
from tests.admin_client import client_of
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.users import UserFactory
from tests.hiding import HIDE

HEADER = "Content-Security-Policy"


def policy(client: Client, address: str) -> dict[str, list[str]]:
    header = client.get(address)[HEADER]
    parts = (directive.split() for directive in header.split("; "))
    return {name: values for name, *values in parts}


def test_site_and_api_are_strict(library: Library) -> None:
    for address in ("/", "/exosome-therapy/", "/api/v2/pages/"):
        found = policy(Client(), address)
        assert found["default-src"] == ["'self'"]
        assert "unsafe-inline" not in str(found)


@pytest.mark.parametrize("address", ["/admin/", "/admin/references/reference/", "/admin/login/"])
def test_admin_has_a_policy_of_its_own(db: None, address: str) -> None:
    found = policy(client_of(UserFactory(group=GroupName.EDITOR)), address)
    assert found["default-src"] == ["'self'"]
    assert found["script-src"] == ["'self'", "'unsafe-inline'"]
    assert found["object-src"] == ["'none'"]
    # No directive names anybody else.
    values = {value for values in found.values() for value in values}
    assert values <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}


@pytest.mark.parametrize(
    "address",
    ["/api/v2/pages/find/?html_path=/%00/", "/api/v2/pages/?slug=%00",
     "/admin/tag-autocomplete/?term=%00"],
)  # fmt: skip
def test_a_nul_in_a_query_never_reaches_the_database(db: None, address: str) -> None:
    assert client_of(UserFactory(group=GroupName.EDITOR)).get(address).status_code == 400


def test_a_page_that_moved_is_found_at_its_old_path(library: Library, client: Client) -> None:
    page = library.therapy
    page.slug = "moved"
    page.save_revision().publish()
    response = client.get("/exosome-therapy/cancer/", {"a": "1"})
    assert (response.status_code, response["Location"]) == (301, "/moved/cancer/?a=1")
    assert client.get("/moved/cancer/").status_code == 200


def test_a_page_at_an_old_path_stands_before_the_one_that_was_there(
    library: Library, client: Client
) -> None:
    library.cancer.slug = "moved"
    library.cancer.save_revision().publish()
    TopicPageFactory(parent=library.therapy, slug="cancer", title="Another")
    assert client.get("/exosome-therapy/cancer/").context["document"].title == "Another"


@pytest.mark.parametrize("how", HIDE)
def test_an_old_path_says_nothing_of_a_page_that_is_hidden(
    library: Library, client: Client, how: str
) -> None:
    library.lung_trial.slug = "moved"
    library.lung_trial.save_revision().publish()
    HIDE[how](library.lung_trial)
    assert client.get("/exosome-therapy/cancer/trials/dexosomes-in-lung-cancer/").status_code == 404


def test_what_is_made_for_everybody_may_be_kept_and_is_asked_for_each_time(
    library: Library, client: Client
) -> None:
    assert client.get("/")["Cache-Control"] == "public, no-cache"
    assert client.get("/glossary/")["Cache-Control"] == "public, no-cache"
    PageViewRestriction.objects.create(
        page=library.therapy, restriction_type="password", password="open"
    )
    response = client.get("/exosome-therapy/")
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_what_an_error_leaves_half_done_is_undone(
    library: Library, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is saved before the error: nothing of it stays."""
    admin_client.raise_request_exception = False

    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("wagtail.admin.messages.success", fail)
    address = reverse("wagtailadmin_pages:unpublish", args=[library.lung_trial.pk])
    assert admin_client.post(address).status_code == 500
    library.lung_trial.refresh_from_db()
    assert library.lung_trial.live
