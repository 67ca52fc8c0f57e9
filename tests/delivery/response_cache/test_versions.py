"""The content version, read from a real file."""

import sqlite3
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cms.delivery.models import EVERYTHING as EVERYTHING_OF_MODELS
from cms.delivery.models import STATE_ID, Lineage, State, Touch
from cms.delivery.response_cache.configuration import versions as versions_of_settings
from cms.delivery.response_cache.versions import (
    CURRENT,
    EVERYTHING,
    SINCE,
    SqliteVersions,
    UnknownVersionError,
    Version,
    Versions,
    VersionUnavailableError,
)
from cms.delivery.touching import touch


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
    writer.execute("CREATE TABLE delivery_state (id INTEGER, number BIGINT, nonce BIGINT)")
    writer.execute("CREATE TABLE delivery_lineage (number BIGINT PRIMARY KEY, nonce BIGINT)")
    writer.execute("CREATE TABLE delivery_touch (key TEXT PRIMARY KEY, number BIGINT)")
    writer.execute("INSERT INTO delivery_state VALUES (1, 1, 1001)")
    writer.execute("INSERT INTO delivery_lineage VALUES (1, 1001)")
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


def at(number: int) -> Version:
    """Return the version that `commit` makes of a number."""
    return Version(number, 1000 + number)


def commit(writer: sqlite3.Connection, number: int, *keys: str) -> None:
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE delivery_state SET number = ?, nonce = ?", at(number))
    writer.execute("INSERT INTO delivery_lineage VALUES (?, ?)", at(number))
    for key in keys:
        writer.execute("INSERT OR REPLACE INTO delivery_touch VALUES (?, ?)", [key, number])
    writer.execute("COMMIT")


def last_touch(versions: Versions, keys: Collection[str]) -> int:
    """Return the first number since which none of `keys` was touched: 1, if none ever was."""
    now = versions.current().number
    return next(n for n in range(1, now + 1) if versions.unchanged_since(at(n), keys) is not None)


def test_the_statements_name_the_tables_of_the_read_model() -> None:
    names = {field.name for field in State._meta.fields}
    assert names >= {"id", "number", "nonce"}
    table = State._meta.db_table
    assert f"SELECT number, nonce FROM {table} WHERE id = {STATE_ID}" == CURRENT  # noqa: S608
    assert f"FROM {table} WHERE id = {STATE_ID}" in SINCE
    assert f"max(number) FROM {Touch._meta.db_table} WHERE key" in SINCE
    assert Touch._meta.pk.column == "key"
    assert f"FROM {Lineage._meta.db_table} WHERE number = " in SINCE
    assert Lineage._meta.pk.column == "number"
    assert EVERYTHING == EVERYTHING_OF_MODELS


def test_a_commit_is_seen_by_the_next_reading(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    assert versions.current() == at(1)
    for number in range(2, 20):
        commit(writer, number, "page:1")
        assert versions.current() == at(number)
        assert last_touch(versions, ["page:1"]) == number


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
    assert last_touch(versions, []) == 1
    assert last_touch(versions, ["page:1"]) == 1
    commit(writer, 2, "page:1")
    commit(writer, 3, 'odd "key", \' of ours')
    commit(writer, 4, "page:3")
    assert last_touch(versions, ["page:1", "page:2"]) == 2
    assert last_touch(versions, ["page:2", 'odd "key", \' of ours', "page:1"]) == 3
    assert last_touch(versions, ["page:2"]) == 1


def test_a_touch_of_everything_counts_for_each_key(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    commit(writer, 2, "*")
    assert last_touch(versions, ["page:9"]) == 2
    assert last_touch(versions, []) == 2


def test_there_may_be_any_number_of_keys(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    """SQLite takes at most 32,766 values in a statement."""
    commit(writer, 2, "page:39999")
    assert last_touch(versions, {f"page:{number}" for number in range(40_000)}) == 2


def test_the_touches_are_found_by_the_index(writer: sqlite3.Connection) -> None:
    plan = writer.execute(f"EXPLAIN QUERY PLAN {SqliteVersions.SINCE}", [1, 1, "[]"]).fetchall()
    told = " ".join(row[3] for row in plan)
    assert "SEARCH delivery_touch USING INDEX" in told
    assert "SEARCH delivery_lineage USING INDEX" in told


def test_no_statement_stays_open(versions: SqliteVersions, writer: sqlite3.Connection) -> None:
    """An open one would hold back the log, and freeze what is read."""
    versions.current()
    versions.unchanged_since(at(1), ["page:1"])
    commit(writer, 2, "page:1")
    busy, _, _ = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy
    assert versions.current().number == 2


def test_nothing_can_be_written_over_it(versions: SqliteVersions) -> None:
    with pytest.raises(VersionUnavailableError, match="readonly"):
        versions._row("UPDATE delivery_state SET number = 7")


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
    writer.execute("INSERT INTO delivery_state VALUES (1, 8, 1008)")
    assert versions.current() == at(8)


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


def test_a_version_that_never_was_is_unknown(
    versions: SqliteVersions, writer: sqlite3.Connection
) -> None:
    commit(writer, 2, "page:1")
    assert versions.unchanged_since(at(1), []) == at(2)
    for version in (Version(1, at(2).nonce), Version(2, at(1).nonce), at(3), Version(0, 0)):
        with pytest.raises(UnknownVersionError):
            versions.unchanged_since(version, [])


@pytest.mark.django_db(transaction=True)
def test_what_django_commits_is_read_on_the_database_of_the_settings() -> None:
    found = versions_of_settings()
    first = found.current()
    touch("page:999998")
    second = found.current()
    assert second.number > first.number
    assert second.nonce != first.nonce
    assert found.unchanged_since(first, ["page:999999"]) == second
    assert found.unchanged_since(first, ["page:1", "page:999998"]) is None
    assert found.unchanged_since(second, ["page:1", "page:999998"]) == second
    many = {f"page:{number}" for number in range(960_000, 1_000_000)}
    assert found.unchanged_since(first, many) is None
    assert found.unchanged_since(second, many) == second
    touch(EVERYTHING)
    assert found.unchanged_since(second, []) is None
    for unknown in (Version(second.number, first.nonce), Version(first.number, second.nonce)):
        with pytest.raises(UnknownVersionError):
            found.unchanged_since(unknown, [])
