"""What tests of all apps share: database files, a small library, the starter content."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from articles.models import ReviewListPage, TopicPage
from cms.references.formatting import STYLES
from cms.references.models import Reference
from home.models import HomePage
from home.starter_content.loading import load_starter_content
from tests import databases
from tests.api_client import ApiClient
from tests.factories.articles import ReviewListPageFactory, TopicPageFactory
from tests.factories.home import HomePageFactory
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.factories.trials import ConditionFactory, TrialIndexPageFactory, TrialPageFactory
from trials.models import Condition, TrialIndexPage, TrialPage

DatabaseMaker = Callable[[str, Callable[[], Any]], tuple[Path, Any]]
#: Fixtures that bring content: the test's database is a file that holds it already.
CONTENT = ("starter", "library")


def pytest_unconfigure() -> None:
    """Leave no files behind."""
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)


# Databases


# A law holds however busy the machine is: no deadline.
hypothesis.settings.register_profile("library", deadline=None)
hypothesis.settings.load_profile("library")

#: Folders whose tests are of models: even an unsaved page asks which content type it has.
OF_MODELS = {"articles", "content", "editorial", "home", "references", "trials"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of models the database, so that no test leans on what an earlier one cached."""
    for item in items:
        folders = item.path.relative_to(Path(__file__).parent).parts
        if folders[0] in OF_MODELS and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def database_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this worker's database files."""
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="session")
def django_db_setup(database_folder: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker a migrated database, instead of migrating one as Django does."""
    with django_db_blocker.unblock():
        schema = databases.copy(databases.migrated(), database_folder / "schema.sqlite3")
        databases.use(schema)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(scope="session")
def schema_file(django_db_setup: None, database_folder: Path) -> Path:
    """Return a database without content."""
    return database_folder / "schema.sqlite3"


@pytest.fixture(scope="session")
def make_database(
    schema_file: Path, database_folder: Path, django_db_blocker: DjangoDbBlocker
) -> DatabaseMaker:
    """Return what makes a database file with content, by running a function over an empty one."""

    def make(name: str, fill: Callable[[], Any]) -> tuple[Path, Any]:
        path = databases.copy(schema_file, database_folder / f"{name}.sqlite3")
        with django_db_blocker.unblock():
            before = databases.used()
            databases.use(path)
            caches["default"].clear()
            try:
                return path, fill()
            finally:
                databases.use(before)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    """Choose a test's database file just before pytest-django opens its transaction.

    A test that really commits has a file of its own, so that nothing has to be put back.
    """
    if fixturedef.argname == "_django_db_helper":
        content = next((name for name in CONTENT if name in request.fixturenames), "schema")
        path: Path = request.getfixturevalue(f"{content}_file")
        if _really_commits(request):
            path = databases.copy(path, request.getfixturevalue("tmp_path") / "library.sqlite3")
        with request.getfixturevalue("django_db_blocker").unblock():
            databases.use(path)
    return (yield)


def _really_commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return bool(marked or {"transactional_db", "live_server"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """Begin each test without what others have cached: Wagtail caches where sites begin."""
    for cache in caches.all():
        cache.clear()


# A small library


@dataclass(frozen=True)
class Library:
    """A small library: the tree of the starter content, with two trials."""

    home: HomePage
    therapy: TopicPage
    cancer: TopicPage
    review_list: ReviewListPage
    trial_index: TrialIndexPage
    melanoma_trial: TrialPage
    lung_trial: TrialPage
    escudier: Reference
    morse: Reference
    melanoma: Condition
    lung_cancer: Condition


def _make_library() -> Library:
    escudier = ReferenceFactory(csl=ESCUDIER_2005)
    morse = ReferenceFactory(csl=MORSE_2005)
    melanoma = ConditionFactory(name="Melanoma")
    lung_cancer = ConditionFactory(name="Lung cancer")
    home = HomePageFactory()
    therapy = TopicPageFactory(
        parent=home, title="Exosome therapy", reference=escudier, show_in_menus=True
    )
    cancer = TopicPageFactory(
        parent=therapy, title="Exosomes in the treatment of cancer", slug="cancer",
        reference=escudier, show_in_menus=True,
    )  # fmt: skip
    review_list = ReviewListPageFactory(parent=cancer, references=[escudier, morse])
    index = TrialIndexPageFactory(parent=cancer, slug="trials")
    return Library(
        home=home,
        therapy=therapy,
        cancer=cancer,
        review_list=review_list,
        trial_index=index,
        melanoma_trial=TrialPageFactory(
            parent=index, title="Dexosomes in melanoma", reference=escudier,
            conditions=[melanoma], phases=["PHASE1", "PHASE2"],
        ),
        lung_trial=TrialPageFactory(
            parent=index, title="Dexosomes in lung cancer", reference=morse,
            conditions=[lung_cancer], overall_status="COMPLETED",
        ),
        escudier=escudier,
        morse=morse,
        melanoma=melanoma,
        lung_cancer=lung_cancer,
    )  # fmt: skip


@pytest.fixture(scope="session")
def made_library(make_database: DatabaseMaker) -> tuple[Path, Library]:
    """Return the file of the small library, and what is in it. Made once a worker."""
    return make_database("library", _make_library)


@pytest.fixture(scope="session")
def library_file(made_library: tuple[Path, Library]) -> Path:
    """Return the database that `library` is in."""
    return made_library[0]


@pytest.fixture
def library(made_library: tuple[Path, Library], db: None) -> Library:
    """Return a small library, published."""

    def fresh(made: Model) -> Model:
        return type(made)._default_manager.get(pk=made.pk)

    made = made_library[1]
    return Library(**{field.name: fresh(getattr(made, field.name)) for field in fields(made)})  # type: ignore[arg-type]  # each of its own class


# The starter content


@pytest.fixture(scope="session")
def starter_file(
    make_database: DatabaseMaker,
    database_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Path:
    """Return a database with the starter content: loaded once a run, a copy for each worker."""
    run = tmp_path_factory.getbasetemp()
    shared = (run if worker_id == "master" else run.parent) / "starter"
    media = Path(settings.MEDIA_ROOT)
    with databases.locked(shared / "starter"):
        if not (shared / "starter.sqlite3").exists():
            path, _ = make_database("starter", load_starter_content)
            databases.copy_folder(media, shared / "media")
            databases.copy(path, shared / "starter.sqlite3")
    databases.copy_folder(shared / "media", media)
    return databases.copy(shared / "starter.sqlite3", database_folder / "starter-copy.sqlite3")


@pytest.fixture
def starter(starter_file: Path, db: None) -> None:
    """Begin with the starter content, as the first start brings it."""


# Clients


@pytest.fixture
def api() -> ApiClient:
    """Return a client of the content API."""
    return ApiClient()


@pytest.fixture
def fast_citations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Format citations without pandoc, which takes a second."""
    words = {"text": "Formatted.", "html": "Formatted."}
    monkeypatch.setattr(
        "cms.references.models.format_in_all_styles",
        lambda records: [dict.fromkeys(STYLES, words) for _ in records],
    )
