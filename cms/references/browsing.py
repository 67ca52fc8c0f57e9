"""What a visitor looks for among the references: read from an address, and told back as a form.

The list itself is the API's: the same filters, search, counts and cursors. Only the reading of the
address differs. The API refuses what it does not know; a visitor is told what was left out.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.text import Truncator

from cms.delivery.filters import handled
from cms.delivery.lists import Listed, part_of_list
from cms.delivery.models import Document
from cms.delivery.parameter_values import MAX_NAME_SHOWN, InvalidValue
from cms.delivery.parameters import Query
from cms.delivery.problems import Problem
from cms.delivery.resources import ROOT
from cms.delivery.search.parsing import MAX_GROUPS
from cms.references.api import REFERENCES
from cms.references.exporting import OFFERED

#: What the list can be narrowed by: parameter of the API, what the form calls it.
FILTERS = {
    "topic": "Cited in topic",
    "year": "Year",
    "csl_type": "Type",
    "open_access": "Free to read",
}
#: In what order it is where nothing is looked for by words; else the best come first.
ORDER = "-year"
#: Their values stand in the form with the highest first; others by their words.
HIGHEST_FIRST = ("year",)

CURSOR_IS_OF_ANOTHER_LIST = (
    "The link led to a later part of another list. Here is the beginning of this one."
)
NO_SUCH_TOPIC = "There is no such topic here at present, so that filter is not used."
ONLY_FIRST_WORDS = f"Only the first {MAX_GROUPS} words of a search count."


@dataclass(frozen=True)
class Wishes:
    """What an address asks for, as far as it can be understood.

    Args:
        texts: parameters as they are written, each once.
        values: what they mean.
        notices: what a visitor should know of the rest, as sentences.
    """

    texts: dict[str, str]
    values: dict[str, Any]
    notices: tuple[str, ...] = ()

    def without(self, names: Collection[str], notice: str) -> "Wishes":
        """Return the same without some parameters, and say why."""
        return replace(
            self,
            texts={name: text for name, text in self.texts.items() if name not in names},
            notices=(*self.notices, notice),
        )

    @property
    def query(self) -> Query:
        """What the API would make of it."""
        values = {parameter.name: parameter.default for parameter in REFERENCES.list_parameters}
        values |= {name: self.values[name] for name in self.texts}
        # Of each document all is needed, and of each filter its counts.
        values |= {"order": ORDER, "fields": ["csl"], "facets": list(FILTERS)}
        return Query(values=values, given=tuple(self.texts))

    @property
    def filters(self) -> dict[str, str]:
        """What it looks for, wherever in the list."""
        return {name: text for name, text in self.texts.items() if name != "cursor"}


@dataclass(frozen=True)
class Option:
    """One value of a filter, with how many references it would leave."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Field:
    """One filter of the form."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Browsed:
    """A part of the list, and the form that leads to others.

    Args:
        listed: the part.
        wishes: what was asked for.
        fields: the form's filters.
    """

    listed: Listed
    wishes: Wishes
    fields: list[Field]

    @property
    def next_query(self) -> str:
        """The query of the part that follows; empty at the end."""
        cursor = self.listed.cursor
        return urlencode({**self.wishes.filters, "cursor": cursor}) if cursor else ""

    @property
    def first_query(self) -> str:
        """The query of the first part."""
        return urlencode(self.wishes.filters)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """The ways to take all of it away, however long: the API's, by what a format is called."""
        filters = self.wishes.filters
        asked = {**filters, **({} if "q" in filters else {"order": ORDER})}
        return [
            (label, f"{ROOT}{REFERENCES.name}/?{urlencode({**asked, 'format': name})}")
            for name, label in OFFERED.items()
        ]


def wishes_of(data: Mapping[str, str]) -> Wishes:
    """Return what a query asks for. What is empty or unknown in it is nothing.

    Args:
        data: its names and texts; of several texts of one name the last, as `QueryDict` has it.
    """
    parameters = {parameter.name: parameter for parameter in REFERENCES.list_parameters}
    texts: dict[str, str] = {}
    values: dict[str, Any] = {}
    notices: list[str] = []
    for name in ("q", *FILTERS, "cursor"):
        text = data.get(name, "").strip()
        if not text:
            continue
        try:
            values[name] = parameters[name].parse([text])
        except InvalidValue as error:
            notices.append(_notice(name, text, error))
        else:
            texts[name] = text
    if len(texts.get("q", "").split()) > MAX_GROUPS:
        notices.append(ONLY_FIRST_WORDS)
    return Wishes(texts, values, tuple(notices))


def _notice(name: str, text: str, error: InvalidValue) -> str:
    """Return what a visitor is told of a value that can't be."""
    if name == "q":
        return f"The search could not be read, so it is not used. {error.detail}"
    if name == "cursor":
        return CURSOR_IS_OF_ANOTHER_LIST
    shown = Truncator(text.replace("\0", "")).chars(MAX_NAME_SHOWN)
    return f"“{shown}” is nothing that “{FILTERS[name]}” can be, so that filter is not used."


def browse(data: Mapping[str, str], now: datetime.datetime) -> Browsed:
    """Return what a visitor's query leaves of the references.

    Args:
        data: as `wishes_of` takes it.
        now: the moment of reading.
    """
    wishes = wishes_of(data)
    try:
        listed = part_of_list(REFERENCES, wishes.query, now)
    except Problem:
        if "cursor" not in wishes.texts:
            raise
        wishes = wishes.without({"cursor"}, CURSOR_IS_OF_ANOTHER_LIST)
        listed = part_of_list(REFERENCES, wishes.query, now)
    # The rows of documents are settled now, so that nobody is told the title of what is hidden.
    topic = _topic(wishes)
    if topic is None and "topic" in wishes.texts:
        wishes = wishes.without({"topic", "cursor"}, NO_SUCH_TOPIC)
        listed = part_of_list(REFERENCES, wishes.query, now)
    return Browsed(listed, wishes, list(_fields(wishes, listed, topic)))


def _topic(wishes: Wishes) -> tuple[str, str] | None:
    """Return id and title of the topic that is asked for, or None."""
    if "topic" not in wishes.texts:
        return None
    rows = Document.objects.filter(pk__in=handled("topic", wishes.values["topic"]))
    found = rows.values_list("public_id", "title").first()
    return (str(found[0]), found[1]) if found else None


def _fields(wishes: Wishes, listed: Listed, topic: tuple[str, str] | None) -> Iterator[Field]:
    """Yield the form's filters; what was chosen is among the options even if it leaves nothing."""
    for name, label in FILTERS.items():
        counted = list((listed.counts or {})[name])
        chosen = wishes.texts.get(name, "")
        chosen, words = topic if name == "topic" and topic else (chosen, _words(name, chosen))
        if chosen and all(found["value"] != chosen for found in counted):
            counted.append({"value": chosen, "label": words, "count": 0})
        if name in HIGHEST_FIRST:
            counted.sort(key=lambda found: int(found["value"]), reverse=True)
        else:
            counted.sort(key=lambda found: str(found["label"]).casefold())
        options = [Option(**found, selected=found["value"] == chosen) for found in counted]
        yield Field(name, label, options)


def _words(name: str, value: str) -> str:
    """Return a value of a filter in words."""
    facet = REFERENCES.counted[name].facet
    return facet.label(value) if value and facet and facet.label else value
