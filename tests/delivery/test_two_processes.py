"""No answer is ever stale with two web processes either; and two ways of doing it wrong are caught.

Each process has a response cache of its own, and hears of changes from the database alone.
"""

import itertools
import os
import random
import sys
from collections.abc import Callable
from random import Random

import pytest

from cms.delivery.resources import ROOT
from cms.references.models import Reference
from tests.delivery.rich import RichLibrary
from tests.delivery.staleness.choosing import publish, words
from tests.delivery.staleness.edits import EDITS, Way, do
from tests.delivery.staleness.gate import ANSWERED, RENDERED
from tests.delivery.staleness.processes import StaleError, TwoProcesses, two_processes

#: A run of its own may ask for more.
CHANGES = int(os.environ.get("STALENESS_CHANGES", "8"))
#: Of the clock, which can't be moved in other processes: `test_staleness` moves it.
OF_THE_CLOCK = {"an_end_is_set", "an_end_is_published", "a_beginning_is_published"}


@pytest.fixture
def seed() -> int:
    """Return what decides everything that happens by chance; it is printed, to repeat it."""
    chosen = int(os.environ.get("STALENESS_SEED", random.randrange(1_000_000)))
    sys.stdout.write(f"STALENESS_SEED={chosen}\n")
    return chosen


def meetings(rich: RichLibrary, by_chance: Random) -> list[tuple[str, Callable[[], None]]]:
    """Return addresses, each with something that changes what is there."""

    def retitle() -> None:
        rich.cancer.title = words(by_chance)
        publish(rich.cancer)

    def correct() -> None:
        reference = Reference.objects.get(pk=rich.escudier.pk)
        reference.csl = {**reference.csl, "title": words(by_chance)}
        reference.save()

    detail = f"{ROOT}topics/{rich.cancer.translation_key}/"
    return [
        (detail, retitle),
        (detail, correct),
        (f"{ROOT}topics/?limit=100", retitle),
        (f"{ROOT}navigation/", retitle),
        (rich.cancer.url, retitle),
    ]


def hold_readings_while_something_is_committed(
    library: TwoProcesses, rich: RichLibrary, by_chance: Random
) -> None:
    processes = itertools.cycle(library.processes)
    for (address, change), point in itertools.product(
        meetings(rich, by_chance), (RENDERED, ANSWERED)
    ):
        library.meet(next(processes), address, point, change)


def commit_by_chance_while_both_are_read(library: TwoProcesses, by_chance: Random) -> None:
    with library.busy():
        for _ in range(CHANGES):
            name = by_chance.choice(sorted(EDITS.keys() - OF_THE_CLOCK))
            sys.stdout.write(f"{name}\n")
            do(name, by_chance, by_chance.choice(list(Way)))
            library.compare(*library.processes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("run")
def test_no_answer_of_two_processes_is_stale(
    rich: RichLibrary, fast_citations: None, seed: int
) -> None:
    by_chance = Random(seed)
    with two_processes("exactly", by_chance) as library:
        library.compare(*library.processes)
        hold_readings_while_something_is_committed(library, rich, by_chance)
        commit_by_chance_while_both_are_read(library, by_chance)
    assert library.held == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("run")
@pytest.mark.parametrize("way", ["polled", "afterwards"])
def test_a_wrong_way_is_caught(
    way: str, rich: RichLibrary, fast_citations: None, seed: int
) -> None:
    by_chance = Random(seed)
    with two_processes(way, by_chance) as library:
        # As long as nothing changes, nothing is wrong.
        library.compare(*library.processes)
        with pytest.raises(StaleError):
            hold_readings_while_something_is_committed(library, rich, by_chance)
