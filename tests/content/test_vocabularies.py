"""The words of the library: every value that travels has them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
from django.db import models
from pydantic import BaseModel

from cms.content import vocabularies
from cms.content.choices import ReviewState
from cms.delivery import registry


def enums_in(annotation: Any, seen: set[Any]) -> Iterator[type[models.TextChoices]]:
    """Yield every enumeration in a type: of a schema, of its fields, of theirs."""
    annotation = getattr(annotation, "__value__", annotation)
    if annotation in seen:
        return
    seen.add(annotation)
    if isinstance(annotation, type) and issubclass(annotation, models.TextChoices):
        yield annotation
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from enums_in(field.annotation, seen)
    for argument in get_args(annotation):
        if isinstance(argument, type) or get_args(argument) or hasattr(argument, "__value__"):
            yield from enums_in(argument, seen)


def delivered() -> list[type[Enum]]:
    """Return every enumeration that some document holds."""
    seen: set[Any] = set()
    return [
        found for kind in registry.all_types().values() for found in enums_in(kind.schema, seen)
    ]


def test_documents_hold_enumerations() -> None:
    assert {"Phase", "Certainty", "Audience", "OverallStatus"} <= {
        kind.__name__ for kind in delivered()
    }


@pytest.mark.parametrize("kind", delivered(), ids=lambda kind: kind.__name__)
def test_every_enumeration_that_is_delivered_is_a_vocabulary(kind: type[Enum]) -> None:
    assert kind in {found.choices for found in vocabularies.all_vocabularies().values()}


def test_two_vocabularies_of_one_field_are_different_things() -> None:
    fields = [found.field for found in vocabularies.all_vocabularies().values()]
    assert len(set(fields)) == len(fields)


def test_every_word_is_said_in_words() -> None:
    for found in vocabularies.all_vocabularies().values():
        for value, label in found.choices.choices:
            assert str(label).strip()
            assert "_" not in str(label), f"{found.name}: {value}"


def test_meanings_are_sentences() -> None:
    meanings = [
        meaning for found in vocabularies.all_vocabularies().values()
        for meaning in found.meanings.values()
    ]  # fmt: skip
    assert meanings
    assert all(meaning[0].isupper() and meaning.endswith(".") for meaning in meanings)


def test_a_meaning_without_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown values"):
        vocabularies.register("odd", ReviewState, {"no such state": "Nothing."})
    assert "odd" not in vocabularies.all_vocabularies()


def test_an_unknown_value_is_shown_as_it_is() -> None:
    assert vocabularies.label("phase", "PHASE9") == "PHASE9"
    assert vocabularies.meaning("phase", "PHASE9") == ""


def test_certainty_is_in_the_words_of_grade() -> None:
    assert list(vocabularies.all_vocabularies()["certainty"].choices) == [
        "high", "moderate", "low", "very_low",
    ]  # fmt: skip
