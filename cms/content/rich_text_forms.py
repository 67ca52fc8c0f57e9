"""Rich text in the form that a reader asks for, written into documents that were made with HTML."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cms.content.rich_text import parse
from cms.content.rich_text_markdown import markdown
from cms.content.rich_text_portable import portable_text
from cms.content.rich_text_tree import Block, blocks_of
from cms.content.schemas import RichTextHtml, RichTextMarkdown, RichTextPortable
from cms.delivery.registry import FormWriter
from cms.delivery.schemas import Schema

TextWriter = Callable[[list[Block], str], Schema]

#: The keys by which a rich text is known among other objects.
KEYS = set(RichTextHtml.model_fields)


def _as_markdown(blocks: list[Block], text: str) -> RichTextMarkdown:
    return RichTextMarkdown(markdown=markdown(blocks), text=text)


def _as_portable(blocks: list[Block], text: str) -> RichTextPortable:
    return RichTextPortable(blocks=portable_text(blocks), text=text)


def _is_rich_text(data: Any) -> bool:
    """Return whether data is a rich text; a reference's own record may hold anything."""
    return (
        isinstance(data, dict)
        and data.keys() == KEYS
        and data["format"] == "html"
        and isinstance(data["html"], str)
        and isinstance(data["text"], str)
    )


def _rewritten(write: TextWriter, data: Any) -> Any:
    """Return JSON values with each rich text in them written anew. What was given stays."""
    if _is_rich_text(data):
        blocks = blocks_of(parse(data["html"]))
        return write(blocks, data["text"]).model_dump(mode="json", by_alias=True)
    if isinstance(data, dict):
        return {key: _rewritten(write, value) for key, value in data.items()}
    if isinstance(data, list):
        return [_rewritten(write, value) for value in data]
    return data


def _unchanged(data: Any) -> Any:
    return data


#: Every form by name, the one that documents are made with first.
FORMS: Mapping[str, FormWriter] = {
    "html": _unchanged,
    "markdown": partial(_rewritten, _as_markdown),
    "portable": partial(_rewritten, _as_portable),
}
