"""`manage.py delivery check | rebuild | stats`."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import timezone

from cms.delivery import maintenance, registry
from cms.delivery.models import STATE_ID, Document, Heartbeat, State
from cms.delivery.response_cache import configuration, statistics
from cms.delivery.triggers import installing


class Command(BaseCommand):
    """Look after what is delivered."""

    help = "Check, rebuild or count what is delivered; see docs/operators.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Report as JSON.")
        commands = parser.add_subparsers(dest="action", required=True)
        check = commands.add_parser("check", help="Render everything anew and compare.")
        check.add_argument("--repair", action="store_true", help="Render what is wrong anew.")
        rebuild = commands.add_parser("rebuild", help="Render everything anew and store it.")
        rebuild.add_argument("--resume", action="store_true", help="Go on where one was stopped.")
        commands.add_parser("stats", help="Count documents, touches, answers kept.")
        for command in commands.choices.values():
            command.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        actions: dict[str, Callable[..., dict[str, Any]]] = {
            "check": self.check_all,
            "rebuild": self.rebuild,
            "stats": self.stats,
        }
        report = actions[options["action"]](**options)
        if options["json"]:
            self.stdout.write(json.dumps(report, default=str, indent=2))
        else:
            for name, value in report.items():
                self.stdout.write(f"{name.replace('_', ' ')}: {value}")
        if report.get("mistakes"):
            sys.exit(1)

    def check_all(self, *, repair: bool, **options: Any) -> dict[str, Any]:
        """Compare what is stored with what is rendered now."""
        now = timezone.now()
        mistakes = list(maintenance.check(now))
        if repair:
            maintenance.repair_all(mistakes, now)
        return {
            "documents": Document.objects.count(),
            "not_rendered_yet": maintenance.count_unclean(now),
            "mistakes": [f"{found.source}: {found.message}" for found in mistakes],
        }

    def rebuild(self, *, resume: bool, **options: Any) -> dict[str, Any]:
        """Render everything."""

        def progress(done: int, total: int) -> None:
            if not options["json"]:
                self.stderr.write(f"\r{done} of {total}", ending="")

        done = maintenance.rebuild(timezone.now(), resume=resume, progress=progress)
        return {"rendered": done}

    def stats(self, **options: Any) -> dict[str, Any]:
        """Count."""
        state = State.objects.get(pk=STATE_ID)
        by_type = Document.objects.values("type", "standing").annotate(n=Count("pk"))
        return {
            "content_version": state.number,
            "triggers": len(installing.installed_names()),
            "triggers_in_place": installing.are_installed(),
            "tables": [table.table for table in registry.fact_tables()],
            "documents": {f"{row['type']} {row['standing']}": row["n"] for row in by_type},
            "not_rendered_yet": maintenance.count_unclean(timezone.now()),
            "workers": {beat.name: beat.at for beat in Heartbeat.objects.all()},
            "response_cache": statistics.totals(settings.DATA_DIR / configuration.STATISTICS),
        }
