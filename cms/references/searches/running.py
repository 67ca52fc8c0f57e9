"""Runs a saved search, and keeps what it finds that is new to the library and to editors."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.references.duplicates import find_duplicates
from cms.references.importing.cleaning import cleaned_record
from cms.references.lookup.errors import LookUpFailed
from cms.references.lookup.europe_pmc import NEWEST_FIRST, RESULTS_A_PAGE, Article, search
from cms.references.models import FoundPublication, FoundState, SavedSearch

RUN_EVERY = datetime.timedelta(days=7)
#: Of a search so many publications are looked at, the newest first.
MOST_FOUND = 500


def due_searches(now: datetime.datetime) -> QuerySet[SavedSearch]:
    """Return the searches that were not run in the last week."""
    return SavedSearch.objects.filter(Q(last_run_at=None) | Q(last_run_at__lt=now - RUN_EVERY))


def run_search(saved: SavedSearch) -> int:
    """Run a search; return how many publications are new.

    Where Europe PMC does not answer, the search says why and stays due; what was found until then
    is kept.
    """
    # What was found for topics that are gone may be new for this one.
    FoundPublication.objects.filter(state=FoundState.NEW, search=None).delete()
    _leave_out_what_was_added(saved)
    articles = search(saved.query, sort=NEWEST_FIRST)
    new = 0
    saved.problem = ""
    try:
        looked_at = islice(articles, MOST_FOUND)
        while batch := list(islice(looked_at, RESULTS_A_PAGE)):
            new += _keep_new(saved, batch)
        saved.is_cut_off = next(articles, None) is not None
        saved.last_run_at = timezone.now()
    except LookUpFailed as failure:
        saved.problem = failure.reason
    SavedSearch.objects.filter(pk=saved.pk).update(
        problem=saved.problem, last_run_at=saved.last_run_at, is_cut_off=saved.is_cut_off
    )
    return new


def _leave_out_what_was_added(saved: SavedSearch) -> None:
    """Show nothing any more that has come into the library by another way."""
    rows = list(saved.found.filter(state=FoundState.NEW))
    for row, duplicate in zip(rows, find_duplicates([row.csl for row in rows]), strict=True):
        if duplicate:
            row.state, row.reference_id = FoundState.ADDED, duplicate.pk
    FoundPublication.objects.bulk_update(rows, ["state", "reference"])


def _keep_new(saved: SavedSearch, articles: Sequence[Article]) -> int:
    """Keep those of some publications that are new; return how many."""
    found = list(_unknown(saved, articles))
    duplicates = find_duplicates([row.csl for row in found])
    new = [row for row, duplicate in zip(found, duplicates, strict=True) if duplicate is None]
    # Somebody may have deleted the search meanwhile, and another may find the same.
    if SavedSearch.objects.filter(pk=saved.pk).exists():
        FoundPublication.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _unknown(saved: SavedSearch, articles: Iterable[Article]) -> Iterable[FoundPublication]:
    """Yield what no search has found yet, whatever became of it then."""
    rows: dict[str, FoundPublication] = {}
    now = timezone.now()
    for article in articles:
        csl = cleaned_record(article.csl(), index=1, line=0).csl or {}
        key = f"{article.source}:{article.id}"
        if article.id and csl.get("title"):
            doi = str(csl.get("DOI") or "")
            rows[doi or key] = FoundPublication(
                search=saved, key=key, doi=doi, csl=csl, found_at=now
            )
    known = FoundPublication.objects.filter(
        Q(key__in=[row.key for row in rows.values()])
        | Q(doi__in=[row.doi for row in rows.values() if row.doi])
    )
    names = {name for row in known.values_list("key", "doi") for name in row if name}
    return [row for row in rows.values() if not {row.key, row.doi} & names]
