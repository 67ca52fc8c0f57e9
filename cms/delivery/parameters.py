"""Query parameters: declared once, read strictly, documented from the same declaration.

Nothing is guessed and nothing is ignored: what is not declared, is empty, wrongly cased or doubled
makes the whole request invalid, and the answer names every mistake at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest

from cms.delivery.parameter_values import MAX_NAME_SHOWN, InvalidValue, OneOf, Values, closest
from cms.delivery.problems import ParameterError, Problem

#: Limits on a request's query, far above what the API itself ever needs.
MAX_QUERY_LENGTH = 16_000
MAX_PARAMETERS = 60


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
            advice = "Give it a value." if self.required else "Leave it out, or give it a value."
            raise InvalidValue(f"It is empty. {advice}")
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
