"""What tests of all apps share: databases, a small library, the starter content."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connections
from django.db.models import Model
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from articles.models import ReviewListPage, TopicPage
from cms.delivery import list_counts
from cms.delivery.maintenance import count_unclean, render_ahead
from cms.delivery.remembering import AtOneVersion
from cms.delivery.search import matching
from cms.delivery.search.kept import Kept
from cms.delivery.settling import settle_rows
from cms.references.formatting import STYLES
from cms.references.models import Reference
from home.models import HomePage
from home.starter_content.loading import load_starter_content
from tests.api_client import ApiClient
from tests.databases import databases
from tests.factories.articles import ReviewListPageFactory, TopicPageFactory
from tests.factories.home import HomePageFactory
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.factories.trials import ConditionFactory, TrialIndexPageFactory, TrialPageFactory
from tests.folders import copy_folder, locked
from trials.models import Condition, TrialIndexPage, TrialPage

DatabaseMaker = Callable[[str, Callable[[], Any]], tuple[str, Any]]
#: Fixtures that bring content: the test's database is one that holds it already.
CONTENT = ("starter", "starter", "rich", "library")
#: What tells databases of one worker apart.
NUMBERS = itertools.count(1)


# The run: one process begins it, and tells its workers where their databases are


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take our option."""
    parser.addoption(
        "--update", action="store_true", help="Write golden files anew, to be read in review."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of our marker."""
    config.addinivalue_line(
        "markers", "sqlite_only(reason): is about SQLite, so it does not run on PostgreSQL."
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin the run, or join it."""
    if hasattr(session.config, "workerinput"):
        databases.place = Path(session.config.workerinput["databases"])
        return
    with session.config.stash[blocking_manager_key].unblock():
        databases.start()


def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the databases are."""
    node.workerinput["databases"] = str(databases.place)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)
    databases.stop()


# Which tests run


# A law holds however busy the machine is: no deadline.
hypothesis.settings.register_profile("library", deadline=None)
hypothesis.settings.load_profile("library")

#: Folders whose tests are of models: even an unsaved page asks which content type it has.
OF_MODELS = {"articles", "content", "editorial", "home", "references", "trials"}
#: Folders in them whose tests read files and ask services: no table of ours, but where they say so.
OF_TEXTS = {("references", "importing"), ("references", "lookup")}


#: Folders whose tests ask no database of ours, or ask through Chromium or Node what others ask
#: without.
ONCE = {"architecture", "browser", "client"}
LEFT_OUT = pytest.StashKey[int]()


def _folders(item: pytest.Item) -> tuple[str, ...]:
    """Return the names of a test's path below `tests`."""
    return item.path.relative_to(Path(__file__).parent).parts


def _is_of_models(item: pytest.Item) -> bool:
    folders = _folders(item)
    return folders[0] in OF_MODELS and folders[:2] not in OF_TEXTS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give tests of models the database, so that no test leans on what an earlier one cached.

    On a kind of database that comes second, leave out what has nothing to do with databases.
    """
    for item in items:
        if _is_of_models(item) and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)
    if not databases.runs_every_test:
        left_out = [item for item in items if not _asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
        config.stash[LEFT_OUT] = len(left_out)


def _asks_the_database(item: pytest.Item) -> bool:
    """Return whether what a test finds may depend on the kind of database."""
    sqlite_only = item.get_closest_marker("sqlite_only")
    if _folders(item)[0] in ONCE or (sqlite_only and sqlite_only.kwargs["reason"]):
        return False
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in fixtures


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker tell how many tests it has left out: pytest itself does not pass it on."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


def pytest_testnodedown(node: Any) -> None:
    """Take down what a worker tells. All of them collect the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what has not run here."""
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.line(
            f"{databases.title}: left out {left_out} tests that do not ask the database, or are of "
            "SQLite only."
        )


# Databases


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker a migrated database, instead of migrating one as Django does."""
    with django_db_blocker.unblock():
        databases.use(databases.copy(databases.schema, f"{worker_id}-schema"))
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(scope="session")
def schema_database(django_db_setup: None) -> str:
    """Return a database without content."""
    return databases.used()


@pytest.fixture(scope="session")
def make_database(
    schema_database: str, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> DatabaseMaker:
    """Return what makes a database with content, by running a function over an empty one."""

    def make(name: str, fill: Callable[[], Any]) -> tuple[str, Any]:
        made = databases.copy(databases.schema, f"{worker_id}-{name}")
        with django_db_blocker.unblock():
            before = databases.used()
            databases.use(made)
            caches["default"].clear()
            try:
                filled = fill()
                # As a worker leaves it: a test that wants something to do edits something.
                now = timezone.now()
                while count_unclean(now):
                    render_ahead(now)
                settle_rows(now)
                return made, filled
            finally:
                databases.use(before)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    """Choose a test's database just before pytest-django opens its transaction.

    A test that really commits has one of its own, so that nothing has to be put back.
    """
    if fixturedef.argname == "_django_db_helper":
        content = next((name for name in CONTENT if name in request.fixturenames), "schema")
        database: str = request.getfixturevalue(f"{content}_database")
        if _really_commits(request):
            worker = request.getfixturevalue("worker_id")
            database = databases.copy(database, f"{worker}-{next(NUMBERS)}")
            # After pytest-django has ended its use: what is added first ends last.
            fixturedef.addfinalizer(lambda: databases.drop(database))
        with request.getfixturevalue("django_db_blocker").unblock():
            databases.use(database)
    return (yield)


def _really_commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return bool(marked or {"transactional_db", "live_server"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def _empty_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test without what others have cached: where sites begin, models' ids, counts."""
    for cache in caches.all():
        cache.clear()
    ContentType.objects.clear_cache()
    monkeypatch.setattr(list_counts, "_kept", AtOneVersion(list_counts.MOST))
    monkeypatch.setattr(matching, "_kept", Kept())


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
def made_library(make_database: DatabaseMaker) -> tuple[str, Library]:
    """Return the database of the small library, and what is in it. Made once a worker."""
    return make_database("library", _make_library)


@pytest.fixture(scope="session")
def library_database(made_library: tuple[str, Library]) -> str:
    """Return the database that `library` is in."""
    return made_library[0]


@pytest.fixture
def library(made_library: tuple[str, Library], db: None) -> Library:
    """Return a small library, published."""

    def fresh(made: Model) -> Model:
        return type(made)._default_manager.get(pk=made.pk)

    made = made_library[1]
    return Library(**{field.name: fresh(getattr(made, field.name)) for field in fields(made)})  # type: ignore[arg-type]  # each of its own class


# The starter content


@pytest.fixture(scope="session")
def starter_database(
    make_database: DatabaseMaker, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Return a database with the starter content: loaded once a run, a copy for each worker."""
    run = tmp_path_factory.getbasetemp()
    shared = (run if worker_id == "master" else run.parent) / "starter"
    media = Path(settings.MEDIA_ROOT)
    with locked(shared / "starter"):
        made = shared / "database"
        if not made.exists():
            database, _ = make_database("starter-content", load_starter_content)
            copy_folder(media, shared / "media")
            made.write_text(database)
    copy_folder(shared / "media", media)
    return databases.copy(made.read_text(), f"{worker_id}-starter")


@pytest.fixture
def starter(starter_database: str, db: None) -> None:
    """Begin with the starter content, as the first start brings it."""


# Golden files


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Return whether golden files are to be written anew."""
    return bool(request.config.getoption("--update"))


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
        "cms.references.models.reference.format_in_all_styles",
        lambda records: [dict.fromkeys(STYLES, words) for _ in records],
    )
