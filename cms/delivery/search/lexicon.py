"""What the index knows of a query's words: how common they are, what they begin, what they mean.

One statement asks for everything that the query itself names, one more for what only follows from
the answer: how common other names are, and what an unknown word was meant to be.
"""

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import Document, SearchName, SearchWord, Standing
from cms.delivery.models import State as DeliveryState
from cms.delivery.reading import UNSETTLED
from cms.delivery.response_cache.versions import Version
from cms.delivery.search.index import ALL
from cms.delivery.search.parsing import Parsed
from cms.delivery.search.tokens import has_digit, term_of
from cms.delivery.settling import settle_rows
from cms.delivery.touching import number_now

WORDS = SearchWord._meta.db_table
NAMES = SearchName._meta.db_table
#: As text, because it comes in one column with words.
FIRST_END = (
    f"COALESCE(CAST((SELECT valid_until FROM {Document._meta.db_table} "  # noqa: S608 - our own names
    f"WHERE valid_until IS NOT NULL AND standing = '{Standing.PUBLIC.value}' "
    "ORDER BY valid_until LIMIT 1) AS TEXT), '')"
)
#: The content version, as text for the same reason.
NUMBER, NONCE = (
    f"(SELECT CAST({name} AS TEXT) FROM {DeliveryState._meta.db_table})"  # noqa: S608 - our own names
    for name in ("number", "nonce")
)
#: As many words are taken for what a beginning may become.
MAX_BEGINNINGS = 40
#: Shorter words are too like each other for a mistake to be told from another word.
MIN_CORRECTED = 4
#: Words of this length may have two mistakes.
MIN_TWICE_WRONG = 8
#: As many words are taken for what a misspelt one may have been meant to be.
MAX_CORRECTIONS = 3
#: Greater than every letter and digit, so that `ab` <= word < `ab~`; and in no word.
AFTER = "~"
#: Whether rows may be left that another release has written.
OF_ANOTHER_RELEASE = (
    f"EXISTS (SELECT 1 FROM {DeliveryState._meta.db_table} WHERE listed_fingerprint <> %s)"  # noqa: S608 - our own names
)


@dataclass(frozen=True)
class Name:
    """A name of what the query names: its words, and the term of everything that is about it."""

    about: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """Whether documents have to be rendered first, and when the clock next changes one.

    Args:
        is_unsettled: whether what is found may not be public.
        valid_until: when the clock next changes one.
        version: the content version of which that is.
    """

    is_unsettled: bool
    valid_until: datetime.datetime | None
    version: Version


@dataclass
class Lexicon:
    """What is known of a query's words.

    Args:
        documents: in how many documents a term is.
        beginnings: the terms of the words that the last one may be the beginning of.
        names: by key, every name of what it names.
        within_names: by word that stands in names only, what has it in one of its names.
        corrections: by word, the words that it was probably meant to be.
        valid_until: when the clock next changes what is public.
        version: the content version, if all of it was settled.
    """

    documents: dict[str, int] = field(default_factory=dict)
    beginnings: tuple[str, ...] = ()
    names: dict[str, list[Name]] = field(default_factory=dict)
    within_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    valid_until: datetime.datetime | None = None
    version: Version | None = None

    def rarity(self, terms: Iterable[str]) -> int:
        """Return how much it tells that a document has one of `terms`, as a whole number."""
        total = self.documents.get(ALL, 0)
        having = min(sum(self.documents.get(term, 0) for term in terms), total)
        return max(1, round(10 * math.log(1 + (total - having + 0.5) / (having + 0.5))))


def look_up(parsed: Parsed, now: datetime.datetime) -> Lexicon:
    """Return what is known of a query's words, after settling what has changed.

    One query where nothing has changed; one more for other names and misspelt words.

    Raises:
        Problem: nothing is stored now, because the database is being changed.
    """
    number_now()
    state, rows = _ask(parsed, now)
    if state.is_unsettled:
        # What is found must be public: so it waits for whoever writes, as a list does.
        settle_rows(now)
        state, rows = _ask(parsed, now)
    found = Lexicon(
        valid_until=state.valid_until, version=None if state.is_unsettled else state.version
    )
    counted: dict[str, tuple[str, int]] = {}
    beginnings: dict[str, None] = {}
    for kind, first, second, third, count in rows:
        if kind == "name":
            found.names.setdefault(first, []).append(Name(second, tuple(third.split())))
            continue
        counted[first] = (second, count)
        if kind == "beginning":
            beginnings[second] = None
    found.beginnings = tuple(beginnings)
    unknown = _unknown(
        parsed, {term for term, _ in counted.values()}, has_beginnings=bool(beginnings)
    )
    if found.names or unknown:
        titles = _ask_further(found, unknown, counted)
        misspelt = [
            word for word in unknown if word not in found.within_names and _may_be_wrong(word)
        ]
        found.corrections = {word: _corrections(word, titles) for word in misspelt}
    for term, count in counted.values():
        found.documents[term] = found.documents.get(term, 0) + count
    return found


def _places(values: Sequence[str]) -> str:
    """Return as many placeholders."""
    return ", ".join(["%s"] * len(values))


def _fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _ask(parsed: Parsed, now: datetime.datetime) -> tuple[State, list[tuple[Any, ...]]]:
    """Return how documents stand, and rows of kind, three texts and a count."""
    keys = list(parsed.name_keys())
    terms = [ALL, *parsed.terms]
    prefix = parsed.prefix or AFTER
    rows = _fetch(
        f"SELECT 'state' AS kind, {FIRST_END}, {NUMBER}, {NONCE}, CASE WHEN {UNSETTLED} "  # noqa: S608 - our own names
        f"OR {OF_ANOTHER_RELEASE} THEN 1 ELSE 0 END "
        "UNION ALL SELECT 'name', a.key, b.about, b.terms, 0 "
        f"FROM {NAMES} a JOIN {NAMES} b ON b.document_id = a.document_id "
        f"WHERE a.key IN ({_places(keys)}) "
        f"UNION ALL SELECT 'word', word, term, '', documents FROM {WORDS} "
        f"WHERE term IN ({_places(terms)}) "
        "UNION ALL SELECT kind, word, term, blank, documents FROM ("
        f"SELECT 'beginning' AS kind, word, term, '' AS blank, documents FROM {WORDS} "
        "WHERE word >= %s AND word < %s "
        f"ORDER BY documents DESC, word LIMIT {MAX_BEGINNINGS}) beginnings",
        [
            connection.ops.adapt_datetimefield_value(now),
            fingerprint(),
            *keys,
            *terms,
            prefix,
            prefix + AFTER,
        ],
    )
    (state,) = (row for row in rows if row[0] == "state")
    return (
        State(
            is_unsettled=bool(state[4]),
            valid_until=_moment(state[1]),
            version=Version(int(state[2]), int(state[3])),
        ),
        [row for row in rows if row is not state],
    )


def _moment(written: str) -> datetime.datetime | None:
    """Return a moment as a database writes it: in UTC, whether it says so or not."""
    return (
        datetime.datetime.fromisoformat(written).replace(tzinfo=datetime.UTC) if written else None
    )


def _unknown(parsed: Parsed, known: set[str], *, has_beginnings: bool) -> list[str]:
    """Return the words of a query that no document has, and that begin no other."""
    return [
        word
        for word in dict.fromkeys(parsed.single_words)
        if term_of(word) not in known and not (word == parsed.prefix and has_beginnings)
    ]


def _may_be_wrong(word: str) -> bool:
    """Return whether a word may be misspelt; one with digits is another name: G12V is not G12D."""
    return len(word) >= MIN_CORRECTED and not has_digit(word)


def _mistakes(word: str) -> int:
    """Return how many mistakes may be in a word."""
    return 2 if len(word) >= MIN_TWICE_WRONG else 1


def _ask_further(
    found: Lexicon, unknown: Sequence[str], counted: dict[str, tuple[str, int]]
) -> dict[str, int]:
    """Count the words of other names, and find unknown words in names.

    Returns:
        The words of titles that are about as long as an unknown one.
    """
    terms = [term for names in found.names.values() for name in names for term in name.terms]
    terms = list(
        dict.fromkeys([AFTER, *terms, *(n.about for ns in found.names.values() for n in ns)])
    )
    lengths = sorted(
        {
            length
            for word in filter(_may_be_wrong, unknown)
            for length in range(len(word) - _mistakes(word), len(word) + _mistakes(word) + 1)
        }
    )
    within = " OR ".join(["' ' || terms || ' ' LIKE %s"] * len(unknown)) or "1 = 0"
    titles: dict[str, int] = {}
    for kind, word, term, count in _fetch(
        f"SELECT 'word' AS kind, word, term, documents FROM {WORDS} "  # noqa: S608 - our own names
        f"WHERE term IN ({_places(terms)}) "
        f"UNION ALL SELECT 'title', word, term, documents FROM {WORDS} "
        f"WHERE titles > 0 AND LENGTH(word) IN ({', '.join(map(str, lengths)) or -1}) "
        f"UNION ALL SELECT DISTINCT 'within', terms, about, 0 FROM {NAMES} WHERE {within}",
        [*terms, *(f"% {term_of(word)} %" for word in unknown)],
    ):
        if kind == "within":
            _note_within(found, unknown, word, term)
            continue
        counted[word] = (term, count)
        if kind == "title":
            titles[word] = count
    return titles


def _note_within(found: Lexicon, unknown: Sequence[str], terms: str, about: str) -> None:
    """Note which unknown words stand in a name of what is found by `about`."""
    for word in unknown:
        if term_of(word) in terms.split():
            known = found.within_names.get(word, ())
            found.within_names[word] = tuple(sorted({*known, about}))


def _corrections(word: str, titles: dict[str, int]) -> tuple[str, ...]:
    """Return the words of titles that are nearest to a word, the most common first."""
    near = {
        title: distance
        for title in titles
        if (distance := OSA.distance(word, title, score_cutoff=_mistakes(word))) <= _mistakes(word)
    }
    nearest = [title for title, distance in near.items() if distance == min(near.values())]
    return tuple(sorted(nearest, key=lambda title: (-titles[title], title))[:MAX_CORRECTIONS])
