"""The reference that a record duplicates: by an identifier, else by what the record says.

Whole batches are looked up at once, by the indices of identifiers and of the keys that a record is
found by (`match_keys`). What is found by a key is a candidate only; whether it is
the same publication is decided by comparing the records (`likeness`).
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q

from cms.references.likeness import CERTAIN, Likeness, likeness
from cms.references.match_keys import Work
from cms.references.models import MergedReference, Reference

Name = TypeVar("Name")
#: So many works of one key are compared: one author of a common name has no more in three years.
MOST_CANDIDATES = 200


@dataclass(frozen=True)
class Duplicate:
    """What a record duplicates.

    Args:
        pk: the key of the library's reference; None of a record that is in no library yet.
        reference: its public id, or the id that the record would get.
        score: how sure that is, from 75 to 100; 100 only by an identifier.
        reason: why, as a sentence for an editor.
    """

    pk: int | None
    reference: uuid.UUID
    score: int
    reason: str


@dataclass(frozen=True)
class Double:
    """Two references of the library that are of one publication, as far as their records say.

    Args:
        one: the key of the one.
        other: the key of the other.
        score: how sure that is, from 75 to 100.
        reason: why, as a sentence for an editor.
    """

    one: int
    other: int
    score: int
    reason: str


def search_keys(work: Work) -> dict[str, list[str]]:
    """Return the keys by which records of a publication are found, by the name of the column."""
    keys = work.keys
    return {
        "title_key": [keys.title_key] if keys.title_key else [],
        "title_end_key": [keys.title_end_key] if keys.title_end_key else [],
        "place_key": [keys.place_key] if keys.place_key else [],
        "author_key": work.author_keys,
    }


class KnownWorks(Generic[Name]):
    """Publications in memory, found as those of the library are."""

    def __init__(self) -> None:
        self._works: dict[Name, Work] = {}
        self._by_record: dict[uuid.UUID, Name] = {}
        self._by_key: dict[tuple[str, str], list[Name]] = defaultdict(list)

    def add(self, name: Name, work: Work, record_id: uuid.UUID) -> None:
        """Take in a publication.

        Args:
            name: what it is told by.
            work: the publication.
            record_id: of the record that it was made from.
        """
        self._works[name] = work
        self._by_record.setdefault(record_id, name)
        for found in (*work.identifiers.items(), *vars(work.keys).items()):
            if found[1]:
                self._by_key[found].append(name)

    def find(self, work: Work) -> tuple[Name, Likeness] | None:
        """Return the publication that `work` is likest to, if it is one of them."""
        if (same := self._by_record.get(work.record_id)) is not None:
            return same, Likeness(CERTAIN, "The same record.")
        best = max(self.compare(work), key=lambda each: each[1].score, default=None)
        return best if best and best[1].is_same else None

    def compare(self, work: Work) -> Iterator[tuple[Name, Likeness]]:
        """Yield how like `work` each publication is that it may be."""
        wanted = [*work.identifiers.items()]
        wanted += [(column, key) for column, keys in search_keys(work).items() for key in keys]
        names = dict.fromkeys(
            name for found in wanted for name in self._by_key.get(found, ())[:MOST_CANDIDATES]
        )
        return ((name, likeness(work, self._works[name])) for name in names)


def _condition(works: Sequence[Work]) -> Q:
    """Return the condition of every reference that may be one of `works`: any index may find it."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for work in works:
        for field, identifier in work.identifiers.items():
            wanted[field.lower()].add(identifier)
        for column, keys in search_keys(work).items():
            wanted[column].update(keys)
    condition = Q(uuid__in={work.record_id for work in works})
    for column, values in wanted.items():
        if values:
            condition |= Q(**{f"{column}__in": sorted(values)})
    return condition


def _library_like(works: Sequence[Work]) -> KnownWorks[int]:
    """Return every reference that may be one of `works`, by its key."""
    library: KnownWorks[int] = KnownWorks()
    rows = Reference.objects.filter(_condition(works)).order_by("pk")
    for pk, public_id, csl in rows.values_list("pk", "uuid", "csl"):
        library.add(pk, Work.of(csl), public_id)
    return library


def doubles_of(references: Iterable[Reference]) -> list[Double]:
    """Return the other references of the library that are of the same publications.

    The likeliest of each come first.
    """
    works = {reference.pk: Work.of(reference.csl) for reference in references}
    library = _library_like(list(works.values()))
    doubles = [
        Double(pk, other, likeness.score, likeness.reason)
        for pk, work in works.items()
        for other, likeness in library.compare(work)
        if other != pk and likeness.is_same
    ]
    return sorted(doubles, key=lambda double: (-double.score, double.one, double.other))


def find_duplicates(records: Sequence[Mapping[str, Any]]) -> list[Duplicate | None]:
    """Return for each CSL record the reference that it duplicates, None where there is none.

    Where several would do, the likeliest is named: one with the same identifier before all others.
    """
    return duplicates_of([Work.of(record) for record in records])


def duplicates_of(works: Sequence[Work]) -> list[Duplicate | None]:
    """Return the same for records that are already in the form in which they are compared."""
    candidates = Reference.objects.filter(_condition(works))
    known: dict[int, uuid.UUID] = {}
    library: KnownWorks[int] = KnownWorks()
    for pk, public_id, csl in candidates.order_by("pk").values_list("pk", "uuid", "csl"):
        known[pk] = public_id
        library.add(pk, Work.of(csl), public_id)
    merged = _merged(works)
    duplicates: list[Duplicate | None] = []
    for work in works:
        if work.record_id in merged:
            duplicates.append(merged[work.record_id])
            continue
        found = library.find(work)
        duplicates.append(
            found and Duplicate(found[0], known[found[0]], found[1].score, found[1].reason)
        )
    return duplicates


def _merged(works: Sequence[Work]) -> dict[uuid.UUID, Duplicate]:
    """Return what became of records that were imported before and merged since, by their id."""
    rows = MergedReference.objects.filter(uuid__in=[work.record_id for work in works])
    reason = "The same record, which was merged into this reference."
    return {
        merged: Duplicate(into, public_id, CERTAIN, reason)
        for merged, into, public_id in rows.values_list("uuid", "into", "into__uuid")
    }
