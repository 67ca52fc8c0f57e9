"""What a new description of the API takes away from an older one.

Within version 1 we only add: addresses, optional parameters, fields, enum values, members of
unions that are told apart. Whatever else differs would break an app that was written before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
#: Limits of a value: how a request that was right before becomes wrong.
LOWEST = ("minimum", "minLength", "minItems")
HIGHEST = ("maximum", "maxLength", "maxItems")
#: What else says which values there are; a change of it can't be told from a narrowing.
FORMS = ("const", "format", "pattern", "uniqueItems")
DISCRIMINATOR = "discriminator.propertyName"


@dataclass
class _Comparison:
    """Two descriptions, and which of their components have been compared."""

    old: dict[str, Any]
    new: dict[str, Any]
    compared: set[str] = field(default_factory=set)


def breaking_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what of `old` does not hold in `new`, a sentence each; empty if nothing breaks.

    Args:
        old: the OpenAPI description that apps were written for.
        new: the description of today.
    """
    comparison = _Comparison(old, new)
    return list(_paths(comparison))


def _paths(comparison: _Comparison) -> Iterator[str]:
    for path, methods in comparison.old["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            new = comparison.new["paths"].get(path, {}).get(method)
            if new is None:
                yield f"{where} is gone."
                continue
            if operation.get("operationId") != new.get("operationId"):
                yield f"{where}: its operationId, after which clients name it, has changed."
            yield from _parameters(where, operation, new)
            yield from _responses(comparison, where, operation["responses"], new["responses"])


def _parameters(where: str, old: Schema, new: Schema) -> Iterator[str]:
    by_name = {(found["in"], found["name"]): found for found in new.get("parameters", [])}
    for parameter in old.get("parameters", []):
        there = f"{where}: parameter {parameter['name']}"
        found = by_name.pop((parameter["in"], parameter["name"]), None)
        if found is None:
            yield f"{there} is gone."
            continue
        if found.get("required") and not parameter.get("required"):
            yield f"{there} is required now."
        for key in ("style", "explode"):
            if found.get(key) != parameter.get(key):
                yield f"{there} is written in another way ({key})."
        yield from _taken(there, parameter["schema"], found["schema"])
    for (_, name), parameter in by_name.items():
        if parameter.get("required"):
            yield f"{where}: parameter {name} is new, and required."


def _taken(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """Yield how the values that a parameter takes have become fewer."""
    yield from _values(where, old, new)
    for key in LOWEST:
        if new.get(key, float("-inf")) > old.get(key, float("-inf")):
            yield f"{where}: its {key} is higher."
    for key in HIGHEST:
        if new.get(key, float("inf")) < old.get(key, float("inf")):
            yield f"{where}: its {key} is lower."
    if old.get("default") != new.get("default"):
        yield f"{where}: its default has changed."
    if "items" in old and "items" in new:
        yield from _taken(where, old["items"], new["items"])


def _values(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """Yield how the values of a schema itself have changed, whoever sends them."""
    if _types(old) != _types(new):
        yield f"{where}: its type was {_named(old)} and is {_named(new)}."
    for value in old.get("enum", []):
        if "enum" in new and value not in new["enum"]:
            yield f"{where}: the value {value!r} is gone."
    for key in FORMS:
        if _form(old, key) != _form(new, key):
            yield f"{where}: its {key} has changed."


def _types(schema: Schema) -> set[str]:
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)


def _named(schema: Schema) -> str:
    return " or ".join(sorted(_types(schema))) or "something else"


def _form(schema: Schema, key: str) -> Any:
    outer, _, inner = key.partition(".")
    value = schema.get(outer)
    return value.get(inner) if inner and value else value


def _responses(comparison: _Comparison, where: str, old: Schema, new: Schema) -> Iterator[str]:
    for status, answer in old.items():
        there = f"{where} {status}"
        if status not in new:
            yield f"{there} is gone."
            continue
        before = _resolved(comparison.old, answer)
        after = _resolved(comparison.new, new[status])
        for name, header in before.get("headers", {}).items():
            found = after.get("headers", {}).get(name)
            if found is None:
                yield f"{there}: header {name} is gone."
                continue
            old_header = _resolved(comparison.old, header)
            new_header = _resolved(comparison.new, found)
            if old_header.get("required") and not new_header.get("required"):
                yield f"{there}: header {name} may be missing now."
        for kind, content in before.get("content", {}).items():
            found = after.get("content", {}).get(kind)
            if found is None:
                yield f"{there}: {kind} is gone."
            else:
                yield from _answered(comparison, there, content["schema"], found["schema"])


def _resolved(description: dict[str, Any], value: Schema) -> Schema:
    """Return what a reference names, or what is no reference."""
    while "$ref" in value:
        kind, name = value["$ref"].split("/")[-2:]
        value = description["components"][kind][name]
    return value


def _answered(comparison: _Comparison, where: str, old: Schema, new: Schema) -> Iterator[str]:
    """Yield how what an app reads is not what it knows any more."""
    if "$ref" in old and old == new:
        # The same component: compared once, and called by its name.
        where = old["$ref"].rsplit("/", 1)[-1]
        if where in comparison.compared:
            return
        comparison.compared.add(where)
    named_old, named_new = old, new
    old, new = _resolved(comparison.old, old), _resolved(comparison.new, new)
    if _members(old) or _members(new):
        members = _members(old) or [named_old], _members(new) or [named_new]
        yield from _unions(comparison, where, *members)
        if _form(old, DISCRIMINATOR) != _form(new, DISCRIMINATOR):
            yield f"{where}: its discriminator has changed."
        return
    yield from _values(where, old, new)
    yield from _fields(comparison, where, old, new)
    for key, sign in (("items", "[]"), ("additionalProperties", ".*")):
        before, after = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _answered(comparison, f"{where}{sign}", before, after)


def _fields(comparison: _Comparison, where: str, old: Schema, new: Schema) -> Iterator[str]:
    for name, part in old.get("properties", {}).items():
        there = f"{where}.{name}"
        if name not in new.get("properties", {}):
            yield f"{there} is gone."
            continue
        if name in old.get("required", []) and name not in new.get("required", []):
            yield f"{there} may be missing now."
        yield from _answered(comparison, there, part, new["properties"][name])


def _members(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("oneOf", []) + schema.get("anyOf", [])
    return found


def _unions(
    comparison: _Comparison, where: str, old: list[Schema], new: list[Schema]
) -> Iterator[str]:
    before = {_name_of(member): member for member in old}
    after = {_name_of(member): member for member in new}
    for name, member in before.items():
        if name not in after:
            yield f"{where} can’t be {name} any more."
        else:
            yield from _answered(comparison, where, member, after[name])
    for name, member in after.items():
        # A new kind of object is an addition, as a block of a new type is.
        if name not in before and "$ref" not in member:
            yield f"{where} can be {name} now."


def _name_of(member: Schema) -> str:
    return member["$ref"].rsplit("/", 1)[-1] if "$ref" in member else _named(member)
