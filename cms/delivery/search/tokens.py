"""How text becomes words: the one tokeniser, of what is indexed and of what is asked.

Databases see its terms only, so that all of them give the same results. A term is made of `a-z`
and `0-9`: accents are off, Greek letters are their names, word endings are cut by Snowball's
English stemmer. A compound such as `miR-21-5p` counts as its parts and as every run of them joined,
`mir21`, `215p`, `mir215p`, so that it is found however it is written.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii

from cms.delivery.search.stop_words import STOP_WORDS

#: Letters and digits of any script, with the accents that follow them.
RAW_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
#: Where a word has parts that no hyphen shows: `IFNγ`, `exoIL-12`.
PARTS = re.compile(
    r"[\u00b5\u0370-\u03ff\u1f00-\u1fff]+"
    r"|(?:(?![a-z][A-Z])[^\u00b5\u0370-\u03ff\u1f00-\u1fff])*"
    r"[^\u00b5\u0370-\u03ff\u1f00-\u1fff]"
)
NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
#: What stands between the parts of one compound.
TIGHT = frozenset("-‐‑‒–−/._+'’·")
#: So many parts of a compound are joined at most.
MAX_RUN = 6
#: Longer ones are no words; cutting them keeps rows of a size that databases index.
MAX_WORD = 64
GREEK = {
    chr(code): unicodedata.name(chr(code)).rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
    for code in range(0x3B1, 0x3CA)
}
#: How British spelling becomes American. It need not be right, only the same for both.
SPELLINGS = (
    (re.compile("ae|oe"), "e"),
    (re.compile("(?<=..)our"), "or"),
    (re.compile("(?<=...)is(?=(e|ed|es|er|ing|ations?)$)"), "iz"),
)

_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands.

    Args:
        text: the word, folded.
        start: where it begins in the text.
        end: where it ends.
        is_tight: whether it and the word before are parts of one compound.
        is_glued: whether nothing is between them but a change of case, as in `siRNA`.
        is_loose: whether they may be, for only a space is between them and this one has a digit.
        is_stop: whether it says nothing by itself.
    """

    text: str
    start: int
    end: int
    is_tight: bool
    is_glued: bool
    is_loose: bool
    is_stop: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A term where it stands; `word` is what the term was made from, `is_run` if that is joined."""

    term: str
    word: str
    start: int
    end: int
    is_run: bool = False


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return a word in `a-z` and `0-9`: without case and accents, in Latin letters."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
        word = "".join(
            GREEK.get(letter, letter) for letter in word if not unicodedata.combining(letter)
        )
        word = anyascii(word.replace("ς", "sigma"))
    return NOT_ASCII_WORD.sub("", word.lower())[:MAX_WORD]


def has_digit(word: str) -> bool:
    """Return whether a word has a digit: then it is a name, and has no endings."""
    return not word.isalpha()


@lru_cache(maxsize=50_000)
def term_of(word: str) -> str:
    """Return the term of a folded word: its stem."""
    if has_digit(word):
        return word
    for pattern, spelling in SPELLINGS:
        word = pattern.sub(spelling, word)
    stem: str = _stemmer.stemWord(word)
    # Of -sis and its plural -ses.
    return stem.removesuffix("i") if stem.endswith("si") else stem


def normal(text: str) -> str:
    """Return a text as it is stored and read: composed letters, nothing that databases refuse."""
    text = text.encode("utf-8", "ignore").decode().replace("\x00", " ")
    return unicodedata.normalize("NFC", text)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in the form of `normal`."""
    before: Word | None = None
    for found in RAW_WORD.finditer(text):
        raw, start = found[0], found.start()
        parts = (raw,) if raw.islower() and raw.isascii() else PARTS.findall(raw)
        for part in parts:
            end = start + len(part)
            folded = fold(part)
            if folded:
                gap = text[before.end : start] if before else None
                before = Word(
                    folded, start, end,
                    is_tight=gap is not None and (gap == "" or gap in TIGHT),
                    is_glued=gap == "" and raw.isascii(),
                    is_loose=gap == " " and has_digit(folded) and before is not None
                    and not before.is_stop,
                    is_stop=folded in STOP_WORDS and not (len(part) > 1 and part.isupper()),
                )  # fmt: skip
                yield before
            start = end


def chains(found: Iterator[Word]) -> Iterator[list[Word]]:
    """Yield words in chains: those that are, or may be, parts of one compound."""
    chain: list[Word] = []
    for word in found:
        if chain and not (word.is_tight or word.is_loose):
            yield chain
            chain = []
        chain.append(word)
    if chain:
        yield chain


def tokens(text: str) -> Iterator[Token]:
    """Yield every term of a text in the form of `normal`."""
    for chain in chains(words(text)):
        for first, word in enumerate(chain):
            if not word.is_stop:
                yield Token(term_of(word.text), word.text, word.start, word.end)
            for last in range(first + 1, min(first + MAX_RUN, len(chain))):
                run = joined(chain[first : last + 1])
                yield Token(term_of(run), run, word.start, chain[last].end, is_run=True)


def joined(parts: Sequence[Word]) -> str:
    """Return the parts of a compound as one word."""
    return "".join(part.text for part in parts)[: MAX_WORD - 1]


def identifier(text: str) -> str:
    """Return a DOI or the like as one word."""
    return fold(text)


@lru_cache(maxsize=2_048)
def places_of(text: str) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Return where each term of a short text begins and ends.

    Kept, for the same texts are asked for again and again: titles, summaries.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for token in tokens(text):
        places.setdefault(token.term, []).append((token.start, token.end))
    return places
