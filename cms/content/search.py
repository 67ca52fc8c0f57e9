"""How pages are found, and what library items lend their names to."""

from collections.abc import Iterable, Iterator
from typing import Any

from cms.delivery.search.fields import SUMMARY, TITLE, Searchable, SearchField

#: Keys of a block's value under which something else is shown, with words that are not the page's.
OF_OTHERS = frozenset({"image", "page", "pages", "reference", "references", "trials", "citation"})
#: Keys of a block's value under which plain words stand.
WORDS = frozenset(
    {"answer", "attribution", "caption", "label", "question", "reason", "study_kind", "title"}
)
TITLE_WEIGHT = 10
SUMMARY_WEIGHT = 4
KEY_WEIGHT = 3


def page_search(
    document: dict[str, Any], *more: SearchField, about: Iterable[str] = ()
) -> Searchable:
    """Return how a page is found.

    Args:
        document: the JSON values of its document.
        more: the texts that only pages of its type have.
        about: ids of what it is about.
    """
    return Searchable(
        path=document["path"],
        fields=(
            SearchField(TITLE, document["title"], TITLE_WEIGHT),
            SearchField(SUMMARY, document["summary"], SUMMARY_WEIGHT),
            *more,
            SearchField("body", words_of(document.get("body", []))),
        ),
        about=tuple(about),
    )


def names_of(document: dict[str, Any]) -> Iterator[str]:
    """Yield the names of an item with synonyms; of `Microparticles (TMPs)` both parts as well."""
    for name in (document["name"], *document["synonyms"]):
        yield name
        before, bracket, inside = name.partition("(")
        if bracket:
            yield before
            yield inside.partition(")")[0]


def words_of(value: Any) -> str:
    """Return the words of blocks, rich texts, or whatever is made of them, a line each."""
    return "\n".join(line for line in _lines(value) if line)


def _lines(value: Any, key: str = "") -> Iterator[str]:
    match value:
        case str() if key in WORDS:
            yield value
        case list():
            for member in value:
                yield from _lines(member, key)
        case {"format": _, "text": text}:
            yield text
        case dict():
            for name in (name for name in value if name not in OF_OTHERS):
                yield from _lines(value[name], name)
