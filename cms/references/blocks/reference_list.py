"""`reference_list`: publications to read, not claims: they take no number."""

from typing import Any

from wagtail import blocks

from cms.content.blocks.base import join
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from cms.references.blocks.base import ReferenceBlock
from cms.references.choosers import ReferenceChooserBlock
from cms.references.schemas import ReferenceId


class ReferenceListBlockValue(Schema):
    title: str
    references: list[ReferenceId]


class ReferenceListBlock(ReferenceBlock, blocks.StructBlock):
    """A list of publications."""

    title = blocks.CharBlock(required=False, max_length=120)
    references = blocks.ListBlock(ReferenceChooserBlock(), min_num=1, max_num=50)

    class Meta:
        api_schema = ReferenceListBlockValue
        template = "cms/blocks/reference_list.html"
        icon = "list-ul"
        label = "Reference list"
        group = "Links and lists"
        description = "Publications to read next. They take no number in the text."
        preview_value = {"title": "Further reading", "references": []}
        lists = True

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> ReferenceListBlockValue:
        chosen = [reference for reference in value["references"] if reference is not None]
        return ReferenceListBlockValue(
            title=value["title"] or "", references=[reference.uuid for reference in chosen]
        )

    def fallback(self, api_value: ReferenceListBlockValue) -> str:
        return join(api_value.title)
