"""The library of these tests, what it answers, and two who ask: Django, and the response cache."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.delivery.response_cache.configuration import with_response_cache
from tests.conftest import DatabaseMaker
from tests.leaks.control import Control, make_control, silence
from tests.leaks.world import World


@pytest.fixture(scope="session")
def made_control(make_database: DatabaseMaker) -> tuple[str, Control]:
    """Return the database of the library with hidden things, and what it answers."""
    return make_database("leaks", make_control)


@pytest.fixture(scope="session")
def library_database(made_control: tuple[str, Control]) -> str:
    """Return the database that `library` is in."""
    return made_control[0]


@pytest.fixture(scope="session")
def control(made_control: tuple[str, Control]) -> Control:
    """Return what the library answers while nothing hidden was ever public."""
    return made_control[1]


@pytest.fixture
def library(control: Control, transactional_db: None) -> World:
    """Return the library with hidden things. What changes in it, really commits."""
    return copy.deepcopy(control.world)


@dataclass(frozen=True)
class Readers:
    """Who asks: one without the response cache, and one who goes through it."""

    plain: WSGIApplication
    cached: WSGIApplication


@pytest.fixture
def readers(settings: Any, tmp_path: Path) -> Iterator[Readers]:
    """Return who asks."""
    settings.RESPONSE_CACHE = {**settings.RESPONSE_CACHE, "ON": True, "PORT": 8000}
    settings.DATA_DIR = tmp_path
    with silence():
        yield Readers(WSGIHandler(), with_response_cache(WSGIHandler()))
