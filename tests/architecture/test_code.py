"""Code that is found where it is looked for, finished, and in modules of a readable size."""

import ast
import re

from tests.architecture.source import ROOT, modules, shown

MOST_LINES = 400
#: Tests stand one below the other: there may be more of them.
MOST_LINES_OF_TESTS = 500
#: Modules that may be longer, each with its reason.
LONGER = {
    "home/starter_content/loading.py": "one file a kind of page is still one walk over the tree",
}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared"}

ALL_MODULES = [*modules(), *modules("tests")]
# Written in two parts, so that this file does not find itself.
UNFINISHED = re.compile(rf"\b({'TO' + 'DO'}|{'FIX' + 'ME'}|{'X' * 3})\b")


def test_nothing_is_left_unfinished() -> None:
    files = [
        *ALL_MODULES,
        *(ROOT / "templates").rglob("*.html"),
        *(path for ending in ("css", "js") for path in (ROOT / "cms/static").rglob(f"*.{ending}")),
        *(ROOT / "docs").glob("*.md"),
    ]
    found = [shown(path) for path in files if UNFINISHED.search(path.read_text())]
    assert not found


def test_a_module_can_be_read_in_one_go() -> None:
    long = {
        shown(path)
        for path in ALL_MODULES
        if "migrations" not in path.parts
        and len(path.read_text().splitlines())
        > (MOST_LINES_OF_TESTS if shown(path).startswith("tests/") else MOST_LINES)
    }
    assert long == set(LONGER)


def test_a_module_is_named_after_what_it_holds() -> None:
    names = {shown(path) for path in ALL_MODULES if {path.stem, *path.parts} & NO_NAMES}
    assert not names


def test_a_module_says_what_it_is() -> None:
    """`apps.py` is Django's own: its name says it."""
    silent = [
        shown(path)
        for path in ALL_MODULES
        if path.name not in {"__init__.py", "apps.py"}
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_an_ignored_warning_says_which() -> None:
    """`noqa` and `type: ignore` carry a code; a bare one would hide what comes later."""
    bare = re.compile(r"#\s*(noqa(?!: ?[A-Z]+\d)|type:\s*ignore(?!\[))")
    assert not [shown(path) for path in ALL_MODULES if bare.search(path.read_text())]
