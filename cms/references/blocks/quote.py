"""`quote`: somebody's own words, with their source."""

from typing import Any

from wagtail import blocks

from cms.content.blocks.base import join, rich_text
from cms.content.rich_text import Rendering
from cms.content.schemas import RichText
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from cms.references.blocks.base import ReferenceBlock, cite
from cms.references.choosers import ReferenceChooserBlock
from cms.references.schemas import ReferenceId


class QuoteBlockValue(Schema):
    text: RichText
    attribution: str
    reference: ReferenceId | None


class QuoteBlock(ReferenceBlock, blocks.StructBlock):
    """Somebody's own words."""

    text = blocks.RichTextBlock(features=["bold", "italic"])
    attribution = blocks.CharBlock(max_length=200, help_text="Whose words these are.")
    reference = ReferenceChooserBlock(required=False, help_text="Where they were published.")

    class Meta:
        api_schema = QuoteBlockValue
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = "Quotation"
        group = "Evidence"
        description = "Somebody’s own words, who said them and where."
        preview_value = {
            "text": "<p>Larger studies are needed before we can say that it works.</p>",
            "attribution": "The authors of the study",
            "reference": None,
        }

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> QuoteBlockValue:
        cited = cite([value["reference"]], rendering, block_id)
        return QuoteBlockValue(
            text=rich_text(value["text"], rendering),
            attribution=value["attribution"] or "",
            reference=cited[0] if cited else None,
        )

    def fallback(self, api_value: QuoteBlockValue) -> str:
        return join(f"“{api_value.text.text}”", api_value.attribution)
