"""Migrations: in step with the models, one line of them an app, and forward from nothing."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page

from cms.delivery import maintenance
from cms.delivery.models import Lineage, State
from cms.delivery.triggers import installing
from tests.architecture.source import PACKAGES
from tests.conftest import Library
from tests.databases import databases

OWN_APPS = sorted(
    config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES
)
WITH_MODELS = [label for label in OWN_APPS if list(apps.get_app_config(label).get_models())]


def names_of(label: str) -> list[str]:
    """Return the names of an app's migrations, in order."""
    return sorted(name for app, name in MigrationLoader(None).disk_migrations if app == label)


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("label", WITH_MODELS)
def test_an_app_has_one_initial_migration(label: str) -> None:
    migrations = MigrationLoader(None).disk_migrations
    initial = [name for name in names_of(label) if migrations[label, name].initial]
    assert initial == ["0001_initial"]


@pytest.mark.parametrize("label", OWN_APPS)
def test_an_apps_migrations_are_one_line_named_by_hand(label: str) -> None:
    names = names_of(label)
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
    assert not [name for name in names if re.search(r"_auto_|_and_more$", name)]
    assert len(MigrationLoader(None).graph.leaf_nodes(label)) == (1 if names else 0)


def test_every_migration_can_be_taken_back() -> None:
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if label in OWN_APPS:
            for operation in migration.operations:
                assert operation.reversible, f"{label} {name}: {operation.describe()}"


@pytest.fixture
def empty_database(
    worker_id: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Use a database that holds nothing yet."""
    with django_db_blocker.unblock():
        before = databases.used()
        database = databases.create(f"{worker_id}-empty")
        databases.use(database)
        try:
            yield database
        finally:
            databases.use(before)
            databases.drop(database)


def test_an_empty_database_migrates_forward(empty_database: str) -> None:
    """The one test that migrates: all others have a copy of what this leads to."""
    call_command("migrate", verbosity=0, interactive=False)

    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.check_constraints()
    tables = set(connection.introspection.table_names())
    own: list[type[models.Model]] = [
        model for label in OWN_APPS for model in apps.get_app_config(label).get_models()
    ]
    assert {model._meta.db_table for model in own} <= tables
    assert Group.objects.exists()
    assert Page.get_first_root_node() is not None
    connection.close()
    databases.check(empty_database)


@pytest.mark.django_db(transaction=True)
def test_the_read_model_goes_back_and_forth_with_content(library: Library) -> None:
    before = State.objects.get().number
    call_command("migrate", "delivery", "0001", verbosity=0)
    assert installing.installed_names() == []
    call_command("migrate", verbosity=0)
    state = State.objects.get()
    assert state.number > before
    assert Lineage.objects.filter(number=state.number, nonce=state.nonce).exists()
    assert installing.are_installed()
    while maintenance.render_ahead(timezone.now()):
        pass
    assert list(maintenance.check(timezone.now())) == []
