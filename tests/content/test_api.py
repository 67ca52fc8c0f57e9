"""Pages in general, people, words and the whole site in the content API."""

import pytest
from wagtail.models import Page

from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.content import GlossaryTermFactory, ImageFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_root_links_every_resource(api: ApiClient) -> None:
    links = api.json()["links"]
    assert {"topics", "review-lists", "trials", "references", "pages", "openapi"} <= set(links)
    for name, address in links.items():
        path = address.removeprefix("http://localhost:8000/api/content/v1/")
        if "{" not in path:
            assert api.get(path).status_code == 200, name


def test_pages_hold_every_type(api: ApiClient, library: Library) -> None:
    found = api.json("pages/", "?limit=100")
    assert found["total"] == 7
    types = {item["type"] for item in found["items"]}
    assert types == {"home", "topic", "review_list", "trial_index", "trial"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?type=trial", 2),
        ("?type=trial&type=home", 3),
        ("?type__not=trial", 5),
        ("?parent=cancer", 2),
        ("?parent=cancer&type=trial_index", 1),
        ("?order=title&limit=3", 3),
    ],
)
def test_page_filters(api: ApiClient, library: Library, query: str, count: int) -> None:
    assert len(api.json("pages/", query)["items"]) == count


def test_page_by_id_is_its_document(api: ApiClient, library: Library) -> None:
    identifier = library.cancer.translation_key
    assert api.get(f"pages/{identifier}/").content == api.get(f"topics/{identifier}/").content
    assert api.json(f"pages/{library.home.translation_key}/")["type"] == "home"


@pytest.mark.parametrize("path", ["/exosome-therapy/cancer/", "/exosome-therapy/cancer"])
def test_page_by_path(api: ApiClient, library: Library, path: str) -> None:
    found = api.json("pages/find/", f"?path={path}")
    assert found["id"] == str(library.cancer.translation_key)
    assert set(api.json("pages/find/", f"?path={path}&fields=title")) == {"id", "type", "title"}


def test_home_page_by_path(api: ApiClient, library: Library) -> None:
    assert api.json("pages/find/", "?path=/")["type"] == "home"


@pytest.mark.parametrize(
    "path", ["/nothing/", "/exosome-therapy/cancer/more/", "/admin/", "/%25/", "/ö/"]
)
def test_path_of_no_page_is_not_found(api: ApiClient, library: Library, path: str) -> None:
    assert api.get("pages/find/", f"?path={path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?path=", "?path=cancer/", "?path=//evil.example/", "?path=/a/&path=/b/",
              "?path=/a/%3Fx", "?path=https://evil.example/"],
)  # fmt: skip
def test_path_that_is_none_is_invalid(api: ApiClient, query: str) -> None:
    assert "path" in api.errors("pages/find/", query)


def test_old_path_leads_to_the_new_one(
    api: ApiClient, library: Library, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        library.cancer.slug = "tumours"
        library.cancer.save_revision().publish()
    response = api.get("pages/find/", "?path=/exosome-therapy/cancer/&fields=title")
    assert response.status_code == 308
    assert response["Location"] == (
        "/api/content/v1/pages/find/?path=/exosome-therapy/tumours/&fields=title"
    )
    library.cancer.unpublish()
    assert api.get("pages/find/", "?path=/exosome-therapy/cancer/").status_code == 404


def test_people(api: ApiClient) -> None:
    person = PersonFactory(name="Ada Example", photo=ImageFactory())
    found = api.json(f"people/{person.uuid}/")
    assert found["name"] == "Ada Example"
    assert found["photo"]["src"].startswith("http://localhost:8000/media/images/")
    assert "account" not in found
    assert api.ids("people/", "?order=name") == [str(person.uuid)]


def test_glossary(api: ApiClient) -> None:
    terms = [GlossaryTermFactory(term=term) for term in ("Vesicle", "exosome")]
    assert api.ids("glossary/", "?order=term") == [str(terms[1].uuid), str(terms[0].uuid)]
    assert api.json(f"glossary/{terms[0].uuid}/")["term"] == "Vesicle"


def test_site(api: ApiClient, library: Library) -> None:
    found = api.json("site/")
    assert found["max_offline_days"] == 7
    assert found["environment"] == "development"


def test_navigation_is_the_menu_tree(api: ApiClient, library: Library) -> None:
    items = api.json("navigation/")["items"]
    assert [item["title"] for item in items] == ["Exosome therapy"]
    assert [child["path"] for child in items[0]["children"]] == ["/exosome-therapy/cancer/"]


def test_vocabularies_say_what_values_mean(api: ApiClient) -> None:
    found = api.json("vocabularies/")
    assert {"phases", "overall_status", "audience", "open_to_patients", "countries"} <= set(found)
    assert found["phases"][1] == {
        "value": "PHASE1",
        "label": "Phase 1",
        "meaning": "A small study that looks for harms and for a dose that people can take.",
    }


@pytest.mark.parametrize("path", ["", "site/", "navigation/", "vocabularies/"])
def test_single_documents_take_no_parameters(api: ApiClient, path: str) -> None:
    assert "fields" in api.errors(path, "?fields=name")


def test_page_outside_the_site_is_at_no_path(api: ApiClient, library: Library) -> None:
    assert api.get("pages/find/", "?path=/../").status_code == 404
    assert Page.get_first_root_node().translation_key is not None
    root = Page.get_first_root_node().translation_key
    assert api.get(f"pages/{root}/").status_code == 404
