"""`manage.py load_starter_content`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home.starter_content.loading import load_starter_content


class Command(BaseCommand):
    """Bring the starter content into the library: everything once, nothing over an edit."""

    help = "Bring the starter content into the library. What was brought before is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        new = load_starter_content()
        if options["json"]:
            self.stdout.write(json.dumps({"new": new}))
        else:
            self.stdout.write(f"Starter content: {new} new." if new else "Nothing new to bring.")
