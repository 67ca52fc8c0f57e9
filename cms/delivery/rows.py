"""What lists are made from: small rows beside each public document, from what it says publicly.

They are made from a document's own facts only, never from what it shows of others: so they are
right as soon as what has changed itself is settled (see `settling.settle_rows`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cms.delivery import registry, sorting
from cms.delivery.filters import PATH, Data
from cms.delivery.models import Document, ListKey, Standing, Value
from cms.delivery.resources import Resource, declared


@dataclass(frozen=True)
class Rows:
    """The rows of one document.

    Args:
        keys: list, order and key.
        values: name and value.
    """

    keys: frozenset[tuple[str, str, str]] = frozenset()
    values: frozenset[tuple[str, str]] = frozenset()


def rows_of(document: Document) -> Rows:
    """Return the rows that belong to a document; none to one that is not public."""
    if document.standing != Standing.PUBLIC:
        return Rows()
    data: Data = json.loads(document.content)
    resources = [resource for resource in declared() if document.type in resource.types]
    keys = (
        (resource.name, order.name, order.key(data))
        for resource in resources
        for order in resource.orders
    )
    return Rows(
        keys=frozenset(keys), values=frozenset([*_handles(document, data), *_told(resources, data)])
    )


def _handles(document: Document, data: Data) -> Iterator[tuple[str, str]]:
    """Yield what a document can be named by: its id and slug, of its type and its kind."""
    path = str(data.get("path", ""))
    slug = str(data.get("slug", "")) or path.rstrip("/").rpartition("/")[2]
    for scope in {document.type, registry.kind_of(document.source).name}:
        yield f"{scope}.id", str(document.public_id)
        if slug:
            yield f"{scope}.slug", sorting.plain(slug)
        if path:
            yield f"{scope}.{PATH}", sorting.plain(path)


def _told(resources: Iterable[Resource], data: Data) -> Iterator[tuple[str, str]]:
    """Yield what filters want to know of a document, those of each list apart."""
    for resource in resources:
        for narrowing in resource.filters:
            for name, value in narrowing.values(data):
                yield f"{resource.name}.{name}", value
        for told in resource.told:
            yield from told.values(data)


def stored_rows(document: Document) -> Rows:
    """Return the rows that are stored of a document."""
    return Rows(
        keys=frozenset(document.list_keys.values_list("list", "order", "key")),
        values=frozenset(document.values.values_list("name", "value")),
    )


def store_rows(document: Document) -> None:
    """Write down what belongs to a document that has just been stored, and nothing else."""
    wanted, stored = rows_of(document), stored_rows(document)
    for name, order, key in stored.keys - wanted.keys:
        document.list_keys.filter(list=name, order=order, key=key).delete()
    ListKey.objects.bulk_create(
        ListKey(
            document=document,
            list=name,
            order=order,
            key=key,
            public_id=document.public_id,  # type: ignore[misc]  # what is public has one
        )
        for name, order, key in wanted.keys - stored.keys
    )
    for name, value in stored.values - wanted.values:
        document.values.filter(name=name, value=value).delete()
    Value.objects.bulk_create(
        Value(document=document, name=name, value=value)
        for name, value in wanted.values - stored.values
    )
