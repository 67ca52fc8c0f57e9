"""What these tests share."""

from pathlib import Path

import pytest

from tests.delivery.response_cache.fakes import Reader


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Return somebody who reads a fake site through a response cache."""
    return Reader(tmp_path)
