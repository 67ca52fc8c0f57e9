"""Formats of others that documents can be exported in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cms.delivery.filters import Data
from cms.delivery.parameter_values import OneOf
from cms.delivery.parameters import Parameter

#: The format of every other answer.
JSON = "json"


@dataclass(frozen=True)
class ExportFormat:
    """A format of others.

    Args:
        name: as the parameter `format` names it.
        content_type: of the answer.
        extension: of a file of it.
        write: writes documents, one after the other.
    """

    name: str
    content_type: str
    extension: str
    write: Callable[[Iterable[Data]], Iterator[str]]


def format_parameter(formats: Iterable[ExportFormat]) -> tuple[Parameter, ...]:
    """Return `format`, where there is a choice."""
    names = tuple(found.name for found in formats)
    parameter = Parameter(
        "format",
        OneOf((JSON, *names)),
        "Another format than JSON, for reference managers: of a list all of it, however long, so "
        "that only filters and `order` go with it.",
        default=JSON,
    )
    return (parameter,) if names else ()
