"""Which rows of the database are public facts, and what a change of them touches.

Apps say it in SQL, because database triggers are made from it: see `cms.delivery.triggers`. In each
text `{row}` stands for the row as it was or as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Field, Model


@dataclass(frozen=True)
class FactTable:
    """A table whose rows are public facts.

    Args:
        table: its name in the database.
        columns: those that readers see or that decide what they see; a change of any other touches
            nothing.
        touches: `SELECT key, own …`: what is touched by a row that came, changed or went. `own` is
            1 for the source of the document that the row belongs to, else 0.
        touches_when_deleted: the same for a row that went, besides those.
        old_path: `SELECT path, source …` of a row before it changes: remembered where the new row
            gives another path.
    """

    table: str
    columns: tuple[str, ...]
    touches: tuple[str, ...]
    touches_when_deleted: tuple[str, ...] = field(default=())
    old_path: str = ""


def own_touch(kind: str, type_name: str, pk: str = "id") -> tuple[str, ...]:
    """Return what a row touches that is a whole library item: its document, and its type's set."""
    return (
        f"SELECT '{kind}:' || {{row}}.{pk} AS key, 1 AS own",
        f"SELECT 'type:{type_name}' AS key, 0 AS own",
    )


def item_facts(model: type[Model], kind: str, *, without: Sequence[str] = ()) -> FactTable:
    """Return the facts of a library item's own table.

    Args:
        model: the model of the item; its `api_type` names the set it belongs to.
        kind: the first part of its documents' sources.
        without: fields that nobody outside sees.
    """
    return FactTable(
        table=model._meta.db_table,
        columns=columns_of(model, without=without),
        touches=own_touch(kind, model.api_type),  # type: ignore[attr-defined]  # of every item
    )


def columns_of(model: type[Model], *, without: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the columns of a model's own table, but those of the fields called `without`.

    Raises:
        ValueError: one of `without` is no field of the model.
    """
    fields: list[Field[object, object]] = list(model._meta.local_concrete_fields)
    unknown = set(without) - {found.name for found in fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no {sorted(unknown)}")
    return tuple(str(found.column) for found in fields if found.name not in without)
