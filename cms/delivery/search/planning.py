"""From what a query says to what a document must have.

A query is a list of *units*, the ideas that it names. A unit has *alternatives*, any of which will
do: the words themselves, a compound written in another way, the beginning of a word, what a
misspelt word was meant to be, another name of the same condition. An alternative is a list of
*slots*, each of which must be filled by one of its terms.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from cms.delivery.response_cache.versions import Version
from cms.delivery.search.lexicon import Lexicon, Name, look_up
from cms.delivery.search.parsing import Group, Parsed, key_of, parse, whole_of
from cms.delivery.search.tokens import term_of

# How much a match counts, in per cent of a match of the very words.
WHOLE_COMPOUND = 150
BEGINNING = 50
CORRECTED = 60
OTHER_NAME = 70
#: As many other names are tried.
MAX_NAMES = 12


@dataclass(frozen=True)
class Slot:
    """Terms of which a document must have one.

    Args:
        terms: any of them will do.
        rate: how much that counts: more, the fewer documents have it.
    """

    terms: tuple[str, ...]
    rate: int


#: All of its slots must be filled.
Alternative = tuple[Slot, ...]
#: Any of its alternatives must hold.
Unit = tuple[Alternative, ...]


@dataclass(frozen=True)
class Correction:
    """A word that no document has, and what it was taken for."""

    word: str
    read_as: str


@dataclass(frozen=True)
class Plan:
    """What a document must have to be found.

    Args:
        units: all of them; of three and more one in three may be missing, if few have all.
        corrections: which words were taken for misspelt.
        valid_until: when the clock next changes what is found.
        version: the content version of which that is, if all of it was settled then.
    """

    units: tuple[Unit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    valid_until: datetime.datetime | None = None
    version: Version | None = None

    @property
    def terms(self) -> dict[str, int]:
        """Every term that makes a match, with how much it tells."""
        rates: dict[str, int] = {}
        for slot in (slot for unit in self.units for way in unit for slot in way):
            for term in slot.terms:
                rates[term] = max(slot.rate, rates.get(term, 0))
        return rates


def plan(text: str, now: datetime.datetime) -> Plan:
    """Return what a document must have to be found by a query. Any text will do.

    At most two queries, where nothing has changed since; none, if the text says nothing.
    """
    parsed = parse(text)
    if not parsed.groups:
        return Plan()
    return _Planner(parsed, look_up(parsed, now)).plan()


@dataclass(frozen=True)
class _Planner:
    parsed: Parsed
    lexicon: Lexicon

    def plan(self) -> Plan:
        """Return what a document must have."""
        named = self._named()
        units: list[Unit] = []
        position = 0
        while position < len(self.parsed.groups):
            end = named.get(position) or self._end_of_compound(position, named)
            units.append(self._unit(self.parsed.groups[position:end], is_named=position in named))
            position = end
        corrections = tuple(
            Correction(word, read_as[0])
            for word, read_as in self.lexicon.corrections.items()
            if read_as
        )
        return Plan(
            tuple(dict.fromkeys(units)),
            corrections,
            self.lexicon.valid_until,
            self.lexicon.version,
        )

    def _named(self) -> dict[int, int]:
        """Return where names begin and end, the longest from each beginning."""
        spans = [
            span
            for key, found in self.parsed.name_keys().items()
            if key in self.lexicon.names
            for span in found
        ]
        named: dict[int, int] = {}
        for first, last in sorted(spans, key=lambda span: (span[0], -span[1])):
            if first >= max(named.values(), default=0):
                named[first] = last
        return named

    def _end_of_compound(self, position: int, named: dict[int, int]) -> int:
        """Return where the compound ends that begins at a group."""
        groups = self.parsed.groups
        end = position + 1
        while end < len(groups) and groups[end].is_loose and end not in named:
            end += 1
        return end

    def _unit(self, groups: Sequence[Group], *, is_named: bool) -> Unit:
        """Return what will do for some groups that name one idea."""
        ways: list[Alternative] = [self._as_written(groups)]
        if sum(len(group.words) for group in groups) > 1:
            ways.insert(0, (self._slot([whole_of(groups)], WHOLE_COMPOUND),))
        if len(ways) == 1 and len(ways[0]) == 1:
            ways += self._in_other_words(groups[0])
        if is_named:
            ways += self._by_other_names(self.lexicon.names[key_of(groups)])
        return _without_implied(ways)

    def _slot(self, terms: Sequence[str], factor: int = 100) -> Slot:
        rate = max(1, self.lexicon.rarity(terms) * factor // 100)
        return Slot(tuple(dict.fromkeys(terms)), rate)

    def _as_written(self, groups: Sequence[Group]) -> Alternative:
        """Return what has every word; of several words each as a beginning or misspelt, too."""
        slots: list[Slot] = []
        is_single = len(groups) == 1 and len(groups[0].terms) == 1
        for group in groups:
            others = (
                []
                if is_single
                else [t for way in self._in_other_words(group) for t in way[0].terms]
            )
            slots += [self._slot([term, *others]) for term in group.terms]
        return tuple(slots)

    def _in_other_words(self, group: Group) -> list[Alternative]:
        """Return what a single word may begin, which names have it, what it was meant to be."""
        if len(group.words) > 1:
            return []
        ways: list[Alternative] = []
        further = [term for term in self.lexicon.beginnings if term not in group.terms]
        if group is self.parsed.groups[-1] and self.parsed.prefix and further:
            ways.append((self._slot(further, BEGINNING),))
        things = self.lexicon.within_names.get(group.words[0].text, ())
        if things:
            ways.append((self._slot(things, OTHER_NAME),))
        meant = self.lexicon.corrections.get(group.words[0].text, ())
        if meant:
            ways.append((self._slot([term_of(word) for word in meant], CORRECTED),))
        return ways

    def _by_other_names(self, names: Sequence[Name]) -> list[Alternative]:
        """Return what is about the things that have a name, or calls them by another."""
        about = [self._slot([term]) for term in dict.fromkeys(name.about for name in names)]
        others = dict.fromkeys(name.terms for name in names)
        return [
            *((slot,) for slot in about),
            *(
                tuple(self._slot([term], OTHER_NAME) for term in terms)
                for terms in list(others)[:MAX_NAMES]
            ),
        ]


def _without_implied(ways: Sequence[Alternative]) -> Unit:
    """Leave out each alternative that holds only where a simpler one does; the most telling first.

    Of a document for which several hold, the first one counts.
    """
    kept: list[Alternative] = []
    for way in sorted(ways, key=lambda way: (len(way), -sum(slot.rate for slot in way))):
        terms = {slot.terms for slot in way}
        if not any({slot.terms for slot in other} <= terms for other in kept):
            kept.append(way)
    return tuple(sorted(kept, key=lambda way: -sum(slot.rate for slot in way)))
