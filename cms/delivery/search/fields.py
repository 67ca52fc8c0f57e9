"""What apps say of their documents, so that they can be searched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

#: Fields of the card that an answer shows in any case; a snippet is taken from the others.
TITLE = "title"
SUMMARY = "summary"


@dataclass(frozen=True)
class SearchField:
    """A text in which a document is found.

    Args:
        name: what readers are told that a match is in.
        text: plain text; parts that don't belong together stand on lines of their own.
        weight: how much a match in it counts; 0 for what is shown only.
        is_identifier: whether it is one name, such as a DOI, that is found as a whole only.
    """

    name: str
    text: str
    weight: int = 1
    is_identifier: bool = False


@dataclass(frozen=True)
class Searchable:
    """How a document is found. Take everything from its own facts.

    What it shows of other documents may change, or be hidden, without its rows being written anew:
    name those in `about`, and they lend it their names while somebody searches.

    Args:
        path: its path on the site.
        fields: the texts in which it is found, title and summary among them.
        about: ids of documents whose names find it too.
    """

    path: str
    fields: tuple[SearchField, ...]
    about: tuple[str, ...] = ()


#: Takes the JSON values of a stored document; returns how it is found.
Search = Callable[[dict[str, Any]], Searchable]
#: Takes the same; returns what it is called, each name as good as the others.
Names = Callable[[dict[str, Any]], Iterable[str]]
