"""Whatever an editor pastes is recognised, or told to be no identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.recognising import Kind, recognised

DOI = (Kind.DOI, "10.1038/nri855")
PMID = (Kind.PMID, "12154376")
PMCID = (Kind.PMCID, "PMC2657211")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10.1038/NRI855", DOI),
        (" doi: 10.1038/nri855. ", DOI),
        ("https://doi.org/10.1038/nri855", DOI),
        ("http://dx.doi.org/10.1038%2Fnri855", DOI),
        ("https://doi.org/10.1038/nri855?utm_source=mail#top", DOI),
        ("https://www.nature.com/doi/full/10.1038/nri855", DOI),
        ("https://onlinelibrary.example.com/doi/10.1038/nri855/", DOI),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            (Kind.DOI, "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"),
        ),
        ("12154376", PMID),
        ("PMID: 12154376", PMID),
        ("https://pubmed.ncbi.nlm.nih.gov/12154376/?term=exosome", PMID),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12154376", PMID),
        ("https://europepmc.org/article/MED/12154376", PMID),
        ("PMC2657211", PMCID),
        ("pmcid: pmc2657211", PMCID),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2657211/#sec2", PMCID),
        ("https://europepmc.org/article/PMC/PMC2657211", PMCID),
        ("https://europepmc.org/abstract/PMC/2657211", PMCID),
    ],
)
def test_an_identifier_is_recognised(typed: str, expected: tuple[Kind, str]) -> None:
    assert recognised(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "  ", "Escudier 2005", "10.1038", "0", "PMC", "https://example.org/", "http://["]
)
def test_what_is_none_is_told(typed: str) -> None:
    with pytest.raises(LookUpFailed) as caught:
        recognised(typed)
    assert caught.value.failure == Failure.NO_IDENTIFIER
    assert "by hand" in str(caught.value)


def test_a_page_that_was_pasted_is_not_repeated_as_a_whole() -> None:
    with pytest.raises(LookUpFailed) as caught:
        recognised("word " * 10_000)
    assert len(str(caught.value)) < 400


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}"))
def test_any_text_is_an_identifier_or_none(typed: str) -> None:
    try:
        kind, value = recognised(typed)
    except LookUpFailed:
        return
    # Its one form is recognised as itself.
    assert recognised(value) == (kind, value)
