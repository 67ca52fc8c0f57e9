"""`callout`: a short text that stands out: a note, a caution or a warning."""

from typing import Any

from wagtail import blocks

from cms.content.blocks.base import ContentBlock, join, rich_text
from cms.content.choices import CalloutKind
from cms.content.rich_text import Rendering
from cms.content.schemas import RichText
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema


class CalloutBlockValue(Schema):
    kind: CalloutKind
    title: str
    text: RichText


class CalloutBlock(ContentBlock, blocks.StructBlock):
    """A short text that stands out from the rest."""

    kind = blocks.ChoiceBlock(choices=CalloutKind.choices, default=CalloutKind.NOTE)
    title = blocks.CharBlock(
        required=False, max_length=120, help_text="Leave empty to show the kind."
    )
    text = blocks.RichTextBlock()

    class Meta:
        api_schema = CalloutBlockValue
        template = "cms/blocks/callout.html"
        icon = "info-circle"
        label = "Callout"
        group = "Text"
        description = "A note, caution or warning that stands out from the text."
        preview_value = {
            "kind": "caution",
            "title": "Not the same thing",
            "text": "<p>What a clinic sells and what was tested in these trials differ.</p>",
        }

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> CalloutBlockValue:
        return CalloutBlockValue(
            kind=value["kind"],
            title=value["title"] or "",
            text=rich_text(value["text"], rendering),
        )

    def fallback(self, api_value: CalloutBlockValue) -> str:
        return join(api_value.title or CalloutKind(api_value.kind).label, api_value.text.text)
