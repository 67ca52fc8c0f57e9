"""The content version, read past Django: it is read on every request, so it has to be quick."""

import json
import sqlite3
import threading
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from psycopg import Connection

#: The key that every answer depends on, besides its own.
EVERYTHING = "*"
CURRENT = "SELECT number, nonce FROM delivery_state WHERE id = 1"
#: The version now, whether the database has been through another one, and the last touch of some
#: keys: in one statement, so that they are of one moment.
SINCE = """
SELECT number, nonce,
  EXISTS (SELECT 1 FROM delivery_lineage WHERE number = {number} AND nonce = {nonce}),
  (SELECT max(number) FROM delivery_touch WHERE key {keys})
FROM delivery_state WHERE id = 1
"""
#: At most this long is waited for a version; Django takes the request then.
PATIENCE_SECONDS = 1


class Version(NamedTuple):
    """The content version.

    Args:
        number: higher after each change.
        nonce: random; where a database that was put back comes to a number again, it is another.
    """

    number: int
    nonce: int


class VersionUnavailableError(Exception):
    """The content version can't be read now."""


class UnknownVersionError(Exception):
    """The database was never at a version: it has been put back since."""


class Versions(Protocol):
    """Reads the content version and the touches."""

    def current(self) -> Version:
        """Return the version of the last change that has committed.

        Raises:
            VersionUnavailableError: it can't be read.
        """

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        """Return the version now, or None if any of `keys`, or everything, was touched since.

        Raises:
            UnknownVersionError: the database was never at `version`.
            VersionUnavailableError: it can't be read.
        """


def _unchanged(version: Version, found: tuple[int, int, bool, int | None]) -> Version | None:
    """Return what `SINCE` has found, as `unchanged_since` tells it."""
    number, nonce, was_here, last_touch = found
    if not was_here:
        raise UnknownVersionError
    return Version(number, nonce) if (last_touch or 0) <= version.number else None


class SqliteVersions:
    """On SQLite, over a connection of its own for each thread.

    It is used for nothing else, opened on first use (so after the server's processes have parted)
    and each of its statements is read to the end: one that stays open would freeze what it sees.
    """

    # One value, however many keys: there is no limit to reach, and one statement to prepare.
    SINCE = SINCE.format(number="?", nonce="?", keys="IN (SELECT value FROM json_each(?))")

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._local = threading.local()

    def current(self) -> Version:
        """Return the version of the last change that has committed."""
        return Version._make(self._row(CURRENT))

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        """Return the version now, or None if any of `keys`, or everything, was touched since."""
        row = self._row(self.SINCE, (*version, json.dumps([EVERYTHING, *keys])))
        return _unchanged(version, row)

    def _row(self, statement: str, parameters: tuple[int | str, ...] = ()) -> Any:
        """Return the one row that a statement finds."""
        try:
            rows = self._cursor().execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            self._forget()
            raise VersionUnavailableError(str(error)) from error
        if not rows:
            raise VersionUnavailableError("There is no content version.")
        return rows[0]

    def _cursor(self) -> sqlite3.Cursor:
        """Return this thread's cursor."""
        cursor: sqlite3.Cursor | None = getattr(self._local, "cursor", None)
        if cursor is None:
            # Not `mode=ro`: the first to open a WAL file has to be able to write beside it.
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                timeout=PATIENCE_SECONDS,
            )
            connection.execute("PRAGMA query_only = ON").fetchall()
            cursor = self._local.cursor = connection.cursor()
        return cursor

    def _forget(self) -> None:
        """Close this thread's connection, so that the next reading opens another."""
        cursor: sqlite3.Cursor | None = self._local.__dict__.pop("cursor", None)
        if cursor is not None:
            cursor.connection.close()


class PostgresVersions:
    """On PostgreSQL, over a connection of its own for each thread, opened on first use.

    Args:
        parameters: what Django connects with.
    """

    #: The statement's name on the server: prepared once, it is twice as quick as a cursor.
    PREPARED = b"content_version"
    SINCE = SINCE.format(number="%s::bigint", nonce="%s::bigint", keys="= ANY(%s::text[])")
    #: Parameters that are about Django's cursors, not about the connection.
    OF_DJANGO = ("context", "cursor_factory", "prepare_threshold")

    def __init__(self, parameters: dict[str, Any]) -> None:
        kept = {name: value for name, value in parameters.items() if name not in self.OF_DJANGO}
        self._parameters = {"connect_timeout": 2, **kept}
        self._local = threading.local()

    def current(self) -> Version:
        """Return the version of the last change that has committed."""
        from psycopg import Error, pq

        try:
            result = self._connection().pgconn.exec_prepared(self.PREPARED, None)
            if result.status != pq.ExecStatus.TUPLES_OK:
                raise Error(result.get_error_message())
        except Error as error:
            self._forget()
            raise VersionUnavailableError(str(error).strip()) from error
        number, nonce = result.get_value(0, 0), result.get_value(0, 1)
        if number is None or nonce is None:
            raise VersionUnavailableError("There is no content version.")
        return Version(int(number), int(nonce))

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        """Return the version now, or None if any of `keys`, or everything, was touched since."""
        from psycopg import Error

        try:
            cursor = self._connection().execute(
                self.SINCE, (*version, [EVERYTHING, *keys]), prepare=True
            )
            row = cursor.fetchone()
        except Error as error:
            self._forget()
            raise VersionUnavailableError(str(error).strip()) from error
        if row is None:
            raise VersionUnavailableError("There is no content version.")
        return _unchanged(version, row)

    def _connection(self) -> "Connection[Any]":
        """Return this thread's connection."""
        connection: Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None:
            from psycopg import connect

            connection = connect(**self._parameters, autocommit=True)
            self._local.connection = connection
            connection.execute(f"SET statement_timeout = {PATIENCE_SECONDS * 1000}")
            # Where it fails, so does each use of it, which is looked at.
            connection.pgconn.prepare(self.PREPARED, CURRENT.encode())
        return connection

    def _forget(self) -> None:
        """Close this thread's connection, so that the next reading opens another."""
        connection: Connection[Any] | None = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()
