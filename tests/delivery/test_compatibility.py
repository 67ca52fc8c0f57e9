"""What breaks an app that was written for an older description, and what does not."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.delivery.compatibility import breaking_changes
from cms.delivery.management.commands import export_openapi
from tests.api_client import openapi

Description = dict[str, Any]
Change = Callable[[Description], Any]


BURN = {"$ref": "#/components/schemas/Burn"}


def described() -> Description:
    """Return a small description that has one of everything."""
    return {
        "paths": {
            "/burns/": {
                "get": {
                    "operationId": "burns",
                    "parameters": [
                        parameter("depth", {"type": "string", "enum": ["partial", "full"]}),
                        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 100,
                                            "default": 20}),
                        parameter("doi", {"type": "array", "minItems": 1,
                                          "items": {"type": "string", "pattern": "10"}}),
                    ],
                    "responses": {
                        "200": {
                            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                            "content": {
                                "application/json": {"schema": BURN}
                            },
                        },
                        "404": {"$ref": "#/components/responses/NotFound"},
                    },
                }
            }
        },
        "components": {
            "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
            "responses": {"NotFound": {"content": {"text/plain": {"schema": {"type": "string"}}}}},
            "schemas": {
                "Burn": {
                    "type": "object",
                    "required": ["depth", "treatments"],
                    "properties": {
                        "depth": {"$ref": "#/components/schemas/Depth"},
                        "treatments": {
                            "type": "array",
                            "items": {"$ref": "#/components/schemas/Treatment"},
                        },
                        "below": {"anyOf": [BURN, {"type": "null"}]},
                        "words": {"type": "object", "additionalProperties": {"type": "string"}},
                        "on": {"type": "string", "format": "date"},
                    },
                },
                "Depth": {"type": "string", "enum": ["partial", "full"]},
                "Treatment": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Graft"},
                        {"$ref": "#/components/schemas/Dressing"},
                    ],
                    "discriminator": {"propertyName": "type"},
                },
                "Graft": {"type": "object", "properties": {"type": {"const": "graft"}}},
                "Dressing": {"type": "object", "properties": {"type": {"const": "dressing"}}},
            },
        },
    }  # fmt: skip


def parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": schema}


def operation(description: Description) -> Any:
    return description["paths"]["/burns/"]["get"]


def parameters(description: Description) -> Any:
    return operation(description)["parameters"]


def schemas(description: Description) -> Any:
    return description["components"]["schemas"]


def burn(description: Description) -> Any:
    return schemas(description)["Burn"]


BREAKING: dict[str, tuple[Change, str]] = {
    "a path is gone": (lambda new: new["paths"].clear(), "GET /burns/ is gone."),
    "a method is gone": (lambda new: new["paths"]["/burns/"].clear(), "GET /burns/ is gone."),
    "an operation is called otherwise": (
        lambda new: operation(new).update(operationId="burn_list"),
        "GET /burns/: its operationId, after which clients name it, has changed.",
    ),
    "a parameter is gone": (
        lambda new: parameters(new).pop(0), "GET /burns/: parameter depth is gone.",
    ),
    "a parameter is required": (
        lambda new: parameters(new)[0].update(required=True),
        "GET /burns/: parameter depth is required now.",
    ),
    "a new parameter is required": (
        lambda new: parameters(new).append({**parameter("q", {}), "required": True}),
        "GET /burns/: parameter q is new, and required.",
    ),
    "a parameter is written otherwise": (
        lambda new: parameters(new)[0].update(explode=True),
        "GET /burns/: parameter depth is written in another way (explode).",
    ),
    "a parameter takes a value less": (
        lambda new: parameters(new)[0]["schema"]["enum"].remove("full"),
        "GET /burns/: parameter depth: the value 'full' is gone.",
    ),
    "a parameter is of another type": (
        lambda new: parameters(new)[0]["schema"].update(type="integer"),
        "GET /burns/: parameter depth: its type was string and is integer.",
    ),
    "a parameter's highest value is lower": (
        lambda new: parameters(new)[1]["schema"].update(maximum=50),
        "GET /burns/: parameter limit: its maximum is lower.",
    ),
    "a parameter's lowest value is higher": (
        lambda new: parameters(new)[1]["schema"].update(minimum=2),
        "GET /burns/: parameter limit: its minimum is higher.",
    ),
    "a parameter gets a limit": (
        lambda new: parameters(new)[2]["schema"]["items"].update(maxLength=10),
        "GET /burns/: parameter doi: its maxLength is lower.",
    ),
    "a parameter's default changes": (
        lambda new: parameters(new)[1]["schema"].update(default=10),
        "GET /burns/: parameter limit: its default has changed.",
    ),
    "a parameter's values have another form": (
        lambda new: parameters(new)[2]["schema"]["items"].update(pattern="11"),
        "GET /burns/: parameter doi: its pattern has changed.",
    ),
    "an answer is gone": (
        lambda new: operation(new)["responses"].pop("404"), "GET /burns/ 404 is gone.",
    ),
    "a header is gone": (
        lambda new: operation(new)["responses"]["200"].pop("headers"),
        "GET /burns/ 200: header ETag is gone.",
    ),
    "a header may be missing": (
        lambda new: new["components"]["headers"]["ETag"].update(required=False),
        "GET /burns/ 200: header ETag may be missing now.",
    ),
    "a media type is gone": (
        lambda new: new["components"]["responses"]["NotFound"]["content"].clear(),
        "GET /burns/ 404: text/plain is gone.",
    ),
    "a field is gone": (
        lambda new: burn(new)["properties"].pop("on"), "Burn.on is gone.",
    ),
    "a field may be missing": (
        lambda new: burn(new)["required"].remove("depth"), "Burn.depth may be missing now.",
    ),
    "a field has a value less": (
        lambda new: schemas(new)["Depth"]["enum"].remove("full"),
        "Depth: the value 'full' is gone.",
    ),
    "a field is of another type": (
        lambda new: burn(new)["properties"]["on"].update(type=["string", "null"]),
        "Burn.on: its type was string and is null or string.",
    ),
    "a field has another form": (
        lambda new: burn(new)["properties"]["on"].update(format="date-time"),
        "Burn.on: its format has changed.",
    ),
    "a field is never null any more": (
        lambda new: burn(new)["properties"]["below"]["anyOf"].pop(),
        "Burn.below can’t be null any more.",
    ),
    "a field can be null": (
        lambda new: burn(new)["properties"].update(
            depth={"anyOf": [{"$ref": "#/components/schemas/Depth"}, {"type": "null"}]}
        ),
        "Burn.depth can be null now.",
    ),
    "a field's inner values change": (
        lambda new: burn(new)["properties"]["words"].update(
            additionalProperties={"type": "integer"}
        ),
        "Burn.words.*: its type was string and is integer.",
    ),
    "a member of a union is gone": (
        lambda new: schemas(new)["Treatment"]["oneOf"].pop(),
        "Treatment can’t be Dressing any more.",
    ),
    "a union is told apart otherwise": (
        lambda new: schemas(new)["Treatment"].update(discriminator={"propertyName": "kind"}),
        "Treatment: its discriminator has changed.",
    ),
    "a member's tag changes": (
        lambda new: schemas(new)["Graft"]["properties"]["type"].update(const="skin"),
        "Graft.type: its const has changed.",
    ),
}  # fmt: skip

HARMLESS: dict[str, Change] = {
    "a new path": lambda new: new["paths"].update({"/scars/": {}}),
    "a new parameter": lambda new: parameters(new).append(parameter("q", {"type": "string"})),
    "a new value of a parameter": lambda new: parameters(new)[0]["schema"]["enum"].append("deep"),
    "a wider limit": lambda new: parameters(new)[1]["schema"].update(maximum=200),
    "no limit": lambda new: parameters(new)[1]["schema"].pop("maximum"),
    "a new field": lambda new: burn(new)["properties"].update(cause={"type": "string"}),
    "a field that is always there": lambda new: burn(new)["required"].append("on"),
    "a new value of a field": lambda new: schemas(new)["Depth"]["enum"].append("deep"),
    "a new member of a union": lambda new: (
        schemas(new).update(Laser={"type": "object"}),
        schemas(new)["Treatment"]["oneOf"].append({"$ref": "#/components/schemas/Laser"}),
    ),
    "another description": lambda new: operation(new).update(description="All burns."),
    "a new answer": lambda new: operation(new)["responses"].update({"410": {}}),
}


@pytest.mark.parametrize(("change", "sentence"), BREAKING.values(), ids=BREAKING)
def test_it_breaks(change: Change, sentence: str) -> None:
    old, new = described(), described()
    change(new)
    assert breaking_changes(old, new) == [sentence]


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_it_breaks_nothing(change: Change) -> None:
    old, new = described(), described()
    change(new)
    assert breaking_changes(old, new) == []


def test_nothing_has_broken_since_the_committed_description() -> None:
    """Within version 1 we only add. What is meant all the same: `export_openapi --breaking`."""
    committed = json.loads(export_openapi.COMMITTED.read_text())
    assert breaking_changes(committed, openapi()) == []


def test_every_part_of_the_real_description_is_compared() -> None:
    """Each required field of each component, taken out alone, is missed."""
    for name, schema in openapi()["components"]["schemas"].items():
        for part in schema.get("required", []):
            changed = copy.deepcopy(schema)
            del changed["properties"][part]
            components = {**openapi()["components"]}
            components["schemas"] = {**components["schemas"], name: changed}
            found = breaking_changes(openapi(), {**openapi(), "components": components})
            assert found == [f"{name}.{part} is gone."]


def test_the_command_writes_no_breaking_change_by_accident(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = tmp_path / "openapi.json"
    monkeypatch.setattr(export_openapi, "COMMITTED", committed)
    older = copy.deepcopy(openapi())
    older["paths"]["/burns/"] = {"get": {"responses": {}}}
    committed.write_text(json.dumps(older))
    with pytest.raises(CommandError, match="GET /burns/ is gone"):
        call_command("export_openapi")
    assert json.loads(committed.read_text()) == older
    call_command("export_openapi", breaking=True)
    assert committed.read_bytes() == export_openapi.description()
