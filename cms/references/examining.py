"""What an import would do, without doing it: for a preview and a dry run."""

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice

from cms.references.choices import RecordStatus
from cms.references.drafts import Draft, SavedRecord, draft
from cms.references.duplicates import Duplicate, KnownWorks, duplicates_of, search_keys
from cms.references.importing.records import ImportedRecord
from cms.references.match_keys import Work

BATCH = 500


def examine_records(
    records: Iterable[ImportedRecord], *, batch_size: int = BATCH
) -> Iterator[SavedRecord]:
    """Yield for each record, in their order, what would become of it; nothing is written.

    The `reference` of a new record is the id that it would get; a second record of a publication
    duplicates the first, which is in no library yet.

    Args:
        records: what was read; no more than a batch of it is kept in memory.
        batch_size: how many are looked up at once.
    """
    unread = iter(records)
    with closing(SeenRecords()) as seen:
        while batch := list(islice(unread, batch_size)):
            made = [draft(record) for record in batch]
            drafts = [each for each in made if isinstance(each, Draft)]
            found = iter(_duplicates(drafts, seen))
            for each in made:
                yield _examined(each, next(found)) if isinstance(each, Draft) else each


def _examined(each: Draft, duplicate: Duplicate | None) -> SavedRecord:
    if duplicate is not None:
        return each.left(duplicate)
    return replace(each.saved(), status=RecordStatus.NEW, is_changed=False)


def _duplicates(drafts: Sequence[Draft], seen: "SeenRecords") -> list[Duplicate | None]:
    """Return what each draft duplicates, in the library or among the records before it."""
    in_library = duplicates_of([each.work for each in drafts])
    new = [each.work for each, found in zip(drafts, in_library, strict=True) if found is None]
    earlier = seen.like(new)
    duplicates: list[Duplicate | None] = []
    added: list[Work] = []
    for each, found in zip(drafts, in_library, strict=True):
        same = None if found else earlier.find(each.work)
        if same:
            record_id, likeness = same
            found = Duplicate(None, record_id, likeness.score, likeness.reason)
        elif not found:
            earlier.add(each.work.record_id, each.work, each.work.record_id)
            added.append(each.work)
        duplicates.append(found)
    seen.add(added)
    return duplicates


class SeenRecords:
    """The new records of a file so far, in a temporary file, so that memory does not grow."""

    def __init__(self) -> None:
        # A database without a name is a file of its own that goes when it is closed.
        self._database = sqlite3.connect("")
        self._database.executescript(
            "CREATE TABLE record (id TEXT PRIMARY KEY, csl TEXT) WITHOUT ROWID;"
            "CREATE TABLE key (key TEXT, id TEXT, PRIMARY KEY (key, id)) WITHOUT ROWID;"
        )

    def close(self) -> None:
        """Forget them."""
        self._database.close()

    def add(self, works: Iterable[Work]) -> None:
        """Take in records."""
        for work in works:
            name = str(work.record_id)
            keys = [*work.identifiers.items(), *vars(work.keys).items(), ("id", name)]
            self._database.execute(
                "INSERT OR IGNORE INTO record VALUES (?, ?)", (name, json.dumps(work.csl))
            )
            self._database.executemany(
                "INSERT OR IGNORE INTO key VALUES (?, ?)",
                [(f"{column}:{key}", name) for column, key in keys if key],
            )

    def like(self, works: Iterable[Work]) -> KnownWorks[uuid.UUID]:
        """Return those that may be one of `works`."""
        names: dict[str, None] = {}
        for work in works:
            for column, key in _wanted(work):
                rows = self._database.execute(
                    "SELECT id FROM key WHERE key = ?", (f"{column}:{key}",)
                )
                names.update(dict.fromkeys(name for (name,) in rows))
        known: KnownWorks[uuid.UUID] = KnownWorks()
        for name in names:
            (csl,) = self._database.execute(
                "SELECT csl FROM record WHERE id = ?", (name,)
            ).fetchone()
            known.add(uuid.UUID(name), Work.of(json.loads(csl)), uuid.UUID(name))
        return known


def _wanted(work: Work) -> Iterator[tuple[str, str]]:
    """Yield everything that a record may be found by."""
    yield from work.identifiers.items()
    yield "id", str(work.record_id)
    for column, keys in search_keys(work).items():
        for key in keys:
            yield column, key
