"""Wagtail's own APIs, v2 and v3, as somebody without a token asks them."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.urls import api as api_v3
from wagtail.models import Revision

from cms.content.wagtail_api import PublicPagesAPIViewSet, api_v2
from tests.leaks.asking import Ask
from tests.leaks.filling import MARK
from tests.leaks.world import World
from tests.page_types import PAGE_TYPES

NEVER = 999_999
V2, V3 = "/api/v2/", "/api/v3/"
#: Forms of rich text that hold ids, and those that hold addresses. Markdown takes half a second.
WITH_IDS, WITH_ADDRESSES = ("db_html", "db_markdown"), ("html", "markdown")
TREE = ("child_of", "descendant_of", "ancestor_of", "translation_of")
#: What v2 takes besides fields; a new one is asked for here.
OF_V2 = {
    "_", "format", "limit", "offset", "fields", "order", "search", "search_operator", "type",
    "locale", "site", "rich_text_format", *TREE,
}  # fmt: skip


def media_of(world: World, name: str) -> list[Any]:
    """Return the images or documents of the library."""
    return {
        "images": [world.image, *world.images],
        "documents": [world.document, *world.documents],
    }[name]


def _keys(world: World, name: str) -> list[int]:
    things = list(world) if name == "pages" else media_of(world, name)
    return [*(thing.pk for thing in things), NEVER]


def field_filters(world: World) -> Iterator[dict[str, Any]]:
    """Yield, for every column of hidden pages that can be filtered by, what stands in it."""
    for page in world.hidden:
        names = PublicPagesAPIViewSet.get_available_fields(type(page), db_fields_only=True)
        for name in names:
            column = type(page)._meta.get_field(name)
            if getattr(column, "concrete", False) and not column.many_to_many:
                value = column.value_from_object(page)
                yield {"type": page._meta.label, name: "" if value is None else value}


def _relatives(world: World) -> list[Any]:
    """Return pages in whose place in the tree somebody could be interested."""
    return [*(page.pk for page in [*world.hidden, world.public[1]]), NEVER, "root"]


def _queries_of_pages(world: World) -> Iterator[dict[str, Any]]:
    for model in PAGE_TYPES:
        yield {"type": model._meta.label, "fields": "*"}
    for name in TREE:
        yield from ({name: key} for key in _relatives(world))
    for page in world.secret_pages:
        yield {"slug": page.slug}
        yield {"title": page.title}
    for order in ("title", "-slug", "first_published_at", "-id"):
        yield {"order": order}


def _v2(world: World) -> Iterator[str]:
    for name, viewset in api_v2()._endpoints.items():
        assert viewset.known_query_parameters <= OF_V2, viewset.known_query_parameters - OF_V2
        queries: list[dict[str, Any]] = [{}, {"fields": "*", "limit": 100}, {"offset": 2}]
        queries += [{"search": word} for word in (MARK, "Plain", "nothing")]
        queries += [{"rich_text_format": form} for form in (*WITH_IDS, *WITH_ADDRESSES)]
        if name == "pages":
            for key in (world.public[1].pk, world.hidden[0].pk):
                yield f"{name}/{key}/?fields=*&rich_text_format=markdown"
            queries += _queries_of_pages(world)
            for path in world.paths:
                yield f"{name}/find/?{urlencode({'html_path': path})}"
        yield from (f"{name}/?{urlencode(query)}" for query in queries)
        for key in _keys(world, name):
            yield f"{name}/{key}/"
            yield f"{name}/{key}/?fields=*&rich_text_format=html"
            yield f"{name}/find/?id={key}"


def _labels(world: World) -> list[Any]:
    """Return the names of all models of content."""
    models: list[type[Model]] = [*PAGE_TYPES, *world.items]
    return [model._meta.label for model in models]


#: What v3 takes in its paths; a new one says here what it is asked with.
IN_PATHS: dict[str, Callable[[World], list[Any]]] = {
    "page_id": lambda world: _keys(world, "pages"),
    "image_id": lambda world: _keys(world, "images"),
    "document_id": lambda world: _keys(world, "documents"),
    "redirect_id": lambda world: [1, 2, NEVER],
    "site_id": lambda world: [1, NEVER],
    "revision_id": lambda world: [*Revision.objects.values_list("pk", flat=True)[:2], NEVER],
    "type_name": lambda world: ["pages", *(model._meta.label for model in PAGE_TYPES)],
    "type": lambda world: _labels(world),
    "pk": lambda world: [1, NEVER],
}
#: What v3 takes in queries.
IN_QUERIES: dict[str, Callable[[World], list[Any]]] = {
    "type": lambda world: [model._meta.label for model in PAGE_TYPES],
    **dict.fromkeys(TREE, _relatives),
    "locale": lambda world: ["en"],
    "site": lambda world: ["localhost"],
    "order": lambda world: ["title", "-id", "slug"],
    "search": lambda world: [MARK, "Plain"],
    "search_operator": lambda world: ["and"],
    "limit": lambda world: [100],
    "offset": lambda world: [2],
    "id": lambda world: [page.pk for page in world],
    "html_path": lambda world: world.paths,
    "version": lambda world: ["draft"],
    "rich_text_format": lambda world: ["html"],
    **dict.fromkeys(("created_at_from", "approved_go_live_at_from"), lambda world: ["2020-01-01"]),
    **dict.fromkeys(("created_at_to", "approved_go_live_at_to"), lambda world: ["2040-01-01"]),
    "user_id": lambda world: [world.user.pk],
    "object_str": lambda world: [MARK],
}


def _paths(template: str, names: list[str], world: World) -> list[str]:
    paths = [template]
    for name in names:
        values = IN_PATHS[name](world)
        # One that belongs to another is asked for with a few.
        values = values if name == names[0] else values[:1]
        paths = [path.replace(f"{{{name}}}", str(value)) for path in paths for value in values]
    return paths


def _anonymous() -> set[str]:
    """Return the paths of v3 that answer requests without a token."""
    return {
        V3 + (prefix.strip("/") + path).lstrip("/")
        for prefix, router in api_v3._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if "GET" in operation.methods
        and any(isinstance(auth, AllowAnonymous) for auth in operation.auth_callbacks)
    }


def _v3(world: World) -> Iterator[str]:
    anonymous = _anonymous()
    for template, methods in api_v3.get_openapi_schema()["paths"].items():
        if "get" not in methods:
            continue
        described = methods["get"].get("parameters", [])
        names = [found["name"] for found in described if found["in"] == "path"]
        for path in _paths(template, names, world):
            yield path
            if template not in anonymous:
                continue
            for name in (found["name"] for found in described if found["in"] == "query"):
                values = IN_QUERIES[name](world)
                yield from (f"{path}?{urlencode({name: value})}" for value in values)
    yield from (f"{V3}pages/{world.public[1].pk}/?rich_text_format={form}"
                for form in (*WITH_IDS, *WITH_ADDRESSES))  # fmt: skip
    yield from (f"{V3}openapi.json", f"{V3}docs/", V3)


def asks(world: World) -> Iterator[Ask]:
    """Yield every request to Wagtail's APIs."""
    yield from (Ask(V2 + path) for path in _v2(world))
    yield from (Ask(path) for path in _v3(world))
