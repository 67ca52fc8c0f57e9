"""The values that query parameters can have: how they are written, read and described."""

import datetime
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from cms.delivery import sorting

#: So much of a word that is none is looked at, and shown.
MAX_NAME_SHOWN = 60
#: How alike two words are, from 0 to 1, for one to be offered in place of the other.
LIKENESS = 0.6


class InvalidValue(ValueError):
    """A parameter's value is none that it can have.

    Args:
        detail: what is wrong, as a sentence.
        allowed: every value that there is, where that is a list.
        did_you_mean: the value that was probably meant.
    """

    def __init__(
        self, detail: str, *, allowed: Sequence[str] | None = None, did_you_mean: str | None = None
    ) -> None:
        self.detail = detail
        self.allowed = allowed
        self.did_you_mean = did_you_mean
        super().__init__(detail)


def closest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that is most like `word`, however it is cased, or None."""
    by_lower = {candidate.lower(): candidate for candidate in words}
    found = get_close_matches(word[:MAX_NAME_SHOWN].lower(), by_lower, n=1, cutoff=LIKENESS)
    return by_lower[found[0]] if found else None


class Values(Protocol):
    """The values that a parameter can have."""

    def parse(self, text: str) -> Any:
        """Return the value that `text` writes.

        Raises:
            InvalidValue: it writes none.
        """

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""


@dataclass(frozen=True)
class OneOf:
    """One of a fixed set of words."""

    words: tuple[str, ...]

    def parse(self, text: str) -> str:
        """Return `text` if it is one of the words, letter for letter."""
        if text not in self.words:
            raise InvalidValue(
                "This is none of the values that it can have.",
                allowed=self.words,
                did_you_mean=closest(text, self.words),
            )
        return text

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True)
class Whole:
    """A whole number between two others, written without sign or leading zeros."""

    minimum: int
    maximum: int

    def parse(self, text: str) -> int:
        """Return the number."""
        written = re.fullmatch(r"0|[1-9][0-9]{0,9}", text)
        if not written or not self.minimum <= int(text) <= self.maximum:
            raise InvalidValue(f"Write a whole number from {self.minimum} to {self.maximum}.")
        return int(text)

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Text:
    """A text of some form.

    Args:
        normalise: returns its one form; raises Django's ValidationError if it has none.
        pattern: what is in each such text, for the reference; `normalise` decides.
    """

    normalise: Callable[[str], str]
    pattern: str
    max_length: int = 500

    def parse(self, text: str) -> str:
        """Return the text in its one form."""
        if len(text) > self.max_length:
            raise InvalidValue(f"This is too long: at most {self.max_length} characters.")
        try:
            return self.normalise(text)
        except ValidationError as error:
            raise InvalidValue(" ".join(error.messages)) from error

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "string", "pattern": self.pattern, "maxLength": self.max_length}


UUID_PATTERN = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
SLUG_PATTERN = r"[-a-zA-Z0-9_]{1,255}"
PARTIAL_DATE_PATTERN = r"[1-9][0-9]{3}(-[0-9]{2}){0,2}"
INSTANT_PATTERN = (
    r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def parse_id(text: str) -> uuid.UUID | None:
    """Return the public id that `text` writes, in either case, or None."""
    return uuid.UUID(text) if re.fullmatch(UUID_PATTERN, text) else None


@dataclass(frozen=True)
class Id:
    """A public id."""

    def parse(self, text: str) -> uuid.UUID:
        """Return the id as a UUID."""
        identifier = parse_id(text)
        if identifier is None:
            raise InvalidValue("Write an id: 32 hexadecimal digits with four hyphens.")
        return identifier

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True)
class Boolean:
    """`true` or `false`."""

    def parse(self, text: str) -> bool:
        """Return what is written, letter for letter."""
        return OneOf(("true", "false")).parse(text) == "true"

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Span:
    """A span of time, as texts that are in order.

    Args:
        first: its first day, or moment.
        last: its last one.
    """

    first: str
    last: str


@dataclass(frozen=True)
class PartialDate:
    """A date of any precision: `2005`, `2005-02`, `2005-02-11`; it is the span that it names.

    Args:
        with_time: whether it is compared with moments, and may be one: `2005-02-11T09:30:00Z`.
    """

    with_time: bool = False

    def parse(self, text: str) -> Span:
        """Return its first and last day, or moment (UTC)."""
        if re.fullmatch(PARTIAL_DATE_PATTERN, text):
            try:
                first, last = sorting.first_day(text), sorting.last_day(text)
                datetime.date.fromisoformat(first)
            except ValueError as error:
                raise InvalidValue("There is no such date.") from error
            if self.with_time:
                return Span(f"{first}T00:00:00.000000Z", f"{last}T23:59:59.999999Z")
            return Span(first, last)
        if self.with_time and re.fullmatch(INSTANT_PATTERN, text):
            try:
                instant = sorting.instant(text)
            except (ValueError, OverflowError) as error:
                raise InvalidValue("There is no such moment.") from error
            return Span(instant, instant)
        forms = "2005, 2005-02 or 2005-02-11"
        if self.with_time:
            forms = f"{forms}, or a moment with its zone, such as 2005-02-11T09:30:00Z"
        raise InvalidValue(f"Write a date: {forms}.")

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        pattern = PARTIAL_DATE_PATTERN
        if self.with_time:
            pattern = f"({pattern}|{INSTANT_PATTERN})"
        return {"type": "string", "pattern": f"^{pattern}$"}


@dataclass(frozen=True)
class IdOrSlug:
    """What names a related object: its id, or the last part of its address."""

    def parse(self, text: str) -> uuid.UUID | str:
        """Return the id as a UUID, or the slug."""
        identifier = parse_id(text)
        if identifier is not None:
            return identifier
        if not re.fullmatch(SLUG_PATTERN, text):
            raise InvalidValue("Write the id or the slug of what it is related to.")
        return text

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""
        return {"type": "string", "pattern": f"^{SLUG_PATTERN}$"}
