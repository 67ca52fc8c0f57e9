"""Something in every block of a stream, by the stream's own list.

What these functions do not know how to fill, they refuse: a new kind of block says here what it
holds.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Page

from cms.content.blocks import CallToActionBlock
from tests.leaks.filling import Filling, choice_of


def stream_of(block: blocks.StreamBlock, filling: Filling) -> blocks.StreamValue:
    """Return a stream of all its blocks, those that name pages once for each page."""
    raw = [
        {"type": name, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {place}"))}
        for name, child in block.child_blocks.items()
        for place, value in enumerate(_values_of(child, filling))
    ]
    return blocks.StreamValue(block, raw, is_lazy=True)


def _values_of(block: blocks.Block, filling: Filling) -> Iterator[Any]:
    if not _names_pages(block):
        yield stored(block, filling)
        return
    for page in filling.pages or (None,):
        pages = () if page is None else (page,)
        yield stored(block, replace(filling, pages=pages))


def _names_pages(block: blocks.Block) -> bool:
    inner = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    return isinstance(block, blocks.PageChooserBlock) or any(
        _names_pages(child) for child in inner if child is not None
    )


@singledispatch
def stored(block: blocks.Block, filling: Filling) -> Any:
    """Return what a block stores, filled.

    Raises:
        TypeError: it is of a kind that nobody has told this module of.
    """
    raise TypeError(f"Say in {__name__} what a {type(block).__name__} is filled with.")


@stored.register
def _(block: blocks.StructBlock, filling: Filling) -> Any:
    return {name: stored(child, filling) for name, child in block.child_blocks.items()}


@stored.register
def _(block: CallToActionBlock, filling: Filling) -> Any:
    found = {name: stored(child, filling) for name, child in block.child_blocks.items()}
    return {**found, "url": ""} if found["page"] else found


@stored.register
def _(block: blocks.ListBlock, filling: Filling) -> Any:
    value = stored(block.child_block, filling)
    return [] if value is None else [value]


@stored.register
def _(block: TypedTableBlock, filling: Filling) -> Any:
    cells = {name: stored(child, filling) for name, child in block.child_blocks.items()}
    return {
        "caption": filling.words,
        "columns": [{"type": name, "heading": filling.words} for name in cells],
        "rows": [{"values": list(cells.values())}],
    }


@stored.register
def _(block: blocks.RichTextBlock, filling: Filling) -> Any:
    return filling.rich_text


@stored.register
def _(block: blocks.CharBlock, filling: Filling) -> Any:
    return f"{filling.words} {block.name}"[: block.field.max_length]


@stored.register
def _(block: blocks.URLBlock, filling: Filling) -> Any:
    return filling.host


@stored.register
def _(block: blocks.BooleanBlock, filling: Filling) -> Any:
    return False


@stored.register
def _(block: blocks.ChoiceBlock, filling: Filling) -> Any:
    return choice_of(block.field.choices, filling.choice)


@stored.register
def _(block: blocks.MultipleChoiceBlock, filling: Filling) -> Any:
    return [choice_of(block.field.choices, 1)]


@stored.register
def _(block: blocks.PageChooserBlock, filling: Filling) -> Any:
    page = filling.page_of(*(block.target_models or [Page]))
    return page and page.pk


@stored.register
def _(block: blocks.ChooserBlock, filling: Filling) -> Any:
    found = filling.object_of(block.model_class)
    return found and found.pk
