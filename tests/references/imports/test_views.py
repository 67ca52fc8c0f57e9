"""The admin's pages of imports: hand over, choose, see what became of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.editorial.groups import GroupName
from cms.references.choices import Choice, RecordStatus
from cms.references.imports import forms, views
from cms.references.models import ImportState, Outcome, Reference, ReferenceImport
from tests.factories.references import ESCUDIER_2005, ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imports.handing_over import ADDRESS, hand_over, json_file, record_of, start


@pytest.fixture
def editor() -> Client:
    """Return the browser of an editor."""
    client = Client()
    client.force_login(UserFactory(group=GroupName.EDITOR))
    return client


def text_of(client: Client, made: ReferenceImport, query: str = "") -> str:
    response = client.get(f"{ADDRESS}{made.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_file_is_shown_before_anything_is_written(editor: Client) -> None:
    known = ReferenceFactory(csl=ESCUDIER_2005)
    before = Reference.objects.count()
    made = hand_over(editor, file=json_file(record_of(1), ESCUDIER_2005, {"type": "article"}))
    assert (made.state, made.name) == (ImportState.READY, "library.json")
    assert list(made.rows.order_by("index").values_list("status", "choice", "duplicate_of")) == [
        (RecordStatus.NEW, Choice.ADD, None),
        (RecordStatus.DUPLICATE, Choice.SKIP, known.pk),
        (RecordStatus.INVALID, Choice.SKIP, None),
    ]
    shown = text_of(editor, made)
    assert "What vesicles of the kind 1 carry" in shown
    assert str(known)[:40] in shown
    assert "Import what is chosen (<span data-chosen>1</span>)" in shown
    assert Reference.objects.count() == before
    assert not made.file, "the file is kept though all of it was read"


def test_what_was_chosen_is_imported_and_the_page_says_what_became_of_it(editor: Client) -> None:
    made = hand_over(editor, file=json_file(record_of(1), record_of(2), record_of(3)))
    left_out = made.rows.get(index=2)
    start(editor, made, **{f"choice-{left_out.pk}": "skip"})
    assert made.state == ImportState.DONE
    assert set(Reference.objects.filter(doi__startswith="10.5555/vesicle").values_list("doi")) == {
        ("10.5555/vesicle.1",), ("10.5555/vesicle.3",),
    }  # fmt: skip
    assert list(made.rows.order_by("index").values_list("outcome", flat=True)) == [
        Outcome.ADDED, "", Outcome.ADDED,
    ]  # fmt: skip
    assert "<strong>2 added</strong>" in text_of(editor, made)


def test_a_duplicate_fills_in_what_is_missing_where_that_is_chosen(editor: Client) -> None:
    known = ReferenceFactory(csl={key: ESCUDIER_2005[key] for key in ("type", "title", "DOI")})
    made = hand_over(editor, file=json_file(ESCUDIER_2005))
    row = made.rows.get()
    assert row.duplicate_of == known
    start(editor, made, **{f"choice-{row.pk}": "fill"})
    row.refresh_from_db()
    known.refresh_from_db()
    assert (row.outcome, row.reference) == (Outcome.FILLED, known)
    assert known.container_title == ESCUDIER_2005["container-title"]


def test_a_record_that_is_twice_in_a_file_is_imported_once(editor: Client) -> None:
    made = hand_over(editor, file=json_file(record_of(1), record_of(1, volume="3")))
    assert "The same as an earlier record of this import." in text_of(editor, made)
    start(editor, made)
    assert Reference.objects.filter(doi="10.5555/vesicle.1").count() == 1


def test_choices_are_kept_from_page_to_page(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ROWS_A_PAGE", 2)
    made = hand_over(editor, file=json_file(*map(record_of, range(5))))
    row = made.rows.get(index=1)
    response = editor.post(
        f"{ADDRESS}{made.pk}/", {f"choice-{row.pk}": "skip", "next": "show=new&p=2"}
    )
    assert response["Location"] == f"{ADDRESS}{made.pk}/?show=new&p=2"
    row.refresh_from_db()
    made.refresh_from_db()
    assert (row.choice, made.state) == (Choice.SKIP, ImportState.READY)
    assert "Page 2 of 3" in text_of(editor, made, "?show=new&p=2")


def test_one_choice_for_all_duplicates_leaves_the_others_alone(editor: Client) -> None:
    ReferenceFactory(csl=ESCUDIER_2005)
    records = (record_of(1), record_of(1, volume="3"), ESCUDIER_2005, {"type": "article"})
    made = hand_over(editor, file=json_file(*records))
    other = hand_over(editor, file=json_file(ESCUDIER_2005))
    new = made.rows.get(index=1)
    address = f"{ADDRESS}{made.pk}/"
    data = {"duplicates": "fill", f"choice-{new.pk}": "skip", "next": "show=all&p=1"}
    assert editor.post(address, data)["Location"] == f"{address}?show=all&p=1"
    chosen = made.rows.order_by("index").values_list("choice", flat=True)
    # There is nothing to fill in of a record that is twice in the file.
    assert list(chosen) == [Choice.SKIP, Choice.SKIP, Choice.FILL, Choice.SKIP]
    assert other.rows.get().choice == Choice.SKIP
    editor.post(address, {"duplicates": "skip"})
    assert set(chosen.all()) == {Choice.SKIP}


@pytest.mark.parametrize("choice", ["add", "x", ""])
def test_all_duplicates_are_not_added_at_once(editor: Client, choice: str) -> None:
    ReferenceFactory(csl=ESCUDIER_2005)
    made = hand_over(editor, file=json_file(ESCUDIER_2005))
    editor.post(f"{ADDRESS}{made.pk}/", {"duplicates": choice})
    assert made.rows.get().choice == Choice.SKIP


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a file, or paste a text."),
        ({"text": "only words, no reference"}, "No references were found"),
        ({"file": json_file(name="a.json"), "text": "10.1038/nri855"}, "not both"),
    ],
)
def test_what_holds_no_reference_is_refused_and_what_was_typed_is_kept(
    editor: Client, fields: dict[str, object], words: str
) -> None:
    response = editor.post(ADDRESS, fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert str(fields.get("text", "")) in response.content.decode()
    assert not ReferenceImport.objects.exists()


def test_a_binary_file_is_refused_whatever_it_is_called(editor: Client) -> None:
    file = SimpleUploadedFile("library.ris", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200))
    response = editor.post(ADDRESS, {"file": file})
    assert response.status_code == 422
    assert not ReferenceImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_all_of_it_has_come(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_BYTES", 1000)
    monkeypatch.setattr(views, "OVERHEAD", 1000)
    response = editor.post(ADDRESS, {"file": json_file(*map(record_of, range(100)))})
    assert response.status_code == 413
    assert forms.TOO_LARGE in response.content.decode()
    assert not ReferenceImport.objects.exists()


def test_scripts_in_titles_are_shown_as_text(editor: Client) -> None:
    made = hand_over(
        editor, file=json_file(record_of(1, title="<script>alert(1)</script> of <i>vesicles</i>"))
    )
    shown = text_of(editor, made)
    assert "<script>alert(1)" not in shown
    assert "alert(1)" in shown


def test_posted_choices_that_are_none_change_nothing(editor: Client) -> None:
    made = hand_over(editor, file=json_file(record_of(1), {"type": "article"}))
    new, invalid = made.rows.order_by("index")
    other = hand_over(editor, file=json_file(record_of(2)))
    other_row = other.rows.get()
    editor.post(
        f"{ADDRESS}{made.pk}/",
        {
            f"choice-{new.pk}": "fill", f"choice-{invalid.pk}": "add",
            f"choice-{other_row.pk}": "skip", "choice-x": "add", f"choice-{10**30}": "add",
        },
    )  # fmt: skip
    for row, choice in ((new, Choice.ADD), (invalid, Choice.SKIP), (other_row, Choice.ADD)):
        row.refresh_from_db()
        assert row.choice == choice


def test_an_import_that_has_begun_is_not_begun_again(editor: Client) -> None:
    made = hand_over(editor, file=json_file(record_of(1)))
    start(editor, made)
    response = editor.post(f"{ADDRESS}{made.pk}/", {"start": "1"}, follow=True)
    assert "has begun already" in response.content.decode()


def test_progress_is_told_while_it_goes_on(editor: Client) -> None:
    made = hand_over(editor, file=json_file(record_of(1), record_of(2)))
    made.state = ImportState.IMPORTING
    made.save()
    address = f"{ADDRESS}{made.pk}/progress/"
    assert editor.get(address).json() == {"state": "importing", "done": 0, "total": 2}
    made.rows.filter(index=1).update(outcome=Outcome.ADDED)
    assert editor.get(address).json()["done"] == 1


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/progress/"])
def test_only_those_who_may_add_references_see_imports(editor: Client, path: str) -> None:
    made = hand_over(editor, file=json_file(record_of(1)))
    address = ADDRESS + path.format(pk=made.pk)
    assert editor.get(address).status_code == 200
    assert Client().get(address).status_code == 302
    reviewer = Client()
    reviewer.force_login(UserFactory(group=GroupName.MEDICAL_REVIEWER))
    assert reviewer.get(address).status_code == 302, "Wagtail sends whoever may not to its home"


def test_the_number_of_queries_does_not_grow_with_the_records(
    editor: Client,
) -> None:
    few = hand_over(editor, file=json_file(record_of(1)))
    many = hand_over(editor, file=json_file(*map(record_of, range(2, 60))))
    counts = []
    for made in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            text_of(editor, made)
        counts.append(len(queries))
    assert counts[1] == counts[2]
