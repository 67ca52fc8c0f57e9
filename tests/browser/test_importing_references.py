"""Importing references as an editor does it: pasted, dropped, chosen, and gone on with."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import FilePayload, Locator, Page, expect

from cms.references.choices import Choice
from cms.references.drafts import SavedRecord
from cms.references.imports import forms, reading, views, writing
from cms.references.models import ImportState, Outcome, Reference, ReferenceImport
from cms.references.saving import save_records
from cms.references.tasks import go_on_with_imports
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, Watch
from tests.browser.test_reading import measured, tab_to
from tests.references.imports.handing_over import ADDRESS, json_file, record_of
from tests.references.lookup.server import Server

pytestmark = pytest.mark.xdist_group("browser")

DOI = "10.1186/1479-5876-3-10"
TITLE = "Vaccination of metastatic melanoma patients with autologous dendritic cell (DC)"
IMPORT = "Import what is chosen"
PHONE = {"viewport": {"width": 400, "height": 844}}
#: Drops a file onto an element, as the hand does from another window.
DROP = """(element, [name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([content], name));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    const options = { dataTransfer: data, bubbles: true, cancelable: true };
    element.dispatchEvent(new DragEvent(kind, options));
  }
}"""


def payload(file: SimpleUploadedFile) -> FilePayload:
    """Return a file as the browser's dialogue would choose it."""
    return {"name": str(file.name), "mimeType": "application/json", "buffer": file.read()}


def choose_file(page: Page, file: SimpleUploadedFile) -> None:
    """Choose a file, and press the button."""
    page.goto(ADDRESS)
    page.get_by_label("File", exact=True).set_input_files(payload(file))
    page.get_by_role("button", name="Show what is in it").click()


def row(page: Page, words: str) -> Locator:
    """Return the row of a record."""
    return page.locator(".x-import__rows tbody tr").filter(has_text=words)


def said(page: Page) -> Locator:
    """Return what the page says of how far an import is."""
    return page.locator(".x-import").get_by_role("status")


def known_record() -> tuple[Reference, dict[str, Any]]:
    """Return a reference that the library has, and a record that says more of it."""
    known = Reference.objects.filter(doi__isnull=False)[0]
    return known, {**known.csl, "publisher-place": "Ultima Thule"}


def test_a_pasted_doi_is_looked_up_and_added(editor_page: Page, escudier: Server) -> None:
    known = Reference.objects.get(doi=DOI)
    known.csl = record_of(99)
    known.save()
    editor_page.goto("/admin/references/reference/")
    editor_page.get_by_role("link", name="Import", exact=True).click()
    editor_page.get_by_label("Or paste a text").fill(f"https://doi.org/{DOI}")
    editor_page.get_by_role("button", name="Show what is in it").click()
    expect(row(editor_page, TITLE)).to_contain_text("New")
    editor_page.get_by_role("button", name=IMPORT).click()
    expect(said(editor_page)).to_contain_text("1 added")
    added = Reference.objects.get(doi=DOI)
    editor_page.get_by_role("link", name="Added").click()
    expect(editor_page).to_have_url(f"/admin/references/reference/edit/{added.pk}/")


def test_a_dropped_file_is_shown_and_chosen_from(editor_page: Page) -> None:
    known, record = known_record()
    editor_page.goto(ADDRESS)
    expect(editor_page.get_by_text("or drop it anywhere in this frame")).to_be_visible()
    content = json_file(record_of(1), record_of(2), record, {"type": "article"}).read().decode()
    editor_page.locator("[data-drop]").evaluate(DROP, ["library.json", content])
    editor_page.get_by_role("button", name="Show what is in it").click()

    button = editor_page.get_by_role("button", name=IMPORT)
    expect(button).to_contain_text("(2)")
    expect(row(editor_page, "kind 1")).to_contain_text("New")
    expect(row(editor_page, str(known))).to_contain_text("Already in the library")
    row(editor_page, "kind 2").get_by_role("combobox").select_option("Leave out")
    expect(button).to_contain_text("(1)")
    row(editor_page, str(known)).get_by_role("combobox").select_option("Fill in what is missing")
    expect(button).to_contain_text("(2)")
    button.click()

    expect(said(editor_page)).to_contain_text("1 added, 1 filled in")
    expect(row(editor_page, "kind 2")).to_contain_text("Left out")
    assert not Reference.objects.filter(doi=record_of(2)["DOI"]).exists()
    known.refresh_from_db()
    assert known.csl["publisher-place"] == "Ultima Thule"


def test_one_choice_is_made_for_all_duplicates(editor_page: Page) -> None:
    choose_file(editor_page, json_file(record_of(1), known_record()[1]))
    row(editor_page, "kind 1").get_by_role("combobox").select_option("Leave out")
    editor_page.get_by_role("button", name="Fill in what is missing").click()
    duplicate = row(editor_page, "Already in the library").get_by_role("combobox")
    expect(duplicate).to_have_value(Choice.FILL)
    # What was chosen by hand is kept.
    expect(row(editor_page, "kind 1").get_by_role("combobox")).to_have_value(Choice.SKIP)
    editor_page.get_by_role("button", name="Leave out").click()
    expect(duplicate).to_have_value(Choice.SKIP)
    expect(editor_page.get_by_role("button", name=IMPORT)).to_contain_text("(0)")


class Killed(BaseException):
    """What a worker that is killed does not come back from."""


def test_the_page_follows_an_import_whose_worker_was_killed(
    editor_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH", 4)
    batches = 0

    def killed_in_the_second_batch(records: Iterable[Any], **options: Any) -> Iterator[SavedRecord]:
        nonlocal batches
        batches += 1
        yield from save_records(records, **options)
        if batches == 2:
            raise Killed

    choose_file(editor_page, json_file(*map(record_of, range(10))))
    with monkeypatch.context() as killing:
        killing.setattr(writing, "save_records", killed_in_the_second_batch)
        editor_page.get_by_role("button", name=IMPORT).click()
        expect(said(editor_page)).to_contain_text("4 of 10 imported")
    made = ReferenceImport.objects.get()
    assert made.state == ImportState.IMPORTING
    # As a worker that starts does. Nobody touches the page.
    go_on_with_imports()
    expect(said(editor_page)).to_contain_text("10 added")
    assert set(made.rows.values_list("outcome", flat=True)) == {Outcome.ADDED}
    assert Reference.objects.filter(doi__startswith="10.5555/vesicle.").count() == 10


def test_a_long_file_is_read_on_while_its_first_records_are_shown(
    editor_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FIRST", 3)
    with monkeypatch.context() as away:
        away.setattr(views, "go_on_with_import", SimpleNamespace(enqueue=lambda pk: None))
        choose_file(editor_page, json_file(*map(record_of, range(10))))
        expect(said(editor_page)).to_contain_text("3 records so far")
        expect(editor_page.locator(".x-import__rows tbody tr")).to_have_count(3)
        expect(editor_page.get_by_role("button", name=IMPORT)).to_have_count(0)
    monkeypatch.setattr(reading, "BATCH", 4)
    go_on_with_imports()
    expect(editor_page.get_by_role("button", name=IMPORT)).to_contain_text("(10)")
    expect(editor_page.locator(".x-import__rows tbody tr")).to_have_count(10)


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    editor_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_BYTES", 1000)
    sent: list[str] = []
    editor_page.on("request", lambda request: sent.append(request.method))
    choose_file(editor_page, json_file(*map(record_of, range(10))))
    beside = editor_page.locator("[data-drop]")
    expect(beside.get_by_role("alert")).to_have_text(forms.TOO_LARGE)
    editor_page.get_by_label("File", exact=True).set_input_files(payload(json_file(record_of(1))))
    expect(beside.get_by_role("alert")).to_be_hidden()
    assert "POST" not in sent
    editor_page.get_by_role("button", name="Show what is in it").click()
    expect(row(editor_page, "kind 1")).to_be_visible()


def test_without_scripts_the_server_tells_it(
    open_editor_page: OpenPage, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_BYTES", 1000)
    monkeypatch.setattr(views, "OVERHEAD", 1000)
    watch.expect_refusal(ADDRESS)
    page = open_editor_page(java_script_enabled=False)
    choose_file(page, json_file(*map(record_of, range(10))))
    expect(page.locator("[data-drop]").get_by_role("alert")).to_have_text(forms.TOO_LARGE)
    choose_file(page, json_file(record_of(1)))
    page.get_by_role("button", name=IMPORT).click()
    expect(said(page)).to_contain_text("1 added")


def test_an_import_is_made_by_keyboard_alone(editor_page: Page) -> None:
    known, record = known_record()
    editor_page.goto(ADDRESS)
    text = editor_page.get_by_label("Or paste a text")
    tab_to(editor_page, text)
    editor_page.keyboard.insert_text(json_file(record_of(1), record).read().decode())
    editor_page.keyboard.press("Tab")
    editor_page.keyboard.press("Enter")
    choice = row(editor_page, str(known)).get_by_role("combobox")
    expect(choice).to_be_visible()
    tab_to(editor_page, choice)
    editor_page.keyboard.type("Fill")
    expect(choice).to_have_value(Choice.FILL)
    tab_to(editor_page, editor_page.get_by_role("button", name=IMPORT))
    editor_page.keyboard.press("Enter")
    expect(said(editor_page)).to_contain_text("1 added, 1 filled in")


@pytest.fixture
def shown_pages(editor_page: Page) -> list[str]:
    """Return addresses of imports in every state."""
    records = (record_of(1), known_record()[1], {"type": "article", "title": 7 * "Unbreakable"})
    addresses = [ADDRESS]
    for state in (ImportState.READY, ImportState.IMPORTING, ImportState.DONE, ImportState.FAILED):
        choose_file(editor_page, json_file(*records, name=f"{'library-' * 9}{state}.json"))
        expect(editor_page.get_by_role("button", name=IMPORT)).to_be_visible()
        made = ReferenceImport.objects.latest("pk")
        if state == ImportState.DONE:
            editor_page.get_by_role("button", name=IMPORT).click()
            expect(said(editor_page)).to_be_visible()
        else:
            ReferenceImport.objects.filter(pk=made.pk).update(
                state=state, problem="There is no reference in it."
            )
        addresses.append(f"{ADDRESS}{made.pk}/")
    return addresses


def test_imports_fit_a_phone_and_are_accessible(
    editor_page: Page, open_editor_page: OpenPage, shown_pages: list[str]
) -> None:
    phone = open_editor_page(**PHONE)
    for address in shown_pages:
        phone.goto(address)
        assert measured(phone, "sideways") == [], address
        for page in (phone, editor_page):
            page.goto(address)
            assert violations(page, within="main") == [], address
        editor_page.emulate_media(color_scheme="dark")
        assert violations(editor_page, within="main") == [], address
        editor_page.emulate_media(color_scheme="light")
