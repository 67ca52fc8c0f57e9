"""`text`: running text with headings."""

from typing import Any

from wagtail import blocks
from wagtail.rich_text import RichText as StoredRichText

from cms.content.blocks.base import ContentBlock, rich_text
from cms.content.rich_text import Rendering
from cms.content.schemas import RichText, RichTextHtml
from cms.delivery.registry import Outlet


class TextBlock(ContentBlock, blocks.RichTextBlock):
    """Running text: paragraphs, headings, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("editor", "article")
        super().__init__(**kwargs)

    class Meta:
        api_schema = RichText
        template = "cms/blocks/text.html"
        icon = "pilcrow"
        label = "Text"
        group = "Text"
        description = "Paragraphs, headings, lists and links. Paste a whole document here."
        preview_value = StoredRichText(
            "<h2>How a wound heals</h2><p>Within minutes <b>platelets</b> gather and close the "
            "wound; then the skin is rebuilt below them.</p><ul><li>First the bleeding stops.</li>"
            "<li>Then new tissue grows.</li></ul>"
        )

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> RichTextHtml:
        return rich_text(value, rendering)

    def fallback(self, api_value: RichTextHtml) -> str:
        return api_value.text
