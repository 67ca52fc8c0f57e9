"""A private PostgreSQL server: started by the tests, reached through a socket, gone with them."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.abc import Query

#: Where Debian keeps the programs, which are not on its PATH.
DEBIAN = Path("/usr/lib/postgresql")
#: Whom the server runs as when root runs the tests: PostgreSQL refuses root.
USERS = ("postgres", "nobody")
#: The name that the server knows us by.
ROLE = "library"
START_SECONDS = 60
#: What a server that lives for minutes need not do. Its text is sorted as a language sorts it, not
#: by its bytes as SQLite sorts, so that nothing leans on either.
INITDB = (
    "--auth=trust",
    f"--username={ROLE}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=icu",
    "--icu-locale=en",
    "--no-sync",
    "--wal-segsize=1",
)
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "100",
}


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL. Without one these tests fail, never pass by."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda found: int(found.parent.name), reverse=True)
    found = next(filter(None, (shutil.which(name, path=path) for path in (None, *versions))), None)
    if found is None:
        pytest.exit("There is no PostgreSQL on this computer; `make test` installs it.", 1)
    return found


def release() -> str:
    """Return which PostgreSQL it is: another's folders can't be read."""
    told = subprocess.run([program("postgres"), "--version"], check=True, capture_output=True)
    return told.stdout.decode().strip()


def _other_user() -> pwd.struct_passwd | None:
    """Return whom the server runs as, when it must not be us."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next(known[name] for name in USERS if name in known)


def _as_other_user() -> dict[str, Any]:
    """Return `subprocess`'s arguments for a program of the server."""
    user = _other_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


class Server:
    """A server whose data and socket are in a folder.

    Args:
        folder: private to the run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        #: None in workers, and where it never started.
        self.process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make its data, without any database of ours."""
        self._give_away()
        made = subprocess.run(
            [program("initdb"), *INITDB, "-D", self.data],
            cwd=self.folder, capture_output=True, text=True, check=False, **_as_other_user(),
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    def _give_away(self) -> None:
        """Let the folder and all that is in it belong to whom the server runs as."""
        if user := _other_user():
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)

    def start(self) -> None:
        """Start it; return when it answers."""
        self._give_away()
        options = (word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}"))
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", self.data, "-k", self.folder, *options],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                # Of its own, so that Ctrl-C does not reach it before the tests have ended.
                start_new_session=True, **_as_other_user(),
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def run(self, *statements: Query, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements outside a transaction; return what the last one finds."""
        with psycopg.connect(
            host=str(self.folder), user=ROLE, dbname=database, autocommit=True
        ) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def command(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as a client of the server."""
        done = subprocess.run(
            [program(name), f"--host={self.folder}", f"--username={ROLE}", *arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def stop(self) -> None:
        """Stop it, so that its data can be copied."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop it at once: nobody needs its data any more."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=START_SECONDS)


def end_server_in(folder: Path) -> None:
    """End the server that a killed run has left in its folder, if it has."""
    if (folder / "data" / "postmaster.pid").exists():
        subprocess.run(
            [program("pg_ctl"), "stop", "-m", "immediate", "-D", folder / "data"],
            cwd="/", capture_output=True, check=False, **_as_other_user(),
        )  # fmt: skip
