"""What every resource answers about the starter content, as it was reviewed.

`pytest --update tests/delivery/test_golden_answers.py` writes the files anew.
"""

import uuid

import pytest
from django.conf import settings

from cms.delivery.resources import Resource
from cms.delivery.touching import number_now
from cms.urls import content_api
from tests.api_client import ApiClient, openapi
from tests.factories.content import PersonFactory
from tests.golden import compare, stable

SNAPSHOTS = settings.BASE_DIR / "tests" / "snapshots"
RESOURCES = content_api.resources
#: Addresses that are no resource's, with what they are asked; a file each.
OTHERS = {
    "": "",
    "pages/find/": "?path=/exosome-therapy/cancer/&fields=title,path,key_points",
    "site/": "",
    "navigation/": "",
    "vocabularies/": "",
    "sync/": "?types=site,person",
    "trials/evidence/": "",
    "search/": "?q=dexosomes melanoma&facets=type&limit=3",
}


@pytest.fixture
def library(starter: None) -> None:
    """Begin with the starter content and somebody who writes: it has no people of its own."""
    PersonFactory(
        uuid=uuid.UUID(int=1),
        name="Ada Example",
        biography="<p>Ada treats people with <b>melanoma</b>.</p>",
        orcid="0000-0002-1825-0097",
    )
    number_now()


def own_types(resource: Resource) -> list[str]:
    """Return the types of a resource that no smaller resource has."""
    smaller = [other for other in RESOURCES if len(other.types) < len(resource.types)]
    taken = {name for other in smaller for name in other.types}
    return [name for name in resource.types if name not in taken]


def first_of_type(api: ApiClient, resource: Resource, name: str) -> str:
    narrowed = f"&type={name}" if len(resource.types) > 1 else ""
    return api.ids(f"{resource.name}/", f"?limit=1{narrowed}")[0]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_resource_answers_what_was_reviewed(
    api: ApiClient, library: None, update: bool, resource: Resource
) -> None:
    items = {
        name: api.json(f"{resource.name}/{first_of_type(api, resource, name)}/")
        for name in own_types(resource)
    }
    answers = {"list": api.json(f"{resource.name}/", "?limit=2"), "items": items}
    compare(SNAPSHOTS / f"{resource.name}.json", stable(answers), update=update)


@pytest.mark.parametrize("path", OTHERS)
def test_every_other_address_answers_what_was_reviewed(
    api: ApiClient, library: None, update: bool, path: str
) -> None:
    name = path.strip("/").replace("/", "-") or "root"
    compare(SNAPSHOTS / f"{name}.json", stable(api.json(path, OTHERS[path])), update=update)


@pytest.mark.parametrize("form", ["markdown", "portable"])
def test_rich_text_in_another_form_is_what_was_reviewed(
    api: ApiClient, library: None, update: bool, form: str
) -> None:
    query = f"?path=/exosome-therapy/cancer/&fields=key_points,body&rich_text={form}"
    answer = api.json("pages/find/", query)
    compare(SNAPSHOTS / f"rich-text-{form}.json", stable(answer), update=update)


def test_every_address_has_a_golden_answer() -> None:
    resources = {f"/{resource.name}/" for resource in RESOURCES}
    others = {f"/{path}" for path in OTHERS}
    assert {path.replace("{id}/", "") for path in openapi()["paths"]} == resources | others
    files = {path.stem for path in SNAPSHOTS.glob("*.json")}
    names = {path.strip("/").replace("/", "-") or "root" for path in resources | others}
    assert files == names | {"rich-text-markdown", "rich-text-portable"}
