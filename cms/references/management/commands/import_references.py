"""`manage.py import_references FILE… [--dry-run] [--duplicates skip|fill|add] [--json]`."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.references.choices import Choice, RecordStatus
from cms.references.drafts import SavedRecord
from cms.references.examining import examine_records
from cms.references.importing.formats import read_records
from cms.references.importing.records import FileNotReadable, ImportedRecord
from cms.references.lookup.completing import completed
from cms.references.saving import save_records


class Command(BaseCommand):
    """Import references from files."""

    help = (
        "Import references from files in any format that the library knows; see docs/operators.md. "
        "Ends with status 1 if a file or a record could not be imported; a duplicate is no failure."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done.")
        parser.add_argument(
            "--duplicates",
            choices=[choice.value for choice in Choice],
            default=Choice.SKIP.value,
            help="What is done with a record whose publication the library has: leave it out, fill "
            "in what the reference has not, or add it as another publication.",
        )
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        choice = Choice(options["duplicates"])

        def become(records: Iterable[ImportedRecord]) -> Iterator[SavedRecord]:
            if options["dry_run"]:
                return examine_records(records)
            return save_records(records, choose=lambda record, duplicate: choice)

        report = JsonReport(self.stdout.write) if options["json"] else TextReport(self.stdout.write)
        report.begin()
        for path in options["files"]:
            try:
                with path.open("rb") as file:
                    _, records = read_records(file)
                    for saved in become(completed(records)):
                        report.tell(path, saved)
            except (OSError, FileNotReadable) as error:
                report.tell_of_file(path, getattr(error, "strerror", None) or str(error))
        report.end()
        if report.counts[RecordStatus.INVALID] or report.counts["unreadable_files"]:
            sys.exit(1)


class Report:
    """What is told of an import while it goes on: nothing of it is kept but the numbers.

    Args:
        write: writes one line.
    """

    def __init__(self, write: Callable[..., Any]) -> None:
        self.write = write
        self.counts: Counter[str] = Counter()

    def begin(self) -> None:
        """Say what comes before all records."""

    def tell(self, path: Path, saved: SavedRecord) -> None:
        """Tell what became of a record."""
        self.counts[saved.status] += 1

    def tell_of_file(self, path: Path, why: str) -> None:
        """Tell that a file could not be read."""
        self.counts["unreadable_files"] += 1

    def end(self) -> None:
        """Say the numbers."""

    @property
    def summary(self) -> dict[str, int]:
        """How many records there were, of each status, and files that could not be read."""
        statuses = {status.value: self.counts[status] for status in RecordStatus}
        return {
            "records": sum(statuses.values()),
            **statuses,
            "unreadable_files": self.counts["unreadable_files"],
        }


class TextReport(Report):
    """For people: what needs them, and the numbers."""

    def tell(self, path: Path, saved: SavedRecord) -> None:
        super().tell(path, saved)
        record = saved.record
        for message in record.messages:
            line = message.line or record.line
            place = f"{path}:{line}" if line else f"{path}, record {record.index}"
            self.write(f"{place}: {message.level}: {message.text}")

    def tell_of_file(self, path: Path, why: str) -> None:
        super().tell_of_file(path, why)
        self.write(f"{path}: {why}")

    def end(self) -> None:
        for name, number in self.summary.items():
            self.write(f"{name.replace('_', ' ')}: {number}")


class JsonReport(Report):
    """For programs: one JSON object, written record by record."""

    def __init__(self, write: Callable[..., Any]) -> None:
        super().__init__(write)
        self.separator = ""
        self.files: list[dict[str, str]] = []

    def begin(self) -> None:
        self.write('{"records": [')

    def tell(self, path: Path, saved: SavedRecord) -> None:
        super().tell(path, saved)
        record, duplicate = saved.record, saved.duplicate
        told = {
            "file": str(path),
            "index": record.index,
            "line": record.line,
            "status": saved.status,
            "reference": saved.reference and str(saved.reference),
            "duplicate_of": duplicate and str(duplicate.reference),
            "score": duplicate and duplicate.score,
            "reason": duplicate and duplicate.reason,
            "csl": record.csl,
            "messages": [
                {"level": message.level, "text": message.text, "line": message.line}
                for message in record.messages
            ],
        }
        self.write(self.separator + json.dumps(told))
        self.separator = ","

    def tell_of_file(self, path: Path, why: str) -> None:
        super().tell_of_file(path, why)
        self.files.append({"file": str(path), "text": why})

    def end(self) -> None:
        summary = {**self.summary, "unreadable": self.files}
        self.write(f'], "summary": {json.dumps(summary)}}}')
