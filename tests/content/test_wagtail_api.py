"""Wagtail's own APIs, v2 and v3: every page type in full, nothing that is not public."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.api.v3.urls import api as api_v3
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    APIToken,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from home.models import FeaturedPage
from tests.conftest import Library
from tests.factories.content import ImageFactory, PersonFactory
from tests.hiding import HIDE
from trials.models import TrialPage


@pytest.fixture
def pages(library: Library) -> list[Page]:
    """Return one page of each type, with everything that a page can name."""
    library.melanoma_trial.part_of = library.lung_trial
    library.melanoma_trial.save_revision().publish()
    library.home.featured_pages = [FeaturedPage(featured=library.cancer)]
    library.home.hero_image = ImageFactory()
    library.home.page_authors.create(person=PersonFactory(name="Ada Example"))
    library.home.save_revision().publish()
    return [library.home, library.cancer, library.review_list, library.trial_index,
            library.melanoma_trial]  # fmt: skip


def strings(value: Any) -> Iterator[str]:
    """Yield every text in JSON values."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("query", ["", "?fields=*", "?rich_text_format=html",
                                   "?rich_text_format=db_markdown"])  # fmt: skip
def test_v2_shows_every_page_type(client: Client, pages: list[Page], query: str) -> None:
    for page in pages:
        found = client.get(f"/api/v2/pages/{page.pk}/{query}")
        assert found.status_code == 200, found.content
        names = {field.name for field in type(page).api_fields}
        assert names <= set(found.json())


def test_v2_lists_every_page_type_with_all_fields(client: Client, pages: list[Page]) -> None:
    for page in pages:
        found = client.get(f"/api/v2/pages/?type={page._meta.label}&fields=*").json()
        assert found["meta"]["total_count"] == type(page).objects.live().count()


def test_v3_shows_every_page_type(client: Client, pages: list[Page]) -> None:
    for page in pages:
        for query in ("", "?rich_text_format=html", "?rich_text_format=db_markdown"):
            found = client.get(f"/api/v3/pages/{page.pk}/{query}")
            assert found.status_code == 200, found.content
            names = {field.name for field in type(page).api_fields}
            assert names <= set(found.json())


def test_citations_survive(client: Client, pages: list[Page], library: Library) -> None:
    for version in ("v2", "v3"):
        found = client.get(f"/api/{version}/pages/{library.melanoma_trial.pk}/").json()
        assert 'linktype="citation"' in found["part_why"]
        assert str(library.escudier.uuid) in found["part_why"]
        topic = client.get(f"/api/{version}/pages/{library.cancer.pk}/").json()
        assert str(library.escudier.uuid) in topic["key_points"][0]["value"]


def test_v2_expands_what_a_page_names(client: Client, pages: list[Page], library: Library) -> None:
    trial = client.get(f"/api/v2/pages/{library.melanoma_trial.pk}/").json()
    assert trial["part_of"]["title"] == "Dexosomes in lung cancer"
    assert trial["trial_conditions"][0]["condition"]["name"] == "Melanoma"
    reference = trial["publications"][0]["reference"]
    assert reference["doi"] == "10.1186/1479-5876-3-10"
    assert not {"abstract", "note", "csl"} & set(reference)
    home = client.get(f"/api/v2/pages/{library.home.pk}/").json()
    assert home["page_authors"][0]["person"]["name"] == "Ada Example"
    assert "account" not in home["page_authors"][0]["person"]
    assert home["featured_pages"][0]["featured"]["title"] == library.cancer.title


def test_v2_images_have_addresses_that_are_served(client: Client, pages: list[Page]) -> None:
    item = client.get("/api/v2/images/").json()["items"][0]
    address = item["meta"]["download_url"]
    assert address.startswith("http://localhost:8000/media/images/")
    assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200
    detail = client.get(f"/api/v2/images/{item['id']}/").json()
    assert detail["description"] == "A round bubble with a membrane of two layers."


def test_v2_answers_are_json_for_browsers_too(client: Client, pages: list[Page]) -> None:
    response = client.get("/api/v2/pages/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response["Content-Type"] == "application/json"
    assert client.get("/api/v2/pages/?nothing=1").json()["message"]


def hide(page: Page, how: str) -> None:
    if how == "expired":
        Page.objects.filter(pk=page.pk).update(
            expire_at=timezone.now() - datetime.timedelta(minutes=1)
        )
    elif how == "unpublished":
        page.unpublish()
    elif how == "withdrawn":
        HIDE[how](page)
    else:
        PageViewRestriction.objects.create(
            page=page, restriction_type=how, password="secret" if how == "password" else ""
        )


@pytest.mark.parametrize("how", ["expired", "unpublished", "withdrawn", "password", "login"])
def test_hidden_page_is_in_neither(
    client: Client, admin_client: Client, library: Library, pages: list[Page], how: str
) -> None:
    hidden = library.lung_trial
    hide(hidden, how)
    key = "passed_page_view_restrictions"
    session = client.session
    session[key] = list(PageViewRestriction.objects.values_list("pk", flat=True))
    session.save()
    for asker in (client, admin_client):
        for version in ("v2", "v3"):
            root = f"/api/{version}/pages/"
            assert asker.get(f"{root}{hidden.pk}/").status_code == 404, version
            label = TrialPage._meta.label
            for query in ("", f"?type={label}", f"?type={label}&overall_status=COMPLETED"):
                words = asker.get(root + query).content.decode()
                assert hidden.title not in words, (version, query)
            found = asker.get(
                f"{root}find/?html_path=/exosome-therapy/cancer/trials/{hidden.slug}/"
            )
            assert found.status_code == 404, version
        naming = asker.get(f"/api/v2/pages/{library.melanoma_trial.pk}/").json()
        assert naming["part_of"] is None


def test_hidden_featured_page_is_null(client: Client, library: Library, pages: list[Page]) -> None:
    hide(library.cancer, "login")
    found = client.get(f"/api/v2/pages/{library.home.pk}/").json()
    assert found["featured_pages"][0]["featured"] is None


def test_private_images_are_in_neither_list_nor_page(
    client: Client, admin_client: Client, library: Library, pages: list[Page]
) -> None:
    root = Collection.get_first_root_node()
    outer = root.add_child(name="Private")
    inner = outer.add_child(name="Inside")
    CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
    image = library.home.hero_image
    assert image is not None
    image.title = "Canary-7f3a"
    image.collection = inner
    image.save()
    for asker in (client, admin_client):
        for path in ("/api/v3/images/", f"/api/v3/images/{image.pk}/",
                     "/api/v2/images/", f"/api/v2/images/{image.pk}/",
                     f"/api/v2/pages/{library.home.pk}/?fields=*",
                     "/api/v2/pages/?type=home.HomePage&fields=*"):  # fmt: skip
            assert "Canary-7f3a" not in asker.get(path).content.decode(), path
    assert client.get(f"/api/v2/pages/{library.home.pk}/").json()["hero_image"] is None


def test_v2_takes_no_password(client: Client, pages: list[Page], admin_user: Any) -> None:
    """Credentials change nothing, so that nobody can try passwords here."""
    header = {"Authorization": "Basic YWRtaW46d3Jvbmc="}
    assert client.get("/api/v2/pages/", headers=header).status_code == 200


def test_v3_lists_are_those_that_were_looked_at() -> None:
    """A list that a new Wagtail adds must leave out what is not public, and be in docs/api.md."""
    schema = api_v3.get_openapi_schema()
    lists = {
        path for path in schema["paths"] if path.count("/") == 4 and "get" in schema["paths"][path]
    }
    assert {path.split("/")[3] for path in lists} == {
        "pages", "images", "documents", "redirects", "schema", "sites", "whoami",
    }  # fmt: skip


def test_v3_shows_public_images_and_documents(client: Client, pages: list[Page]) -> None:
    found = client.get("/api/v3/images/").json()
    assert found["count"] == 1
    assert client.get(f"/api/v3/images/{found['items'][0]['id']}/").status_code == 200
    assert client.get("/api/v3/documents/").json() == {"items": [], "count": 0}


def test_v3_redirects_take_a_token(client: Client, library: Library) -> None:
    Redirect.add_redirect("/secret-plan/", library.cancer)
    for path in ("", "1/", "find/?html_path=/secret-plan/"):
        response = client.get(f"/api/v3/redirects/{path}")
        assert response.status_code == 401, path
        assert "secret" not in response.content.decode()


def test_v3_refuses_a_wrong_token(client: Client, library: Library) -> None:
    for path in ("pages/", f"pages/{library.cancer.pk}/", "images/", "documents/"):
        response = client.get(f"/api/v3/{path}", headers={"Authorization": "Bearer wrong"})
        assert response.status_code == 401, path


def test_v3_leaves_sessions_alone(admin_client: Client, library: Library) -> None:
    response = admin_client.get("/api/v3/pages/")
    assert response.status_code == 200
    assert not response.cookies
    assert admin_client.get("/admin/").status_code == 200


def test_v3_token_sees_what_its_user_may_edit(
    client: Client, library: Library, admin_user: Any
) -> None:
    _, token = APIToken.create_token(user=admin_user, name="test")
    hide(library.lung_trial, "unpublished")
    header = {"Authorization": f"Bearer {token}"}
    path = f"/api/v3/pages/{library.lung_trial.pk}/"
    assert client.get(path).status_code == 404
    assert client.get(path, headers=header).status_code == 200
    assert client.get("/api/v3/redirects/", headers=header).status_code == 200


def test_v3_asks_for_a_token(client: Client, db: None) -> None:
    for name in ("whoami", "sites", "schema"):
        response = client.get(f"/api/v3/{name}/")
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
    assert client.post("/api/v3/pages/", {}, "application/json").status_code == 401


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_pages_of_any_type_are_searched(client: Client, library: Library, version: str) -> None:
    call_command("update_index", verbosity=0)
    found = client.get(f"/api/{version}/pages/?search=melanoma")
    assert found.status_code == 200, found.content
    assert "Dexosomes in melanoma" in {item["title"] for item in found.json()["items"]}
    library.melanoma_trial.unpublish()
    again = client.get(f"/api/{version}/pages/?search=melanoma").json()
    assert "Dexosomes in melanoma" not in {item["title"] for item in again["items"]}


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
@pytest.mark.parametrize(
    "text", ["x", "", "-1", "1.5", "%F0%9F%92%A5", "²", "99999999999999999999"]
)
def test_what_is_no_number_is_nothing_s(
    client: Client, library: Library, kind: str, text: str
) -> None:
    for address in (f"/api/v2/{kind}/find/?id={text}", f"/api/v2/{kind}/{text or 'x'}/"):
        response = client.get(address)
        assert response.status_code == 404, address
        assert "json" in response["Content-Type"]
    response = client.get(f"/api/v3/{kind}/{text or 'x'}/")
    assert response.status_code in (404, 422)
    assert response["Content-Type"] == "application/problem+json"
