"""The content API: every path of its description, every parameter, every id."""

import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from wsgiref.types import WSGIApplication

from cms.content.images import NAMESPACE
from cms.content.models import ContentPage
from cms.delivery import registry
from cms.delivery.problems import PROBLEM_TYPES
from cms.delivery.resources import ROOT
from cms.urls import content_api
from tests.api_client import openapi
from tests.leaks.asking import Ask, ask, without_versions
from tests.leaks.filling import MARK
from tests.leaks.world import PLAIN, World

#: An id that nothing ever had.
NEVER = "0f9f3d9e-6f0d-4c39-8a57-3a5b1f7d2c11"
#: What addresses in answers begin with.
SITE = "http://localhost:8000"
#: A path at which nothing ever was.
NOWHERE = "/nothing-was-ever-here/"
#: What has no value of its own here: walks and `rich_text` forms are asked for everywhere.
OF_WALKS = {"cursor", "token", "locale", "limit", "fields", "rich_text"}
#: Longer lists of values are not asked whole.
MOST_WORDS = 60
#: Addresses below the root that its description leaves out.
UNDESCRIBED = ("openapi.json", "docs/", *(f"problems/{code}/" for code in PROBLEM_TYPES))


def id_of(item: Any) -> str:
    """Return the public id of a page or library item."""
    return str(item.translation_key if isinstance(item, ContentPage) else item.uuid)


def ids(world: World) -> dict[str, str]:
    """Return every id that somebody could ask for, with the type of what it is of."""
    things = [*world, *(item for pair in world.items.values() for item in pair)]
    found = {id_of(thing): thing.api_type for thing in things}
    images = [world.image, *world.images]
    found |= {str(uuid.uuid5(NAMESPACE, str(image.pk))): "image" for image in images}
    return {**found, NEVER: "never"}


def parameters_of(path: str) -> dict[str, dict[str, Any]]:
    """Return the query parameters of a path, by name."""
    described = openapi()["paths"][path]["get"].get("parameters", [])
    return {found["name"]: found for found in described if found["in"] == "query"}


def values_of(parameter: dict[str, Any], world: World) -> list[str]:
    """Return what a filter or order is asked with: what is public, and what is not.

    Raises:
        TypeError: it takes values of a kind that nobody has told this module of.
    """
    schema = parameter["schema"]
    inner = schema.get("items", schema)
    if "enum" in inner:
        words = [str(value) for value in inner["enum"]]
        # Of the countries of the world those that a trial is in, and some others.
        return words if len(words) <= MOST_WORDS else ["FR", *words[:3]]
    example = parameter.get("example") or schema.get("example") or []
    examples = [str(value) for value in (example if isinstance(example, list) else [example])]
    if inner.get("type") == "boolean":
        return ["true", "false"]
    if inner.get("type") == "integer":
        return [*examples, str(world.marked.number), "2020"]
    if inner.get("type") == "string":
        return [*examples, *(name for thing in _telling(world) for name in names_of(thing))]
    raise TypeError(f"Say in {__name__} what {parameter['name']} is asked with.")


def names_of(thing: Any) -> list[str]:
    """Return the id of a page or library item, and its slug where it has one."""
    return [id_of(thing), *filter(None, [getattr(thing, "slug", "")])]


def _telling(world: World) -> list[Any]:
    """Return hidden pages, what only they name, and a public page."""
    return [*world.hidden, world.public[1], *(items[1] for items in world.items.values())]


def forms(path: str) -> Iterator[str]:
    """Yield the queries that a document can be asked with: its forms, each with all its fields."""
    fields = ",".join(parameters_of(path)["fields"]["schema"]["items"]["enum"])
    yield from (f"rich_text={name}&fields={fields}" for name in registry.forms())


def _of_items(path: str, world: World) -> Iterator[str]:
    resource = next(found for found in content_api.resources if path == f"/{found.name}/{{id}}/")
    foreign = {id_of(world.home), id_of(world.hidden[0]), NEVER}
    for identifier, type_name in ids(world).items():
        address = path.replace("{id}", identifier)
        if type_name in resource.types:
            yield address
            yield from (f"{address}?{query}" for query in forms(path))
        elif identifier in foreign or type_name == "image":
            yield address


def _of_find(path: str, world: World) -> Iterator[str]:
    for site_path in world.paths:
        yield f"{path}?{urlencode({'path': site_path})}"
    yield from (f"{path}?path=/&{query}" for query in forms(path))


def _of_lists(path: str, world: World) -> Iterator[str]:
    yield path
    parameters = parameters_of(path)
    if "limit" in parameters:
        yield from (f"{path}?limit=100&{query}" for query in forms(path))
    for name, parameter in parameters.items():
        if name not in OF_WALKS:
            for value in values_of(parameter, world):
                yield f"{path}?{name}={quote(value)}"


def _of_search(path: str, world: World) -> Iterator[str]:
    """Yield searches for what is hidden: whole, begun, misspelt, beside what is public."""
    titles = [page.title for page in (*world.hidden, *world.public)]
    for query in (MARK, MARK[:4], f"{MARK[:-2]}{MARK[-1]}", f"{PLAIN} {MARK}", PLAIN, *titles):
        yield f"{path}?{urlencode({'q': query, 'facets': 'type', 'limit': 100})}"
    for name in parameters_of(path)["types"]["schema"]["items"]["enum"]:
        yield f"{path}?{urlencode({'q': PLAIN, 'types': name})}"


def _described(world: World) -> Iterator[str]:
    for path in openapi()["paths"]:
        if path == "/pages/find/":
            yield from _of_find(path, world)
        elif "{id}" in path:
            yield from _of_items(path, world)
        elif path == "/search/":
            yield from _of_search(path, world)
        elif path != "/sync/":
            yield from _of_lists(path, world)


def asks(world: World) -> Iterator[Ask]:
    """Yield every request to the content API but walks."""
    for address in _described(world):
        yield Ask(ROOT + address[1:])
    for address in (*UNDESCRIBED, "", "nothing/", "pages", "topics/?nothing=1"):
        yield Ask(ROOT + address)
    for identifier in [NEVER, *(id_of(page) for page in world.hidden)]:
        for method in ("HEAD", "OPTIONS", "POST"):
            yield Ask(f"{ROOT}pages/{identifier}/", method)
        yield Ask(f"{ROOT}pages/{identifier}/", headers=(("HTTP_IF_NONE_MATCH", "*"),))


# Walks


def sync_from(application: WSGIApplication, address: str) -> tuple[list[dict[str, Any]], str]:
    """Return all that `sync/` says from an address on, and the address to ask later."""
    items: list[dict[str, Any]] = []
    while True:
        answer = ask(application, Ask(address.removeprefix(SITE)))
        assert answer.status == 200, answer.body
        items += answer.json["items"]
        if answer.json["next"] is None:
            return items, answer.json["sync"]
        address = answer.json["next"]


def copy_after(copy: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an app's copy of the library after what `sync/` has said, without versions."""
    copy = dict(copy)
    for item in items:
        if item["op"] == "put":
            copy[item["id"]] = without_versions(item["document"])
        else:
            assert set(item) == {"op", "id", "type", "version", "reason", "replaced_by"}
            copy.pop(item["id"], None)
    return copy


def walks(application: WSGIApplication) -> Iterator[str]:
    """Yield each list as it is walked by its cursor, two items at a time."""
    for resource in content_api.resources:
        address: str | None = f"{ROOT}{resource.name}/?limit=2&fields=id"
        while address:
            answer = ask(application, Ask(address.removeprefix(SITE)))
            yield json.dumps([answer.status, answer.json])
            address = answer.json["next"]
