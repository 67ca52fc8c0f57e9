"""Facets: how many items of a list have each value of a filter, were that filter not used."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import CharField, Q
from django.db.models import Value as Constant

from cms.delivery.filters import Facet
from cms.delivery.models import Value
from cms.delivery.resources import Resource

#: At most so many values of a facet are told, the most frequent ones.
MAX_VALUES = 100
#: Counts of each facet: `[{"value", "label", "count"}]`, the most frequent first.
Counts = dict[str, list[dict[str, Any]]]


def counts_of(resource: Resource, names: Sequence[str], narrowing: Mapping[str, Q]) -> Counts:
    """Return how many items have each value, in two queries.

    Args:
        resource: whose list.
        names: the facets.
        narrowing: the condition of each filter, by its name.
    """
    counted = []
    for name in names:
        others = Q()
        for other, condition in narrowing.items():
            if other != name:
                others &= condition
        rows = resource.counted[name].counted(resource.name, others)
        counted.append(rows.annotate(facet=Constant(name, output_field=CharField())))
    found = counted[0].union(*counted[1:], all=True) if len(counted) > 1 else counted[0]
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for row in found:
        counts[row["facet"]][row["value"]] = row["count"]
    shown = _shown(resource, counts)
    return {name: sorted(shown[name], key=_most_frequent)[:MAX_VALUES] for name in names}


def _most_frequent(counted: dict[str, Any]) -> tuple[int, str, str]:
    return -counted["count"], counted["label"], counted["value"]


def _shown(
    resource: Resource, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, list[dict[str, Any]]]:
    """Return counts with their labels; those of other documents come by one query."""
    facets = {name: resource.counted[name].facet or Facet() for name in counts}
    named = _named_documents(
        {facets[name].by: list(values) for name, values in counts.items() if facets[name].by}
    )
    shown: dict[str, list[dict[str, Any]]] = {}
    for name, values in counts.items():
        facet = facets[name]
        shown[name] = []
        for value, count in values.items():
            if facet.label is not None:
                written = facet.write(value)
                label = facet.label(written)
                shown[name].append({"value": written, "label": label, "count": count})
            elif (facet.by, value) in named:
                identifier, title = named[facet.by, value]
                shown[name].append({"value": identifier, "label": title, "count": count})
    return shown


def _named_documents(wanted: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return id and title of documents that have some values, by name and value, in one query."""
    condition = Q()
    for name, values in wanted.items():
        condition |= Q(name=name, value__in=values)
    if not condition:
        return {}
    rows = Value.objects.filter(condition).values_list(
        "name", "value", "document__public_id", "document__title"
    )
    return {(name, value): (str(public_id), title) for name, value, public_id, title in rows}
