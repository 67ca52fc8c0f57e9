"""Database files for tests.

Migrating takes fifteen seconds, so the migrated schema is kept under `.cache/` until a migration
changes. Each worker has a copy of its own; tests that need content, or that really commit, have
another. Changing files is one line, because every connection reads the same settings.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

CACHE = Path(settings.BASE_DIR) / ".cache" / "tests"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path`: of several workers one makes what all of them use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(path: Path) -> None:
    """Let every connection that is opened from now on use the file at `path`."""
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = str(path)
    connections.settings["default"]["NAME"] = str(path)


def used() -> Path:
    """Return the file that connections use."""
    return Path(str(connection.settings_dict["NAME"]))


def copy(source: Path, target: Path) -> Path:
    """Copy a database with everything that is committed in it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def _schema_key() -> str:
    """Return what the schema is made of: every migration of every app."""
    digest = hashlib.sha256(version("django").encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated() -> Path:
    """Return a database that was migrated forward from nothing, making it where there is none."""
    kept = CACHE / f"schema-{_schema_key()}.sqlite3"
    with locked(CACHE / "schema"):
        if not kept.exists():
            for old in CACHE.glob("schema-*.sqlite3*"):
                old.unlink(missing_ok=True)
            made = CACHE / f"making-{os.getpid()}.sqlite3"
            use(made)
            call_command("migrate", verbosity=0, interactive=False)
            connections["default"].close()
            copy(made, kept.with_suffix(".new"))
            kept.with_suffix(".new").rename(kept)
            for rest in CACHE.glob(f"{made.name}*"):
                rest.unlink()
    return kept


def copy_folder(source: Path, target: Path) -> None:
    """Put the files of `source` into `target`, where they are not yet."""
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)
