"""The list of references in the admin: what can be taken from it, and where it leads."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.content import library_admin
from cms.editorial.groups import GroupName
from cms.references.models import Reference
from tests.admin_client import AdminClient, client_of
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.factories.users import UserFactory

LIST = "/admin/references/reference/"
FORMATS = {"ris": "ris", "bibtex": "bib", "csl": "json"}

each_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


def exported(client: Client, query: dict[str, str]) -> bytes:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def imported(file: Path) -> list[dict[str, Any]]:
    """Return what the import says of each record of a file."""
    out = StringIO()
    call_command("import_references", str(file), "--dry-run", "--json", stdout=out)
    records: list[dict[str, Any]] = json.loads(out.getvalue())["records"]
    return records


@each_format
def test_what_is_exported_and_imported_again_is_there_already(
    client: AdminClient, tmp_path: Path, name: str
) -> None:
    known = [ReferenceFactory() for _ in range(3)]
    known += [ReferenceFactory(csl=csl) for csl in (ESCUDIER_2005, MORSE_2005)]
    # Without an identifier it has to be known by what it says.
    sequel = {**MORSE_2005, "title": "A sequel to the study of dexosomes", "page": "99"}
    known.append(ReferenceFactory(csl={**sequel, "DOI": "", "PMID": ""}))
    file = tmp_path / f"references.{FORMATS[name]}"
    file.write_bytes(exported(client, {"export": name}))
    records = imported(file)
    assert [record["status"] for record in records] == ["duplicate"] * len(known)
    assert {record["reference"] for record in records} == {str(each.uuid) for each in known}


@each_format
def test_the_list_exports_what_the_api_does(
    client: AdminClient, library: Library, api: ApiClient, name: str
) -> None:
    Reference.objects.exclude(pk=library.morse.pk).update(csl_type="book")
    for reference in Reference.objects.all():
        reference.save()
    narrowed = exported(client, {"export": name, "q": "dexosome immunotherapy"})
    assert narrowed == api.get("references/", f"?format={name}&pmid=15723705").getvalue()


@each_format
def test_a_file_of_the_whole_library_or_of_what_is_shown(
    client: AdminClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(library_admin, "EXPORTED_AT_ONCE", 2)
    for number in range(5):
        ReferenceFactory(csl={**MORSE_2005, "DOI": f"10.5555/{number}", "PMID": str(900 + number),
                              "issued": {"date-parts": [[2001 + number]]}})  # fmt: skip
    whole = exported(client, {"export": name}).decode()
    assert sum(f"10.5555/{number}" in whole for number in range(5)) == 5
    # As the list is ordered: the newest first.
    assert whole.index("10.5555/4") < whole.index("10.5555/3") < whole.index("10.5555/0")
    filtered = exported(client, {"export": name, "year": "2003"}).decode()
    searched = exported(client, {"export": name, "q": "10.5555/2"}).decode()
    assert filtered == searched
    assert "10.5555/2" in filtered
    assert "10.5555/1" not in filtered


@each_format
def test_nothing_that_is_found_makes_an_empty_file(client: AdminClient, name: str) -> None:
    ReferenceFactory()
    assert exported(client, {"export": name, "q": "zebra"}) in {b"", b"[]\n"}


@each_format
def test_a_file_says_what_it_is(client: AdminClient, name: str) -> None:
    response = client.get(LIST, {"export": name})
    assert response.streaming
    named = f'attachment; filename="references.{FORMATS[name]}"'
    assert response["Content-Disposition"] == named


@each_format
def test_abstracts_and_notes_are_not_exported(client: AdminClient, name: str) -> None:
    ReferenceFactory(csl={**MORSE_2005, "abstract": "MARK", "annote": "MARK"}, note="MARK")
    assert b"MARK" not in exported(client, {"export": name})


@pytest.mark.parametrize("name", [*FORMATS, "csv", "xlsx"])
def test_an_export_asks_no_more_for_each_reference(client: AdminClient, name: str) -> None:
    counts = []
    for _ in range(3):
        ReferenceFactory()
        with CaptureQueriesContext(connection) as queries:
            exported(client, {"export": name})
        counts.append(len(queries))
    # The first request of a session asks for more.
    assert counts[1] == counts[2]


@pytest.mark.parametrize("name", [*FORMATS, "csv"])
def test_whoever_has_no_list_has_no_export(name: str) -> None:
    ReferenceFactory()
    nobody = Client()
    nobody.force_login(UserFactory(group=None, is_staff=True))
    for client in (Client(), nobody):
        response = client.get(LIST, {"export": name})
        assert response.status_code == 302
        assert "Content-Disposition" not in response


def test_an_unknown_format_shows_the_list(client: AdminClient) -> None:
    reference = ReferenceFactory()
    assert str(reference.title) in client.open(f"{LIST}?export=text").content.decode()


def test_the_list_offers_what_is_shown_and_everything(client: AdminClient) -> None:
    ReferenceFactory()
    plain = client.open(LIST).content.decode()
    assert "All references (1):" in " ".join(plain.split())
    assert "What is shown" not in plain
    searched = " ".join(client.open(f"{LIST}?q=zebra").content.decode().split())
    assert "What is shown (0):" in searched
    assert "All references (1):" in searched
    assert 'href="/admin/references/reference/?q=zebra&amp;export=bibtex"' in searched
    assert 'href="/admin/references/reference/?export=bibtex"' in searched


@pytest.mark.parametrize(
    ("group", "is_offered"), [(GroupName.EDITOR, True), (GroupName.MEDICAL_REVIEWER, False)]
)
def test_list_and_menu_lead_those_who_may_to_imports(
    db: None, group: GroupName, is_offered: bool
) -> None:
    client = client_of(UserFactory(group=group))
    html = client.open(LIST).content.decode()
    assert ('href="/admin/reference-imports/"' in html) == is_offered
    assert ('"url": "/admin/reference-imports/"' in html) == is_offered
