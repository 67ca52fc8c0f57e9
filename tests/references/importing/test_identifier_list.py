"""Reads a list of DOIs, PubMed ids and PubMed Central ids, in any spelling and between anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.identifier_list import recognises
from cms.references.importing.records import Level
from tests.references.importing.raw import records_of, texts_of

SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
A, B, C = {"DOI": "10.1038/nri855"}, {"PMID": "12154376"}, {"PMCID": "PMC2657211"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("10.1038/nri855\n12154376\nPMC2657211\n", [A, B, C]),
        ("10.1038/NRI855, 12154376; PMC2657211", [A, B, C]),
        ("10.1038/nri855;12154376,PMC2657211|10.1038/nri855", [A, B, C, A]),
        ("doi: 10.1038/nri855 PMID: 12154376 PMCID: PMC2657211", [A, B, C]),
        ("https://doi.org/10.1038/nri855.\nhttps://pubmed.ncbi.nlm.nih.gov/12154376/", [A, B]),
        ("pmc.ncbi.nlm.nih.gov/articles/PMC2657211/,http://dx.doi.org/10.1038/nri855", [C, A]),
        ("PMID\n12154376\n12154376", [B, B]),
        ("1. 10.1038/nri855\n2. 12154376\n- PMC2657211", [A, B, C]),
        ("<10.1038/nri855>\n(12154376)", [A, B]),
        (SICI, [{"DOI": SICI}]),
        (f"{SICI} 12154376", [{"DOI": SICI}, B]),
        (f"{SICI}; 12154376", [{"DOI": SICI}, B]),
        ("10.1186/1479–5876–3–10", [{"DOI": "10.1186/1479-5876-3-10"}]),
    ],
)  # fmt: skip
def test_identifiers_are_found_in_any_spelling(content: str, found: list[dict[str, str]]) -> None:
    records = records_of(content)
    assert [record.csl for record in records] == found
    assert all(record.needs_lookup for record in records)


def test_a_word_that_is_none_is_told_and_does_not_stop_the_others() -> None:
    records = records_of("10.1038/nri855\nnonsense\n12154376\n")
    assert [record.csl for record in records] == [A, None, B]
    assert [(record.index, record.line) for record in records] == [(1, 1), (2, 2), (3, 3)]
    assert records[1].messages[0].level == Level.ERROR
    assert texts_of(records[1]) == ["“nonsense” is no DOI, PubMed id or PubMed Central id."]


@pytest.mark.parametrize(
    ("start", "is_list"),
    [
        ("10.1038/nri855", True), ("", False), ("\n\n", False), ("PMID", False),
        ("A sentence that cites 10.1038/nri855 somewhere.", False),
        ("TY  - JOUR\nDO  - 10.1038/nri855\nER  - \n", False),
        ("@article{a,\n doi = {10.1038/nri855}\n}", False), ("Smith J. Title. 2005.", False),
    ],
)  # fmt: skip
def test_it_is_known_by_how_much_of_it_is_identifiers(start: str, *, is_list: bool) -> None:
    assert recognises(start) is is_list


@given(
    st.lists(st.integers(1000, 999_999_999), min_size=1),
    st.sampled_from(["\n", ", ", ",", ";", " | ", "\t", " "]),
)
def test_every_number_of_a_list_is_a_record(numbers: list[int], between: str) -> None:
    records = records_of(between.join(map(str, numbers)))
    assert [record.csl for record in records] == [{"PMID": str(number)} for number in numbers]
