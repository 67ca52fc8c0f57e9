"""`make crash`: programs are killed while pages are published, as often as one likes.

A library of its own is made for it, with the starter content: in a folder that is gone afterwards,
or on a PostgreSQL server that is. What happens is in `tests.delivery.crashing`, which the test run
uses too.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote

from tests.programs import ROOT, Programs

WRITERS = 3


def _make_settings(folder: Path, database: str) -> None:
    """Let Django, here and in what is started from here, use a library in `folder`."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cms.settings.local",
        DATA_DIR=str(folder / "data"),
        SITE_URL="http://localhost:8000",
        SECRET_KEY="only-for-crashes",  # noqa: S106 - guards nothing
        DATABASE_URL=database,
    )


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[None]:
    """Bring an empty database into being, and choose it for Django."""
    if kind == "sqlite":
        _make_settings(folder, "")
        yield
        return
    server_folder = folder / "server"
    server_folder.mkdir()
    _make_settings(folder, f"postgres://library@{quote(str(server_folder), safe='')}/library")
    from tests.databases import databases
    from tests.databases.server import Server

    folder.chmod(0o755)
    databases.place = server_folder
    server = Server(server_folder)
    server.make()
    server.start()
    try:
        databases.create("library")
        yield
    finally:
        server.kill()


def _say(line: str) -> None:
    """Print a line at once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _crash(folder: Path, times: int, seed: int) -> str:
    """Kill programs `times` times; return what has happened."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from wagtail.models import APIToken

    from tests.delivery.crashing import Crashes, Writer
    from trials.models import TrialPage

    _, token = APIToken.create_token(user=User.objects.get(username="admin"), name="crashes")
    pages = TrialPage.objects.live().order_by("pk")[:WRITERS]
    names = ("DATABASE_URL", "SECRET_KEY", "SITE_URL")
    programs = Programs(folder / "data", {name: os.environ[name] for name in names})
    begun = time.monotonic()
    crashes = Crashes(
        programs,
        [Writer(page, token) for page in pages],
        Random(seed),  # noqa: S311 - chance, not secrecy
        lambda line: _say(f"{time.monotonic() - begun:6.0f} s  {line}"),
    )
    crashes.crash(times)
    return crashes.summary()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="How many crashes.")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))  # noqa: S311 - see above
    options = parser.parse_args()
    _say(f"--times {options.times} --database {options.database} --seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="crashes-") as name:
        folder = Path(name)
        with _database(options.database, folder):
            prepare = [sys.executable, "-m", "cms.run", "--prepare-only"]
            subprocess.run(prepare, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            _say(f"Nothing lost, nothing damaged: {_crash(folder, options.times, options.seed)}")


if __name__ == "__main__":
    main()
