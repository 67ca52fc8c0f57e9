"""The library run as `make run` runs it, in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings

from cms import run
from tests.databases import databases
from tests.programs import OFFLINE, Programs, free_port

START_SECONDS = 60


def command(
    environment: Mapping[str, str], errors: int | IO[str] = subprocess.PIPE
) -> "subprocess.Popen[str]":
    """Start `make run`'s program with `environment`, as a terminal would: in a group of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "cms.run"],
        cwd=settings.BASE_DIR,
        env={**kept, **OFFLINE, "PYTHONPATH": str(settings.BASE_DIR), **environment},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True)
class Running:
    """A library that answers."""

    process: "subprocess.Popen[str]"
    port: int
    #: What it printed until it answered.
    printed: list[str]

    def processes(self) -> set[int]:
        """Return its process, and all that it started, now."""
        parents = _parents()
        found = {self.process.pid} & set(parents)
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def interrupt(self) -> None:
        """Press Ctrl-C: everything in the terminal's group gets it."""
        os.killpg(self.process.pid, signal.SIGINT)


def _parents() -> dict[int, int]:
    """Return the parent of each process that lives."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(stat.parent.name)] = int(parent)
    return parents


def alive(processes: set[int]) -> set[int]:
    """Return those of `processes` that still live."""
    return processes & set(_parents())


def programs(**environment: str) -> Programs:
    """Return what starts programs on the database and the files that the test uses.

    Args:
        environment: other settings.
    """
    return Programs(
        Path(settings.MEDIA_ROOT).parent,
        {
            "DATABASE_URL": databases.url(databases.used()),
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": settings.SITE_URL,
            **environment,
        },
    )


@contextmanager
def running(data_dir: Path, *, patch: pytest.MonkeyPatch, **environment: str) -> Iterator[Running]:
    """Run the library on a data folder whose database is made already.

    Args:
        data_dir: holds `library.sqlite3`, unless `environment` says where the database is.
        patch: for telling what the folder's stamp has to be.
        environment: other settings.
    """
    port = free_port()
    address = f"http://localhost:{port}"
    with patch.context() as here:
        here.setattr(run, "SITE_URL", address)
        (data_dir / "prepared").write_text(run._state())
    # A file takes any number of errors; a pipe that nobody reads would stop the server.
    with (data_dir / "errors").open("w") as errors:
        process = command(
            {"DATA_DIR": str(data_dir), "PORT": str(port), **environment}, errors=errors
        )
    try:
        yield Running(process, port, _lines_until_it_answers(process))
    finally:
        # Told twice it ends at once.
        while process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
        process.communicate(timeout=10)


def _lines_until_it_answers(process: "subprocess.Popen[str]") -> list[str]:
    """Return what is printed up to the last address."""
    assert process.stdout
    deadline = time.monotonic() + START_SECONDS
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("API") or time.monotonic() > deadline:
            break
    assert lines[-1:], process.wait(timeout=10)
    return lines
