"""Which encoding is chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.encodings import (
    BROTLI,
    COMPRESS,
    GZIP,
    MAX_LENGTH,
    PLAIN,
    PREFERRED,
    chosen,
)

names = st.sampled_from([BROTLI, GZIP, PLAIN, "deflate", "zstd"])
thousandths = st.integers(0, 1000)
weighted = st.dictionaries(names, thousandths)


def header(weights: dict[str, int]) -> str:
    return ", ".join(f"{name};q={weight / 1000:.3f}" for name, weight in weights.items())


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", PLAIN),
        ("gzip", GZIP),
        ("br", BROTLI),
        ("gzip, br", BROTLI),
        ("GZIP", GZIP),
        ("gzip;q=1.0, br;q=0.9", GZIP),
        ("gzip ; q=0.5 ,br;q=0.4", GZIP),
        ("gzip;q=0, br;q=0", PLAIN),
        ("gzip;q=0.000", PLAIN),
        ("*", BROTLI),
        ("*;q=0", PLAIN),
        ("br;q=0, *", GZIP),
        ("gzip, *;q=0", GZIP),
        ("identity, gzip", GZIP),
        ("identity;q=1, gzip;q=0.5", PLAIN),
        ("identity;q=0", PLAIN),
        ("gzip;q=0.5, br;q=0.5, *;q=1", PLAIN),
        ("gzip;q=1.5", PLAIN),
        ("gzip;q=abc, br;q=0.1", BROTLI),
        ("gzip;q=0.1234", PLAIN),
        ("gzip;level=9", PLAIN),
        ("gzipped", PLAIN),
        ("gzip" + " " * MAX_LENGTH, PLAIN),
    ],
)
def test_the_best_that_the_reader_takes_is_chosen(accepted: str, encoding: str) -> None:
    assert chosen(accepted) == encoding


@given(weighted)
def test_nothing_that_is_chosen_is_liked_less_than_another(weights: dict[str, int]) -> None:
    found = chosen(header(weights))
    if found == PLAIN:
        liked = weights.get(PLAIN, 0)
        assert all(weights.get(name, 0) <= liked for name in COMPRESS)
    else:
        assert weights[found] > 0
        assert all(weights.get(name, 0) <= weights[found] for name in PREFERRED)


@given(weighted, st.randoms())
def test_the_order_of_members_does_not_matter(weights: dict[str, int], chance: object) -> None:
    shuffled = list(weights.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert chosen(header(dict(shuffled))) == chosen(header(weights))


@given(weighted, thousandths)
def test_a_star_is_whatever_is_not_named(weights: dict[str, int], others: int) -> None:
    spelt = {name: weights.get(name, others) for name in PREFERRED}
    assert chosen(header({**weights, "*": others})) == chosen(header(spelt))


@given(st.text(max_size=40))
def test_nothing_is_forced_on_a_reader_who_writes_nonsense(accepted: str) -> None:
    found = chosen(accepted)
    assert found == PLAIN or found in accepted.lower() or "*" in accepted


@pytest.mark.parametrize("encoding", COMPRESS)
def test_the_same_is_compressed_to_the_same_bytes(encoding: str) -> None:
    """A strong tag promises it, also from another process and on another day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: 1_000_000_000)
        before = COMPRESS[encoding](b"exosomes" * 100)
    assert COMPRESS[encoding](b"exosomes" * 100) == before
    assert len(COMPRESS[encoding](b"exosomes" * 100)) < 100
