"""`image`: a picture in the text."""

import uuid
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from cms.content.blocks.base import ContentBlock, join
from cms.content.choices import ImageAlignment
from cms.content.images import image_schema
from cms.content.rich_text import Rendering
from cms.content.schemas import ImageSchema
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema


class ImageBlockValue(Schema):
    image: ImageSchema | None
    caption: str
    alignment: ImageAlignment


class ImageBlock(ContentBlock, blocks.StructBlock):
    """A picture with its alt text, caption and place."""

    image = WagtailImageBlock()
    caption = blocks.CharBlock(required=False, max_length=300)
    alignment = blocks.ChoiceBlock(choices=ImageAlignment.choices, default=ImageAlignment.WIDE)

    class Meta:
        api_schema = ImageBlockValue
        template = "cms/blocks/image.html"
        icon = "image"
        label = "Image"
        group = "Media"
        description = "A picture with a caption. Describe it, or mark it as decorative."
        preview_value = {"image": None, "caption": "A cell and what is in it.", "alignment": "wide"}

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> ImageBlockValue:
        image = value["image"]
        return ImageBlockValue(
            image=image
            and image_schema(
                image,
                base_url=outlet.base_url,
                alt=getattr(image, "contextual_alt_text", None) or "",
                decorative=bool(getattr(image, "decorative", False)),
                caption=value["caption"] or "",
            ),
            caption=value["caption"] or "",
            alignment=value["alignment"],
        )

    def example(self) -> ImageBlockValue:
        image = ImageSchema(
            id=uuid.UUID("b7a54f0e-2c7d-5e58-8f0a-1d3c6b9e4f21"),
            alt="A round cell with smaller bubbles in it.",
            decorative=False,
            caption="A cell and what is in it.",
            credit="The library",
            licence="CC BY 4.0",
            width=640,
            height=360,
            focal_point=None,
            src="/static/img/membrane.svg",
            srcset=[],
            placeholder="",
        )
        return ImageBlockValue(image=image, caption=image.caption, alignment=ImageAlignment.WIDE)

    def fallback(self, api_value: ImageBlockValue) -> str:
        return join(api_value.image.alt if api_value.image else "", api_value.caption)
