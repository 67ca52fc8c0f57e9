"""`evidence`: one statement, how sure it is, and what it rests on."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from cms.references.choices import Certainty
from tests.blocks import BLOCKS, check, delivered, value_of
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db


def stored(*references: Any, **more: Any) -> dict[str, Any]:
    return {
        "statement": "<p>It could be made.</p>",
        "certainty": "low",
        "reason": "Small trials.",
        "study_kind": "Early trials",
        "references": [reference.pk for reference in references],
        **more,
    }


def test_evidence_is_delivered_with_its_references() -> None:
    first, second = ReferenceFactory(), ReferenceFactory()
    found = value_of("evidence", stored(first, second))
    assert found == {
        "statement": {
            "format": "html", "html": "<p>It could be made.</p>", "text": "It could be made.",
        },
        "certainty": "low",
        "reason": "Small trials.",
        "study_kind": "Early trials",
        "references": [str(first.uuid), str(second.uuid)],
    }  # fmt: skip


def test_the_fallback_says_how_sure_it_is() -> None:
    fallback = delivered(("evidence", stored(ReferenceFactory())))[0].fallback
    assert fallback == "It could be made.\nLow certainty\nSmall trials.\nEarly trials"


def test_a_reference_that_is_gone_is_left_out() -> None:
    gone, kept = ReferenceFactory(), ReferenceFactory()
    value = stored(gone, kept)
    gone.delete()
    assert value_of("evidence", value)["references"] == [str(kept.uuid)]


@pytest.mark.parametrize("certainty", Certainty.values)
def test_less_than_high_certainty_needs_a_reason(certainty: str) -> None:
    value = stored(ReferenceFactory(), certainty=certainty, reason="")
    if certainty == Certainty.HIGH:
        check("evidence", value)
        return
    with pytest.raises(StructBlockValidationError) as caught:
        check("evidence", value)
    assert list(caught.value.block_errors) == ["reason"]


def test_a_draft_may_be_without_its_reason() -> None:
    block = BLOCKS["evidence"]
    value = block.to_python(stored(reason="", references=[]))
    assert block.clean_deferred(value)["certainty"] == "low"
    with pytest.raises(ValidationError):
        block.clean(value)


@pytest.mark.parametrize(
    "missing", [{"statement": ""}, {"certainty": ""}, {"study_kind": ""}, {"references": []}]
)
def test_evidence_says_what_how_sure_and_from_where(missing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check("evidence", {**stored(ReferenceFactory()), **missing})
