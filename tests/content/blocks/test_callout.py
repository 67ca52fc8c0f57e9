"""`callout`: a short text that stands out."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from cms.content.blocks.base import MAX_TEXT_BYTES
from tests.blocks import check, delivered, value_of


def test_a_callout_is_delivered_with_kind_title_and_text() -> None:
    found = value_of("callout", {"kind": "warning", "title": "Stop", "text": "<p>Do not.</p>"})
    assert found == {
        "kind": "warning",
        "title": "Stop",
        "text": {"format": "html", "html": "<p>Do not.</p>", "text": "Do not."},
    }


@pytest.mark.parametrize(
    ("title", "fallback"), [("Stop", "Stop\nDo not."), ("", "Warning\nDo not.")]
)
def test_without_a_title_the_kind_says_what_it_is(title: str, fallback: str) -> None:
    value = {"kind": "warning", "title": title, "text": "<p>Do not.</p>"}
    assert delivered(("callout", value))[0].fallback == fallback


@pytest.mark.parametrize("kind", ["", "loud", "WARNING"])
def test_only_three_kinds_are_known(kind: str) -> None:
    with pytest.raises(ValidationError):
        check("callout", {"kind": kind, "title": "", "text": "<p>a</p>"})


def test_a_text_that_is_too_long_is_refused_with_the_limit() -> None:
    value = {"kind": "note", "title": "", "text": "x" * (MAX_TEXT_BYTES + 1)}
    with pytest.raises(StructBlockValidationError) as caught:
        check("callout", value)
    assert "at most 200 kB" in str(caught.value.non_block_errors)
