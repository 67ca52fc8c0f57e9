"""DOI, PMID and PMCID: recognised however they are written, kept in one form."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid


@pytest.mark.parametrize(
    "written",
    [
        "10.1038/nri855", "10.1038/NRI855", " 10.1038/nri855 ", "doi:10.1038/nri855",
        "DOI: 10.1038/nri855", "doi 10.1038/nri855", "https://doi.org/10.1038/nri855",
        "http://dx.doi.org/10.1038/NRI855", "https://www.doi.org/10.1038/nri855",
        "doi.org/10.1038/nri855", "10.1038/nri855.", "10.1038/nri855,", "10.1038/nri855 [doi]",
        "<https://doi.org/10.1038/nri855>", "(10.1038/nri855)", "“10.1038/nri855.”",
        "doi:https://doi.org/10.1038/nri855", "info:doi/10.1038/nri855", "urn:doi:10.1038/nri855",
        "https://doi.org/10.1038%2Fnri855", "10.1038/nri\u00ad855", "\ufeff10.1038/nri855\u200b",
    ],
)  # fmt: skip
def test_a_doi_is_known_however_it_is_written(written: str) -> None:
    assert normalise_doi(written) == "10.1038/nri855"


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
def test_a_typeset_dash_in_a_doi_is_a_hyphen(dash: str) -> None:
    assert normalise_doi(f"10.1186/1479{dash}5876{dash}3{dash}10") == "10.1186/1479-5876-3-10"


@pytest.mark.parametrize(
    "doi",
    [
        "10.1186/1479-5876-3-10",
        "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        "10.1234/ünïcode", "10.5281/zenodo.1234",
    ],
)  # fmt: skip
def test_real_dois_stay_as_they_are(doi: str) -> None:
    assert normalise_doi(doi) == doi


@pytest.mark.parametrize(
    "written",
    ["", " ", "nri855", "10.1038", "10.1038/", "11.1038/nri855", "10.1/x", "10.1038/a b",
     "https://example.org/10.1038/nri855", "PMID: 12154376", "10.１２３４/x"],
)  # fmt: skip
def test_what_is_no_doi_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="This is no DOI"):
        normalise_doi(written)


@pytest.mark.parametrize(
    "written",
    ["12154376", " 12154376 ", "PMID: 12154376", "pmid12154376", "PMID 12154376",
     "https://pubmed.ncbi.nlm.nih.gov/12154376/", "pubmed.ncbi.nlm.nih.gov/12154376",
     "https://www.ncbi.nlm.nih.gov/pubmed/12154376", "PMID: 12154376.", "[12154376]",
     "12154376 [PMID]"],
)  # fmt: skip
def test_a_pubmed_id_is_known_however_it_is_written(written: str) -> None:
    assert normalise_pmid(written) == "12154376"


@pytest.mark.parametrize(
    "written", ["", "0", "012", "1234567890", "PMC2657211", "12 154", "-5", "1e5", "１２３", "١٢٣"]
)
def test_what_is_no_pubmed_id_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="This is no PubMed id"):
        normalise_pmid(written)


@pytest.mark.parametrize(
    "written",
    ["PMC2657211", "pmc2657211", "2657211", "PMCID: PMC2657211", " PMC2657211 ",
     "https://pmc.ncbi.nlm.nih.gov/articles/PMC2657211/",
     "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2657211", "(PMCID: PMC2657211)",
     "PMC2657211.1"],
)  # fmt: skip
def test_a_pubmed_central_id_is_known_however_it_is_written(written: str) -> None:
    assert normalise_pmcid(written) == "PMC2657211"


@pytest.mark.parametrize("written", ["", "PMC", "PMC0", "PMCX", "10.1038/nri855", "PMC１２３"])
def test_what_is_no_pubmed_central_id_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="This is no PubMed Central id"):
        normalise_pmcid(written)


NORMALISERS = [normalise_doi, normalise_pmid, normalise_pmcid]


@pytest.mark.parametrize("normalise", NORMALISERS)
@given(written=st.one_of(st.text(), st.from_regex(r"(doi:|PMID:? ?|PMC)?10?\.?[0-9]{0,9}/?.{0,8}")))
def test_whatever_is_typed_is_an_identifier_or_a_validation_error(
    normalise: Callable[[str], str], written: str
) -> None:
    try:
        value = normalise(written)
    except ValidationError:
        return
    assert normalise(value) == value
    assert value == value.strip()


@given(st.integers(1, 999_999_999))
def test_every_number_is_a_pubmed_id(number: int) -> None:
    assert normalise_pmid(str(number)) == str(number)
    assert normalise_pmcid(str(number)) == f"PMC{number}"
