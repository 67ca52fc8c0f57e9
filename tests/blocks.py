"""The blocks of the library, found in the code: a new one is in every test of all blocks."""

import uuid
from typing import Any

from django.utils import timezone
from wagtail import blocks

from articles.blocks.body import ArticleBody
from cms.content.blocks.base import BlockEnvelope, ContentBlock, deliver
from cms.content.reading_order import block_values
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet

#: Every body block by name.
BLOCKS: dict[str, ContentBlock] = dict(ArticleBody().child_blocks)


def stored_stream(*values: tuple[str, Any]) -> blocks.StreamValue:
    """Return a body of blocks whose values are as they are stored."""
    raw = [{"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in values]
    return blocks.StreamValue(ArticleBody(), raw, is_lazy=True)


def delivered(*values: tuple[str, Any], base_url: str = "") -> list[BlockEnvelope]:
    """Return the public form of a body of blocks."""
    stream = stored_stream(*values)
    rendering = Rendering.of(block_values(stream), base_url=base_url)
    return deliver(
        stream, rendering=rendering, outlet=Outlet(base_url=base_url, now=timezone.now())
    )


def value_of(name: str, value: Any, base_url: str = "") -> dict[str, Any]:
    """Return the public value of one block, as JSON."""
    found: dict[str, Any] = delivered((name, value), base_url=base_url)[0].model_dump(mode="json")
    return dict(found["value"])


def check(name: str, value: Any) -> Any:
    """Check a stored value as the editor's form does when publishing; return what is kept."""
    block = BLOCKS[name]
    return block.clean(block.to_python(value))
