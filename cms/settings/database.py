"""Where data lives. SQLite needs no server; PostgreSQL is one variable away."""

from typing import Any

import dj_database_url

from .environment import DATA_DIR, DATABASE_URL

# Several editors publish at once: a reader never waits (WAL), a writer takes its lock at BEGIN
# and so waits its turn instead of failing half-way (IMMEDIATE), for up to 20 seconds.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000",
}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of the database at `url` (empty: SQLite in the data folder)."""
    config: dict[str, Any] = dict(
        dj_database_url.parse(url or f"sqlite:///{DATA_DIR / 'library.sqlite3'}", conn_max_age=600)
    )
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
        # Tests use a file, because SQLite in memory has one connection and no concurrent writers.
        config["TEST"] = {"NAME": None}
    return config


DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
