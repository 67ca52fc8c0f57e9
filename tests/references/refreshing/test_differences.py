"""Which differences between two records of a publication are told, and which are spelling."""

from typing import Any

import pytest

from cms.references.refreshing.differences import differences, in_words
from tests.factories.references import MORSE_2005

NAMES = [{"family": "Morse", "given": "Michael A"}, {"family": "Garst", "given": "Jennifer"}]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": "Exosomes in Tumour Therapy"}, {"title": "Exosomes in tumor therapy."}),
        ({"title": "Exosomes: a review"}, {"title": "RETRACTED: Exosomes"}),
        ({"author": NAMES}, {"author": [{"family": "Morse", "given": "MA"}]}),
        ({"author": NAMES}, {"author": [{"family": "MORSE"}, {"family": "Garst", "given": "J"}]}),
        ({"container-title": "The Lancet"}, {"container-title": "Lancet (London, England)"}),
        (
            {"container-title": "J Transl Med"},
            {"container-title": "Journal of …", "container-title-short": "J. Transl. Med."},
        ),
        (
            {"issued": {"date-parts": [[2005, 2, 21]]}},
            {"issued": {"date-parts": [[2005, 3]]}},
        ),
        ({"page": "1234-1241"}, {"page": "1234–41"}),
        ({"page": "15-26"}, {"page": "15"}),
        ({"volume": "3"}, {"volume": ""}),
        ({"volume": "3", "note": "ours"}, {"keyword": "theirs"}),
    ],
)
def test_spelling_is_no_difference(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert differences(ours, theirs) == {}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": "Exosomes"}, {"title": "Exosomes: a review"}),
        ({"title": "Exosomes in mice"}, {"title": "Exosomes in men"}),
        ({"author": NAMES[:1]}, {"author": NAMES}),
        ({"author": []}, {"author": NAMES}),
        ({"container-title": "The Lancet"}, {"container-title": "Nature"}),
        ({"issued": {"date-parts": [[2004]]}}, {"issued": {"date-parts": [[2005]]}}),
        ({}, {"issued": {"date-parts": [[2005]]}}),
        ({"page": "15"}, {"page": "15-26"}),
        ({"page": "15"}, {"page": "16"}),
        ({"volume": "3"}, {"volume": "4"}),
        ({}, {"issue": "1"}),
    ],
)
def test_what_is_filled_or_changed_is_told(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert differences(ours, theirs) == theirs


def test_a_record_has_no_difference_from_itself() -> None:
    assert differences(MORSE_2005, MORSE_2005) == {}


def test_values_are_shown_in_words() -> None:
    assert in_words("author", [*NAMES[:1], {"literal": "A Group"}]) == "Morse Michael A; A Group"
    assert in_words("issued", {"date-parts": [[2005, 2]]}) == "2005-02"
    assert in_words("title", "On <i>vesicles</i>") == "On vesicles"
    assert in_words("volume", None) == ""
