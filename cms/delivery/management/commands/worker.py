"""`manage.py worker`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.worker import Worker, stop_by_signal


class Command(BaseCommand):
    """Render ahead, publish what is scheduled, run tasks; until stopped."""

    help = "Render ahead, publish what is scheduled, run tasks; until stopped (Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            while worker.run_once():
                pass
            return
        stop_by_signal(worker)
        worker.run()
