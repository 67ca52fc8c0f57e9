"""The OpenAPI description: what Ninja makes of the routes, completed to the whole contract."""

import json
from collections.abc import Sequence
from copy import copy
from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import ConfigDict, Field, create_model

from cms.delivery import registry
from cms.delivery.items import ALWAYS, MAX_INCLUDED
from cms.delivery.openapi_answers import (
    HEADERS,
    Examples,
    complete_responses,
    problem_responses,
)
from cms.delivery.problems import GoneDocument, ProblemDocument
from cms.delivery.resources import ROOT, Resource
from cms.delivery.schemas import LONG_FIELDS, Document, Schema, union_of

INFO = {
    "title": "Content API",
    "version": "1",
    "summary": "Evidence-based health content for apps: typed, filterable, cached.",
    "description": (
        "Read-only and public: no token is needed, and none is taken. Every address takes GET, "
        "HEAD and OPTIONS; any other method is 405. An address without the slash at its end is "
        "answered by 308 to the one with it; one that is none at all, by 404. "
        "Within version 1 we only add: fields, enum values, block types, problem types. "
        "So ignore fields that you don’t know, show an unknown enum value by its label, and a "
        "block of an unknown type by its `fallback`."
    ),
}
#: A header that every address takes.
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The ETag of an answer that you have: 304 says that it is still right.",
    "required": False,
    "schema": {"type": "string"},
}


def stem(schema: type[Document]) -> str:
    """Return what a schema's documents are called: `Topic` of `TopicDocument`."""
    return schema.__name__.removesuffix("Document")


def _all_optional(schema: dict[str, Any]) -> None:
    schema["required"] = list(ALWAYS)


class PartialSchema(Schema):
    """The base of what `fields` leaves of a document."""

    model_config = ConfigDict(json_schema_extra=_all_optional)


def _derived(
    schema: type[Document], name: str, base: type[Schema], words: str, without: frozenset[str]
) -> type[Schema]:
    fields: dict[str, Any] = {
        field: (info.annotation, copy(info))
        for field, info in schema.model_fields.items()
        if field not in without
    }
    return create_model(name, __base__=base, __doc__=words, **fields)


@cache
def partial_of(schema: type[Document]) -> type[Schema]:
    """Return the schema of an answer to `fields`: any field may be missing but id and type."""
    words = f"{stem(schema)}: the fields that were asked for."
    return _derived(schema, f"{stem(schema)}Partial", PartialSchema, words, frozenset())


@cache
def summary_of(schema: type[Document]) -> type[Schema]:
    """Return the schema of a document in a list: without its long fields."""
    words = f"{stem(schema)}, without its long fields."
    return _derived(schema, f"{stem(schema)}Summary", Schema, words, LONG_FIELDS)


def item_schema(resource: Resource) -> Any:
    """Return the schema of one item's answer."""
    partials = [partial_of(schema) for schema in resource.schemas]
    return union_of([*resource.schemas, *partials])


@cache
def list_schema(resource: Resource) -> type[Schema]:
    """Return the schema of a list's answer."""
    members = [summary_of(schema) for schema in resource.schemas]
    members += [partial_of(schema) for schema in resource.schemas]
    items: Any = GenericAlias(list, (union_of(members),))
    return create_model(
        f"{resource.name.replace('-', ' ').title().replace(' ', '')}List",
        __base__=ListSchema,
        __doc__="One part of a list.",
        items=(items, ...),
    )


class FacetValue(Schema):
    """How many items have one value."""

    value: str = Field(description="As the filter takes it.")
    label: str = Field(description="For people.")
    count: int


def _only_when_asked(schema: dict[str, Any]) -> None:
    schema["required"] = [name for name in schema["required"] if name != "facets"]


class ListSchema(Schema):
    """The base of every list's answer."""

    model_config = ConfigDict(json_schema_extra=_only_when_asked)

    total: int = Field(description="How many items the whole list has.")
    next: str | None = Field(description="The address of the next part; null at the end.")
    facets: dict[str, list[FacetValue]] | None = Field(
        default=None, description="The counts that `facets` asked for, the highest first."
    )


def _describe_included(components: dict[str, Any], resources: Sequence[Resource]) -> None:
    """Say what `include` adds to answers: to lists, and to documents at an address of their own."""
    references = {
        name: f"#/components/schemas/{registry.get(name).schema.__name__}"
        for resource in resources
        for name in resource.types
    }
    components["Included"] = {
        "type": "object",
        "description": "Whole documents by id, each once.",
        "additionalProperties": {
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "type", "mapping": references},
        },
    }
    properties = {
        "included": {"$ref": "#/components/schemas/Included"},
        "not_included": {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "description": f"The ids of what was left out: at most {MAX_INCLUDED} documents are "
            "sent along. Ask for them at their own addresses.",
        },
    }
    for resource in (found for found in resources if found.includes):
        partials = (partial_of(schema).__name__ for schema in resource.schemas)
        whole = (schema.__name__ for schema in resource.schemas)
        for name in (*whole, *partials, list_schema(resource).__name__):
            components[name]["properties"] |= properties
    components["SyncAnswer"]["properties"] |= properties


def _describe_formats(paths: dict[str, Any], resources: Sequence[Resource]) -> None:
    """Say what `format` makes of answers."""
    for resource in resources:
        for address in (f"/{resource.name}/", f"/{resource.name}/{{id}}/"):
            content = paths[address]["get"]["responses"]["200"]["content"]
            for found in resource.formats:
                content[found.content_type] = {"schema": {"type": "string"}}


def completed(
    schema: dict[str, Any], resources: Sequence[Resource], examples: Examples
) -> dict[str, Any]:
    """Return Ninja's description with problems, headers, examples and what holds everywhere.

    Args:
        schema: the description of the routes.
        resources: what is delivered.
        examples: answers that the API has given.
    """
    found: dict[str, Any] = json.loads(json.dumps(schema))
    found["info"] = INFO
    found["servers"] = [{"url": ROOT.rstrip("/")}]
    components = found["components"]
    components["schemas"] = {
        name: _opened(component) for name, component in sorted(components["schemas"].items())
    }
    _describe_included(components["schemas"], resources)
    _describe_formats(found["paths"], resources)
    for name, model in (("Problem", ProblemDocument), ("GoneProblem", GoneDocument)):
        problem = model.model_json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        components["schemas"] |= {
            inner: _opened(component) for inner, component in problem.pop("$defs").items()
        }
        components["schemas"][name] = _opened(problem)
    components["headers"] = HEADERS
    components["responses"] = problem_responses(examples)
    for path, methods in found["paths"].items():
        for operation in methods.values():
            _complete_parameters(operation)
            complete_responses(path, operation, examples)
    return _opened_answers(found)


def _opened_answers(found: dict[str, Any]) -> dict[str, Any]:
    """Return a description whose answers' schemas are open, as its components are."""
    for methods in found["paths"].values():
        for operation in methods.values():
            for content in operation["responses"]["200"]["content"].values():
                content["schema"] = _opened(content["schema"])
    return found


def _opened(schema: Any) -> Any:
    """Return a JSON schema without made-up titles, and open to fields that are added later."""
    if isinstance(schema, list):
        return [_opened(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: value
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "additionalProperties" and value is False)
    }
    return {key: _opened_part(key, value) for key, value in kept.items()}


def _opened_part(key: str, value: Any) -> Any:
    """Return what stands under one key of a schema; data and names of fields are no schemas."""
    if key in ("default", "examples"):
        return value
    if key == "properties":
        return {name: _opened(member) for name, member in value.items()}
    return _opened(value)


def _complete_parameters(operation: dict[str, Any]) -> None:
    """Add to an operation's parameters what its routes do not say of them."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string", "format": "uuid"}
    operation["parameters"].append(IF_NONE_MATCH)
