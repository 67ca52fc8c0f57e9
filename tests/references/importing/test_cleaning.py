"""What every reader's records go through."""

from typing import Any

import pytest

from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import Level, Message
from tests.references.importing.raw import texts_of


def cleaned(**csl: Any) -> tuple[dict[str, Any], list[str]]:
    """Return a book cleaned, and what was said of it."""
    record = cleaned_record({"type": "book", "title": "A", **csl}, index=1, line=1)
    return record.csl or {}, texts_of(record)


@pytest.mark.parametrize(
    "written",
    ["10.1038/NRI855", "doi:10.1038/nri855", "https://doi.org/10.1038/nri855.", "(10.1038/nri855)"],
)  # fmt: skip
def test_an_identifier_is_kept_in_its_one_form(written: str) -> None:
    assert cleaned(DOI=written)[0]["DOI"] == "10.1038/nri855"


@pytest.mark.parametrize(
    ("variable", "written", "message"),
    [
        ("DOI", "nri855", "Left out “nri855”: it is no DOI."),
        ("DOI", f"10.1038/{'x' * 600}", f"Left out “10.1038/{'x' * 91}…”: it is no DOI."),
        ("PMID", "0", "Left out “0”: it is no PubMed id."),
        ("PMCID", "PMCX", "Left out “PMCX”: it is no PubMed Central id."),
        ("language", "Englisch", "Left out “Englisch”: it is no language that is known."),
        ("URL", "javascript:alert(1)", "Left out “javascript:alert(1)”: it is no web address."),
    ],
)  # fmt: skip
def test_what_is_none_is_left_out_with_a_word(variable: str, written: str, message: str) -> None:
    csl, messages = cleaned(**{variable: written})
    assert variable not in csl
    assert messages == [message]


def test_a_date_may_be_as_the_file_has_it() -> None:
    assert cleaned(issued="2005 Mar-Apr")[0]["issued"] == {"date-parts": [[2005, 3], [2005, 4]]}
    assert cleaned(issued="in press")[0]["status"] == "in press"
    csl, messages = cleaned(issued="no year")
    assert csl["issued"] == {"literal": "no year"}
    assert messages == ["The date “no year” is not understood as a whole."]


def test_an_address_that_is_the_doi_is_left_out() -> None:
    csl, _ = cleaned(URL="https://doi.org/10.1038/nri855", DOI="10.1038/nri855")
    assert "URL" not in csl
    csl, _ = cleaned(URL="https://doi.org/10.1038/other", DOI="10.1038/nri855")
    assert csl["URL"] == "https://doi.org/10.1038/other"


def test_names_have_the_parts_that_csl_knows() -> None:
    names = [
        {"family": " Long, ", "given": "Vicky", "ORCID": "0000-0001"},
        {"family": "Long", "literal": "Vicky Long"},
        {"literal": "et al."},
        {"given": ""},
    ]
    csl, messages = cleaned(author=names)
    assert csl["author"] == [{"family": "Long", "given": "Vicky"}, {"family": "Long"}]
    assert messages == ["The file does not name every author: it ends with “et al.”"]


def test_a_text_that_is_cut_is_told() -> None:
    csl, messages = cleaned(title="word " * 2000)
    assert len(csl["title"]) <= 5000
    assert messages == ["Cut “title” after 5000 characters: it had 9999."]


def test_a_journals_name_keeps_its_full_stops() -> None:
    csl, _ = cleaned(**{"container-title": "J. Clin. Oncol.", "title-short": "Short."})
    assert (csl["container-title"], csl["title-short"]) == ("J. Clin. Oncol.", "Short")


def test_neither_abstract_nor_id_is_in_csl() -> None:
    record = cleaned_record(
        {"id": "x", "abstract": "Words.", "title": "A"}, index=3, line=7, abstract="Words."
    )
    assert record.csl == {"title": "A", "type": "document"}
    assert (record.abstract, record.index, record.line) == ("Words.", 3, 7)


def test_a_record_with_an_identifier_alone_is_to_be_looked_up() -> None:
    record = cleaned_record({"PMID": "1"}, index=1, line=1)
    assert record.csl == {"PMID": "1"}
    assert record.needs_lookup
    assert [message.level for message in record.messages] == [Level.WARNING]


def test_a_record_with_neither_title_nor_identifier_is_an_error() -> None:
    said = Message(Level.WARNING, "Before.", 2)
    record = cleaned_record({"type": "book", "title": "<i></i>"}, index=1, line=2, messages=[said])
    assert record.csl is None
    assert not record.needs_lookup
    assert texts_of(record) == [
        "Before.", "This record has no title and no identifier, so there is nothing to import.",
    ]  # fmt: skip
