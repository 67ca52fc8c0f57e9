"""The rows of the index: written with a document, from its public form, and taken out with it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field

from django.db import connection

from cms.delivery import registry
from cms.delivery.fingerprint import fingerprint
from cms.delivery.models import (
    Document,
    SearchEntry,
    SearchName,
    SearchPosting,
    SearchWord,
    Standing,
)
from cms.delivery.search.fields import SUMMARY, TITLE, Searchable, SearchField
from cms.delivery.search.parsing import name_of
from cms.delivery.search.tokens import Token, has_digit, identifier, normal, term_of, tokens

#: Counts the documents, among the words: no word is spelt so.
ALL = "*"
#: Stands before what is counted without being a word.
JOINED, ABOUT = "+", "#"
#: How much a document counts for the name of what it is about.
ABOUT_WEIGHT = 8
#: A word counts half where it is once in so many words.
USUAL_LENGTH = 200
#: Weights are whole numbers, so that they add up to the same on every database.
SCALE = 100
#: Not where any word is.
NOWHERE = -1
POST = (
    f"INSERT INTO {SearchPosting._meta.db_table} (term, document_id, type, weight, place) "  # noqa: S608 - our own names
    "VALUES (%s, %s, %s, %s, %s)"
)
COUNT_UP = (
    f"INSERT INTO {SearchWord._meta.db_table} (word, term, documents, titles) "  # noqa: S608 - our own names
    "VALUES (%s, %s, %s, %s) ON CONFLICT (word) DO UPDATE SET "
    f"documents = {SearchWord._meta.db_table}.documents + excluded.documents, "
    f"titles = {SearchWord._meta.db_table}.titles + excluded.titles"
)


@dataclass(frozen=True)
class Rows:
    """What is written of one document.

    Args:
        entry: its entry; None for what is no result by itself.
        postings: weight and first place of each term.
        names: key and terms of each name.
    """

    entry: SearchEntry | None = None
    postings: dict[str, tuple[int, int]] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()


@dataclass
class _Reading:
    """What is found while a document's fields are read."""

    weights: dict[str, float] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)

    def read(self, found: SearchField, start: int | None) -> None:
        """Read a field, which begins at `start` of the entry's text (None: is not in it)."""
        text = normal(found.text)
        counts: Counter[str] = Counter()
        length = 0
        for token in tokens(text):
            length += not token.is_run
            if not found.is_identifier:
                counts[token.term] += 1
                self.words[counted_as(token)] = None
                if start is not None:
                    self.places.setdefault(token.term, start + token.start)
        if found.is_identifier and (name := identifier(text)):
            counts[name] += 1
            self.words[name] = None
        for term, count in counts.items():
            share = count / (count + 0.5 + length / USUAL_LENGTH)
            self.weights[term] = self.weights.get(term, 0) + found.weight * share


def counted_as(token: Token) -> str:
    """Return what a token counts as among the words.

    Joined parts without digits are no word that anybody begins to write: the first part is.
    """
    return f"{JOINED}{token.word}" if token.is_run and not has_digit(token.word) else token.word


def about_term(public_id: str) -> str:
    """Return the term by which everything about a document is found."""
    return f"{ABOUT}{public_id.replace('-', '')}"


@dataclass(frozen=True)
class _Described:
    """What a document says of how it is found."""

    url: str = ""
    found: Searchable | None = None
    names: tuple[tuple[str, str], ...] = ()


def _digest(url: str, found: Searchable) -> str:
    """Return what tells whether a document's rows would be others: its texts, and our code."""
    texts = (*map(str, map(astuple, found.fields)), *found.about)
    parts = (fingerprint(), url, found.path, *texts)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _described(document: Document) -> _Described:
    if document.standing != Standing.PUBLIC:
        return _Described()
    kind, data = registry.get(document.type), json.loads(document.content)
    names = dict.fromkeys(name_of(name) for name in kind.names(data)) if kind.names else {}
    if kind.search is None:
        return _Described(names=tuple(names))
    return _Described(data["url"], kind.search(data), tuple(names))


def _rows(document: Document, described: _Described) -> Rows:
    """Return what is to be written of a document as it is to be stored."""
    if described.found is None:
        return Rows(names=described.names)
    reading, shown, starts, lines, length = _Reading(), {}, [], [], 0
    for one in described.found.fields:
        if one.name in (TITLE, SUMMARY):
            shown[one.name] = normal(one.text)
            if one.weight:
                reading.read(one, None)
        elif one.text:
            text = normal(one.text)
            starts.append((one.name, length))
            reading.read(one, length)
            lines.append(text)
            length += len(text) + 1
    for identifying in described.found.about:
        term = about_term(identifying)
        reading.weights[term] = ABOUT_WEIGHT
        reading.words[term] = None
    entry = SearchEntry(
        document=document,
        card=_card(document, described.url, described.found.path, shown),
        text="\n".join(lines),
        starts=json.dumps(starts),
        words=" ".join(sorted(reading.words)),
        title_words=" ".join(_title_words(shown.get(TITLE, ""))),
        digest=_digest(described.url, described.found),
    )
    postings = {
        term: (max(1, round(weight * SCALE)), reading.places.get(term, NOWHERE))
        for term, weight in reading.weights.items()
    }
    return Rows(entry, postings, described.names)


def _card(document: Document, url: str, path: str, shown: dict[str, str]) -> str:
    """Return what a hit shows of a document, as JSON."""
    return json.dumps(
        {
            "id": str(document.public_id),
            "type": document.type,
            "title": shown.get(TITLE, ""),
            "path": path,
            "url": url,
            "summary": shown.get(SUMMARY, ""),
        },
        ensure_ascii=False,
    )


def _title_words(title: str) -> list[str]:
    """Return the words of a title that a misspelt word may have been meant to be."""
    found = {token.word for token in tokens(title) if not token.is_run}
    return sorted(word for word in found if not has_digit(word))


# Writing


def write(document: Document) -> None:
    """Bring the rows of a stored document in line with it. Call it where the document is stored."""
    kind = registry.get(document.type)
    if kind.search is None and kind.names is None:
        return
    described = _described(document)
    if kind.names:
        _write_names(document, described.names)
    stored = SearchEntry.objects.filter(document=document).first()
    found = described.found
    if stored and found and stored.digest == _digest(described.url, found):
        return
    rows = _rows(document, described)
    if stored:
        SearchPosting.objects.filter(document=document).delete()
    if rows.entry:
        rows.entry.save(force_insert=stored is None)
        _write_postings(document, rows)
    elif stored:
        stored.delete()
    _count(stored, rows.entry)


def _write_postings(document: Document, rows: Rows) -> None:
    values = [
        (term, document.pk, document.type, weight, place)
        for term, (weight, place) in rows.postings.items()
    ]
    with connection.cursor() as cursor:
        # Not by the ORM, which would take longer to make a thousand objects than to write them.
        cursor.executemany(POST, values)


def _write_names(document: Document, names: Sequence[tuple[str, str]]) -> None:
    stored = SearchName.objects.filter(document=document)
    if set(stored.values_list("key", "terms")) != set(names):
        stored.delete()
        SearchName.objects.bulk_create(_names(document, names))


def _names(document: Document, names: Iterable[tuple[str, str]]) -> list[SearchName]:
    about = about_term(str(document.public_id))
    return [
        SearchName(document=document, about=about, key=key, terms=terms) for key, terms in names
    ]


def _count(before: SearchEntry | None, after: SearchEntry | None) -> None:
    """Count what has come to, or gone from, the words of all documents."""
    changes = counts_of(after)
    changes.subtract(counts_of(before))
    rows = []
    for word in sorted({word for word, _ in changes}):
        documents, titles = changes[word, False], changes[word, True]
        if documents or titles:
            rows.append((word, counted_term(word), documents, titles))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(COUNT_UP, rows)
    if gone := [word for word, _, documents, _ in rows if documents < 0]:
        SearchWord.objects.filter(word__in=gone, documents=0).delete()


def counts_of(entry: SearchEntry | None) -> Counter[tuple[str, bool]]:
    """Return what an entry counts as, by word and by whether that is of its title."""
    if entry is None:
        return Counter()
    words = [(word, False) for word in (ALL, *entry.words.split())]
    return Counter([*words, *((word, True) for word in entry.title_words.split())])


def counted_term(word: str) -> str:
    """Return the term of a word, or of what stands among the words without being one."""
    return word if word.startswith((ABOUT, ALL)) else term_of(word.removeprefix(JOINED))


def distrust(source: str) -> None:
    """Let the rows of a source's document be written anew, even if its texts stay the same."""
    SearchEntry.objects.filter(document__source=source).update(digest="")


def clear() -> None:
    """Remove every row, for whoever renders every document anew."""
    for model in (SearchPosting, SearchEntry, SearchWord, SearchName):
        model.objects.all().delete()


# Checking


def mistakes_of(fresh: Document) -> list[str]:
    """Return what is wrong with the rows of a stored document, given how it ought to be."""
    rows = _rows(fresh, _described(fresh))
    entry = SearchEntry.objects.filter(document=fresh.pk).first()
    fields = ("card", "text", "starts", "words", "title_words")
    postings = SearchPosting.objects.filter(document=fresh.pk)
    found = {
        "entry": [getattr(entry, name, None) for name in fields],
        "postings": {(p.term, p.type): (p.weight, p.place) for p in postings},
        "names": set(SearchName.objects.filter(document=fresh.pk).values_list("key", "terms")),
    }
    wanted = {
        "entry": [getattr(rows.entry, name, None) for name in fields],
        "postings": {(term, fresh.type): row for term, row in rows.postings.items()},
        "names": set(rows.names),
    }
    return [name for name in found if found[name] != wanted[name]]


def _counted() -> Counter[tuple[str, bool]]:
    """Return how often documents have each word."""
    found: Counter[tuple[str, bool]] = Counter()
    for entry in SearchEntry.objects.iterator():
        found.update(counts_of(entry))
    return found


def miscounted() -> list[str]:
    """Return the words that are not counted as often as documents have them."""
    wanted = _counted()
    found: Counter[tuple[str, bool]] = Counter()
    for row in SearchWord.objects.iterator():
        found[row.word, False], found[row.word, True] = row.documents, row.titles
    return sorted(
        {word for word, _ in wanted.keys() | found.keys() if _differs(word, wanted, found)}
    )


def recount() -> None:
    """Count the words of all documents anew."""
    wanted = _counted()
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        [
            SearchWord(
                word=word, term=counted_term(word),
                documents=wanted[word, False], titles=wanted[word, True],
            )
            for word in sorted({word for word, _ in wanted})
        ],
        batch_size=500,
    )  # fmt: skip


def _differs(word: str, one: Counter[tuple[str, bool]], other: Counter[tuple[str, bool]]) -> bool:
    return any(one[word, titles] != other[word, titles] for titles in (False, True))
