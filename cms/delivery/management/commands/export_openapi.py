"""`manage.py export_openapi`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import resolve, reverse

from cms.delivery.api import NAMESPACE, ContentAPI
from cms.delivery.compatibility import breaking_changes

#: Where the description is kept, so that a change of the contract is seen in review.
COMMITTED = settings.BASE_DIR / "docs" / "reference" / "openapi.json"


def description() -> bytes:
    """Return the content API's OpenAPI description, as the API answers it."""
    api: ContentAPI = resolve(reverse(f"{NAMESPACE}:openapi")).kwargs["api"]
    return api.description_bytes


class Command(BaseCommand):
    """Write the content API's OpenAPI description to docs/reference/openapi.json."""

    help = "Write the content API's OpenAPI description to docs/reference/openapi.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only say whether it is in step.")
        parser.add_argument(
            "--breaking",
            action="store_true",
            help="Write it although it breaks apps that were written for the committed one.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(COMMITTED)
        if options["check"]:
            if not path.exists() or path.read_bytes() != description():
                raise CommandError(f"{path} is out of step: run manage.py export_openapi.")
            return
        if path.exists() and not options["breaking"]:
            broken = breaking_changes(json.loads(path.read_text()), json.loads(description()))
            if broken:
                raise CommandError("It would break apps (--breaking):\n" + "\n".join(broken))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(description())
        self.stdout.write(f"Written: {path}")
