"""A library to measure: a data folder and a database, filled, served as `make run` serves it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import environment, wait_for
from tests.databases.server import ROLE, Server
from tests.programs import free_port

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Served:
    """A running web server.

    Args:
        address: where it answers.
        pid: of the process that has started its workers.
    """

    address: str
    pid: int


@dataclass(frozen=True)
class Library:
    """A data folder, and how its commands are run.

    Args:
        folder: of its data.
        database_url: of its database; empty for SQLite in the folder.
    """

    folder: Path
    database_url: str = ""

    def environment(self, port: int = 8000) -> dict[str, str]:
        """Return the environment of a command."""
        found = environment(
            DATA_DIR=str(self.folder),
            PORT=str(port),
            SITE_URL="http://localhost:8000",
            DJANGO_SETTINGS_MODULE="cms.settings.local",
            PYTHONPATH=str(ROOT),
        )
        return found | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def run(self, *command: str) -> str:
        """Run a command to its end; return what it says."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment(), check=True,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return done.stdout

    def script(self, name: str, *arguments: str) -> dict[str, float]:
        """Run one of the measurements of `benchmarks.inside`; return its figures."""
        out = self.run("-m", "benchmarks.inside", name, *arguments)
        found: dict[str, float] = json.loads(out.splitlines()[-1])
        return found

    @contextmanager
    def working(self, name: str, *arguments: str) -> Iterator[None]:
        """Let something of `benchmarks.inside` go on meanwhile."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.inside", name, *arguments],
            cwd=ROOT, env=self.environment(), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield
            if worker.poll() is not None:
                raise SystemExit(f"{name} has ended by itself.")
        finally:
            worker.terminate()
            worker.wait()

    @contextmanager
    def served(self, *, cache: bool) -> Iterator[Served]:
        """Serve it as `make run` does."""
        port = free_port()
        found = self.environment(port) | {
            "RESPONSE_CACHE": "on" if cache else "off",
            "ALLOWED_HOSTS": "localhost",
        }
        server = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "granian"), "--interface=wsgi",
                "--host=127.0.0.1", f"--port={port}", "--workers=2", "--blocking-threads=1",
                "--log-level=warning", "cms.wsgi:application",
            ],
            cwd=ROOT, env=found, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(f"http://localhost:{port}/robots.txt")
            yield Served(f"http://localhost:{port}", server.pid)
        finally:
            server.terminate()
            server.wait()


@contextmanager
def library(database: str, pages: int) -> Iterator[Library]:
    """Yield a library with the starter content and copies of its trials, ready to be read.

    Args:
        database: one of `DATABASES`.
        pages: how many trials there are.
    """
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        with _database_url(database, Path(name)) as url:
            made = Library(Path(name) / "data", url)
            made.folder.mkdir()
            made.run("-m", "cms.run", "--prepare-only")
            made.script("fill", str(pages))
            made.run("manage.py", "delivery", "rebuild")
            yield made


@contextmanager
def _database_url(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    server = Server(folder / "server")
    server.folder.mkdir()
    server.make()
    server.start()
    try:
        server.run("CREATE DATABASE bench")
        yield f"postgresql://{ROLE}@/bench?host={server.folder}"
    finally:
        server.kill()
