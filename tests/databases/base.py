"""What tests ask of databases, whatever their kind."""

import hashlib
from abc import ABC, abstractmethod
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from django.apps import apps
from django.db import connections

from tests.databases.runs import Run

#: Files of an app that say what `migrate` makes: our triggers are made from what is registered.
SCHEMA_SOURCES = ("migrations/*.py", "registration.py", "facts.py", "triggers/*.py")


class Databases(ABC):
    """The databases of one run, which its workers share.

    A database is named as in Django's settings: SQLite's by its file, PostgreSQL's by a word.
    """

    #: What it is called in messages.
    title: ClassVar[str]
    #: Whether every test runs here, or only those that ask the database something.
    runs_every_test: ClassVar[bool]
    #: Where the run keeps its databases. What `start` has chosen, workers are told.
    place: Path
    #: The run, in the process that has begun it.
    begun: Run | None = None

    @abstractmethod
    def start(self) -> None:
        """Begin a run: choose its place, and put a migrated database without content there."""

    @abstractmethod
    def stop(self) -> None:
        """End the run that `start` has begun, if it has, and leave nothing of it behind."""

    @property
    @abstractmethod
    def schema(self) -> str:
        """The migrated database without content: to copy, not to use."""

    @abstractmethod
    def create(self, name: str) -> str:
        """Return a new, empty database; `name` is a word that nothing else in the run has."""

    @abstractmethod
    def copy(self, source: str, name: str) -> str:
        """Return a new database with everything that is committed in `source`."""

    @abstractmethod
    def drop(self, database: str) -> None:
        """Remove a database, whoever uses it."""

    @abstractmethod
    def back_up(self, database: str, file: Path) -> None:
        """Write everything in a database into a file, as an operator does."""

    @abstractmethod
    def put_back(self, file: Path, database: str) -> None:
        """Put a database back to what `back_up` wrote, under those who are connected to it."""

    @abstractmethod
    def check(self, database: str) -> None:
        """Fail where a database that nobody uses is not sound."""

    @abstractmethod
    def url(self, database: str) -> str:
        """Return a database's `DATABASE_URL`."""

    @abstractmethod
    def address(self, database: str) -> dict[str, str]:
        """Return where a database is, as Django's settings have it."""

    def use(self, database: str) -> None:
        """Let every connection that is opened from now on use `database`."""
        connections["default"].close()
        connections.settings["default"].update(self.address(database))

    def used(self) -> str:
        """Return the database that connections use."""
        return str(connections.settings["default"]["NAME"])


def schema_key(*facts: str) -> str:
    """Return what a schema is made of: migrations and triggers of every app, and `facts`."""
    digest = hashlib.sha256(" ".join([version("django"), *facts]).encode())
    for config in apps.get_app_configs():
        for pattern in SCHEMA_SOURCES:
            for path in sorted(Path(config.path).glob(pattern)):
                digest.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
