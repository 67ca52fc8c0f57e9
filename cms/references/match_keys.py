"""A publication in the form in which two records of it can be compared, and found by each other.

Sources write the same title, names and pages in many ways; what is kept here is what they agree on.
A record is found by four keys, each from another part of it, so that a mistake in one part leaves
the others: the beginning of the title, its end, first author with year and the title's first four
letters, volume with first page.
"""

import html
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError

from cms.delivery.search.tokens import GREEK
from cms.references import csl as csl_json
from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

IDENTIFIERS = {"DOI": normalise_doi, "PMID": normalise_pmid, "PMCID": normalise_pmcid}
#: Of the ids of imported records.
NAMESPACE = uuid.UUID("8f6f3c0b-2c57-4a57-9f5e-0d9f4c1f6b7a")
KEY_LENGTH = 32
#: A shorter title says too little by itself: `Editorial`, `Reply`.
SHORTEST_TITLE = 12

#: The markup that CSL allows in a title, and what sources use instead.
MARKUP = re.compile(r"</?(?:i|b|em|strong|sup|sub|span|sc|scp|u)\b[^>]*>", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("['`´]")
ARTICLES = {"a", "an", "the"}
#: British spelling becomes American; what else it changes, it changes on both sides.
SPELLING = (
    ("ae", "e"), ("oe", "e"), ("our", "or"), ("ise", "ize"), ("isa", "iza"), ("isi", "izi"),
    ("yse", "yze"), ("ll", "l"), ("programme", "program"), ("tre", "ter"), ("ph", "f"),
)  # fmt: skip
#: Before these `I`, `V` and `X` are numbers.
NUMBERED = {"phase", "part", "type", "stage", "class", "grade", "volume", "group", "level"}
ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10",
}  # fmt: skip
#: Publishers put these before the title of the same publication.
STATUS_PREFIX = re.compile(r"^\W*(?:retracted|withdrawn)(?: article)?\s*[:.\]]\s*", re.IGNORECASE)
#: Where a title ends and a subtitle begins.
SUBTITLE = re.compile(r"\s*(?:[:?!]|\.\s|\s[-–—]+\s|—)\s*")
CUT_OFF = ("…", "...")
#: Parts of family names that sources set, leave out or put elsewhere.
PARTICLES = {
    "al", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "ten", "ter",
    "van", "von", "zu", "jr", "sr",
}  # fmt: skip
#: Spellings of an umlaut, which by itself loses its dots.
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
PAGE = re.compile(r"[a-z]*\d+[a-z]*")
ARTICLE_NUMBER = re.compile(r"^(?:art(?:icle)?|no|number|id|pp?)[\s.:]+", re.IGNORECASE)
RANGE = re.compile(r"\d\s*[-‐-―]+\s*[a-z]*\d", re.IGNORECASE)
PREPRINT_SERVER = re.compile(
    r"\b(?:(?:biorx|medrx|chemrx|arx|psyarx|socarx)iv|research square|ssrn|preprints?|authorea)\b"
)
#: bioRxiv and medRxiv (10.1101 is also of journals), Research Square, arXiv, Preprints, SSRN, OSF.
PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6}$|(?:19|20)\d\d\.)|21203/|48550/|20944/|2139/ssrn|31219/|31234/|26434/)"
)


def fold(text: str) -> str:
    """Return a text without case, accents and markup, Greek letters as their names."""
    plain = MARKUP.sub("", html.unescape(text)).replace("&", " and ")
    # Twice, because folding the case may put letters together again.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    letters = (
        GREEK.get(letter, letter) for letter in decomposed if not unicodedata.combining(letter)
    )
    return APOSTROPHES.sub("", anyascii("".join(letters))).lower()


def _text(csl: Mapping[str, Any], field: str) -> str:
    value = csl.get(field)
    return str(value) if isinstance(value, str | int) else ""


def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title in one spelling, without articles, numerals as digits."""
    words: list[str] = []
    before = ""
    for word in WORD.findall(fold(title)):
        if word in ROMAN and (len(word) > 1 or before in NUMBERED):
            words.append(ROMAN[word])
        elif word not in ARTICLES:
            words.append(_american(word))
        before = word
    return tuple(words)


def _american(word: str) -> str:
    for british, american in SPELLING:
        word = word.replace(british, american)
    return word


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in one spelling, without particles."""
    folded = fold(name)
    for written, plain in UMLAUTS:
        folded = folded.replace(written, plain)
    words = tuple(WORD.findall(folded))
    return tuple(word for word in words if word not in PARTICLES) or words


@dataclass(frozen=True)
class Author:
    """A name as it can be compared.

    Args:
        family: the words of the family name, or of a name that is one piece.
        given: those of the given names, often only initials.
        is_literal: whether it is one piece: an organisation, or a person who was typed so.
    """

    family: tuple[str, ...]
    given: tuple[str, ...] = ()
    is_literal: bool = False


def _authors(csl: Mapping[str, Any]) -> Iterable[Author]:
    names = csl.get("author") or csl.get("editor") or []
    for name in names if isinstance(names, list) else []:
        if not isinstance(name, Mapping):
            continue
        if literal := _text(name, "literal"):
            yield Author(name_words(literal), is_literal=True)
        elif family := name_words(_text(name, "family")):
            yield Author(family, tuple(WORD.findall(fold(_text(name, "given")))))


@dataclass(frozen=True)
class Title:
    """A title as it can be compared.

    Args:
        words: its words, see `title_words`.
        main: those before its subtitle; all of them if it has none.
        is_cut_off: whether the source says that it goes on.
    """

    words: tuple[str, ...]
    main: tuple[str, ...]
    is_cut_off: bool

    @classmethod
    def of(cls, written: str) -> "Title":
        """Return a title as a source writes it, as it can be compared."""
        title = STATUS_PREFIX.sub("", written.strip())
        first = next((part for part in SUBTITLE.split(title) if WORD.search(part)), title)
        return cls(title_words(title), title_words(first), title.endswith(CUT_OFF))

    @cached_property
    def letters(self) -> str:
        """The title in one piece: sources differ in where words part."""
        return "".join(self.words)

    @cached_property
    def main_letters(self) -> str:
        """The same of the part before the subtitle."""
        return "".join(self.main)


@dataclass(frozen=True)
class MatchKeys:
    """What a record is found by; an empty key finds nothing."""

    title_key: str
    title_end_key: str
    author_key: str
    place_key: str


MATCH_KEYS = tuple(field.name for field in fields(MatchKeys))


@dataclass(frozen=True)
class Work:
    """A publication as it can be compared.

    Args:
        csl: its record.
        title: its title.
        authors: who wrote it; of a book without authors, its editors.
        year: when it came out.
        container: the words of the journal's or book's name.
        volume: as it is written, folded.
        first_page: or its article number.
        is_page_range: whether the page is the first of several.
    """

    csl: Mapping[str, Any]
    title: Title
    authors: tuple[Author, ...]
    year: int | None
    container: tuple[str, ...]
    volume: str
    first_page: str
    is_page_range: bool

    @classmethod
    def of(cls, csl: Mapping[str, Any]) -> "Work":
        """Return the publication of a CSL record."""
        pages = ARTICLE_NUMBER.sub("", _text(csl, "page") or _text(csl, "page-first"))
        page = PAGE.search(fold(pages))
        journal = re.split(r"\s[:=]\s|\s*\(", _text(csl, "container-title"))[0]
        return cls(
            csl=csl,
            title=Title.of(_text(csl, "title")),
            authors=tuple(_authors(csl)),
            year=csl_json.year_of(csl) if isinstance(csl.get("issued"), Mapping) else None,
            container=title_words(journal),
            volume="".join(WORD.findall(fold(_text(csl, "volume")))),
            first_page=page[0].lstrip("0") if page else "",
            is_page_range=bool(RANGE.search(pages)),
        )

    @cached_property
    def record_id(self) -> uuid.UUID:
        """What it is called once it is in the library, if that is made from this very record.

        So a record that is imported again is known, also one that says too little to be compared.
        """
        record = {key: value for key, value in self.csl.items() if key != "id"}
        return uuid.uuid5(NAMESPACE, json.dumps(record, sort_keys=True))

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """Its identifiers in their one form; what is none is left out."""
        found = {}
        for field, normalise in IDENTIFIERS.items():
            try:
                found[field] = normalise(_text(self.csl, field))
            except ValidationError:
                continue
        return found

    @cached_property
    def is_preprint(self) -> bool:
        """Whether it has not been reviewed: another publication than the article it becomes."""
        places = " ".join(
            _text(self.csl, field) for field in ("container-title", "publisher", "genre")
        )
        return bool(
            self.csl.get("type") == "article"
            or PREPRINT_SERVER.search(places.casefold())
            or PREPRINT_DOI.match(_text(self.csl, "DOI").lower())
        )

    @cached_property
    def keys(self) -> MatchKeys:
        """What it is found by."""
        letters = self.title.letters
        known = letters if len(letters) >= SHORTEST_TITLE else ""
        author = self._author_key_of(self.year)
        # Where every article begins at page 1, it tells nothing.
        is_placed = self.volume and self.first_page not in ("", "1")
        place = f"{self.volume}:{self.first_page}" if is_placed else ""
        return MatchKeys(
            known[:KEY_LENGTH], known[-KEY_LENGTH:], author[:KEY_LENGTH], place[:KEY_LENGTH]
        )

    def _author_key_of(self, year: int | None) -> str:
        if not self.authors:
            return ""
        first = self.authors[0]
        # Of a double name sources may leave out the second.
        name = "".join(first.family) if first.is_literal else first.family[0]
        # Some names are so common that a year has hundreds of them: a title begins alike too.
        return f"{year or ''}{self.title.letters[:4]}{name}"

    @property
    def author_keys(self) -> list[str]:
        """Every author key that a record of it may have: online first is a year before print."""
        years = [None] if self.year is None else [self.year - 1, self.year, self.year + 1]
        keys = (self._author_key_of(year)[:KEY_LENGTH] for year in years)
        return [key for key in keys if key]
