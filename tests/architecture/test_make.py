"""The commands that people run: there, and readable by any shell."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, shown

SCRIPTS = sorted((ROOT / "scripts").iterdir())
TARGETS = ("run", "test", "dev", "bench", "crash", "check", "format", "lock", "help")


def output_of(*words: str | Path) -> str:
    """Run a command in the project's folder, which must end well; return what it says."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recipe(target: str) -> str:
    """Return what `make` would do for a target."""
    return output_of("make", "--dry-run", target)


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_its_targets(target: str) -> None:
    assert recipe(target).strip()


def test_every_target_is_phony_and_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert phony == targets


def test_every_target_says_what_it_does() -> None:
    helped = output_of("make", "help")
    assert all(f"make {target} " in helped for target in TARGETS)


def test_make_test_checks_first() -> None:
    steps = recipe("test")
    wanted = ("ruff check", "mypy", "lint-imports", "djlint", "makemigrations --check", "pytest")
    places = [steps.index(step) for step in wanted]
    assert places == sorted(places)


def test_make_test_runs_on_both_databases() -> None:
    lines = [line for line in recipe("test").splitlines() if "pytest" in line]
    assert [line.partition("pytest")[2].strip() for line in lines] == [
        "", "--ds=cms.settings.test_postgresql",
    ]  # fmt: skip
    assert "scripts/need chromium postgresql node npm" in recipe("test")
    assert "scripts/node-packages" in recipe("test")


@pytest.mark.parametrize("path", SCRIPTS, ids=shown)
def test_a_script_is_executable_and_a_shells(path: Path) -> None:
    assert os.access(path, os.X_OK)
    output_of("sh", "-n", path)


def test_ci_runs_make_test() -> None:
    path = ROOT / ".ci" / "run"
    assert os.access(path, os.X_OK)
    assert path.read_text().rstrip().endswith("make test")
    output_of("bash", "-n", path)
