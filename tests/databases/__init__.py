"""Databases for tests, on SQLite and on PostgreSQL.

Migrating takes fifteen seconds, so the migrated schema is kept under `.cache/` until a migration
changes. Each worker has a copy of its own; tests that need content, or that really commit, have
another. Changing databases is one line, because every connection reads the same settings.

Which kind it is, the settings say: `cms.settings.test` or `cms.settings.test_postgresql`.
"""

from django.conf import settings

from tests.databases.base import Databases
from tests.databases.postgresql import PostgreSQL
from tests.databases.sqlite import SQLite

KINDS: dict[str, type[Databases]] = {
    "django.db.backends.sqlite3": SQLite,
    "django.db.backends.postgresql": PostgreSQL,
}
databases: Databases = KINDS[settings.DATABASES["default"]["ENGINE"]]()
