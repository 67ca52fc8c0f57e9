"""`reference_list`: publications to read, which take no number."""

import pytest
from django.core.exceptions import ValidationError

from cms.content.reading_order import block_values
from cms.content.rich_text import Rendering
from cms.references.citations import citations_of
from tests.blocks import check, delivered, stored_stream, value_of
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db


def test_references_stand_in_the_order_chosen() -> None:
    references = [ReferenceFactory(), ReferenceFactory(), ReferenceFactory()]
    found = value_of(
        "reference_list", {"title": "More", "references": [found.pk for found in references]}
    )
    assert found == {"title": "More", "references": [str(found.uuid) for found in references]}


def test_members_of_a_list_take_no_number() -> None:
    listed, cited = ReferenceFactory(), ReferenceFactory()
    stream = stored_stream(
        ("reference_list", {"title": "", "references": [listed.pk, cited.pk]}),
        ("quote", {"text": "a", "attribution": "b", "reference": cited.pk}),
    )
    rendering = Rendering.of(block_values(stream))
    assert citations_of(rendering).numbers == {cited.uuid: 1}


def test_a_reference_that_is_gone_is_left_out() -> None:
    gone, kept = ReferenceFactory(), ReferenceFactory()
    value = {"title": "", "references": [gone.pk, kept.pk]}
    gone.delete()
    assert value_of("reference_list", value)["references"] == [str(kept.uuid)]
    assert delivered(("reference_list", value))[0].fallback == ""


def test_a_list_has_at_least_one_reference() -> None:
    with pytest.raises(ValidationError):
        check("reference_list", {"title": "More", "references": []})
