"""What readers ask of the starter content is found, and on every database the same."""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from django.utils import timezone

from cms.delivery.models import Document, SearchEntry
from cms.delivery.search.matching import FROZEN, rank
from cms.delivery.search.planning import plan
from tests.api_client import ApiClient
from tests.delivery.search.oracle import Oracle

QUERIES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "search_queries.json").read_text()
)
ALL = [query for queries in QUERIES.values() for query in queries]
RANDOM_QUERIES = 150


def first_three(api: ApiClient, query: str) -> list[str]:
    items = api.json("search/", f"?{urlencode({'q': query, 'limit': 3})}")["items"]
    return [item["title"] if item["type"] == "reference" else item["path"] for item in items]


def test_there_are_enough_queries_of_each_sort() -> None:
    assert len({query["q"] for query in ALL}) >= 100
    assert all(len(queries) >= 3 for queries in QUERIES.values())


@pytest.mark.parametrize("sort", QUERIES)
def test_what_is_asked_for_is_among_the_first_three(
    sort: str, starter: None, api: ApiClient
) -> None:
    missed = {
        query["q"]: set(query["first_three"]) - set(found)
        for query in QUERIES[sort]
        if not set(query["first_three"]) <= set(found := first_three(api, query["q"]))
    }
    assert missed == {}


def test_statements_find_what_the_rows_say_with_the_same_scores(starter: None) -> None:
    oracle = Oracle()
    for query in ALL:
        asked = plan(query["q"], timezone.now())
        expected = oracle.hits(asked)
        found = rank(asked)
        assert list(found.hits) == expected[:FROZEN], query["q"]
        assert found.total == len(expected), query["q"]


def test_statements_find_what_the_rows_say_whatever_is_asked(starter: None) -> None:
    oracle, random = Oracle(), Random(5)
    words = " ".join(SearchEntry.objects.values_list("text", flat=True)).split()
    for _ in range(RANDOM_QUERIES):
        query = " ".join(random.choices(words, k=random.randint(1, 6)))
        if random.random() < 0.5:
            query = query[:-1]
        asked = plan(query, timezone.now())
        assert list(rank(asked).hits) == oracle.hits(asked)[:FROZEN], query


def test_counts_are_of_all_types_and_hits_of_those_that_are_wanted(starter: None) -> None:
    asked = plan("exosomes", timezone.now())
    everything = rank(asked)
    types = dict(Document.objects.values_list("pk", "type"))
    assert everything.counts == Counter(types[row] for row, _ in everything.hits)
    trials = rank(asked, types=["trial", "topic"])
    assert trials.counts == everything.counts
    assert trials.hits == tuple(
        hit for hit in everything.hits if types[hit[0]] in ("trial", "topic")
    )
    assert trials.total == len(trials.hits)


def test_a_search_within_a_list_keeps_scores_and_order(starter: None) -> None:
    asked = plan("melanoma exosomes", timezone.now())
    everything = rank(asked)
    within = Document.objects.filter(Q(type="reference") | Q(path__contains="2005"))
    inside = set(within.values_list("pk", flat=True))
    found = rank(asked, within=within)
    assert found.hits == tuple(hit for hit in everything.hits if hit[0] in inside)
    assert 0 < found.total < everything.total
    assert rank(asked, within=Document.objects.none()).hits == ()
    rows = everything.rows
    assert rows is not None
    listed = set(within.filter(pk__in=rows).values_list("pk", flat=True))
    assert listed == {row for row, _ in found.hits}
    nothing = plan("the of", timezone.now())
    assert rank(nothing, within=within).total == 0
    assert rank(nothing).rows is None
