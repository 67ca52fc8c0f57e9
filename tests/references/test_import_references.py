"""`manage.py import_references`: what people script against."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cms.references import saving
from cms.references.models import Reference
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.references.imported import format_at_once

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "format_in_all_styles", format_at_once)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "records.json"
    path.write_text(json.dumps([MORSE_2005, ESCUDIER_2005]), encoding="utf-8")
    return path


def run(*arguments: Any, status: int = 0) -> str:
    out = StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("import_references", *map(str, arguments), stdout=out)
        assert ended.value.code == status
    else:
        call_command("import_references", *map(str, arguments), stdout=out)
    return out.getvalue()


def report(*arguments: Any, status: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", status=status))


def test_records_are_imported_and_told(file: Path) -> None:
    told = report(file)
    assert told["summary"] == {
        "records": 2, "new": 2, "duplicate": 0, "invalid": 0, "unreadable_files": 0,
        "unreadable": [],
    }  # fmt: skip
    references = {str(each.uuid): each for each in Reference.objects.all()}
    assert [each["reference"] for each in told["records"]] == list(references)
    first = told["records"][0]
    assert (first["file"], first["index"], first["status"]) == (str(file), 1, "new")
    assert first["csl"]["title"] == MORSE_2005["title"]
    assert first["duplicate_of"] is None


def test_duplicate_is_no_failure(file: Path) -> None:
    morse = ReferenceFactory(csl=MORSE_2005)
    told = report(file)
    duplicate = next(each for each in told["records"] if each["index"] == 1)
    assert duplicate["status"] == "duplicate"
    assert duplicate["duplicate_of"] == str(morse.uuid)
    assert (duplicate["score"], duplicate["reason"]) == (100, "Same DOI.")
    assert Reference.objects.count() == 2


def test_duplicates_can_be_filled_in(file: Path) -> None:
    ReferenceFactory(csl={**MORSE_2005, "volume": None})
    report(file, "--duplicates", "fill")
    assert Reference.objects.get(doi=MORSE_2005["DOI"]).csl["volume"] == "3"


def test_dry_run_writes_nothing(file: Path) -> None:
    told = report(file, "--dry-run")
    assert [each["status"] for each in told["records"]] == ["new", "new"]
    assert not Reference.objects.exists()


@pytest.mark.parametrize("dry", [True, False])
def test_invalid_record_and_unreadable_file_end_with_status_1(file: Path, *, dry: bool) -> None:
    bad = file.with_name("bad.json")
    bad.write_text(json.dumps([{"type": "book"}, ESCUDIER_2005]), encoding="utf-8")
    unreadable = file.with_name("notes.txt")
    unreadable.write_text("Buy milk.", encoding="utf-8")
    options = ["--dry-run"] if dry else []
    told = report(bad, unreadable, file.with_name("none.ris"), file, *options, status=1)
    assert told["summary"]["invalid"] == 1
    assert told["summary"]["new"] >= 2
    unreadable_files = {each["file"]: each["text"] for each in told["summary"]["unreadable"]}
    assert set(unreadable_files) == {str(unreadable), str(file.with_name("none.ris"))}
    assert "No such file" in unreadable_files[str(file.with_name("none.ris"))]
    assert Reference.objects.exists() != dry


def test_people_are_told_what_needs_them(file: Path) -> None:
    file.write_text(json.dumps([{"type": "book"}, ESCUDIER_2005]), encoding="utf-8")
    told = run(file, status=1)
    assert "title" in told
    assert "new: 1\n" in told
    assert "invalid: 1\n" in told
