"""Touching by hand what no trigger can see: the clock, and what documents say of each other."""

from collections.abc import Iterable

from django.db import connection

INSERTION = 'INSERT INTO delivery_pending ("transaction", "key", own) VALUES (0, %s, %s)'


def touch(key: str, *, own: bool = False) -> None:
    """Touch one key; see `touch_all`."""
    touch_all([key], own=own)


def touch_all(keys: Iterable[str], *, own: bool = False) -> None:
    """Touch `keys`, as a trigger does: they get their number when the transaction commits.

    Args:
        keys: what has changed.
        own: whether they are sources of documents whose own facts have changed.
    """
    with connection.cursor() as cursor:
        # Not by the ORM: PostgreSQL's trigger leaves out what is noted already, and so returns no
        # row.
        cursor.executemany(INSERTION, [(key, int(own)) for key in keys])


def number_now() -> None:
    """Give numbers to what this transaction has touched, so that it reads what it wrote.

    Outside a transaction, and on SQLite, there is nothing to do.
    """
    if connection.in_atomic_block and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS delivery_finish IMMEDIATE")
            cursor.execute("SET CONSTRAINTS delivery_finish DEFERRED")
