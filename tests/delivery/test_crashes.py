"""A crash at any moment: what was acknowledged is published, and nothing is damaged."""

import os
import random
import sys
from random import Random

import pytest

from tests.delivery.crashing import Crashes, Writer
from tests.delivery.rich import RichLibrary
from tests.factories.trials import TrialPageFactory
from tests.running import programs

#: `make crash` does more.
TIMES = 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("run")
def test_nothing_is_lost_or_damaged_by_crashes_while_pages_are_published(
    rich: RichLibrary, fast_citations: None
) -> None:
    seed = int(os.environ.get("CRASH_SEED", random.randrange(1_000_000)))
    sys.stdout.write(f"CRASH_SEED={seed}\n")
    third = TrialPageFactory(
        parent=rich.trial_index, reference=rich.morse, conditions=[rich.melanoma]
    )
    writers = [Writer(page, rich.token) for page in (rich.melanoma_trial, rich.lung_trial, third)]
    crashes = Crashes(programs(), writers, Random(seed), sys.stdout.write)
    crashes.crash(TIMES)
    assert crashes.killed.total() == TIMES
    assert all(writer.acknowledged for writer in writers)
