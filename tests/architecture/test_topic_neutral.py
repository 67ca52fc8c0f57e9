"""The library knows no topic: another clinic can fill it with another."""

import re

import pytest

from tests.architecture.source import PACKAGES, ROOT, shown

ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".txt"}


def files_of(folder: str) -> list[tuple[str, str]]:
    """Return name and text of every source file in `folder`, outside the starter content."""
    return [
        (shown(path), path.read_text())
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in ENDINGS
        and path.is_file()
        and not path.is_relative_to(ROOT / "home/starter_content")
    ]


@pytest.mark.parametrize("folder", [*PACKAGES, "templates", "scripts"])
def test_no_code_template_or_style_names_the_topic(folder: str) -> None:
    assert not [name for name, text in files_of(folder) if re.search("exosom", text, re.IGNORECASE)]


@pytest.mark.parametrize("folder", PACKAGES)
def test_no_file_is_named_after_the_topic(folder: str) -> None:
    names = (shown(path) for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    assert not [
        name for name in names if "exosom" in name.lower() and "/starter_content/" not in name
    ]
