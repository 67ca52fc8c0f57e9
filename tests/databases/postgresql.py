"""Databases of a private PostgreSQL server, which lives as long as the run."""

import shutil
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tests.databases.base import Databases, schema_key
from tests.databases.runs import CACHE, begin
from tests.databases.server import ROLE, Server, end_server_in, release
from tests.folders import locked

#: The extension that comes with PostgreSQL and checks whether indexes fit their tables.
CHECK_INDEXES = """
SELECT c.relname, bt_index_check(c.oid, true)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relpersistence <> 't'
"""


class PostgreSQL(Databases):
    """Databases that are copied inside the server.

    The schema is kept as the whole folder of a server that has stopped. Each run starts a server
    of its own on a copy, so runs at the same time know nothing of each other.
    """

    title = "PostgreSQL"
    runs_every_test = False
    schema = "schema"

    @cached_property
    def _server(self) -> Server:
        return Server(self.place)

    def start(self) -> None:
        """Start a server with the schema that is kept, making it where there is none."""
        self.begun = begin(end_killed=end_server_in)
        self.place = self.begun.folder
        kept = CACHE / f"postgresql-{schema_key(release())}"
        with locked(CACHE / "postgresql"):
            if not kept.exists():
                for old in CACHE.glob("postgresql-*"):
                    shutil.rmtree(old)
                self._migrate()
                shutil.copytree(self._server.data, kept.with_suffix(".new"))
                kept.with_suffix(".new").rename(kept)
            else:
                shutil.copytree(kept, self._server.data)
        self._server.start()

    def _migrate(self) -> None:
        self._server.make()
        self._server.start()
        self.use(self.create(self.schema))
        call_command("migrate", verbosity=0, interactive=False)
        connections["default"].close()
        self._server.stop()

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.begun:
            self._server.kill()
            self.begun.end()

    def create(self, name: str) -> str:
        """Make a database."""
        self._server.run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def copy(self, source: str, name: str) -> str:
        """Copy a database, which PostgreSQL does only while nobody is connected to it."""
        if source == self.used():
            connections["default"].close()
        # Copying files takes half the time of writing each page to the log.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._server.run(statement.format(sql.Identifier(name), sql.Identifier(source)))
        return name

    def drop(self, database: str) -> None:
        """Remove a database; whoever is connected loses it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._server.run(statement.format(sql.Identifier(database)))

    def back_up(self, database: str, file: Path) -> None:
        """Dump a database."""
        self._server.command("pg_dump", "--format=custom", f"--file={file}", database)

    def put_back(self, file: Path, database: str) -> None:
        """Restore a dump in the place of what there is."""
        self._server.command(
            "pg_restore", "--clean", "--if-exists", "--single-transaction", "--exit-on-error",
            f"--dbname={database}", str(file),
        )  # fmt: skip

    def check(self, database: str) -> None:
        """Let PostgreSQL check whether every index fits its table."""
        self._server.run("CREATE EXTENSION IF NOT EXISTS amcheck", CHECK_INDEXES, database=database)

    def url(self, database: str) -> str:
        """Return the address of a database, through the server's socket."""
        return f"postgres://{ROLE}@{quote(str(self.place), safe='')}/{database}"

    def address(self, database: str) -> dict[str, str]:
        """Return the name, the server, and who we are there."""
        return {"NAME": database, "HOST": str(self.place), "USER": ROLE}
