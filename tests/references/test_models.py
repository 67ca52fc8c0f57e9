"""References: columns in step with the record, one publication once, formatted when it changed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from cms.references.formatting import STYLES, FormattingError
from cms.references.models import Reference
from tests.factories.references import MORSE_2005, ReferenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def formatted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the records that were given to the formatter, which is pandoc's place here."""
    given: list[Any] = []

    def formatter(records: Any) -> Any:
        given.extend(records)
        return [
            {style: {"text": record["title"], "html": record["title"]} for style in STYLES}
            for record in records
        ]

    monkeypatch.setattr("cms.references.models.reference.format_in_all_styles", formatter)
    return given


def test_columns_are_taken_from_the_record(formatted: list[Any]) -> None:
    reference = Reference(
        csl={
            **MORSE_2005,
            "title": "A <i>phase I</i> study",
            "DOI": "https://doi.org/10.1186/1479-5876-3-9",
            "PMCID": "pmc551593",
            "author": [{"family": "Morse", "given": "Michael"}, {"literal": "The Group"}],
        }
    )
    reference.save()
    reference.refresh_from_db()
    assert reference.title == "A phase I study"
    assert reference.authors_text == "Morse Michael; The Group"
    assert reference.year == 2005
    assert reference.container_title == "Journal of Translational Medicine"
    assert reference.csl_type == "article-journal"
    assert (reference.doi, reference.pmid) == ("10.1186/1479-5876-3-9", "15723705")
    assert reference.pmcid == "PMC551593"


def test_nothing_of_the_record_is_lost(formatted: list[Any]) -> None:
    record = {
        **MORSE_2005,
        "custom": {"source": "a"},
        "x-odd": [1, {"deep": None}],
        "DOI": "10.1186/X",
    }
    reference = Reference(csl=record)
    reference.save()
    reference.refresh_from_db()
    assert reference.csl == {**record, "DOI": "10.1186/x"}


def test_columns_follow_when_the_record_changes(formatted: list[Any]) -> None:
    reference = ReferenceFactory()
    reference.csl = {"type": "book", "title": "Another"}
    reference.save()
    reference.refresh_from_db()
    assert (reference.title, reference.year, reference.container_title) == ("Another", None, "")
    assert (reference.doi, reference.pmid, reference.authors_text) == (None, None, "")
    assert reference.csl_type == "book"


def test_a_reference_is_formatted_only_when_its_record_changed(formatted: list[Any]) -> None:
    reference = Reference(csl={"type": "book", "title": "One"})
    reference.save()
    assert [record["title"] for record in formatted] == ["One"]
    reference.note = "Read again."
    reference.status, reference.notice = "corrected", "See the journal."
    reference.save()
    assert len(formatted) == 1
    reference.csl = {**reference.csl, "title": "Two"}
    reference.save()
    assert [record["title"] for record in formatted] == ["One", "Two"]
    assert reference.citations["nlm"]["text"] == "Two"


def test_a_reference_that_can_t_be_formatted_is_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(records: Any) -> Any:
        raise FormattingError("no")

    monkeypatch.setattr("cms.references.models.reference.format_in_all_styles", fail)
    with pytest.raises(FormattingError):
        Reference(csl={"type": "book", "title": "One"}).save()
    assert not Reference.objects.exists()


def test_real_formatting_is_stored_in_every_style() -> None:
    reference = Reference(csl=MORSE_2005)
    reference.save()
    assert set(reference.citations) == set(STYLES)
    assert reference.citations["apa"]["text"].startswith("Morse, M. A. (2005).")


@pytest.mark.parametrize("key", ["DOI", "PMID", "PMCID"])
def test_a_publication_is_in_the_library_once(formatted: list[Any], key: str) -> None:
    values = {"DOI": ["10.1234/a", "DOI:10.1234/A"], "PMID": ["123", "PMID 123"],
              "PMCID": ["PMC123", "pmc123"]}[key]  # fmt: skip
    Reference(csl={"type": "book", "title": "One", key: values[0]}).save()
    again = Reference(csl={"type": "book", "title": "Two", key: values[1]})
    with pytest.raises(ValidationError) as caught:
        again.full_clean(exclude=["citations"])
    assert list(caught.value.message_dict) == [key.lower()]
    with pytest.raises(IntegrityError):
        again.save()


def test_references_without_identifiers_do_not_meet(formatted: list[Any]) -> None:
    for title in ("One", "Two"):
        reference = Reference(csl={"type": "book", "title": title, "DOI": "", "PMID": None})
        reference.full_clean(exclude=["citations"])
        reference.save()
        assert (reference.doi, reference.pmid) == (None, None)
        assert "DOI" not in reference.csl


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"type": "book", "title": ""}, "csl"),
        ({"type": "book", "title": "<i> </i>"}, "csl"),
        ({"type": "no-such-type", "title": "a"}, "csl"),
        ({"title": "a"}, "csl"),
        ({"type": "book", "title": "a", "DOI": "no doi"}, "doi"),
        ({"type": "book", "title": "a", "PMID": "x"}, "pmid"),
        ({"type": "book", "title": "a", "PMCID": "x"}, "pmcid"),
        ([], "csl"),
        ("text", "csl"),
        ([{"type": "book", "title": "a"}], "csl"),
    ],
)
def test_a_record_that_is_none_is_refused(record: Any, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Reference(csl=record).full_clean(exclude=["citations"])
    assert field in caught.value.message_dict


@pytest.mark.parametrize("status", ["corrected", "expression_of_concern", "retracted"])
def test_what_is_wrong_with_a_publication_is_said(status: str) -> None:
    reference = ReferenceFactory()
    reference.status = status
    with pytest.raises(ValidationError) as caught:
        reference.full_clean()
    assert list(caught.value.message_dict) == ["notice"]
    reference.notice = "Retracted by the journal in 2024."
    reference.full_clean()


@pytest.mark.parametrize(
    ("record", "link"),
    [
        (
            {"DOI": "10.1234/a", "PMID": "1", "URL": "https://example.org"},
            "https://doi.org/10.1234/a",
        ),
        ({"PMCID": "PMC12", "PMID": "1"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC12/"),
        ({"PMID": "1", "URL": "https://example.org"}, "https://pubmed.ncbi.nlm.nih.gov/1/"),
        ({"URL": "https://example.org/a"}, "https://example.org/a"),
        ({"URL": "javascript:alert(1)"}, ""),
        ({"URL": "ftp://example.org"}, ""),
        ({}, ""),
    ],
)
def test_a_reference_is_read_at_the_best_address_there_is(
    record: dict[str, str], link: str
) -> None:
    reference = Reference(csl={"type": "book", "title": "a", **record})
    reference.take_columns()
    assert reference.link == link


def test_the_anchor_is_the_beginning_of_the_public_id() -> None:
    reference = ReferenceFactory()
    assert reference.anchor == f"ref-{str(reference.uuid)[:8]}"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"author": [{"family": "Dai"}], "issued": {"date-parts": [[2008]]}}, "Dai (2008) A title"),
        ({"author": [{"family": "Dai"}]}, "Dai A title"),
        ({"issued": {"date-parts": [[2008]]}}, "(2008) A title"),
        ({}, "A title"),
    ],
)
def test_a_reference_is_called_by_author_year_and_title(record: dict[str, Any], words: str) -> None:
    reference = Reference(csl={"type": "book", "title": "A title", **record})
    reference.take_columns()
    assert str(reference) == words


def test_a_record_that_no_database_stores_is_refused(formatted: list[Any]) -> None:
    with pytest.raises(ValidationError, match="no text may hold"):
        Reference(csl={**MORSE_2005, "note": "a\0b"}).full_clean()
