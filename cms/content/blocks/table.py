"""`table`: rows and columns of short texts."""

from typing import Any

from django.utils.html import escape
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.content.blocks.base import ContentBlock, join, rich_text
from cms.content.rich_text import Rendering
from cms.content.schemas import RichText, RichTextHtml
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema


class TableBlockValue(Schema):
    caption: str
    header_row: bool
    header_column: bool
    rows: list[list[RichText]]


class TableBlock(ContentBlock, blocks.StructBlock):
    """A table; its caption and column headings are part of it."""

    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(label="Text", features=["bold", "italic", "superscript",
          "subscript", "link", "citation"]))],
        label="Rows and columns",
    )  # fmt: skip
    header_column = blocks.BooleanBlock(
        required=False, label="First column holds headings", default=False
    )

    class Meta:
        api_schema = TableBlockValue
        template = "cms/blocks/table.html"
        icon = "table"
        label = "Table"
        group = "Media"
        description = "Rows and columns. Give it a caption and column headings."
        preview_value = {
            "table": {
                "caption": "Two early trials",
                "columns": [
                    {"type": "text", "heading": "Trial"},
                    {"type": "text", "heading": "People"},
                ],
                "rows": [
                    {"values": ["<p>Melanoma, 2005</p>", "<p>15</p>"]},
                    {"values": ["<p>Lung cancer, 2005</p>", "<p>13</p>"]},
                ],
            },
            "header_column": True,
        }

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> TableBlockValue:
        table = value["table"]
        headings = [column["heading"] for column in table.columns]
        rows = [[rich_text(cell.value, rendering) for cell in row] for row in table.rows]
        header_row = any(headings)
        if header_row:
            rows.insert(0, [_heading(heading) for heading in headings])
        return TableBlockValue(
            caption=table.caption or "",
            header_row=header_row,
            header_column=bool(value["header_column"]),
            rows=rows,
        )

    def fallback(self, api_value: TableBlockValue) -> str:
        lines = (" | ".join(cell.text for cell in row) for row in api_value.rows)
        return join(api_value.caption, *lines)


def _heading(words: str) -> RichTextHtml:
    """Return a column's heading, which is plain text, as the rich text that cells are."""
    return RichTextHtml(html=f"<p>{escape(words)}</p>" if words else "", text=words)
