"""`text`: running text with headings."""

import pytest
from django.core.exceptions import ValidationError

from cms.content.blocks.base import MAX_TEXT_BYTES
from tests.blocks import check, delivered


def test_a_text_is_delivered_as_rich_text_with_heading_ids() -> None:
    (block,) = delivered(("text", "<h2>What it is</h2><p>A <b>bubble</b>.</p>"))
    assert block.value.model_dump() == {
        "format": "html",
        "html": '<h2 id="what-it-is">What it is</h2><p>A <b>bubble</b>.</p>',
        "text": "What it is A bubble.",
    }
    assert block.fallback == "What it is A bubble."


def test_heading_ids_are_unique_over_all_texts_of_a_page() -> None:
    first, second = delivered(("text", "<h2>Harms</h2>"), ("text", "<h2>Harms</h2>"))
    assert first.value.html == '<h2 id="harms">Harms</h2>'
    assert second.value.html == '<h2 id="harms-2">Harms</h2>'


def test_a_text_is_required() -> None:
    with pytest.raises(ValidationError):
        check("text", "")


def test_a_text_of_200_kilobytes_is_enough() -> None:
    check("text", f"<p>{'x' * (MAX_TEXT_BYTES - 7)}</p>")
    with pytest.raises(ValidationError, match="at most 200 kB"):
        check("text", f"<p>{'é' * (MAX_TEXT_BYTES // 2)}</p>")
