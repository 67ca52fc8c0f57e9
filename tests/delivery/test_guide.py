"""The guide's calls work as they are written."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.api_client import ApiClient
from tests.conftest import Library

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
CALLS = re.findall(r"http://localhost:8000/api/content/v1/([^\"'\s]*)", GUIDE.read_text())
INVALID = {"trials/?phase=phase1"}


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_calls_of_the_guide(api: ApiClient, library: Library, call: str) -> None:
    path, _, query = call.replace("{id}", str(library.cancer.translation_key)).partition("?")
    response = api.get(path, f"?{query}" if query else "")
    assert response.status_code == (400 if call in INVALID else 200), response.content


def test_calls_are_found() -> None:
    assert len(CALLS) > 10
