"""What, besides content, decides how an answer looks."""

from pathlib import Path
from typing import Any

import pytest

from cms.delivery.fingerprint import SOURCES, fingerprint, release
from tests.architecture.source import PACKAGES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "https://elsewhere.example.org"),
        ("MEDIA_URL", "/files/"),
        ("SITE_ENVIRONMENT", "staging"),
        ("LANGUAGE_CODE", "de"),
        ("TIME_ZONE", "Europe/Paris"),
    ],
)
def test_another_setting_is_another_fingerprint(settings: Any, name: str, value: str) -> None:
    before = fingerprint()
    assert fingerprint() == before
    setattr(settings, name, value)
    assert fingerprint() != before


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project."""
    for name in ("requirements.txt", "cms/urls.py", "templates/base.html", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "another"),
    [
        ("requirements.txt", True),
        ("cms/urls.py", True),
        ("cms/new.py", True),
        ("templates/base.html", True),
        ("README.md", False),
    ],
)
def test_another_release_is_one_with_other_code(project: Path, name: str, another: bool) -> None:
    def now() -> str:
        release.cache_clear()
        return release(project)

    before = now()
    assert now() == before
    (project / name).write_text("changed")
    assert (now() != before) is another


def test_all_of_the_code_counts() -> None:
    assert {folder for folder, _ in SOURCES} == {*PACKAGES, "templates"}
