"""Query parameters: declared once, read strictly, documented from the same declaration.

Nothing is guessed and nothing is ignored: what is not declared, is empty, wrongly cased or doubled
makes the whole request invalid, and the answer names every mistake at once.
"""

import datetime
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cms.delivery import sorting
from cms.delivery.problems import ParameterError, Problem

#: Limits on a request's query, far above what the API itself ever needs.
MAX_QUERY_LENGTH = 16_000
MAX_PARAMETERS = 60
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


@dataclass(frozen=True)
class Parameter:
    """One query parameter.

    Args:
        name: as it is written in an address.
        values: what it can be.
        description: what it does, for the reference.
        several: whether it may be repeated; its value is then a list.
        listed: whether it is one value that lists several, with commas; so is its value then.
        required: whether a request without it is invalid.
        default: its value when it is not given.
        example: a value to try.
    """

    name: str
    values: Values
    description: str
    several: bool = False
    listed: bool = False
    required: bool = False
    default: Any = None
    example: str | None = None

    def parse(self, texts: Sequence[str]) -> Any:
        """Return the value that was given.

        Raises:
            InvalidValue: it is none that the parameter can have.
        """
        if len(texts) > 1 and not self.several:
            raise InvalidValue("It was given more than once. It has one value.")
        parts = texts[0].split(",") if self.listed else texts
        if not all(parts):
            raise InvalidValue("It is empty. Leave it out, or give it a value.")
        if any("\x00" in part for part in parts):
            raise InvalidValue("It holds a character that no value can have.")
        values = list(dict.fromkeys(self.values.parse(part) for part in parts))
        if self.listed and len(values) < len(parts):
            raise InvalidValue("It names the same thing twice.")
        return values if self.several or self.listed else values[0]

    def documented(self) -> dict[str, Any]:
        """Return its OpenAPI description."""
        one = self.values.schema()
        schema: dict[str, Any] = (
            {"type": "array", "items": one, "minItems": 1} if self.several or self.listed else one
        )
        if self.listed:
            schema["uniqueItems"] = True
        if self.default is not None and not isinstance(self.default, list):
            schema["default"] = self.default
        found: dict[str, Any] = {
            "in": "query",
            "name": self.name,
            "description": self.description,
            "required": self.required,
            "schema": schema,
        }
        if self.several or self.listed:
            found |= {"style": "form", "explode": self.several}
        if self.example is not None:
            found["example"] = [self.example] if self.several or self.listed else self.example
        return found


@dataclass(frozen=True)
class Query:
    """The parameters of one request, read.

    Args:
        values: the value of each declared parameter, given or by default.
        given: the names that the request has, in the order of their declaration.
        pairs: names and texts, as the request has them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and values of a request's query.

    Raises:
        Problem: it is no query at all.
    """
    raw = request.META.get("QUERY_STRING", "")
    if len(raw) > MAX_QUERY_LENGTH:
        raise Problem("invalid-parameter", "The query is too long.")
    try:
        return parse_qsl(
            raw.encode("latin-1").decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError as error:
        raise Problem(
            "invalid-parameter",
            f"The query can't be read: write name=value, joined by &, in UTF-8, "
            f"at most {MAX_PARAMETERS} times.",
        ) from error


def read(request: HttpRequest, declared: Sequence[Parameter]) -> Query:
    """Return the parameters of `request`.

    Raises:
        Problem: it has one that is not declared, or a value that can't be; all are named.
    """
    given: dict[str, list[str]] = {}
    pairs = _pairs(request)
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    by_name = {parameter.name: parameter for parameter in declared}
    errors = [_unknown(name, by_name) for name in given if name not in by_name]
    values: dict[str, Any] = {}
    for name, parameter in by_name.items():
        values[name] = parameter.default
        try:
            if name in given:
                values[name] = parameter.parse(given[name])
            elif parameter.required:
                raise InvalidValue("It is missing. This address needs it.")
        except InvalidValue as error:
            errors.append(_invalid(name, error))
    if errors:
        raise _problem(errors)
    return Query(
        values=values, given=tuple(name for name in by_name if name in given), pairs=tuple(pairs)
    )


def invalid(name: str, error: InvalidValue) -> Problem:
    """Return the problem of one parameter whose value turned out wrong when it was used."""
    return _problem([_invalid(name, error)])


def _problem(errors: Sequence[ParameterError]) -> Problem:
    names = ", ".join(error.name for error in errors)
    return Problem("invalid-parameter", f"Not valid: {names}.", errors=tuple(errors))


def _unknown(name: str, known: Iterable[str]) -> ParameterError:
    names = sorted(known)
    return ParameterError(
        **{"in": "query"},
        name=name[:MAX_NAME_SHOWN],
        detail="There is no such parameter here.",
        allowed=names,
        did_you_mean=closest(name, names),
    )


def _invalid(name: str, error: InvalidValue) -> ParameterError:
    return ParameterError(
        **{"in": "query"},
        name=name,
        detail=error.detail,
        allowed=None if error.allowed is None else list(error.allowed),
        did_you_mean=error.did_you_mean,
    )


def documented(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Return what an operation's OpenAPI description says of its parameters."""
    return {"parameters": [parameter.documented() for parameter in parameters]}


#: What every address that answers documents takes.
LOCALE = Parameter(
    "locale", OneOf(("en",)), "The language of the content: one until there are more.", default="en"
)
NO_PARAMETERS: tuple[Parameter, ...] = ()


def rich_text_parameter(forms: Iterable[str]) -> Parameter:
    """Return `rich_text`: the form of rich text; the first of `forms` unless it is given."""
    words = tuple(forms)
    return Parameter(
        "rich_text",
        OneOf(words),
        "The form of rich text, wherever the document has it.",
        default=words[0],
    )


def fields_parameter(names: Iterable[str]) -> Parameter:
    """Return `fields`: which of a document's fields to send."""
    return Parameter(
        "fields",
        OneOf(tuple(names)),
        "Send only these fields, and `id` and `type`. Names are joined by commas.",
        listed=True,
        example="updated_at",
    )
