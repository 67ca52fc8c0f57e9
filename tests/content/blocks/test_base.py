"""What holds for every block, whole or half-filled."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StreamValue

from cms.content.blocks.base import MAX_BLOCKS
from tests.blocks import BLOCKS, delivered
from tests.page_types import PAGE_TYPES

#: The blocks of content-model.md that exist so far.
EXPECTED = {
    "text", "image", "callout", "quote", "evidence", "table", "reference_list", "trial_list",
    "page_cards", "call_to_action",
}  # fmt: skip


def test_the_library_has_its_ten_blocks() -> None:
    assert set(BLOCKS) == EXPECTED


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_which_nothing_is_filled_in_is_no_error_in_a_draft(name: str) -> None:
    empty = BLOCKS[name].get_prep_value(BLOCKS[name].get_default())
    found = delivered((name, empty), ("text", "<p>The rest.</p>"))
    assert found[-1].value.text == "The rest."
    # Evidence has no certainty until somebody says how sure it is.
    assert len(found) == (1 if name == "evidence" else 2)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(BLOCKS) - {"text"}))
def test_a_block_that_was_stored_before_a_part_was_added_is_still_shown(name: str) -> None:
    block = BLOCKS[name]
    stored = block.get_prep_value(block.normalize(block.meta.preview_value))
    for part in set(stored) - {"certainty", "kind", "alignment", "table"}:
        value = {key: inner for key, inner in stored.items() if key != part}
        assert delivered((name, value))[0].type == name, part


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_an_empty_block_is_saved_as_a_draft(name: str) -> None:
    BLOCKS[name].clean_deferred(BLOCKS[name].get_default())


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(BLOCKS) - {"trial_list", "table"}))
def test_an_empty_block_is_not_published(name: str) -> None:
    with pytest.raises(ValidationError):
        BLOCKS[name].clean(BLOCKS[name].get_default())


@pytest.mark.parametrize("model", [model for model in PAGE_TYPES if hasattr(model, "body")])
def test_a_body_holds_at_most_200_blocks(model: Any) -> None:
    body = model._meta.get_field("body").stream_block
    text = body.child_blocks["text"].to_python("<p>a</p>")
    assert MAX_BLOCKS == 200
    body.clean(StreamValue(body, [("text", text)] * 200))
    with pytest.raises(StreamBlockValidationError) as caught:
        body.clean(StreamValue(body, [("text", text)] * 201))
    assert "The maximum number of items is 200" in str(caught.value.non_block_errors)


def test_blocks_are_nested_two_levels_at_most() -> None:
    def depth(block: Any) -> int:
        inner = list((getattr(block, "child_blocks", None) or {}).values())
        if hasattr(block, "child_block"):
            inner.append(block.child_block)
        return 1 + max((depth(child) for child in inner), default=0)

    # A block, what it holds, and what that holds.
    assert max(depth(block) for block in BLOCKS.values()) <= 3
