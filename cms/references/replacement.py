"""Stored values with one reference in the place of another: plain mappings, no database.

The values are those of columns and of versions of pages, as they are stored; what their blocks and
fields are says where in them a reference is named.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from django.db.models import Field, ForeignKey, Model, UniqueConstraint
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField

from cms.content.fields import StreamField
from cms.references.citations import LINK_TYPE, CitedItem, parse_items, write_items
from cms.references.models import Reference

CITATION = re.compile(rf'<a\b[^>]*\blinktype="{LINK_TYPE}"[^>]*>')
ITEMS = re.compile(r'\bitems="([^"]*)"')


@dataclass(frozen=True)
class Replacement:
    """That one reference stands where another stood.

    Args:
        old: what is named so far.
        new: what is named from now on.
    """

    old: Reference
    new: Reference

    # Values as they are stored

    def in_text(self, html: str) -> str:
        """Return a rich text whose citations name the new one, once each."""
        if str(self.old.uuid) not in html:
            return html
        return CITATION.sub(lambda tag: ITEMS.sub(self._in_items, tag[0]), html)

    def _in_items(self, attribute: re.Match[str]) -> str:
        items = parse_items(unescape(attribute[1]))
        if all(item.reference != self.old.uuid for item in items):
            return attribute[0]
        renamed = [
            CitedItem(self.new.uuid, item.locator) if item.reference == self.old.uuid else item
            for item in items
        ]
        located = {item.reference for item in renamed if item.locator}
        # Of one without a locator nothing is lost beside the same with one.
        kept = [item for item in renamed if item.locator or item.reference not in located]
        return f'items="{escape(write_items(dict.fromkeys(kept)))}"'

    def in_block(self, block: blocks.Block, value: Any) -> Any:
        """Return the stored value of a block, with the new one in it."""
        if isinstance(block, blocks.ChooserBlock):
            return self._in_key(value) if block.model_class is Reference else value
        if isinstance(block, blocks.RichTextBlock):
            return self.in_text(value) if isinstance(value, str) else value
        if isinstance(block, blocks.BaseStructBlock) and isinstance(value, dict):
            return {
                name: self.in_block(block.child_blocks[name], part)
                if name in block.child_blocks
                else part
                for name, part in value.items()
            }
        return self._in_several(block, value)

    def _in_several(self, block: blocks.Block, value: Any) -> Any:
        """Return the stored value of a block that holds others, however many."""
        if isinstance(block, blocks.BaseStreamBlock) and isinstance(value, list):
            return [
                {**each, "value": self.in_block(block.child_blocks[each["type"]], each["value"])}
                if each["type"] in block.child_blocks
                else each
                for each in value
            ]
        if isinstance(block, blocks.ListBlock) and isinstance(value, list):
            return self._in_list(block.child_block, value)
        if isinstance(block, BaseTypedTableBlock) and isinstance(value, dict):
            return self._in_table(block, value)
        return value

    def _in_list(self, block: blocks.Block, value: list[Any]) -> list[Any]:
        """Return a list with the new one; a list of references names it once.

        Its items have ids; those that were stored long ago may be bare values.
        """
        found = [
            {**item, "value": self.in_block(block, item["value"])}
            if _is_item(item)
            else self.in_block(block, item)
            for item in value
        ]
        if not (isinstance(block, blocks.ChooserBlock) and block.model_class is Reference):
            return found
        kept: list[Any] = []
        is_named = False
        for item in found:
            names_new = (item["value"] if _is_item(item) else item) == self.new.pk
            if not (names_new and is_named):
                kept.append(item)
            is_named = is_named or names_new
        return kept

    def _in_table(self, block: BaseTypedTableBlock, value: dict[str, Any]) -> dict[str, Any]:
        columns = [block.child_blocks.get(column["type"]) for column in value["columns"]]
        rows = [
            {
                **row,
                "values": [
                    self.in_block(column, cell) if column else cell
                    for column, cell in zip(columns, row["values"], strict=False)
                ],
            }
            for row in value["rows"]
        ]
        return {**value, "rows": rows}

    def _in_key(self, value: Any) -> Any:
        return self.new.pk if value == self.old.pk else value

    # Versions of pages

    def in_version(self, model: type[Model], content: Mapping[str, Any]) -> dict[str, Any]:
        """Return the content of a version of a `model`, or of what belongs to it."""
        found = dict(content)
        for field in model._meta.concrete_fields:
            if field.name in found:
                found[field.name] = self._in_field(field, found[field.name])
        for relation in get_all_child_relations(model):
            if name := relation.get_accessor_name():
                children = [
                    self.in_version(relation.related_model, child) for child in found.get(name, [])
                ]
                found[name] = self._once(relation.related_model, children)
        return found

    def _in_field(self, field: Field[Any, Any], value: Any) -> Any:
        if isinstance(field, ForeignKey):
            return self._in_key(value) if field.related_model is Reference else value
        if isinstance(field, RichTextField):
            return self.in_text(value or "")
        if isinstance(field, StreamField) and isinstance(value, str):
            return json.dumps(self.in_block(field.stream_block, json.loads(value or "[]")))
        return value

    def _once(self, model: type[Model], children: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return children of which none names the new one a second time, where that may not be."""
        for name in _unique_keys(model):
            twins = [child for child in children if child.get(name) == self.new.pk]
            for twin in twins[1:]:
                fill_in(twins[0], twin)
                children = [child for child in children if child is not twin]
        return children


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "item" and "value" in value


def fill_in(row: dict[str, Any], twin: Mapping[str, Any]) -> None:
    """Give a row what it has not and its twin has."""
    for name, value in twin.items():
        if row.get(name) in ("", None, False, []):
            row[name] = value


def _unique_keys(model: type[Model]) -> Iterator[str]:
    """Yield the foreign keys to references that a parent may have only once."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            for name in constraint.fields:
                if model._meta.get_field(name).related_model is Reference:
                    yield name
