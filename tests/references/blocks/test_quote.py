"""`quote`: somebody's own words, with their source."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.blocks import check, delivered, value_of
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db


def stored(**more: Any) -> dict[str, Any]:
    return {"text": "<p>Larger studies are needed.</p>", "attribution": "The authors",
            "reference": None, **more}  # fmt: skip


def test_a_quotation_is_delivered_with_who_said_it_and_where() -> None:
    reference = ReferenceFactory()
    found = value_of("quote", stored(reference=reference.pk))
    assert found["attribution"] == "The authors"
    assert found["reference"] == str(reference.uuid)
    assert found["text"]["text"] == "Larger studies are needed."
    fallback = delivered(("quote", stored()))[0].fallback
    assert fallback == "“Larger studies are needed.”\nThe authors"


def test_a_quotation_may_have_no_reference() -> None:
    assert value_of("quote", stored())["reference"] is None
    check("quote", stored())


def test_a_reference_that_is_gone_is_none() -> None:
    reference = ReferenceFactory()
    value = stored(reference=reference.pk)
    reference.delete()
    assert value_of("quote", value)["reference"] is None


@pytest.mark.parametrize("missing", [{"text": ""}, {"attribution": ""}])
def test_a_quotation_says_what_and_who(missing: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        check("quote", stored(**missing))
