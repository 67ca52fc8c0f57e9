"""`evidence`: one statement, how sure it is, and what it rests on."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.content.blocks.base import join, rich_text
from cms.content.rich_text import Rendering
from cms.content.schemas import RichText
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from cms.references.blocks.base import ReferenceBlock, cite
from cms.references.choices import Certainty
from cms.references.choosers import ReferenceChooserBlock
from cms.references.schemas import ReferenceId


class EvidenceBlockValue(Schema):
    statement: RichText
    certainty: Certainty
    reason: str
    study_kind: str
    references: list[ReferenceId]


class EvidenceBlock(ReferenceBlock, blocks.StructBlock):
    """A statement with how sure it is."""

    statement = blocks.RichTextBlock(
        features=["bold", "italic", "superscript", "subscript", "link"]
    )
    certainty = blocks.ChoiceBlock(
        choices=Certainty.choices, help_text="How sure the studies make us, in GRADE’s words."
    )
    reason = blocks.CharBlock(
        required=False, max_length=300, help_text="Why it is not higher. Required below high."
    )
    study_kind = blocks.CharBlock(
        max_length=120, help_text="For example: early trials without control groups."
    )
    references = blocks.ListBlock(ReferenceChooserBlock(), min_num=1, max_num=20)

    class Meta:
        api_schema = EvidenceBlockValue
        template = "cms/blocks/evidence.html"
        icon = "circle-check"
        label = "Evidence"
        group = "Evidence"
        description = "One statement, how sure it is and why, and the studies behind it."
        preview_value = {
            "statement": "<p>In people with advanced cancer, a vaccine from their own immune cells "
            "could be made and given.</p>",
            "certainty": "low",
            "reason": "Small trials without a comparison group.",
            "study_kind": "Early-phase trials",
            "references": [],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        is_short_of_high = cleaned["certainty"] not in ("", None, Certainty.HIGH)
        if is_short_of_high and not cleaned["reason"] and not self.is_deferred_validation:
            message = "Say why the certainty is not higher."
            raise blocks.StructBlockValidationError({"reason": ValidationError(message)})
        return cleaned

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> EvidenceBlockValue:
        return EvidenceBlockValue(
            statement=rich_text(value["statement"], rendering),
            certainty=value["certainty"],
            reason=value["reason"] or "",
            study_kind=value["study_kind"] or "",
            references=cite(value["references"], rendering, block_id),
        )

    def fallback(self, api_value: EvidenceBlockValue) -> str:
        certainty = Certainty(api_value.certainty).label
        return join(api_value.statement.text, certainty, api_value.reason, api_value.study_kind)
