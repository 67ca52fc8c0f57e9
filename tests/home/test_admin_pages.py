"""Every page type in the admin: it opens, saves, publishes, and keeps all it had."""

from typing import Any

import pytest
from wagtail.models import Page, Site

from cms.content.reading_order import stored_values
from cms.content.rich_text import parse, plain_text
from cms.editorial.groups import GroupName
from cms.references.citations import parse_items
from tests.admin_client import AdminClient, client_of
from tests.conftest import Library
from tests.factories.users import UserFactory

PAGES = ["home", "therapy", "cancer", "review_list", "trial_index", "melanoma_trial"]
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.ADMINISTRATOR))


@pytest.fixture(params=PAGES)
def page(library: Library, request: pytest.FixtureRequest) -> Page:
    found: Page = getattr(library, request.param)
    return found


def texts(page: Any) -> list[tuple[str, list[Any]]]:
    """Return the words and citations of every text of a page, in reading order."""
    trees = [parse(value.value) for value in stored_values(page) if value.kind == "rich_text"]
    return [
        (
            plain_text(tree),
            [
                parse_items(mark.get("items", ""))
                for mark in tree.iterfind(".//a[@linktype='citation']")
            ],
        )
        for tree in trees
    ]


@pytest.mark.parametrize(
    "address", ["edit/", "history/", "copy/", "move/", "delete/", "usage/", ""]
)
def test_page_of_each_type_opens(client: AdminClient, page: Page, address: str) -> None:
    response = client.get(f"/admin/pages/{page.pk}/{address}")
    assert response.status_code == 200


def test_page_is_published_with_everything_that_it_had(client: AdminClient, page: Page) -> None:
    before = texts(page)
    address = f"/admin/pages/{page.pk}/edit/"
    response = client.save(address, summary="Newly written.", **PUBLISH)
    assert response.status_code == 302, response.context["form"].errors
    after = Page.objects.get(pk=page.pk).specific
    assert after.summary == "Newly written."
    assert texts(after) == before
    assert after.live
    assert not after.has_unpublished_changes
    for name in ("page_authors", "entries", "publications", "trial_conditions", "registry_ids"):
        if hasattr(page, name):
            assert getattr(after, name).count() == getattr(page, name).count()


def test_draft_is_saved_and_the_live_page_stays(client: AdminClient, page: Page) -> None:
    response = client.save(f"/admin/pages/{page.pk}/edit/", summary="A draft.")
    assert response.status_code == 302, response.context["form"].errors
    after = Page.objects.get(pk=page.pk).specific
    assert after.summary != "A draft."
    assert after.has_unpublished_changes


def test_every_page_type_can_be_added_where_it_belongs(
    client: AdminClient, library: Library
) -> None:
    for parent in (library.home, library.cancer, library.trial_index):
        for model in parent.creatable_subpage_models():
            if not model.can_create_at(parent):
                continue
            label = f"{model._meta.app_label}/{model._meta.model_name}"
            response = client.save(
                f"/admin/pages/add/{label}/{parent.pk}/",
                title="A new page",
                slug=f"new-{model._meta.model_name}",
            )
            assert response.status_code == 302, response.context["form"].errors
    assert Page.objects.filter(title="A new page", live=False).count() == 4


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "x" * 300, "at most 255 characters (it has 300)"),
        ("title", "", "required"),
        ("slug", "taken", "already in use"),
        ("slug", "not a slug", "valid “slug”"),
        ("summary", "x" * 301, "at most 300 characters (it has 301)"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(
    client: AdminClient, library: Library, field: str, typed: str, message: str
) -> None:
    library.cancer.copy(update_attrs={"slug": "taken", "title": "Another"}, keep_live=False)
    for address, changes in (
        (f"/admin/pages/{library.cancer.pk}/edit/", {field: typed}),
        (
            f"/admin/pages/add/articles/topicpage/{library.therapy.pk}/",
            {"title": "New", "slug": "new", field: typed},
        ),
    ):
        response = client.save(address, **changes)
        assert response.status_code == 200, address
        form = response.context["form"]
        assert message in str(form.errors[field]), address
        assert form[field].value() == typed


def test_slug_of_the_sites_own_addresses_is_refused(client: AdminClient, library: Library) -> None:
    address = f"/admin/pages/add/articles/topicpage/{library.home.pk}/"
    response = client.save(address, title="Search", slug="search")
    assert "belongs to the site itself" in str(response.context["form"].errors["slug"])


def test_site_settings_users_and_redirects_are_saved(client: AdminClient, library: Library) -> None:
    site = Site.objects.get(is_default_site=True)
    address = f"/admin/settings/content/sitesettings/{site.pk}/"
    assert client.save(address, name="Our library").status_code == 302
    response = client.save(
        "/admin/users/new/", username="new", email="new@example.org", first_name="New",
        last_name="Person", password1="a long enough one", password2="a long enough one",
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    response = client.save(
        "/admin/redirects/add/", old_path="/old/", redirect_page=str(library.cancer.pk)
    )
    assert response.status_code == 302, response.context["form"].errors
    for name in (
        "reports/site-history",
        "reports/locked",
        "reports/aging-pages",
        "groups",
        "sites",
    ):
        client.open(f"/admin/{name}/")


def test_form_takes_a_bounded_number_of_queries(
    client: AdminClient, library: Library, django_assert_max_num_queries: Any
) -> None:
    client.open(f"/admin/pages/{library.cancer.pk}/edit/")
    with django_assert_max_num_queries(90):
        client.open(f"/admin/pages/{library.cancer.pk}/edit/")
