"""Every setting that an operator may set is documented, and every documented one is read."""

import ast
import re

from tests.architecture.source import ROOT, modules

#: Where the environment is read. `cms/run.py` reads what only a first start needs.
READERS = ("cms/settings/environment.py", "cms/run.py")


def read_in(path: str) -> set[str]:
    """Return the variables that a module asks `env` for."""
    calls = (node for node in ast.walk(ast.parse((ROOT / path).read_text()))
             if isinstance(node, ast.Call))  # fmt: skip
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def documented() -> set[str]:
    """Return the variables in the operators' table."""
    return set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operators.md").read_text(), re.MULTILINE)
    )


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert documented() == set().union(*(read_in(path) for path in READERS))


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if re.search(r"\bgetenv\b|\benviron(\.get|\[)|\benv\.[a-z]+\(", path.read_text())
    }
    assert readers == set(READERS)


def test_the_example_of_production_names_settings_that_there_are() -> None:
    example = (ROOT / "docs/operators.md").read_text().split("```sh")[1].split("```")[0]
    named = set(re.findall(r"\b([A-Z_]{4,})=", example)) - {"DJANGO_SETTINGS_MODULE"}
    assert named <= documented()
