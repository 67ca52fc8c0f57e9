"""The form of a reference: plain fields in, the whole CSL record out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.editorial.groups import GroupName
from cms.references.formatting import FormattingError
from cms.references.forms import RecordForm, ReferenceForm, name_line, names_of_lines, shown_values
from cms.references.models import Reference
from tests.admin_client import AdminClient, client_of
from tests.factories.references import ReferenceFactory
from tests.factories.users import UserFactory

ADD = "/admin/references/reference/create/"
#: A record with more than the form shows, and in ways that it does not write itself.
RICH_RECORD: dict[str, Any] = {
    "id": "crossref-1",
    "type": "article-journal",
    "title": "Exosomes <i>in vitro</i>",
    "author": [
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr",
         "ORCID": "https://orcid.org/0000-0002-1825-0097", "sequence": "first"},
        {"family": "Plato"},
        {"literal": "Department of Health, England"},
        {"literal": "World Health Organization"},
    ],
    "editor": [{"family": "Doe", "given": "Jane"}],
    "container-title": "Journal of Things",
    "issued": {"date-parts": [["2005", 2]], "season": "1"},
    "volume": 12,
    "page": "1-9",
    "DOI": "10.1000/exosomes",
    "PMID": "123",
    "PMCID": "PMC123",
    "URL": "www.example.org/no-scheme",
    "language": "en_GB.UTF-8",
    "publisher": "Publisher",
    "custom": {"deep": [1, 2]},
    "note": "kept",
}  # fmt: skip


@pytest.fixture
def client(db: None, fast_citations: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


def edit(reference: Reference) -> str:
    return f"/admin/references/reference/edit/{reference.pk}/"


def errors_of(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_new_reference_is_written_as_csl(client: AdminClient) -> None:
    response = client.save(
        ADD,
        type="article-journal",
        title="Exosomes",
        authors="van Gogh, Vincent\n\n  World Health Organization \n"
        "{Department of Health, England}",
        container_title="Journal of Things",
        issued="2005-02",
        volume="12",
        issue="3",
        pages="1-9",
        publisher="Publisher",
        doi="https://doi.org/10.1000/EXO",
        pmid="PMID: 123",
        pmcid="123",
        url="https://example.org/x",
        language="en",
        is_open_access="True",
        tags="vaccines, dexosomes",
        abstract="An abstract.",
        note="A note.",
    )
    assert response.status_code == 302, errors_of(response)
    reference = Reference.objects.get()
    assert reference.csl == {
        "id": str(reference.uuid),
        "type": "article-journal",
        "title": "Exosomes",
        "author": [
            {"family": "van Gogh", "given": "Vincent"},
            {"literal": "World Health Organization"},
            {"literal": "Department of Health, England"},
        ],
        "container-title": "Journal of Things",
        "issued": {"date-parts": [[2005, 2]]},
        "volume": "12",
        "issue": "3",
        "page": "1-9",
        "publisher": "Publisher",
        "DOI": "10.1000/exo",
        "PMID": "123",
        "PMCID": "PMC123",
        "URL": "https://example.org/x",
        "language": "en",
    }
    assert (reference.doi, reference.year, reference.is_open_access) == ("10.1000/exo", 2005, True)
    assert sorted(reference.tags.names()) == ["dexosomes", "vaccines"]
    assert (reference.abstract, reference.note) == ("An abstract.", "A note.")


def test_saving_without_a_change_keeps_every_key_as_it_is(client: AdminClient) -> None:
    reference = ReferenceFactory(csl=RICH_RECORD)
    response = client.save(edit(reference), note="Only the note changed.")
    assert response.status_code == 302, errors_of(response)
    reference.refresh_from_db()
    assert reference.csl == RICH_RECORD
    assert reference.note == "Only the note changed."


def test_a_change_of_one_author_keeps_the_particles_of_the_others(client: AdminClient) -> None:
    reference = ReferenceFactory(csl=RICH_RECORD)
    lines = shown_values(RICH_RECORD)["authors"].splitlines()
    assert lines[:2] == ["van Gogh, Vincent Jr", "Plato,"]
    client.save(edit(reference), authors="\n".join(["New, Name", *lines[::-1]]))
    reference.refresh_from_db()
    author = RICH_RECORD["author"]
    assert reference.csl["author"] == [{"family": "New", "given": "Name"}, *author[::-1]]
    assert {**reference.csl, "author": author} == RICH_RECORD


def test_a_cleared_field_leaves_the_record(client: AdminClient) -> None:
    reference = ReferenceFactory(csl=RICH_RECORD)
    client.save(edit(reference), volume="", doi="", issued="", authors="")
    reference.refresh_from_db()
    gone = {"volume", "DOI", "issued", "author"}
    assert reference.csl == {key: value for key, value in RICH_RECORD.items() if key not in gone}
    assert (reference.doi, reference.year) == (None, None)


CASES = [
    ("doi", "not a doi", "This is no DOI"),
    ("doi", "10.1000/" + "x" * 500, "too long"),
    ("pmid", "12a", "This is no PubMed id"),
    ("pmcid", "PMCX", "This is no PubMed Central id"),
    ("issued", "2005-13", "There is no such date"),
    ("issued", "last year", "Write a year"),
    ("issued", "2005-02-30", "There is no such date"),
    ("url", "javascript:alert(1)", "Write a whole address"),
    ("language", "English", "Write the language as a code"),
    ("authors", "Doe, Jane\n, John", "no family name"),
    ("title", "", "required"),
    ("title", "<i></i>", "title"),
    ("status", "retracted", None),
]


@pytest.mark.parametrize(("field", "typed", "message"), CASES)
def test_wrong_value_is_said_beside_its_field_and_nothing_is_lost(
    client: AdminClient, field: str, typed: str, message: str | None
) -> None:
    right = {"title": "Exosomes", "authors": "Doe, Jane", "note": "typed text"}
    response = client.save(ADD, **{**right, field: typed})
    assert response.status_code == 200
    assert not Reference.objects.exists()
    errors = errors_of(response)
    if message is None:
        assert "notice" in errors
    else:
        assert message in str(errors[field if typed != "<i></i>" else "__all__"])
        assert len(errors) == 1
    form = response.context["form"]
    assert form[field].value() == typed
    assert form["note"].value() == "typed text"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("doi", "doi:10.1000/EXOSOMES"), ("pmid", "https://pubmed.ncbi.nlm.nih.gov/123/"),
     ("pmcid", "pmc123")],
)  # fmt: skip
def test_duplicate_says_which_record_has_it(client: AdminClient, field: str, typed: str) -> None:
    other = ReferenceFactory(csl={**RICH_RECORD, "title": "Risks & <b>benefits</b>"})
    response = client.save(ADD, title="Another", **{field: typed})
    assert response.status_code == 200
    (message,) = errors_of(response)[field]
    assert f'href="{edit(other)}"' in message
    assert "Risks &amp; benefits" in message
    assert message in response.content.decode()
    assert response.context["form"][field].value() == typed
    assert Reference.objects.count() == 1


def test_a_reference_is_no_duplicate_of_itself(client: AdminClient) -> None:
    reference = ReferenceFactory()
    response = client.save(edit(reference), doi=f"https://doi.org/{reference.doi.upper()}")
    assert response.status_code == 302, errors_of(response)


def test_same_publication_added_at_the_same_moment_is_a_message(
    client: AdminClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ReferenceFactory(csl=RICH_RECORD)
    monkeypatch.setattr(
        RecordForm, "_clean_identifier", lambda form, field: form.cleaned_data[field]
    )
    response = client.save(ADD, title="Another", doi="10.1000/exosomes")
    assert response.status_code == 200
    assert "Somebody has just added this publication" in str(errors_of(response)["__all__"])
    assert Reference.objects.count() == 1


def test_citation_that_cannot_be_made_is_a_message(
    client: AdminClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: Any) -> Any:
        raise FormattingError("pandoc: out of memory")

    monkeypatch.setattr("cms.references.models.reference.format_in_all_styles", fail)
    response = client.save(ADD, title="Exosomes", note="typed text")
    assert response.status_code == 200
    assert "The citation could not be made" in str(errors_of(response)["__all__"])
    assert "pandoc" not in response.content.decode()
    assert response.context["form"]["note"].value() == "typed text"
    assert not Reference.objects.exists()


def test_saved_citation_is_shown_above_the_form(client: AdminClient) -> None:
    reference = ReferenceFactory()
    reference.citations["nlm"]["html"] = "Narayanan E. <em>Exosomes</em>."
    Reference.objects.filter(pk=reference.pk).update(citations=reference.citations)
    assert b"Narayanan E. <em>Exosomes</em>." in client.open(edit(reference)).content
    assert b"As it was last saved" not in client.open(ADD).content


def test_form_shows_no_raw_record(client: AdminClient) -> None:
    form = client.open(edit(ReferenceFactory(csl=RICH_RECORD))).context["form"]
    assert "csl" not in form.fields
    assert {"status", "notice", "tags", "abstract", "note"} <= set(form.fields)


def test_pandoc_formats_what_was_typed(db: None) -> None:
    client = client_of(UserFactory(group=GroupName.EDITOR))
    client.save(
        ADD, title="Dexosomes", authors="Morse, Michael A", container_title="J Transl Med",
        issued="2005", volume="3", pages="9",
    )  # fmt: skip
    citation = Reference.objects.get().citations["nlm"]["text"]
    assert citation == "Morse MA. Dexosomes. J Transl Med. 2005;3:9."


def test_short_form_of_the_chooser_has_the_same_checks(db: None) -> None:
    assert set(RecordForm.base_fields) < set(ReferenceForm.base_fields)
    form = RecordForm({"type": "book", "title": "X", "doi": "none"})
    assert not form.is_valid()
    assert "This is no DOI" in str(form.errors["doi"])


WORDS = st.text(
    alphabet=st.characters(exclude_categories=["C", "Z"], exclude_characters=",{}"), min_size=1
)
NAMES = st.one_of(
    st.builds(lambda family, given: {"family": family, "given": given}, WORDS, WORDS),
    st.builds(lambda family: {"family": family}, WORDS),
    st.builds(lambda literal: {"literal": literal}, WORDS),
    st.builds(lambda one, two: {"literal": f"{one}, {two}"}, WORDS, WORDS),
    st.builds(
        lambda family, given, particle: {
            "family": family, "given": given, "non-dropping-particle": particle,
        },
        WORDS, WORDS, WORDS,
    ),
)  # fmt: skip


@given(st.lists(NAMES))
def test_names_survive_being_shown_and_read(names: list[dict[str, str]]) -> None:
    text = "\n".join(name_line(name) for name in names)
    assert names_of_lines(text, names) == names
    plain = [name for name in names if "non-dropping-particle" not in name]
    assert names_of_lines("\r\n".join(name_line(name) for name in plain), []) == plain
