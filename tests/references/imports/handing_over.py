"""Handing over references in the admin, as its pages do it."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.references.models import ReferenceImport

ADDRESS = "/admin/reference-imports/"


def record_of(number: int, **more: Any) -> dict[str, Any]:
    """Return a CSL record that no other number has."""
    return {
        "type": "article-journal",
        "title": f"What vesicles of the kind {number} carry from cell to cell",
        "author": [{"family": f"Writer{number}", "given": "Ada"}],
        "container-title": "Journal of Invented Vesicles",
        "issued": {"date-parts": [[2001 + number % 20]]},
        "DOI": f"10.5555/vesicle.{number}",
        **more,
    }


def json_file(*records: dict[str, Any], name: str = "library.json") -> SimpleUploadedFile:
    """Return a file of CSL-JSON."""
    return SimpleUploadedFile(name, json.dumps(records).encode())


def hand_over(client: Client, **fields: Any) -> ReferenceImport:
    """Upload a file, or paste a text; return the import that it becomes."""
    response = client.post(ADDRESS, fields)
    assert response.status_code == 302, response.content.decode()
    made = ReferenceImport.objects.latest("pk")
    assert response["Location"] == f"{ADDRESS}{made.pk}/"
    return made


def start(client: Client, made: ReferenceImport, **choices: str) -> None:
    """Press the button that imports what is chosen."""
    response = client.post(f"{ADDRESS}{made.pk}/", {"start": "1", **choices})
    assert response.status_code == 302
    made.refresh_from_db()
