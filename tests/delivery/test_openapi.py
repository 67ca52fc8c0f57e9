"""The OpenAPI description: valid, committed, complete, and true of the answers."""

from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from openapi_spec_validator import OpenAPIV31SpecValidator

from cms.delivery import registry
from cms.delivery.management.commands import export_openapi
from cms.delivery.problems import PROBLEM_TYPES
from cms.delivery.schemas import Document
from tests.api_client import ApiClient, check, openapi
from tests.conftest import Library


def test_it_is_valid() -> None:
    assert openapi()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(openapi()).iter_errors()) == []


def test_the_committed_file_is_in_step() -> None:
    """When this fails, run `manage.py export_openapi` and read the difference in review."""
    assert export_openapi.COMMITTED.read_bytes() == export_openapi.description()


def test_the_command_says_when_it_is_not(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_openapi, "COMMITTED", tmp_path / "reference" / "openapi.json")
    with pytest.raises(CommandError):
        call_command("export_openapi", check=True)
    call_command("export_openapi")
    call_command("export_openapi", check=True)


def test_it_is_what_the_api_answers(api: ApiClient, db: None) -> None:
    response = api.get("openapi.json")
    assert response["Content-Type"] == "application/json"
    assert response.content == export_openapi.description()


def test_every_document_type_is_described() -> None:
    schemas = openapi()["components"]["schemas"]
    documents = [
        found for found in registry.all_types().values() if issubclass(found.schema, Document)
    ]
    for deliverable in documents:
        described = schemas[deliverable.schema.__name__]
        # What `include` adds is there only when it was asked for.
        properties = set(described["properties"]) - {"included", "not_included"}
        assert set(described["required"]) == properties
        assert described["properties"]["type"]["const"] == deliverable.name


def test_names_of_schemas_are_one_each() -> None:
    """Two classes of one name would silently become one component, or a name with a module."""
    assert not [name for name in openapi()["components"]["schemas"] if "__" in name]


def _walk(schema: Any) -> Any:
    yield schema
    if isinstance(schema, dict):
        for value in schema.values():
            yield from _walk(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _walk(value)


def test_blocks_and_rich_text_are_told_apart_by_a_key() -> None:
    schemas = openapi()["components"]["schemas"]
    for name, key in (
        ("ArticleBlock", "type"),
        ("TrialIndexBlock", "type"),
        ("RichText", "format"),
    ):
        discriminator = schemas[name]["discriminator"]
        assert discriminator["propertyName"] == key
        for value, reference in discriminator["mapping"].items():
            member = schemas[reference.rsplit("/", 1)[-1]]
            assert member["properties"][key]["const"] == value
            assert key in member["required"]
    for document in ("TopicDocument", "HomeDocument", "ReviewListDocument"):
        body = schemas[document]["properties"]["body"]
        assert body["items"] == {"$ref": "#/components/schemas/ArticleBlock"}


def test_every_block_has_an_example_that_is_one() -> None:
    schemas = openapi()["components"]["schemas"]
    for reference in schemas["ArticleBlock"]["discriminator"]["mapping"].values():
        name = reference.rsplit("/", 1)[-1]
        examples = schemas[name]["examples"]
        assert examples[0]["fallback"] or name == "ImageBlock"
        schema = {**openapi(), "$ref": reference}
        jsonschema.Draft202012Validator(schema).validate(examples[0])


def test_clients_may_meet_fields_that_are_added_later() -> None:
    for found in _walk(openapi()["components"]["schemas"]):
        assert not isinstance(found, dict) or found.get("additionalProperties") is not False


def test_every_operation_is_whole() -> None:
    names = set()
    for path, methods in openapi()["paths"].items():
        assert set(methods) == {"get"}, path
        operation = methods["get"]
        names.add(operation["operationId"])
        assert operation["summary"]
        assert operation["description"]
        assert {"200", "304", "400", "401", "500"} <= set(operation["responses"])
        assert ("404" in operation["responses"]) is ("{" in path or "find" in path)
        for parameter in operation["parameters"]:
            assert parameter["description"], parameter
    assert len(names) == len(openapi()["paths"])


def test_every_problem_type_is_described_with_an_example() -> None:
    responses = openapi()["components"]["responses"].values()
    examples = [found["content"]["application/problem+json"]["example"] for found in responses]
    assert {example["type"] for example in examples} == {
        kind.address for kind in PROBLEM_TYPES.values()
    }
    schema = {**openapi(), "$ref": "#/components/schemas/Problem"}
    for example in examples:
        jsonschema.Draft202012Validator(schema).validate(example)


#: What an address can't be asked without.
REQUIRED = {"/pages/find/": "path=/&", "/search/": "q=exosome&"}


def test_every_parameter_that_is_described_is_taken(api: ApiClient, library: Library) -> None:
    """With its example; only a path must be one that there is."""
    for path, methods in openapi()["paths"].items():
        if "{" in path:
            continue
        for parameter in methods["get"]["parameters"]:
            example = parameter.get("example", parameter["schema"].get("default"))
            if example is None or parameter["required"]:
                continue
            value = example[0] if isinstance(example, list) else example
            api.json(path.lstrip("/"), f"?{REQUIRED.get(path, '')}{parameter['name']}={value}")


def test_every_detail_and_every_field_is_as_described(api: ApiClient, library: Library) -> None:
    """The client checks each answer; here every type, whole and with each field alone."""
    paths = [f"pages/{item['id']}/" for item in api.json("pages/", "?limit=100")["items"]]
    paths += [f"{name}/{api.ids(f'{name}/')[0]}/" for name in
              ("topics", "review-lists", "trials", "references", "conditions")]  # fmt: skip
    for path in paths:
        document = api.json(path)
        everything = ",".join(document)
        assert api.json(path, f"?fields={everything}") == document


def test_the_check_itself_fails_on_what_is_not_described(api: ApiClient, library: Library) -> None:
    response = api.get("topics/")
    response.content = response.content.replace(b'"summary"', b'"sumary"')
    with pytest.raises(jsonschema.ValidationError):
        check("/api/content/v1/topics/", response)
