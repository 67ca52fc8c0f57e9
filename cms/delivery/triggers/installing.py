"""Installing the triggers, and knowing whether those that are there are the right ones."""

import hashlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from cms.delivery import registry
from cms.delivery.models import EVERYTHING, STATE_ID, Document, Mark, State
from cms.delivery.touching import touch
from cms.delivery.triggers import postgresql, sqlite


def _dialect() -> ModuleType:
    """Return the module that writes for the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def _statements() -> list[str]:
    """Return what installs the triggers of everything that is registered."""
    return list(_dialect().statements(registry.fact_tables()))


def _signature(statements: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def installed_names() -> list[str]:
    """Return the names of our triggers that are in the database."""
    with connection.cursor() as cursor:
        cursor.execute(_dialect().FIND)
        return [row[0] for row in cursor.fetchall()]


def are_installed() -> bool:
    """Return whether the triggers in the database are those of what is registered."""
    statements = _statements()
    wanted = sum("CREATE TRIGGER" in text or "CREATE CONSTRAINT" in text for text in statements)
    signature = State.objects.filter(pk=STATE_ID).values_list("signature", flat=True).first()
    return signature == _signature(statements) and len(installed_names()) == wanted


def remove() -> None:
    """Remove every trigger of ours. Until they are back nothing counts as clean."""
    names = installed_names()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _dialect().removals(names):
            cursor.execute(statement)
        if names:
            State.objects.update(signature="")


def install() -> None:
    """Put the triggers of everything that is registered in place, and mark all that there is.

    What was written while there were none has left no mark.
    """
    statements = _statements()
    with transaction.atomic():
        State.objects.get_or_create(pk=STATE_ID)
        with connection.cursor() as cursor:
            for statement in _dialect().removals(installed_names()):
                cursor.execute(statement)
            for statement in statements:
                cursor.execute(statement)
        State.objects.update(signature=_signature(statements))
        mark_everything()


def mark_everything() -> None:
    """Mark every document, and begin one for each thing that has none yet."""
    sources = [source for kind in registry.kinds().values() for source in kind.sources()]
    known = set(Document.objects.values_list("source", flat=True))
    Document.objects.bulk_create(
        [Document(source=source, marked=Mark.OWN) for source in sources if source not in known],
        batch_size=500,
    )
    touch(EVERYTHING, own=True)


def before_migrating(sender: Any, plan: Any = (), **kwargs: Any) -> None:
    """Remove the triggers where tables are about to change."""
    if plan and sender is _apps_with_models()[0] and _has_tables():
        remove()


def after_migrating(sender: Any, plan: Any = (), **kwargs: Any) -> None:
    """Install the triggers once, after the last app, where they are not in place."""
    if sender is _apps_with_models()[-1] and _is_migrated() and not are_installed():
        install()


def _apps_with_models() -> list[Any]:
    """Return the apps that Django sends its signals of migrations for, in its order."""
    return [config for config in apps.get_app_configs() if config.models_module is not None]


def _has_tables() -> bool:
    """Return whether the read model's own tables are there."""
    return Document._meta.db_table in connection.introspection.table_names()


def _is_migrated() -> bool:
    """Return whether they are as this release has them: an app can be migrated by itself, or back.

    If not, there are no triggers until they are, and nothing is stored.
    """
    names = {model._meta.db_table for model in apps.get_app_config("delivery").get_models()}
    if not names <= set(connection.introspection.table_names()):
        return False
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, State._meta.db_table)
    columns = {field.column for field in State._meta.local_concrete_fields}
    return columns <= {column.name for column in found}
