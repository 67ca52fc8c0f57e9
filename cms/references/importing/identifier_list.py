"""Reads a list of DOIs, PubMed ids and PubMed Central ids, in any spelling and between anything.

Its records have an identifier and nothing else: `needs_lookup` says so.
"""

import re
from collections.abc import Callable, Iterator
from typing import TextIO

from django.core.exceptions import ValidationError

from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from cms.references.importing.records import ImportedRecord, Level, Message

#: What stands between two: space, or a comma, semicolon or bar before the next. A DOI may hold any
#: of the three: 10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2.
BETWEEN = re.compile(
    r"\s+|[,;|]+(?=\s|$|https?:|doi\b|pmid|pmc|10\.[0-9]{4,9}/|[0-9]{4,9}(?:[,;|\s]|$))",
    re.IGNORECASE,
)
#: A word before an identifier, with what parts the two.
LABEL = re.compile(r"\b(doi|pmid|pmcid)\b\s*[:=]?\s+", re.IGNORECASE)
#: A column's heading, a label alone, a sign before each line.
NO_IDENTIFIER = re.compile(
    r"(?:doi|pmid|pmcid|id|identifier)s?[:=]?|[-*•]|[0-9]{1,3}[.)]", re.IGNORECASE
)
NORMALISERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("DOI", normalise_doi),
    ("PMCID", normalise_pmcid),
    ("PMID", normalise_pmid),
)
#: So much of what a text begins with has to be identifiers.
LEAST = 0.5


def identifier_in(word: str) -> dict[str, str] | None:
    """Return the identifier that a word is, by its CSL variable. A number alone is PubMed's."""
    for variable, normalise in NORMALISERS:
        if variable == "PMCID" and "pmc" not in word.lower():
            continue
        try:
            return {variable: normalise(word)}
        except ValidationError:
            continue
    return None


def _words(line: str) -> list[str]:
    """Return what stands in a line, one identifier each."""
    words = BETWEEN.split(LABEL.sub(r"\1:", line.strip()))
    return [word for word in words if word and not NO_IDENTIFIER.fullmatch(word)]


def recognises(start: str) -> bool:
    """Return whether a text that begins like this is a list of identifiers."""
    words = [word for line in start[:4000].split("\n")[:50] for word in _words(line)]
    return bool(words) and sum(map(bool, map(identifier_in, words))) >= len(words) * LEAST


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield a record for each identifier, and one for each word that is none."""
    index = 0
    for number, line in enumerate(text, 1):
        for word in _words(line):
            index += 1
            csl = identifier_in(word)
            messages = () if csl else (_no_identifier(word, number),)
            yield ImportedRecord(index, number, csl, messages=messages)


def _no_identifier(word: str, line: int) -> Message:
    text = f"“{word[:100]}” is no DOI, PubMed id or PubMed Central id."
    return Message(Level.ERROR, text, line)
