"""The content API: resources put together, their addresses, and its own description."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI, P, PathEx, Router
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.delivery.answers import bytes_answer, delivered, model_answer
from cms.delivery.items import answer_item
from cms.delivery.lists import answer_list
from cms.delivery.openapi import completed, item_schema, list_schema
from cms.delivery.openapi_answers import Examples
from cms.delivery.parameters import NO_PARAMETERS, documented, read
from cms.delivery.problems import PROBLEM_TYPES, not_found
from cms.delivery.resources import ROOT, Resource
from cms.delivery.schemas import Schema

#: Where the API stands in the project's addresses, and the name of its URL namespace.
NAMESPACE = "content_v1"


class Links(Schema):
    """The ways into the API."""

    version: str
    links: dict[str, str]


class ContentAPI(NinjaAPI):
    """`/api/content/v1/`.

    Args:
        resources: what it delivers, in the order of its description.
        routers: further addresses, asked before the resources' own.
        links: what the root names besides the resources: name → address below the root.
        examples: a file of answers that it has given, for its description; see `Examples`.
    """

    def __init__(
        self,
        resources: Sequence[Resource],
        *,
        routers: Sequence[Router] = (),
        links: Mapping[str, str] | None = None,
        examples: Path | None = None,
    ) -> None:
        super().__init__(urls_namespace=NAMESPACE, openapi_url=None, docs_url=None)
        self.resources = tuple(resources)
        self.examples_path = examples
        self.links = {resource.name: f"{resource.name}/" for resource in resources}
        self.links |= {**(links or {}), "openapi": "openapi.json", "docs": "docs/"}
        self.add_router("", self._root())
        for router in routers:
            self.add_router("", router)
        for resource in resources:
            self.add_router("", resource_router(resource))

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Leave every exception to the edge, which answers it as a problem."""
        raise exc

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses, each with what every answer has."""
        patterns, app_name, namespace = super().urls
        patterns = [
            path("openapi.json", description, {"api": self}, name="openapi"),
            path("docs/", reference_page, {"api": self}, name="docs"),
            path("problems/<slug:code>/", problem_page, {"api": self}, name="problem"),
            *patterns,
        ]
        decorate_urlpatterns(patterns, delivered)
        return patterns, app_name, namespace

    @cached_property
    def examples(self) -> Examples:
        """Answers that it has given."""
        return Examples.read(self.examples_path) if self.examples_path else Examples()

    @cached_property
    def description_bytes(self) -> bytes:
        """The OpenAPI description, as it is sent and as it is committed."""
        routes = self.get_openapi_schema(path_prefix="")
        schema = completed(routes, self.resources, self.examples)
        return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()

    def _root(self) -> Router:
        router = Router(tags=["root"])

        @router.get("/", response=Links, operation_id="root", summary="The ways in")
        def root(request: HttpRequest) -> HttpResponse:
            """Every list and single document, by name, with its address."""
            read(request, NO_PARAMETERS)
            base = settings.SITE_URL + ROOT
            links = {name: base + address for name, address in self.links.items()}
            return model_answer(Links(version="1", links=links))

        return router


def resource_router(resource: Resource) -> Router:
    """Return the two addresses of a resource."""
    router = Router(tags=[resource.name], by_alias=True)
    stem = resource.name.replace("-", "_")

    @router.get(
        f"/{resource.name}/",
        response=list_schema(resource),
        operation_id=f"{stem}_list",
        summary=f"List {resource.name.replace('-', ' ')}",
        openapi_extra=documented(resource.list_parameters),
    )
    def list_items(request: HttpRequest) -> HttpResponseBase:
        """Without the long fields, unless `fields` asks for them."""
        return answer_list(request, resource)

    @router.get(
        f"/{resource.name}/{{id}}/",
        response=item_schema(resource),
        operation_id=f"{stem}_item",
        summary=f"One {resource.item}",
        openapi_extra=documented(resource.item_parameters),
    )
    def item(
        request: HttpRequest,
        id: PathEx[str, P(description="Its id.")],  # noqa: A002 - the name in the address
    ) -> HttpResponseBase:
        """The whole document, or what `fields` asks for."""
        return answer_item(request, resource, id)

    return router


def description(request: HttpRequest, api: ContentAPI) -> HttpResponse:
    """Answer with the OpenAPI description."""
    read(request, NO_PARAMETERS)
    return bytes_answer(api.description_bytes)


def reference_page(request: HttpRequest, api: ContentAPI) -> HttpResponse:
    """Show every address with its parameters, to developers who read and try before they write.

    Swagger UI shows it where scripts run, the page's own list elsewhere.
    """
    read(request, NO_PARAMETERS)
    schema = json.loads(api.description_bytes)
    context = {
        "root": ROOT,
        "info": schema["info"],
        "operations": [
            {
                **methods["get"],
                "address": ROOT + address.removeprefix("/"),
                "description": _plain(methods["get"].get("description", "")),
                "parameters": [
                    _shown(found)
                    for found in methods["get"]["parameters"]
                    if found["in"] == "query"
                ],
            }
            for address, methods in schema["paths"].items()
        ],
        "problems": PROBLEM_TYPES.values(),
    }
    return render(request, "cms/api_reference.html", context)


def _shown(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return what a person reads of a parameter; the names of fields are too many to list."""
    schema = parameter["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum", [])
    return {
        "name": parameter["name"],
        "description": _plain(parameter.get("description", "")),
        "values": [] if parameter["name"] == "fields" else values,
    }


def _plain(markdown: str) -> str:
    """Return a description, which may have code in backticks, as plain text."""
    return markdown.replace("`", "")


def problem_page(request: HttpRequest, code: str, api: ContentAPI) -> HttpResponse:
    """Show what a problem type means, to the developer who follows its address."""
    read(request, NO_PARAMETERS)
    if code not in PROBLEM_TYPES:
        raise not_found()
    example = json.dumps(api.examples.problem(code), ensure_ascii=False, indent=2)
    return render(request, "cms/problem.html", {"problem": PROBLEM_TYPES[code], "example": example})
