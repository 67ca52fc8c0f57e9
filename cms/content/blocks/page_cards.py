"""`page_cards`: the way to other pages of the library."""

import uuid
from typing import Any

from wagtail import blocks

from cms.content.blocks.base import ContentBlock, join
from cms.content.documents import page_cards
from cms.content.rich_text import Rendering
from cms.content.schemas import PageCard
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema


class PageCardsBlockValue(Schema):
    title: str
    pages: list[PageCard]


class PageCardsBlock(ContentBlock, blocks.StructBlock):
    """Cards that lead to other pages."""

    title = blocks.CharBlock(required=False, max_length=120)
    pages = blocks.ListBlock(blocks.PageChooserBlock(), min_num=1, max_num=12)

    class Meta:
        api_schema = PageCardsBlockValue
        template = "cms/blocks/page_cards.html"
        icon = "doc-full-inverse"
        label = "Page cards"
        group = "Links and lists"
        description = "Cards that lead to other pages. One that is not public is left out."
        preview_value = {"title": "Read more", "pages": []}

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> PageCardsBlockValue:
        chosen = [page for page in value["pages"] if page is not None]
        return PageCardsBlockValue(title=value["title"] or "", pages=page_cards(chosen, outlet))

    def example(self) -> PageCardsBlockValue:
        card = PageCard(
            id=uuid.UUID("3d1f7c52-8a0e-5b6f-9d43-6f2b8c1e7a90"),
            type="topic",
            title="Treating burns",
            path="/wound-healing/burns/",
            summary="What helps a burn to heal, and what has not been tested.",
            hero_image=None,
        )
        return PageCardsBlockValue(title="Read more", pages=[card])

    def fallback(self, api_value: PageCardsBlockValue) -> str:
        return join(api_value.title, *(page.title for page in api_value.pages))
