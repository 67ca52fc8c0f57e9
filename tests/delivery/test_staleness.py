"""No answer is ever stale: edits by chance, with nothing running, and every answer compared."""

import itertools
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from cms.delivery import maintenance, reading
from tests.api_client import ApiClient
from tests.databases import databases
from tests.delivery.conftest import MadeLibrary
from tests.delivery.following import Follower
from tests.delivery.rich import settle
from tests.delivery.staleness.answers import (
    Reader,
    compare_with_storage,
    compare_with_tables,
)
from tests.delivery.staleness.clock import Clock
from tests.delivery.staleness.edits import EDITS, Way, do
from tests.delivery.staleness.truth import Truth

#: A run of its own may ask for more.
EXAMPLES = int(os.environ.get("STALENESS_EXAMPLES", "6"))
STEPS = 20
NUMBERS = itertools.count(1)


class Api(ApiClient):
    """The content API, without comparing each answer with its description: that takes long."""

    def get(self, path: str = "", query: str = "", **headers: str) -> Any:
        return self.client.get(f"/api/content/v1/{path}{query}", headers=headers)


class Staleness(RuleBasedStateMachine):
    """Edits, moves of the clock, and readers, in any order."""

    made: MadeLibrary
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.clock.restart()
        cache.clear()
        self.made.bring_back_files()
        self.database = databases.copy(self.made.database, f"staleness-{next(NUMBERS)}")
        databases.use(self.database)

    @initialize(seed=st.integers(0, 1000))
    def begin(self, seed: int) -> None:
        self.random = Random(seed)
        self.reader = Reader(self.random)
        self.reader.learn(Truth.now())
        self.follower = Follower(Api())
        self.version = 0
        self.time_has_passed = False

    @rule(name=st.sampled_from(sorted(EDITS)), seed=st.integers(0, 10_000),
          way=st.sampled_from(Way), looks=st.booleans())  # fmt: skip
    def edit(self, name: str, seed: int, way: Way, *, looks: bool) -> None:
        self.clock.move(seconds=1)
        do(name, Random(seed), way)
        if looks:
            self.look()

    @rule(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=5),
          seed=st.integers(0, 10_000))  # fmt: skip
    def edits_follow_each_other(self, names: list[str], seed: int) -> None:
        self.clock.move(seconds=1)
        for number, name in enumerate(names):
            do(name, Random(seed + number), Way.BY_AND_BY)

    @rule(minutes=st.sampled_from([1, 30, 90, 60 * 24, 60 * 24 * 61]), looks=st.booleans())
    def time_passes(self, minutes: int, *, looks: bool) -> None:
        self.clock.move(minutes=minutes)
        self.time_has_passed = True
        if looks:
            self.look()

    @rule(everything=st.booleans())
    def the_worker_comes_round(self, *, everything: bool) -> None:
        if everything:
            settle()
        else:
            maintenance.render_ahead(timezone.now(), limit=2)

    @rule(count=st.integers(1, 5))
    def somebody_reads(self, count: int) -> None:
        self.reader.read_some(count)

    @rule(limit=st.integers(1, 9), answers=st.integers(1, 4))
    def an_app_walks_on(self, limit: int, answers: int) -> None:
        for _ in itertools.islice(self.follower.steps(limit), answers):
            pass

    def look(self) -> None:
        """Compare everything that can be read."""
        if self.time_has_passed:
            self.reader.read_after_the_clock()
            self.time_has_passed = False
        else:
            self.reader.read_everything()
        copy = Follower(Api())
        copy.catch_up(self.random.randint(1, 100))
        truth = Truth.now()
        self.reader.learn(truth)
        self.reader.compare(truth)
        compare_with_tables(truth)
        compare_with_storage(truth)
        wanted = {key: reading.data_of(document) for key, document in truth.public.items()}
        assert copy.documents == wanted
        self.follower.catch_up(self.random.randint(1, 100))
        assert self.follower.documents == wanted
        assert reading.content_version() >= self.version
        self.version = reading.content_version()

    def teardown(self) -> None:
        try:
            if hasattr(self, "reader"):
                self.look()
                assert list(maintenance.check(timezone.now())) == []
                settle()
                assert list(maintenance.check(timezone.now())) == []
        finally:
            databases.use(self.made.database)
            databases.drop(self.database)


@pytest.fixture
def machine(
    made_rich_library: MadeLibrary,
    fast_citations: None,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[type[Staleness]]:
    """Return the machine; each example has a database of its own."""
    before = databases.used()
    yield type("Machine", (Staleness,), {"made": made_rich_library, "clock": Clock(monkeypatch)})
    databases.use(before)


def test_no_answer_is_ever_stale(machine: type[Staleness]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Not shrunk: that would take an hour.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
