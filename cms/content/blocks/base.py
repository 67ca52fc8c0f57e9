"""What every body block is: an editor's form, a public shape, a template and an example."""

import logging
from functools import reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Literal

from django.core import exceptions
from django.utils import timezone
from pydantic import BaseModel, Field, ValidationError, create_model
from typing_extensions import TypeAliasType
from wagtail import blocks

from cms.content.reading_order import block_values
from cms.content.rich_text import Rendering
from cms.content.schemas import RichTextHtml
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema

logger = logging.getLogger(__name__)

#: Limits that keep a page readable and a request bounded; they are said where they are met.
MAX_BLOCKS = 200
MAX_TEXT_BYTES = 200_000


class BlockEnvelope(Schema):
    """A block as it is delivered. Each block type has its own subclass, told apart by `type`."""

    type: str
    id: str
    value: Any
    fallback: str = Field(description="The block as plain text, for apps that don’t know its type.")

    #: Not delivered: the template that shows the block on the site.
    template: ClassVar[str]


class ContentBlock(blocks.Block):
    """Mixin of every body block. `Meta` names its public shape beside its template.

    Meta:
        api_schema: the pydantic model of its value, as api.md describes it.
        template: `<app>/blocks/<name>.html`, which gets that value.
        preview_value: one example, shown to editors and used by tests and docs.
        lists: whether references in it are members of a list, not claims with a mark.
    """

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> BaseModel:
        """Return the public form of `value`."""
        raise NotImplementedError

    def fallback(self, api_value: Any) -> str:
        """Return the words of the block's public value."""
        raise NotImplementedError

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the template's context for the editor's preview of this block alone."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if context.get("is_example"):
            context["value"] = self.example()
        else:
            outlet = Outlet(base_url="", now=timezone.now())
            rendering = Rendering.of(block_values(value))
            context["value"] = self.api_value(
                value, rendering=rendering, outlet=outlet, block_id="preview"
            )
        context["block_id"] = "preview"
        context["heading_level"] = 2
        return context

    def get_preview_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Let the block picker show the example, with what a library has still to bring."""
        context = super().get_preview_context(value, parent_context=parent_context)
        return {**context, "is_example": True}

    def example(self) -> BaseModel:
        """Return the public form of the preview's example. Asks nothing of the database."""
        value = self.normalize(self.meta.preview_value)
        outlet = Outlet(base_url="", now=timezone.now())
        return self.api_value(value, rendering=Rendering(), outlet=outlet, block_id="example")

    def clean(self, value: Any) -> Any:
        """Check the block's size besides what its fields check."""
        cleaned = super().clean(value)
        for stored in block_values(cleaned):
            if stored.kind == "rich_text" and len(stored.value.encode()) > MAX_TEXT_BYTES:
                message = (
                    f"This text is too long: at most {MAX_TEXT_BYTES // 1000} kB. "
                    "Split it into two blocks."
                )
                if isinstance(self, blocks.StructBlock):
                    raise blocks.StructBlockValidationError(non_block_errors=[message])
                raise exceptions.ValidationError(message)
        return cleaned


#: The schema of each block type's deliveries, made once.
_envelopes: dict[str, type[BlockEnvelope]] = {}


def envelope_of(block: ContentBlock) -> type[BlockEnvelope]:
    """Return the schema of one block type's deliveries, named after it: `CalloutBlock`."""
    name = block.name
    if name not in _envelopes:
        model = create_model(
            f"{''.join(part.title() for part in name.split('_'))}Block",
            __base__=BlockEnvelope,
            __doc__=(type(block).__doc__ or "").strip().splitlines()[0],
            type=(Literal[name], ...),  # type: ignore[arg-type]  # the value is the type
            value=(block.meta.api_schema, ...),
        )
        model.template = block.meta.template
        model.model_config["json_schema_extra"] = lambda schema: schema.update(
            examples=[_example_of(block)]
        )
        _envelopes[name] = model
    return _envelopes[name]


def _example_of(block: ContentBlock) -> dict[str, Any]:
    """Return one delivery of a block type, as the API's description shows it."""
    value = block.example()
    delivery = envelope_of(block)(
        type=block.name,
        id="0b6c1f9e-5d7a-4c1f-9a51-2f6f0c1d7e11",
        value=value,
        fallback=block.fallback(value),
    )
    return delivery.model_dump(mode="json")


def union_of(name: str, stream: type[blocks.StreamBlock]) -> Any:
    """Return the schema called `name` of any block of a stream: one of its blocks', by `type`."""
    members = tuple(envelope_of(block) for block in stream().child_blocks.values())
    return TypeAliasType(name, Annotated[reduce(or_, members), Field(discriminator="type")])


def deliver(stream: Any, *, rendering: Rendering, outlet: Outlet) -> list[BlockEnvelope]:
    """Return the public form of a StreamField's value, block by block.

    A block that is not finished yet, in a draft that is looked at, is left out.
    """
    delivered = []
    for child in stream:
        block_id = child.id or ""
        try:
            value = child.block.api_value(
                child.value, rendering=rendering, outlet=outlet, block_id=block_id
            )
        except ValidationError:
            logger.info("block left out", extra={"type": child.block_type, "block": block_id})
            continue
        delivered.append(
            envelope_of(child.block)(
                type=child.block_type,
                id=block_id,
                value=value,
                fallback=child.block.fallback(value),
            )
        )
    return delivered


def rich_text(value: Any, rendering: Rendering) -> RichTextHtml:
    """Return the public form of a RichTextBlock's value."""
    html, text = rendering.render(value.source if value else "")
    return RichTextHtml(html=html, text=text)


def join(*texts: str) -> str:
    """Return the texts that are not empty, a line each: the usual fallback."""
    return "\n".join(text for text in texts if text)
