"""What processes count, and what is added up."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from cms.delivery.response_cache.statistics import FLUSH_SECONDS, Event, Statistics, totals

NOTHING = {"entries": 0, "bytes": 0}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list with the time in it."""
    now = [1_000.0]
    monkeypatch.setattr("cms.delivery.response_cache.statistics.time.monotonic", lambda: now[0])
    return now


def counting(folder: Path) -> Statistics:
    sizes = {
        "pages": {"entries": 2, "bytes": 20},
        "queries": dict(NOTHING),
        "others": {"entries": 1, "bytes": 5},
    }
    return Statistics(folder, lambda: sizes)


def written_by(folder: Path, pid: int) -> None:
    """Write what a process `pid` counted, as this one would."""
    counting(folder).count(Event.HITS)
    (folder / f"{os.getpid()}.json").rename(folder / f"{pid}.json")


def test_what_processes_count_is_added_up(tmp_path: Path) -> None:
    written_by(tmp_path, os.getppid())
    counting(tmp_path).count(Event.MISSES)
    assert totals(tmp_path) == {
        "processes": 2,
        "hits": 1,
        "misses": 1,
        "bypasses": 0,
        "restamped": 0,
        "dropped": 0,
        "stores": {
            "pages": {"entries": 4, "bytes": 40},
            "queries": NOTHING,
            "others": {"entries": 2, "bytes": 10},
        },
    }


@pytest.fixture
def ended() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_processes_that_have_ended_do_not_count(tmp_path: Path, ended: int) -> None:
    written_by(tmp_path, ended)
    assert totals(tmp_path)["processes"] == 0


def test_the_next_process_removes_the_files_of_those_that_have_ended(
    tmp_path: Path, ended: int
) -> None:
    written_by(tmp_path, ended)
    written_by(tmp_path, os.getppid())
    counting(tmp_path).count(Event.HITS)
    assert {int(path.stem) for path in tmp_path.iterdir()} == {os.getppid(), os.getpid()}


def test_a_process_of_somebody_else_lives_too(tmp_path: Path) -> None:
    written_by(tmp_path, 1)
    assert totals(tmp_path)["processes"] == 1


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("no numbers")
    (tmp_path / f"{os.getpid()}.unfinished").write_text("{")
    assert totals(tmp_path)["processes"] == 0


def test_without_a_folder_nothing_was_counted(tmp_path: Path) -> None:
    assert totals(tmp_path / "none")["hits"] == 0


def test_files_are_written_every_few_seconds_only(tmp_path: Path, clock: list[float]) -> None:
    counting_here = counting(tmp_path)
    path = tmp_path / f"{os.getpid()}.json"
    for _ in range(5):
        counting_here.count(Event.HITS)
    assert json.loads(path.read_text())["hits"] == 1
    clock[0] += FLUSH_SECONDS
    counting_here.count(Event.HITS)
    assert json.loads(path.read_text())["hits"] == 6
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    counting_here = counting(tmp_path / "file" / "below")
    counting_here.count(Event.HITS)
    assert counting_here.counts[Event.HITS] == 1
