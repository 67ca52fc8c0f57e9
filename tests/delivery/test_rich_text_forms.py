"""`rich_text`: the same documents, everywhere, in the form that is asked for.

The client checks each answer against the description.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cms.delivery import registry
from tests.api_client import ApiClient, openapi
from tests.conftest import Library

#: Each form with the key under which its text stands. Written down here, so that a change is seen.
KEYS = {"html": "html", "markdown": "markdown", "portable": "blocks"}
every_form = pytest.mark.parametrize("form", KEYS)


def texts_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every rich text in an answer."""
    if isinstance(data, dict) and data.keys() >= {"format", "text"}:
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts_in(value)


def items_of(api: ApiClient) -> list[str]:
    """Return the address of every item of every resource."""
    lists = [path[1:-5] for path in openapi()["paths"] if path.endswith("/{id}/")]
    return [f"{path}{one}/" for path in lists for one in api.ids(path, "?limit=100")]


def test_the_forms_are_those_of_the_description() -> None:
    described = openapi()["components"]["schemas"]["RichText"]["discriminator"]["mapping"]
    assert list(registry.forms()) == list(described) == list(KEYS)
    for path, methods in openapi()["paths"].items():
        for parameter in methods["get"]["parameters"]:
            if parameter["name"] == "rich_text":
                assert parameter["schema"]["enum"] == list(KEYS), path
                assert parameter["schema"]["default"] == "html"


@every_form
def test_every_item_comes_in_every_form(api: ApiClient, library: Library, form: str) -> None:
    count = 0
    for path in items_of(api):
        usual = api.json(path)
        asked = api.json(path, f"?rich_text={form}")
        for before, found in zip(texts_in(usual), texts_in(asked), strict=True):
            count += 1
            assert found.keys() == {"format", KEYS[form], "text"}
            assert found["format"] == form
            assert found["text"] == before["text"]
    assert count > 20


@every_form
def test_every_list_comes_in_every_form(api: ApiClient, library: Library, form: str) -> None:
    lists = [path[1:-5] for path in openapi()["paths"] if path.endswith("/{id}/")]
    for path in lists:
        described = openapi()["paths"][f"/{path}"]["get"]["parameters"]
        names = next(one for one in described if one["name"] == "fields")["schema"]["items"]["enum"]
        for query in ("", f"&fields={','.join(names)}"):
            items = api.json(path, f"?rich_text={form}{query}")["items"]
            assert {found["format"] for found in texts_in(items)} <= {form}


@every_form
def test_starter_pages_are_as_described_in_every_form(
    api: ApiClient, starter: None, form: str
) -> None:
    for item in api.json("pages/", "?limit=100")["items"]:
        document = api.json(f"pages/{item['id']}/", f"?rich_text={form}")
        assert {found["format"] for found in texts_in(document)} <= {form}


@every_form
def test_a_page_is_found_in_every_form(api: ApiClient, library: Library, form: str) -> None:
    query = f"rich_text={form}"
    found = api.json("pages/find/", f"?path={library.cancer.url}&{query}")
    assert found == api.json(f"topics/{library.cancer.translation_key}/", f"?{query}")
    assert next(texts_in(found))["format"] == form


def test_html_is_the_usual_form(api: ApiClient, library: Library) -> None:
    for path in (f"topics/{library.cancer.translation_key}/", "topics/"):
        assert api.get(path).content == api.get(path, "?rich_text=html").content


@every_form
def test_fields_and_form_go_together(api: ApiClient, library: Library, form: str) -> None:
    path = f"topics/{library.cancer.translation_key}/"
    whole = api.json(path, f"?rich_text={form}")
    part = api.json(path, f"?rich_text={form}&fields=key_points,title")
    assert {found["format"] for found in texts_in(part)} == {form}
    assert part == {name: whole[name] for name in ("id", "type", "title", "key_points")}
    (listed,) = [
        item
        for item in api.json("topics/", f"?fields=key_points,title&rich_text={form}")["items"]
        if item["id"] == whole["id"]
    ]
    assert listed == part


def test_the_next_part_of_a_list_comes_in_the_same_form(api: ApiClient, library: Library) -> None:
    part = api.json("topics/", "?fields=key_points&limit=1&rich_text=portable")
    items = part["items"]
    while part["next"]:
        assert "rich_text=portable" in part["next"]
        part = api.json("topics/", f"?{part['next'].partition('?')[2]}")
        items += part["items"]
    assert len(items) == 2
    assert {found["format"] for found in texts_in(items)} == {"portable"}


@pytest.mark.parametrize("value", ["text", "HTML", "Markdown", "portable,html", "", " portable"])
@pytest.mark.parametrize("path", ["topics/", "trials/", "pages/find/"])
def test_another_form_is_refused(api: ApiClient, library: Library, path: str, value: str) -> None:
    place = f"path={library.cancer.url}&" if "find" in path else ""
    errors = api.errors(path, f"?{place}rich_text={value}")
    assert set(errors) == {"rich_text"}
    if value:
        assert errors["rich_text"]["allowed"] == list(KEYS)


def test_a_mistake_in_the_form_is_told_the_right_word(api: ApiClient, library: Library) -> None:
    errors = api.errors("topics/", "?rich_text=Markdown")
    assert errors["rich_text"]["did_you_mean"] == "markdown"


@pytest.mark.parametrize("form", ["markdown", "portable"])
def test_a_form_takes_no_more_queries_than_html(
    api: ApiClient, library: Library, django_assert_num_queries: DjangoAssertNumQueries, form: str
) -> None:
    for path in (f"topics/{library.cancer.translation_key}/", "pages/"):
        api.get(path)
        with CaptureQueriesContext(connection) as queries:
            api.get(path)
        with django_assert_num_queries(len(queries)):
            api.get(path, f"?rich_text={form}")
