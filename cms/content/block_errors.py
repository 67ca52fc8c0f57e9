"""What is missing in blocks, in words that make sense away from the form."""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.blocks import StreamBlockValidationError, StreamValue


def _messages(data: Mapping[Any, Any], *, name: str = "") -> Iterator[str]:
    """Yield every message of an error in blocks, with the name of the part that it is about."""
    for message in data.get("messages", ()):
        yield f"{name}: {message}" if name else message
    for key, inner in data.get("blockErrors", {}).items():
        # Parts of a list have numbers for names; what matters is the list's.
        yield from _messages(inner, name=name if isinstance(key, int) else key.replace("_", " "))


def stream_messages(error: StreamBlockValidationError, stream: StreamValue) -> Iterator[str]:
    """Yield what is wrong with a StreamField's value: which block, and what it says.

    Args:
        error: what the stream's block raised.
        stream: the value that it was about.
    """
    data = error.as_json_data()
    yield from data.get("messages", ())
    for position, inner in data.get("blockErrors", {}).items():
        label = stream[position].block.label
        yield f"Block {position + 1} ({label}): {' '.join(_messages(inner))}"
