"""What is counted of a list: how many items it has, and how many of them each value of a facet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cms.delivery.facets import Counts, counts_of
from cms.delivery.paging import Wanted, total_of
from cms.delivery.parameters import Query
from cms.delivery.remembering import AtOneVersion
from cms.delivery.resources import Resource
from cms.delivery.response_cache.versions import Version
from cms.delivery.settling import Settled

#: Of so many lists the counts are kept, those that were asked for last: some kilobytes each.
MOST = 256


@dataclass(frozen=True)
class ListCounts:
    """What is counted of a list.

    Args:
        total: how many items it has, whichever part is shown.
        facets: how many have each value, where that was asked for.
    """

    total: int
    facets: Counts | None


_kept: AtOneVersion[ListCounts] = AtOneVersion(MOST)


def counts_of_list(
    resource: Resource,
    query: Query,
    *,
    asked: Mapping[str, Any],
    wanted: Wanted,
    narrowing: Mapping[str, Q],
    total: int | None,
    condition: Q,
    state: Settled,
) -> ListCounts:
    """Count a list; each part of it, and everybody who asks, gets the same until content changes.

    What has words is counted anew: the search keeps what it ranks itself.

    Args:
        resource: whose list.
        query: the request's parameters.
        asked: what a cursor is bound to: all that decides what is in the list.
        wanted: which part.
        narrowing: the condition of each filter, by its name.
        total: how many items it has, where that is known.
        condition: all of them.
        state: of the rows, as the request has found it.
    """
    names = query["facets"] if resource.counted else None

    if "q" in query.given or not state.is_settled:
        return _counted(resource, names, wanted, narrowing, condition, total)[0]
    question = json.dumps([resource.name, asked, names], sort_keys=True, default=str)
    kept = _kept.get(state.version, question)
    if kept is None:
        kept, version = _counted(resource, names, wanted, narrowing, condition, total)
        # Not, if somebody has changed something meanwhile: they may be of before or after.
        if version == state.version:
            _kept.put(state.version, question, kept)
    return kept


def _counted(
    resource: Resource,
    names: Sequence[str] | None,
    wanted: Wanted,
    narrowing: Mapping[str, Q],
    condition: Q,
    total: int | None,
) -> tuple[ListCounts, Version | None]:
    """Return what is counted, and the content version at its end, as far as that is known."""
    facets = None if names is None else counts_of(resource, names, narrowing)
    if total is not None:
        return ListCounts(total, facets), None
    total, version = total_of(wanted, condition)
    return ListCounts(total, facets), version
