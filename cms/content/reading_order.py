"""The walk over a page's stored values, in the order in which a reader meets them."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

from cms.content.fields import StreamField
from cms.content.rich_text import StoredValue


@singledispatch
def block_values(value: Any, *, listed: bool = False) -> Iterator[StoredValue]:
    """Yield the rich texts and chosen objects in a block's value, in the order of its schema.

    Args:
        value: what a block holds; plain texts, numbers and choices have nothing to yield.
        listed: whether `value` is a member of a list, not a claim in text.
    """
    yield from ()


@block_values.register
def _(value: RichText, *, listed: bool = False) -> Iterator[StoredValue]:
    yield StoredValue("rich_text", value.source, listed)


@block_values.register
def _(value: models.Model, *, listed: bool = False) -> Iterator[StoredValue]:
    yield StoredValue("object", value, listed)


@block_values.register
def _(value: blocks.StreamValue, *, listed: bool = False) -> Iterator[StoredValue]:
    for child in value:
        yield from block_values(child.value, listed=getattr(child.block.meta, "lists", False))


@block_values.register
def _(value: blocks.StructValue, *, listed: bool = False) -> Iterator[StoredValue]:
    for name in value.block.child_blocks:
        yield from block_values(value.get(name), listed=listed)


@block_values.register
def _(value: ListValue, *, listed: bool = False) -> Iterator[StoredValue]:
    for item in value:
        yield from block_values(item, listed=listed)


@block_values.register
def _(value: TypedTable, *, listed: bool = False) -> Iterator[StoredValue]:
    for row in value.rows:
        for cell in row:
            yield from block_values(cell.value, listed=listed)


def stored_values(instance: models.Model) -> Iterator[StoredValue]:
    """Yield every value that `instance.reading_order` names, in that order.

    It names fields, child relations, and methods that return children as they are read. A model
    that is a member of a list names the field that makes it one in `listed_fields`.
    """
    for name in instance.reading_order:  # type: ignore[attr-defined]  # declared by each model
        value = getattr(instance, name)
        if isinstance(value, models.Manager):
            children = value.all()
        elif callable(value):
            children = value()
        else:
            yield from _field_values(instance, name, value)
            continue
        for child in children:
            yield from stored_values(child)


def _field_values(instance: models.Model, name: str, value: Any) -> Iterator[StoredValue]:
    """Yield what one field of `instance` holds."""
    field = instance._meta.get_field(name)
    if isinstance(field, RichTextField):
        yield StoredValue("rich_text", value)
    elif isinstance(field, StreamField):
        yield from block_values(value)
    elif value is not None:
        listed = name in getattr(instance, "listed_fields", ())
        yield StoredValue("object", value, listed)
