"""Folders that several test runs, or several workers of one, share."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path`: of several workers one makes what all of them use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_folder(source: Path, target: Path) -> None:
    """Put the files of `source` into `target`, where they are not yet."""
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)
