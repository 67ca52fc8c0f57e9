"""The controlled words of the library, with what each means in plain English.

A vocabulary is a `TextChoices`: its values travel, its labels and meanings are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Vocabulary:
    """One set of words. `meanings` maps a value to a sentence for readers (may leave some out).

    `field` is what documents call the field that holds such values.
    """

    name: str
    choices: type[models.TextChoices]
    meanings: Mapping[Any, str]
    field: str


_vocabularies: dict[str, Vocabulary] = {}


def register(
    name: str,
    choices: type[models.TextChoices],
    meanings: Mapping[Any, str] | None = None,
    *,
    field: str | None = None,
) -> None:
    """Make `choices` known under `name` to templates, and to the API under `field` (or `name`).

    Raises:
        ValueError: a meaning is given for a value that does not exist.
    """
    unknown = set(meanings or {}) - set(choices.values)
    if unknown:
        raise ValueError(f"{name}: meanings for unknown values {sorted(unknown)}")
    _vocabularies[name] = Vocabulary(name, choices, meanings or {}, field or name)


def all_vocabularies() -> dict[str, Vocabulary]:
    """Return every registered vocabulary by name."""
    return dict(_vocabularies)


def label(name: str, value: str) -> str:
    """Return the words for `value`; an unknown value is shown as it is."""
    choices = _vocabularies[name].choices
    return str(choices(value).label) if value in choices.values else value


def meaning(name: str, value: str) -> str:
    """Return the sentence that explains `value`, or an empty text."""
    return _vocabularies[name].meanings.get(value, "")
