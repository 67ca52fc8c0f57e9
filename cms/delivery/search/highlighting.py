"""What a hit shows: its card, and the places where the query's words are, marked."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db import connection

from cms.delivery.models import SearchEntry, SearchPosting
from cms.delivery.search.fields import SUMMARY, TITLE
from cms.delivery.search.tokens import places_of

ENTRIES = SearchEntry._meta.db_table
POSTINGS = SearchPosting._meta.db_table
#: A snippet is as many characters at most, and so many of them stand before the word.
SNIPPET = 280
BEFORE = 90
MARK, END = "<mark>", "</mark>"
MORE = "…"


@dataclass(frozen=True)
class Shown:
    """What is shown of one document.

    Args:
        card: what every hit shows.
        highlights: the fields that match, with their marks.
    """

    card: dict[str, Any]
    highlights: list[dict[str, str]]


def show(rows: Sequence[int], terms: Mapping[str, int]) -> dict[int, Shown]:
    """Return what is shown of some documents, by their rows. One query.

    Args:
        rows: the documents; one that is not public any more is left out.
        terms: the terms to mark, with how much each tells.
    """
    if not rows:
        return {}
    shown: dict[int, Shown] = {}
    for row, written, starts, place, start, text in _fetch(rows, terms):
        card: dict[str, Any] = json.loads(written)
        texts = [(TITLE, card[TITLE]), (SUMMARY, card[SUMMARY])]
        if place is not None:
            snippet = _snippet(text, place - start, is_cut=start > 0)
            texts.append((_field_at(json.loads(starts), place), snippet))
        highlights = [
            {"field": name, "html": mark(text, terms.keys())}
            for name, text in texts
            if not terms.keys().isdisjoint(places_of(text))
        ]
        shown[row] = Shown(card, highlights)
    return shown


def _fetch(rows: Sequence[int], terms: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """Return each document's card, with the text around the first place of its most telling term.

    The place comes first and by itself, so that of each text one piece is cut.
    """
    start = f"CASE WHEN place > {BEFORE} THEN place - {BEFORE} ELSE 0 END"
    telling = " ".join(f"WHEN %s THEN {rate:d}" for rate in terms.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH found AS MATERIALIZED (SELECT e.document_id AS hit, (SELECT p.place "  # noqa: S608 - our own names
            f"FROM {POSTINGS} p WHERE p.document_id = e.document_id AND p.place >= 0 "
            f"AND p.term IN ({', '.join(['%s'] * len(terms))}) "
            f"ORDER BY CASE p.term {telling} END DESC, p.place LIMIT 1) AS place "
            f"FROM {ENTRIES} e WHERE e.document_id IN ({', '.join(['%s'] * len(rows))})) "
            f"SELECT hit, card, starts, place, {start}, SUBSTR(text, {start} + 1, {SNIPPET}) "
            f"FROM found JOIN {ENTRIES} ON document_id = hit",
            [*terms, *terms, *rows],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _field_at(starts: Iterable[tuple[str, int]], place: int) -> str:
    """Return the name of the field that a place is in."""
    return [name for name, start in starts if start <= place][-1]


def _snippet(text: str, place: int, *, is_cut: bool) -> str:
    """Return the words around a place in a text that was cut out of a longer one.

    Of the place's own line only, without the words that were cut off at either end.

    Args:
        text: what was cut out.
        place: where the word is in it.
        is_cut: whether anything stands before it.
    """
    begin = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line, place = text[begin : end if end >= 0 else len(text)], place - begin
    if is_cut and begin == 0:
        space = line.find(" ", 0, place) + 1
        line, place = f"{MORE} {line[space:]}", place - space + len(MORE) + 1
    if end < 0 and len(text) == SNIPPET and (space := line.rfind(" ", place)) > 0:
        line = f"{line[:space]} {MORE}"
    return line.strip()


def mark(text: str, terms: Set[str]) -> str:
    """Return a text as HTML, in which the words that have one of `terms` are marked."""
    pieces: list[str] = []
    done = 0
    for start, end in _spans(text, terms):
        pieces += [escape(text[done:start]), MARK, escape(text[start:end]), END]
        done = end
    return "".join([*pieces, escape(text[done:])])


def _spans(text: str, terms: Set[str]) -> list[tuple[int, int]]:
    """Return where words with one of `terms` stand, without overlaps."""
    places = places_of(text)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(place for term in terms & places.keys() for place in places[term]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
