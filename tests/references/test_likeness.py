"""Whether two records are of one publication: rules one by one, and the labelled set."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cms.references.likeness import CERTAIN, MOST_BY_WORDS, Likeness, likeness
from cms.references.match_keys import Work
from tests.factories.references import ESCUDIER_2005, MORSE_2005
from tests.references.record_variants import OTHER, SAME, bare, varied_pairs
from tests.references.written_pairs import written_pairs


def starter_records() -> list[dict[str, Any]]:
    """Return the records of the starter content, none of which is there twice."""
    path = Path(settings.BASE_DIR) / "home" / "starter_content" / "references.json"
    records: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return records


def compare(one: dict[str, Any], other: dict[str, Any]) -> Likeness:
    return likeness(Work.of(one), Work.of(other))


def test_labelled_set_is_told_apart() -> None:
    """The guarantee: at least 99 of 100 found, and 99 of 100 of those found are right."""
    records = starter_records()
    same = [
        *((one, other) for _, one, other in varied_pairs(records, SAME)),
        *written_pairs(same=True),
    ]
    other = [
        *((one, varied) for _, one, varied in varied_pairs(records, OTHER)),
        *((bare(one), bare(varied)) for one, varied in combinations(records, 2)),
        *written_pairs(same=False),
    ]
    assert len(same) >= 1000
    assert len(other) >= 5000
    missed = [pair for pair in same if not compare(*pair).is_same]
    mistaken = [pair for pair in other if compare(*pair).is_same]
    found = len(same) - len(missed)
    assert found / len(same) >= 0.99, [(one["title"], two["title"]) for one, two in missed]
    # Of those that rules or hands made alone: pairs of two other records are easy.
    assert found / (found + len(mistaken)) >= 0.99, mistaken


@pytest.mark.parametrize("pair", list(written_pairs(same=True)), ids=lambda pair: pair[0]["title"])
def test_variants_written_by_hand_are_one_publication(pair: Any) -> None:
    assert compare(*pair).is_same


@pytest.mark.parametrize("pair", list(written_pairs(same=False)), ids=lambda pair: pair[0]["title"])
def test_look_alikes_written_by_hand_are_two_publications(pair: Any) -> None:
    assert not compare(*pair).is_same


@pytest.mark.parametrize(
    ("field", "written", "reason"),
    [
        ("DOI", "https://doi.org/10.1186/1479-5876-3-9", "Same DOI."),
        ("PMID", "PMID: 15723705", "Same PubMed id."),
    ],
)
def test_same_identifier_is_certain_whatever_else(field: str, written: str, reason: str) -> None:
    other = {"title": "Another title", "type": "book", field: written}
    assert compare(MORSE_2005, other) == Likeness(CERTAIN, reason)


def test_reason_says_what_is_the_same_and_what_is_not() -> None:
    varied = bare(MORSE_2005, issued={"date-parts": [[2004]]}, page=None)
    found = compare(MORSE_2005, varied)
    assert found.reason == (
        "Same title, first author, journal and volume; the year differs by one."
    )
    assert found.score == MOST_BY_WORDS


def test_mistyped_doi_is_a_doubt_only_where_all_else_agrees() -> None:
    mistyped = {**bare(MORSE_2005), "DOI": "10.1186/1479-5876-3-99"}
    assert compare(MORSE_2005, mistyped).is_same
    assert not compare(MORSE_2005, {**mistyped, "page": "99"}).is_same
    assert not compare(MORSE_2005, {**mistyped, "DOI": "10.1186/other"}).is_same


def test_another_pubmed_id_is_another_publication() -> None:
    assert not compare(MORSE_2005, {**bare(MORSE_2005), "PMID": "1"}).is_same


def test_likeness_is_the_same_both_ways() -> None:
    records = [
        MORSE_2005,
        ESCUDIER_2005,
        *(one for pair in written_pairs(same=True) for one in pair),
    ]
    records += [one for pair in written_pairs(same=False) for one in pair]
    for one, other in combinations(records, 2):
        assert compare(one, other).score == compare(other, one).score


def test_record_without_title_is_like_nothing() -> None:
    assert not compare({}, {}).is_same
