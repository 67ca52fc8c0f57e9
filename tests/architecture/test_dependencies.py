"""Every dependency says what it is for and is locked, from nowhere in particular."""

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

PROJECT = ROOT / "pyproject.toml"
#: A requirement in pyproject: `"name>=1",  # purpose`.
LINE = re.compile(
    r'^  "(?P<name>[A-Za-z0-9._-]+)[^"]*",(?:\s*#\s*(?P<purpose>\S.*))?$', re.MULTILINE
)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> tuple[set[str], set[str]]:
    """Return the names of the runtime's and the developers' requirements."""
    project = tomllib.loads(PROJECT.read_text())
    lists = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    runtime, dev = ({normalised(re.split(r"[\[<>=!~; ]", item)[0]) for item in items}
                    for items in lists)  # fmt: skip
    return runtime, dev


def locked(file: str) -> dict[str, str]:
    """Return name → version of a requirements file."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / file).read_text(), re.MULTILINE)
    return {normalised(name): version for name, version in found}


def test_each_dependency_says_what_it_is_for() -> None:
    runtime, dev = wanted()
    purposes = {
        normalised(line["name"]): line["purpose"] for line in LINE.finditer(PROJECT.read_text())
    }
    missing = {name for name in runtime | dev if not purposes.get(name)}
    assert not missing


def test_each_dependency_is_locked() -> None:
    runtime, dev = wanted()
    assert runtime <= set(locked("requirements.txt"))
    assert dev <= set(locked("requirements-dev.txt"))


def test_developers_run_what_operators_run() -> None:
    developers = locked("requirements-dev.txt")
    for name, version in locked("requirements.txt").items():
        assert developers[name] == version


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_names_no_registry_and_no_folder(file: str) -> None:
    for line in (ROOT / file).read_text().splitlines():
        requirement = line.partition("#")[0].strip()
        if requirement:
            assert re.fullmatch(r"[a-z0-9._-]+==[\w.+!-]+( ;.*)?", requirement)
        assert "://" not in line
        assert not re.search(r"(^|\s)[~.]?/\w", line)
