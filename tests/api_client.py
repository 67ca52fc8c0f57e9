"""A client of the content API that checks every answer against the OpenAPI description."""

import json
import re
from functools import cache
from typing import Any

from django.test import Client
from django.urls import resolve
from jsonschema import Draft202012Validator, FormatChecker

from cms.delivery.management.commands.export_openapi import description
from cms.delivery.resources import ROOT


@cache
def openapi() -> dict[str, Any]:
    """Return the description that the API gives of itself."""
    found: dict[str, Any] = json.loads(description())
    return found


def _closed(schema: Any) -> Any:
    """Return a schema that refuses keys that it does not name: the description leaves them open."""
    if isinstance(schema, list):
        return [_closed(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed["additionalProperties"] = False
    return closed


@cache
def _components() -> dict[str, Any]:
    components: dict[str, Any] = _closed(openapi()["components"])
    return components


def operation_of(path: str) -> dict[str, Any]:
    """Return the description of the address that `path` (without its query) is."""
    below = "/" + path.removeprefix(ROOT)
    for template, methods in openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), below):
            operation: dict[str, Any] = methods["get"]
            if "{" not in template or not below.startswith("/pages/find/"):
                return operation
    raise AssertionError(f"{path} is in no description")


def check(path: str, response: Any) -> None:
    """Raise unless the answer is one that the description allows."""
    described = operation_of(path)["responses"][str(response.status_code)]
    if "$ref" in described:
        described = _component(described["$ref"])
    _check_headers(path, described, response)
    if "content" not in described:
        assert not response.content
        return
    if response.streaming:
        assert response["Content-Type"].partition(";")[0] in described["content"]
        return
    content = described["content"][response["Content-Type"]]
    validator = Draft202012Validator(
        {**_closed(content["schema"]), "components": _components()}, format_checker=FormatChecker()
    )
    validator.validate(json.loads(response.content))


def _component(reference: str) -> dict[str, Any]:
    kind, name = reference.split("/")[-2:]
    found: dict[str, Any] = openapi()["components"][kind][name]
    return found


def _check_headers(path: str, described: dict[str, Any], response: Any) -> None:
    """Raise unless an answer has the headers that are described, and none besides."""
    for name, reference in described["headers"].items():
        header = _component(reference["$ref"])
        assert name in response or not header["required"], f"{path} has no {name}"
        if name in response:
            Draft202012Validator(header["schema"]).validate(response[name])
    for name in openapi()["components"]["headers"]:
        assert name not in response or name in described["headers"], f"{path} has a {name}"


class ApiClient:
    """Asks below `/api/content/v1/`; what it gets has been checked."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str = "", query: str = "", **headers: str) -> Any:
        """Return the answer to GET of `path`, relative to the API's root."""
        response = self.client.get(f"{ROOT}{path}{query}", headers=headers)
        if resolve_name(path) not in (None, "openapi", "docs", "problem"):
            check(f"{ROOT}{path}", response)
        return response

    def json(self, path: str = "", query: str = "") -> Any:
        """Return what a successful GET answers."""
        response = self.get(path, query)
        assert response.status_code == 200, (response.status_code, response.content)
        return response.json()

    def ids(self, path: str, query: str = "") -> list[str]:
        """Return the ids of a list's items."""
        return [item["id"] for item in self.json(path, query)["items"]]

    def errors(self, path: str, query: str) -> dict[str, Any]:
        """Return what a request is refused for, by the name of the parameter."""
        response = self.get(path, query)
        assert response.status_code == 400, (response.status_code, response.content)
        return {error["name"]: error for error in response.json()["errors"]}


def resolve_name(path: str) -> str | None:
    """Return the name of the address `path`, relative to the API's root."""
    return resolve(f"{ROOT}{path}").url_name
