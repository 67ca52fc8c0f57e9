"""From rows to documents: the one place where the API gets them.

Documents are made from the live rows now. When they are stored, this is what changes.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from cms.delivery import registry
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Document


def documents_of(rows: Sequence[Model], outlet: Outlet) -> list[Document]:
    """Return the documents of `rows`, in their order; each row's model names its type."""
    by_type: dict[str, list[Any]] = {}
    for row in rows:
        by_type.setdefault(row.api_type, []).append(row)  # type: ignore[attr-defined]  # registered
    built: dict[Any, Document] = {}
    for name, same in by_type.items():
        for row, document in zip(same, registry.get(name).documents(same, outlet), strict=True):
            built[id(row)] = document
    return [built[id(row)] for row in rows]
