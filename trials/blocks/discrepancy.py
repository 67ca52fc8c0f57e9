"""A trial's discrepancies: what each source says of one field."""

from typing import Any

from pydantic import BaseModel
from wagtail import blocks

from cms.delivery.schemas import Schema
from cms.references.choosers import ReferenceChooserBlock
from cms.references.schemas import ReferenceId


class DiscrepancyValue(Schema):
    value: str
    reference: ReferenceId | None
    note: str


class Discrepancy(Schema):
    field: str
    values: list[DiscrepancyValue]
    ours: str


class SourceValueBlock(blocks.StructBlock):
    """What one source says."""

    value = blocks.CharBlock(max_length=300)
    reference = ReferenceChooserBlock(required=False)
    note = blocks.CharBlock(
        required=False, max_length=300, help_text="Which source, and when it said so."
    )


class DiscrepancyBlock(blocks.StructBlock):
    """A field on which sources disagree."""

    field = blocks.CharBlock(max_length=80, help_text="For example: enrolment, sponsor, status.")
    values = blocks.ListBlock(SourceValueBlock(), min_num=1, max_num=20)
    ours = blocks.CharBlock(
        required=False, max_length=300, help_text="What this page shows, and why."
    )

    class Meta:
        icon = "warning"
        label = "Discrepancy"

    def api_value(self, value: Any, *, cite: Any) -> BaseModel:
        """Return the public form. `cite` turns the chosen references into cited ids."""
        return Discrepancy(
            field=value["field"] or "",
            values=[
                DiscrepancyValue(
                    value=source["value"] or "",
                    reference=(cite([source["reference"]]) or [None])[0],
                    note=source["note"] or "",
                )
                for source in value["values"]
            ],
            ours=value["ours"] or "",
        )


class DiscrepancyStream(blocks.StreamBlock):
    """A trial's discrepancies."""

    discrepancy = DiscrepancyBlock()

    class Meta:
        max_num = 30
