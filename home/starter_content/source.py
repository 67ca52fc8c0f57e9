"""The data files of the starter content, and the marks that their authors write.

In rich text `[[kalluri2020]]`, `[[dai2020; xu2020, p. 4]]` is a citation by the keys of
`references.json`, and `<a page="/path/">` a link to a page.
"""

import json
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cms.references.citations import CitedItem, stored_citation

FOLDER = Path(__file__).parent
#: Ids of the starter content are derived from its keys, so that every installation has the same.
NAMESPACE = uuid.UUID("6f1c7a52-54ba-4f4e-9c3c-2b9a6d2f5a10")
CITATION = re.compile(r"\s*\[\[([^\[\]]+)\]\]")
#: Space after a block's tag and before another tag; between words in tags it stays.
BETWEEN_BLOCKS = re.compile(r"(</?(?:p|h[2-4]|ul|ol|li)>)\s+(?=<)")
PAGE_LINK = re.compile(r'<a page="([^"]+)">')


class StarterContentError(Exception):
    """A data file names something that there is not; `str()` says where."""


def identifier(kind: str, key: str) -> uuid.UUID:
    """Return the public id of one thing of the starter content."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def read(name: str) -> dict[str, Any]:
    """Return one TOML file of the starter content."""
    return tomllib.loads((FOLDER / name).read_text())


def read_references() -> list[dict[str, Any]]:
    """Return the references as CSL-JSON; the `id` of each is its key in citations."""
    records: list[dict[str, Any]] = json.loads((FOLDER / "references.json").read_text())
    return records


def read_trials() -> Iterator[dict[str, Any]]:
    """Yield each trial's file; a trial comes before those that are part of it."""
    trials = [
        tomllib.loads(path.read_text()) for path in sorted((FOLDER / "trials").glob("*.toml"))
    ]
    yield from sorted(trials, key=lambda trial: bool(trial.get("part_of")))


def stored_rich_text(
    source: str, *, references: Mapping[str, uuid.UUID], pages: Mapping[str, int]
) -> str:
    """Return an author's text in the stored form.

    Args:
        source: what the author wrote.
        references: reference ids by key.
        pages: primary keys by path.

    Raises:
        StarterContentError: the text cites or links to something that is not there.
    """

    def citation(match: re.Match[str]) -> str:
        items = []
        for part in match.group(1).split(";"):
            key, _, locator = part.strip().partition(",")
            if key not in references:
                raise StarterContentError(f"there is no reference {key!r}: {source[:80]!r}")
            items.append(CitedItem(references[key], locator.strip()))
        return f" {stored_citation(items)}"

    def page_link(match: re.Match[str]) -> str:
        path = match.group(1)
        if path not in pages:
            raise StarterContentError(f"there is no page {path!r}: {source[:80]!r}")
        return f'<a linktype="page" id="{pages[path]}">'

    text = source.strip()
    if text and not text.startswith("<"):
        text = f"<p>{text}</p>"
    text = BETWEEN_BLOCKS.sub(r"\1", text)
    return PAGE_LINK.sub(page_link, CITATION.sub(citation, text))
