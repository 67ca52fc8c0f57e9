"""Databases that are files."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from tests.databases.base import Databases, schema_key
from tests.databases.runs import CACHE, begin
from tests.folders import locked


def copy_file(source: Path, target: Path) -> None:
    """Copy a database file with everything that is committed in it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


class SQLite(Databases):
    """A folder of files."""

    title = "SQLite"
    runs_every_test = True

    def start(self) -> None:
        """Make a folder, and copy the schema that is kept into it."""
        self.begun = begin()
        self.place = self.begun.folder
        kept = CACHE / f"schema-{schema_key()}.sqlite3"
        with locked(CACHE / "schema"):
            if not kept.exists():
                for old in CACHE.glob("schema-*.sqlite3*"):
                    old.unlink()
                self._migrate()
                copy_file(Path(self.schema), kept.with_suffix(".new"))
                kept.with_suffix(".new").rename(kept)
            else:
                shutil.copy(kept, self.schema)

    def _migrate(self) -> None:
        self.use(self.schema)
        call_command("migrate", verbosity=0, interactive=False)
        connections["default"].close()

    def stop(self) -> None:
        """Remove the folder."""
        if self.begun:
            self.begun.end()

    @property
    def schema(self) -> str:
        """The file without content."""
        return self.create("schema")

    def create(self, name: str) -> str:
        """Return the path of a file: SQLite makes it when somebody connects."""
        return str(self.place / f"{name}.sqlite3")

    def copy(self, source: str, name: str) -> str:
        """Copy a file."""
        target = self.create(name)
        copy_file(Path(source), Path(target))
        return target

    def drop(self, database: str) -> None:
        """Remove a file, and what SQLite has put beside it."""
        path = Path(database)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def back_up(self, database: str, file: Path) -> None:
        """Copy a file."""
        copy_file(Path(database), file)

    def put_back(self, file: Path, database: str) -> None:
        """Copy a file over another, through SQLite: whoever has it open goes on with it."""
        copy_file(file, Path(database))

    def check(self, database: str) -> None:
        """Let SQLite check a file."""
        with closing(sqlite3.connect(database)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []

    def url(self, database: str) -> str:
        """Return the address of a file."""
        return f"sqlite:///{database}"

    def address(self, database: str) -> dict[str, str]:
        """Return the name: it is all that there is."""
        return {"NAME": database}
