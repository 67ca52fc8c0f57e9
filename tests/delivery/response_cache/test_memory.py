"""Memory is bounded, and what was not used for longest goes first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.asking import Answer
from cms.delivery.response_cache.entries import Entry
from cms.delivery.response_cache.memory import Memory
from cms.delivery.response_cache.storing import Kind

FINGERPRINT = "fingerprint"
LIMIT = 50_000


def entry(size: int = 0) -> Entry:
    return Entry(Answer("200 OK", [], b"a" * size, []), keys=["page:1"])


@pytest.fixture
def memory() -> Memory:
    """Return a memory with room for about twenty small entries of each kind."""
    found = Memory(dict.fromkeys(Kind, LIMIT))
    found.get("", FINGERPRINT)
    return found


def test_what_was_not_used_for_longest_goes_first(memory: Memory) -> None:
    for number in range(10):
        memory.put(Kind.PAGES, str(number), entry(3_000), FINGERPRINT)
    kept = [number for number in range(10) if memory.get(str(number), FINGERPRINT)]
    assert kept == list(range(10 - len(kept), 10))
    memory.get(str(kept[0]), FINGERPRINT)
    memory.put(Kind.PAGES, "new", entry(3_000), FINGERPRINT)
    assert memory.get(str(kept[0]), FINGERPRINT)
    assert not memory.get(str(kept[1]), FINGERPRINT)


def test_an_entry_that_is_larger_than_the_limit_pushes_out_nothing(memory: Memory) -> None:
    memory.put(Kind.PAGES, "small", entry(), FINGERPRINT)
    memory.put(Kind.PAGES, "large", entry(LIMIT), FINGERPRINT)
    assert memory.get("small", FINGERPRINT)
    assert not memory.get("large", FINGERPRINT)


def test_one_kind_pushes_out_no_other(memory: Memory) -> None:
    memory.put(Kind.PAGES, "page", entry(), FINGERPRINT)
    for number in range(100):
        memory.put(Kind.OTHERS, str(number), entry(3_000), FINGERPRINT)
    assert memory.get("page", FINGERPRINT)


steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop", "get", "weigh"]),
        st.sampled_from(Kind),
        st.sampled_from("abcdefgh"),
        st.integers(0, 30_000),
    )
)


@given(steps)
def test_what_is_said_to_be_kept_is_what_is_kept_and_never_too_much(
    taken: list[tuple[str, Kind, str, int]],
) -> None:
    memory = Memory(dict.fromkeys(Kind, LIMIT))
    for step, kind, key, size in taken:
        found = memory.get(key, FINGERPRINT)
        if step == "put":
            memory.put(kind, key, entry(size), FINGERPRINT)
        elif step == "drop":
            memory.drop(key)
        elif step == "weigh" and found:
            memory.weigh(key, found)
    sizes = memory.sizes()
    kept = {key: found for key in "abcdefgh" if (found := memory.get(key, FINGERPRINT))}
    assert sum(size["entries"] for size in sizes.values()) == len(kept)
    assert sum(size["bytes"] for size in sizes.values()) == sum(
        found.size + len(key) for key, found in kept.items()
    )
    assert all(size["bytes"] <= LIMIT for size in sizes.values())


def test_another_fingerprint_begins_empty_and_takes_nothing_of_the_last(memory: Memory) -> None:
    memory.put(Kind.PAGES, "a", entry(), FINGERPRINT)
    assert not memory.get("a", "other fingerprint")
    memory.put(Kind.PAGES, "a", entry(), FINGERPRINT)
    assert not memory.get("a", "other fingerprint")


def test_several_threads_may_use_it_at_once(memory: Memory) -> None:
    def use(seed: int) -> None:
        for number in range(300):
            key = str((seed * 7 + number) % 40)
            if memory.get(key, FINGERPRINT) is None:
                memory.put(Kind.PAGES, key, entry(1_000), FINGERPRINT)
            if number % 50 == seed:
                memory.drop(key)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(4)))
    kept = sum(memory.get(str(key), FINGERPRINT) is not None for key in range(40))
    assert memory.sizes()[Kind.PAGES]["entries"] == kept
