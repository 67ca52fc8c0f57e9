"""What blocks that hold references share."""

import uuid
from collections.abc import Iterable
from typing import Any

from cms.content.blocks.base import ContentBlock
from cms.content.rich_text import Rendering
from cms.references.citations import citations_of
from cms.references.documents import named_references, references_by_id
from cms.references.models import Reference


class ReferenceBlock(ContentBlock):
    """Mixin: the editor's preview knows the references that its example names."""

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        named = set(named_references(context["value"].model_dump()))
        numbers = {identifier: number for number, identifier in enumerate(named, start=1)}
        return {**context, "references": references_by_id(numbers)}


def cite(
    chosen: Iterable[Reference | None], rendering: Rendering, block_id: str
) -> list[uuid.UUID]:
    """Return the ids of the chosen references and note that this block's mark names them."""
    identifiers = [reference.uuid for reference in chosen if reference is not None]
    if identifiers:
        citations_of(rendering).use(identifiers, f"cite-{block_id}")
    return identifiers
