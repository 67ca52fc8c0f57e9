"""No service is asked more often than it wishes, whoever asks."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.lookup import pacing
from cms.references.lookup.errors import Failure, LookUpFailed
from tests.references.lookup.services import Clock


def turn(clock: Clock, interval: float = 0.4, patience: float = 30) -> float:
    """Return when it is one's turn."""
    pacing.wait_for_turn("ncbi", interval, until=clock.time + patience, title="PubMed")
    return clock.time


def test_requests_are_an_interval_apart(clock: Clock) -> None:
    turns = [turn(clock) for _ in range(20)]
    gaps = [later - earlier for earlier, later in pairwise(turns)]
    assert min(gaps) == pytest.approx(0.4, abs=1e-6)


@given(st.lists(st.floats(0, 3), min_size=2, max_size=30), st.floats(0.05, 2))
def test_whenever_they_come_none_is_too_early(pauses: list[float], interval: float) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "now", clock.now)
        patch.setattr(pacing, "sleep", clock.sleep)
        pacing.cache.clear()
        turns = []
        for pause in pauses:
            clock.time += pause
            turns.append(turn(clock, interval))
    assert all(later - earlier > interval * 0.999 for earlier, later in pairwise(turns))


def test_two_who_come_together_take_different_slots(clock: Clock) -> None:
    """Both read the clock before either waits, as two processes do."""
    slots: list[float] = []
    both_here = threading.Barrier(8)

    def take() -> None:
        both_here.wait()
        pacing.wait_for_turn("ncbi", 0.4, until=clock.time + 30, title="PubMed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "sleep", slots.append)
        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({round(slot, 3) for slot in slots}) == 8


def test_services_do_not_wait_for_each_other(clock: Clock) -> None:
    turn(clock)
    before = clock.time
    pacing.wait_for_turn("crossref", 0.4, until=before + 30, title="Crossref")
    assert clock.time == before


def test_a_queue_that_is_too_long_is_not_joined(clock: Clock) -> None:
    for _ in range(5):
        turn(clock, 1)
    with pytest.raises(LookUpFailed) as caught:
        turn(clock, 1, patience=0.5)
    assert caught.value.failure == Failure.BUSY


def test_a_service_tells_its_rate(clock: Clock) -> None:
    pacing.learn_rate("ncbi", {"x-rate-limit-limit": "50", "x-rate-limit-interval": "100s"})
    turns = [turn(clock) for _ in range(3)]
    assert turns[2] - turns[1] == pytest.approx(2)


@pytest.mark.parametrize(
    ("limit", "interval", "expected"),
    [("1000", "1s", pacing.FASTEST), ("1", "9000s", pacing.SLOWEST)],
)
def test_a_rate_beyond_reason_is_brought_within(
    clock: Clock, limit: str, interval: str, expected: float
) -> None:
    pacing.learn_rate("ncbi", {"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})
    turns = [turn(clock) for _ in range(3)]
    assert turns[2] - turns[1] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("limit", "interval"), [("0", "1s"), ("many", "1s"), ("5", "nans"), ("5", ""), ("-5", "1s")]
)
def test_a_rate_that_is_none_changes_nothing(clock: Clock, limit: str, interval: str) -> None:
    pacing.learn_rate("ncbi", {"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})
    pacing.learn_rate("ncbi", {})
    turns = [turn(clock) for _ in range(3)]
    assert turns[2] - turns[1] == pytest.approx(0.4)
