"""What tests of the read model share: a library in which everything is shown somewhere."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model

from tests.conftest import DatabaseMaker, _make_library
from tests.delivery.rich import RichLibrary, make_rich_library
from tests.folders import copy_folder


@dataclass(frozen=True)
class MadeLibrary:
    """The rich library as it was made: its database, what is in it, and its files."""

    database: str
    library: RichLibrary
    media: Path

    def bring_back_files(self) -> None:
        """Put back the files that changes have deleted: no transaction does that."""
        copy_folder(self.media, Path(settings.MEDIA_ROOT))


@pytest.fixture(scope="session")
def made_rich_library(
    make_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> MadeLibrary:
    """Return the rich library. Made once a worker."""
    database, library = make_database("rich", lambda: make_rich_library(_make_library()))
    media = tmp_path_factory.mktemp("rich") / "media"
    copy_folder(Path(settings.MEDIA_ROOT), media)
    return MadeLibrary(database, library, media)


@pytest.fixture(scope="session")
def rich_database(made_rich_library: MadeLibrary) -> str:
    """Return the database that `rich` is in."""
    return made_rich_library.database


def as_stored(made: RichLibrary) -> RichLibrary:
    """Return a library whose objects are those of the database in use."""

    def fresh(value: Any) -> Any:
        return type(value)._default_manager.get(pk=value.pk) if isinstance(value, Model) else value

    return RichLibrary(**{field.name: fresh(getattr(made, field.name)) for field in fields(made)})


@pytest.fixture
def rich(made_rich_library: MadeLibrary, db: None) -> RichLibrary:
    """Return the rich library, with every document rendered."""
    made_rich_library.bring_back_files()
    return as_stored(made_rich_library.library)
