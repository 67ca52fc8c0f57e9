"""`call_to_action`: one thing that a reader may want to do next."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.content.blocks.base import ContentBlock, join, rich_text
from cms.content.documents import page_link
from cms.content.queries import public_pages
from cms.content.rich_text import Rendering
from cms.content.schemas import PageLink, RichText
from cms.delivery.recording import recorder
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema


class CallToActionBlockValue(Schema):
    title: str
    text: RichText
    label: str
    url: str
    page: PageLink | None


class CallToActionBlock(ContentBlock, blocks.StructBlock):
    """A button to a page of the library or an address outside."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(required=False)
    label = blocks.CharBlock(max_length=60, help_text="The words on the button.")
    page = blocks.PageChooserBlock(required=False)
    url = blocks.URLBlock(required=False, label="Or an address outside")

    class Meta:
        api_schema = CallToActionBlockValue
        template = "cms/blocks/call_to_action.html"
        icon = "link"
        label = "Call to action"
        group = "Links and lists"
        description = (
            "One thing to do next, such as asking a question or finding a trial. "
            "Never a paid service on a page with evidence."
        )
        preview_value = {
            "title": "Questions to take to your doctor",
            "text": "<p>Print this list and take it with you.</p>",
            "label": "See the questions",
            "page": None,
            "url": "https://example.org/questions",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("page") and cleaned.get("url"):
            message = "Choose a page or give an address, not both."
            raise blocks.StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> CallToActionBlockValue:
        page = value["page"] and _public(value["page"], outlet)
        return CallToActionBlockValue(
            title=value["title"] or "",
            text=rich_text(value["text"], rendering),
            label=value["label"] or "",
            url=outlet.base_url + page.path if page else value["url"] or "",
            page=page,
        )

    def fallback(self, api_value: CallToActionBlockValue) -> str:
        return join(api_value.title, api_value.text.text, api_value.label)


def _public(page: Any, outlet: Outlet) -> PageLink | None:
    """Return the short object of `page`, or None when readers can't open it."""
    # Not when it ends: of one that has ended already, that is in the past, and the block would be
    # made anew at each reading.
    recorder().use(f"page:{page.pk}")
    found = public_pages(type(page).objects.filter(pk=page.pk), now=outlet.now).first()
    return page_link(found) if found else None
