"""Records that only name a publication are completed; the others stay as they are."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from cms.editorial.groups import GroupName
from cms.references.choices import RecordStatus
from cms.references.importing.records import ImportedRecord
from cms.references.lookup.completing import completed
from cms.references.models import ImportState, Reference
from tests.factories.users import UserFactory
from tests.references.imports.handing_over import ADDRESS, hand_over, record_of, start
from tests.references.lookup.server import Server

pytestmark = pytest.mark.django_db

DOI = "10.1186/1479-5876-3-10"
TITLE = "Vaccination of metastatic melanoma patients with autologous dendritic cell (DC)"


def test_what_only_names_a_publication_gets_the_record_and_keeps_its_place(
    escudier: Server,
) -> None:
    whole = ImportedRecord(1, 1, record_of(1))
    named = ImportedRecord(2, 7, {"DOI": DOI})
    unknown = ImportedRecord(3, 8, {"DOI": "10.5555/nobody"})
    first, second, third = completed([whole, named, unknown])
    assert first is whole
    assert second.csl is not None
    assert second.csl["title"].startswith(TITLE)
    assert (second.index, second.line) == (2, 7)
    assert (third.index, third.csl) == (3, {"DOI": "10.5555/nobody"})
    assert "fill in the record by hand" in third.messages[-1].text


def test_nobody_is_asked_for_records_that_are_whole(server: Server) -> None:
    assert len(list(completed(ImportedRecord(n, n, record_of(n)) for n in range(1, 90)))) == 89
    assert not server.requests


def test_an_editor_pastes_a_doi_and_gets_the_record(escudier: Server) -> None:
    client = Client()
    client.force_login(UserFactory(group=GroupName.EDITOR))
    made = hand_over(client, text=f"https://doi.org/{DOI}")
    made.refresh_from_db()
    assert made.state == ImportState.READY
    assert TITLE in client.get(f"{ADDRESS}{made.pk}/").content.decode()
    start(client, made)
    assert Reference.objects.get(doi=DOI).pmid == "15740633"


def test_off_line_it_says_so_and_what_can_be_done(server: Server) -> None:
    server.stop()
    client = Client()
    client.force_login(UserFactory(group=GroupName.EDITOR))
    made = hand_over(client, text=DOI)
    row = made.rows.get()
    assert row.status == RecordStatus.INVALID
    shown = client.get(f"{ADDRESS}{made.pk}/").content.decode()
    assert "the library may be offline" in shown
    assert "filled in by hand" in shown
    # It is told by what was pasted, and there is no button that would do nothing.
    assert f"DOI {DOI}" in shown
    assert 'name="start"' not in shown


@pytest.mark.parametrize("option", ["--dry-run", "--json"])
def test_the_command_looks_identifiers_up(escudier: Server, tmp_path: Path, option: str) -> None:
    file = tmp_path / "ids.txt"
    file.write_text(f"{DOI}\n", encoding="utf-8")
    out = StringIO()
    call_command("import_references", str(file), "--json", option, stdout=out)
    (record,) = json.loads(out.getvalue())["records"]
    assert record["status"] == "new"
    assert record["csl"]["PMID"] == "15740633"
