"""`manage.py refresh_references [--due] [--dry-run] [--json]`."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.references.refreshing.asking import Services
from cms.references.refreshing.rounds import (
    CHECKED_EVERY,
    Refreshed,
    due_references,
    refresh_references,
)
from cms.references.refreshing.telling import tell_owners


class Command(BaseCommand):
    """Ask what has become of the library's references."""

    help = (
        "Ask Crossref (with Retraction Watch) and PubMed what has become of the library's "
        "references. Retractions, corrections and expressions of concern are marked at once; other "
        "differences are proposed in the admin. Ends with status 1 if a reference could not be "
        "checked: what is left is asked for the next time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--due",
            action="store_true",
            help="Only references that were not checked in the last day, as the worker does: goes "
            "on where a run was stopped.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *, due: bool, dry_run: bool, **options: Any) -> None:
        services = Services()
        now = timezone.now()
        references = due_references(checked_before=now - CHECKED_EVERY if due else now)
        report = JsonReport(self.stdout.write) if options["json"] else TextReport(self.stdout.write)
        report.begin()
        for refreshed in refresh_references(references, services, is_dry_run=dry_run):
            report.tell(refreshed)
        mails = 0 if dry_run else tell_owners()
        report.end(services, mails)
        if services.failures:
            sys.exit(1)


class Report:
    """What is told of a run while it goes on.

    Args:
        write: writes one line.
    """

    def __init__(self, write: Callable[..., Any]) -> None:
        self.write = write
        self.counts: Counter[str] = Counter()

    def begin(self) -> None:
        """Say what comes before all references."""

    def tell(self, refreshed: Refreshed) -> None:
        """Tell what was found out of a reference."""
        self.counts["checked" if refreshed.is_checked else "not_checked"] += 1
        self.counts["notices"] += len(refreshed.notices)
        self.counts["proposed"] += len(refreshed.proposed)

    def end(self, services: Services, mails: int) -> None:
        """Say the numbers."""

    def summary(self, mails: int) -> dict[str, int]:
        """How many references there were, and what came of them."""
        counts = {name: self.counts[name] for name in ("checked", "not_checked")}
        return {
            "references": sum(counts.values()),
            **counts,
            "notices": self.counts["notices"],
            "proposed": self.counts["proposed"],
            "mails": mails,
        }


class TextReport(Report):
    """For people: what is new, and the numbers."""

    def tell(self, refreshed: Refreshed) -> None:
        super().tell(refreshed)
        for notice in refreshed.notices:
            self.write(f"{refreshed.name}: {notice}")
        if refreshed.proposed:
            self.write(f"{refreshed.name}: proposed {', '.join(refreshed.proposed)}")

    def end(self, services: Services, mails: int) -> None:
        for failure in services.failures.values():
            self.write(f"{failure.reason} What is left is asked for the next time.")
        for name, number in self.summary(mails).items():
            self.write(f"{name.replace('_', ' ')}: {number}")


class JsonReport(Report):
    """For programs: one JSON object, written reference by reference."""

    separator = ""

    def begin(self) -> None:
        self.write('{"references": [')

    def tell(self, refreshed: Refreshed) -> None:
        super().tell(refreshed)
        told = {
            "reference": str(refreshed.reference),
            "name": refreshed.name,
            "status": refreshed.status,
            "checked": refreshed.is_checked,
            "notices": refreshed.notices,
            "proposed": refreshed.proposed,
        }
        self.write(self.separator + json.dumps(told))
        self.separator = ","

    def end(self, services: Services, mails: int) -> None:
        failures = [
            {"service": title, "failure": failure.failure, "text": failure.reason}
            for title, failure in services.failures.items()
        ]
        summary = {**self.summary(mails), "failures": failures}
        self.write(f'], "summary": {json.dumps(summary)}}}')
