"""How a query is read: its words in groups, its last word as a beginning, the names it may hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms.delivery.search.tokens import (
    Word,
    has_digit,
    identifier,
    joined,
    normal,
    term_of,
    words,
)

#: What comes after so many groups of words is not read: no question is as long.
MAX_GROUPS = 16
#: Nor is it read further than this to find them among words that say nothing.
MAX_READ = 200
#: The longest name that is looked for, in groups.
MAX_NAME = 8
#: A beginning shorter than this is of too many words.
MIN_PREFIX = 2
MAX_KEY = 200
#: A DOI is found as a whole, however much of an address stands before it.
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Group:
    """Words that are written as one: a word, or a compound with its parts."""

    words: tuple[Word, ...]

    @property
    def is_loose(self) -> bool:
        """Whether it may go on the compound before."""
        return self.words[0].is_loose

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that a document must have all of; the parts of a name mean nothing alone."""
        whole = joined(self.words)
        if len(self.words) > 1 and (has_digit(whole) or any(w.is_glued for w in self.words)):
            return (term_of(whole),)
        return tuple(term_of(word.text) for word in self.words if not word.is_stop)


@dataclass(frozen=True)
class Parsed:
    """A query as it was written.

    Args:
        groups: its words, in order, without those that say nothing.
        prefix: the last word, where more of it may be to come; empty where not.
    """

    groups: tuple[Group, ...] = ()
    prefix: str = ""

    @property
    def terms(self) -> list[str]:
        """Every term that it may ask for: of its words, and of compounds written as one."""
        terms = [term for group in self.groups for term in group.terms]
        return list(dict.fromkeys([*terms, *map(whole_of, self.compounds())]))

    def compounds(self) -> list[tuple[Group, ...]]:
        """Return its groups in order, those together that may be one compound."""
        found: list[tuple[Group, ...]] = []
        for group in self.groups:
            if found and group.is_loose:
                found[-1] = (*found[-1], group)
            else:
                found.append((group,))
        return found

    @property
    def single_words(self) -> list[str]:
        """The words that stand alone."""
        return [group.words[0].text for group in self.groups if len(group.words) == 1]

    def name_keys(self) -> dict[str, list[tuple[int, int]]]:
        """Return the keys of all names that it may hold, with the groups that each would take."""
        keys: dict[str, list[tuple[int, int]]] = {}
        for first in range(len(self.groups)):
            for last in range(first + 1, min(first + MAX_NAME, len(self.groups)) + 1):
                key = key_of(self.groups[first:last])
                keys.setdefault(key, []).append((first, last))
        return keys


def parse(text: str) -> Parsed:
    """Return what a query says. Any text will do."""
    text = DOI.sub(lambda found: identifier(found[1]), normal(text))
    if text.isupper() and len(text.split()) > 1:
        # Whoever writes everything in capitals means no names by them.
        text = text.lower()
    groups = _groups(text)
    last = groups[-1].words[-1] if groups else None
    is_open = last is not None and last.end == len(text) and len(groups[-1].words) == 1
    kept = tuple(group for group in groups if group.terms)[:MAX_GROUPS]
    if last is not None and is_open and groups[-1] in kept and len(last.text) >= MIN_PREFIX:
        return Parsed(kept, prefix=last.text)
    return Parsed(kept)


def _groups(text: str) -> list[Group]:
    """Return the words of a text in groups, as many as are read."""
    groups: list[list[Word]] = []
    for word in words(text):
        if word.is_tight and groups:
            if len(groups[-1]) < MAX_GROUPS:
                groups[-1].append(word)
        elif len(groups) == MAX_READ:
            break
        else:
            groups.append([word])
    return [Group(tuple(group)) for group in groups]


def whole_of(groups: Sequence[Group]) -> str:
    """Return the term of groups that are written as one."""
    return term_of(joined([word for group in groups for word in group.words]))


def name_of(name: str) -> tuple[str, str]:
    """Return the key and the terms of a name: the same, however its compounds are written."""
    groups = _groups(normal(name))
    return key_of(groups), " ".join(term for group in groups for term in group.terms)


def key_of(groups: Sequence[Group]) -> str:
    """Return the key of a name that is written as these groups."""
    return "".join(term for group in groups for term in group.terms)[:MAX_KEY]
