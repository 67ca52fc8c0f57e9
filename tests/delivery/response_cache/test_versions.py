"""The content version, read from a real file."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cms.delivery.models import EVERYTHING as EVERYTHING_OF_MODELS
from cms.delivery.models import STATE_ID, State, Touch
from cms.delivery.response_cache.configuration import versions as versions_of_settings
from cms.delivery.response_cache.versions import (
    CURRENT,
    EVERYTHING,
    SqliteVersions,
    Version,
    VersionUnavailableError,
)


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a database file of the read model, in a folder with an odd name."""
    folder = tmp_path / "my library? #1 %41"
    folder.mkdir()
    path = folder / "library.sqlite3"
    writer = connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE delivery_state (id INTEGER, number BIGINT, epoch TEXT)")
    writer.execute("CREATE TABLE delivery_touch (key TEXT PRIMARY KEY, number BIGINT)")
    writer.execute("INSERT INTO delivery_state VALUES (1, 1, 'epoch')")
    writer.close()
    return path


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection of somebody who writes."""
    connection = connect(path)
    yield connection
    connection.close()


@pytest.fixture
def versions(path: Path) -> SqliteVersions:
    return SqliteVersions(path)


def commit(writer: sqlite3.Connection, number: int, *keys: str) -> None:
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE delivery_state SET number = ?", [number])
    for key in keys:
        writer.execute("INSERT OR REPLACE INTO delivery_touch VALUES (?, ?)", [key, number])
    writer.execute("COMMIT")


def test_the_statements_name_the_tables_of_the_read_model() -> None:
    names = {field.name for field in State._meta.fields}
    assert names >= {"id", "number", "epoch"}
    table = State._meta.db_table
    assert f"SELECT number, epoch FROM {table} WHERE id = {STATE_ID}" == CURRENT  # noqa: S608
    assert f"max(number) FROM {Touch._meta.db_table} WHERE key" in SqliteVersions.LAST_TOUCH
    assert Touch._meta.pk.column == "key"
    assert EVERYTHING == EVERYTHING_OF_MODELS


def test_a_commit_is_seen_by_the_next_reading(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    assert versions.current() == Version(1, "epoch")
    for number in range(2, 20):
        commit(writer, number, "page:1")
        assert versions.current() == Version(number, "epoch")
        assert versions.last_touch(["page:1"]) == number


def test_what_has_not_committed_is_not_seen(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE delivery_state SET number = 2")
    assert versions.current().number == 1
    writer.execute("ROLLBACK")
    assert versions.current().number == 1


def test_the_last_touch_of_any_of_the_keys_counts(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    assert versions.last_touch([]) == 0
    assert versions.last_touch(["page:1"]) == 0
    commit(writer, 2, "page:1")
    commit(writer, 3, 'odd "key", \' of ours')
    commit(writer, 4, "page:3")
    assert versions.last_touch(["page:1", "page:2"]) == 2
    assert versions.last_touch(["page:2", 'odd "key", \' of ours', "page:1"]) == 3
    assert versions.last_touch(["page:2"]) == 0


def test_a_touch_of_everything_counts_for_each_key(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    commit(writer, 2, "*")
    assert versions.last_touch(["page:9"]) == 2
    assert versions.last_touch([]) == 2


def test_there_may_be_any_number_of_keys(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    """SQLite takes at most 32,766 values in a statement."""
    commit(writer, 5, "page:39999")
    assert versions.last_touch({f"page:{number}" for number in range(40_000)}) == 5


def test_the_touches_are_found_by_the_index(writer: sqlite3.Connection) -> None:
    plan = writer.execute(f"EXPLAIN QUERY PLAN {SqliteVersions.LAST_TOUCH}", ["[]"]).fetchall()
    assert "SEARCH delivery_touch USING INDEX" in plan[0][3]


def test_no_statement_stays_open(versions: SqliteVersions, writer: sqlite3.Connection) -> None:
    """An open one would hold back the log, and freeze what is read."""
    versions.current()
    versions.last_touch(["page:1"])
    commit(writer, 2, "page:1")
    busy, _, _ = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy
    assert versions.current().number == 2


def test_nothing_can_be_written_over_it(versions: SqliteVersions) -> None:
    with pytest.raises(VersionUnavailableError, match="readonly"):
        versions._rows("UPDATE delivery_state SET number = 7")


def test_each_thread_has_a_connection_of_its_own(versions: SqliteVersions) -> None:
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(versions._cursor).result()
        assert other.submit(versions.current).result() == versions.current()
    assert versions._cursor().connection is not theirs.connection


def test_nothing_is_opened_before_the_first_reading(path: Path) -> None:
    assert not SqliteVersions(path)._local.__dict__


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(VersionUnavailableError):
        SqliteVersions(tmp_path / "none.sqlite3").current()
    assert not list(tmp_path.iterdir())


def test_without_its_row_there_is_no_version(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    writer.execute("DELETE FROM delivery_state")
    with pytest.raises(VersionUnavailableError):
        versions.current()
    writer.execute("INSERT INTO delivery_state VALUES (1, 8, 'new epoch')")
    assert versions.current() == Version(8, "new epoch")


def test_it_reads_again_after_a_failure(path: Path, writer: sqlite3.Connection) -> None:
    versions = SqliteVersions(path)
    writer.execute("ALTER TABLE delivery_state RENAME TO elsewhere")
    with pytest.raises(VersionUnavailableError, match="no such table"):
        versions.current()
    writer.execute("ALTER TABLE elsewhere RENAME TO delivery_state")
    assert versions.current().number == 1


def test_it_reads_again_after_its_connection_was_lost(versions: SqliteVersions) -> None:
    versions.current()
    versions._cursor().connection.close()
    with pytest.raises(VersionUnavailableError):
        versions.current()
    assert versions.current().number == 1


@pytest.mark.django_db(transaction=True)
def test_what_django_commits_is_read_on_the_database_of_the_settings() -> None:
    State.objects.update_or_create(id=STATE_ID, defaults={"number": 1_000_001, "epoch": "epoch"})
    found = versions_of_settings()
    assert found.current() == Version(1_000_001, "epoch")
    before = found.last_touch([])
    assert found.last_touch(["page:999999"]) == before < 1_000_000
    State.objects.update(number=1_000_002)
    Touch.objects.create(key="page:999999", number=1_000_002)
    assert found.current() == Version(1_000_002, "epoch")
    assert found.last_touch(["page:1", "page:999999"]) == 1_000_002
    assert found.last_touch({f"page:{number}" for number in range(960_000, 1_000_000)}) == 1_000_002
    assert found.last_touch([]) == before
    Touch.objects.update_or_create(key="*", defaults={"number": 1_000_003})
    assert found.last_touch([]) == 1_000_003
