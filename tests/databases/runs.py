"""A folder for each run, and nothing left of runs that were killed."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from tests.folders import locked

#: What is kept from run to run.
CACHE = Path(settings.BASE_DIR) / ".cache" / "tests"
RUNS = CACHE / "runs"


@dataclass(frozen=True)
class Run:
    """A run: its folder, and the file that says so, which is locked as long as the run lives."""

    folder: Path
    record: IO[str]

    def end(self) -> None:
        """Remove both."""
        shutil.rmtree(self.folder, ignore_errors=True)
        Path(self.record.name).unlink(missing_ok=True)
        self.record.close()


def begin(*, end_killed: Callable[[Path], None] = lambda folder: None) -> Run:
    """Begin a run, after removing what killed ones have left.

    The folder is not below `.cache/`: the path of a socket has to be short, and who serves
    PostgreSQL may have no right to read the project.

    Args:
        end_killed: ends what still runs in the folder of a killed run.
    """
    RUNS.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "runs"):
        for path in RUNS.iterdir():
            record = path.open()
            try:
                fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                record.close()
                continue
            folder = Path(record.read())
            end_killed(folder)
            Run(folder, record).end()
        folder = Path(tempfile.mkdtemp(prefix="library-databases-"))
        new = (RUNS / folder.name).open("w")
        fcntl.flock(new, fcntl.LOCK_EX)
        new.write(str(folder))
        new.flush()
        return Run(folder, new)
