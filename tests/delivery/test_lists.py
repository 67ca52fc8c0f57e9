"""Lists are narrowed, counted and put in order by what their documents say."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.api import RESOURCES
from cms.delivery import list_counts, sorting
from cms.delivery.filters import Filter, RelatedFilter, SpanFilter
from cms.delivery.models import Document, ListKey, Standing, State, Value
from cms.delivery.remembering import AtOneVersion
from cms.delivery.resources import Resource
from cms.delivery.rows import rows_of, stored_rows
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.delivery.test_reading import statements
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db
EVERYTHING = ("limit", "100")
FILTERS = [
    pytest.param(resource, narrowing, id=f"{resource.name}-{narrowing.name}")
    for resource in RESOURCES
    for narrowing in resource.filters
]
FACETS = [
    pytest.param(resource, name, id=f"{resource.name}-{name}")
    for resource in RESOURCES
    for name in resource.counted
]
#: These are said by others: by the pages that cite a reference.
OF_OTHERS = ("topic", "cited_by")


def ids(api: ApiClient, resource: Resource, *pairs: tuple[str, str]) -> set[str]:
    """Return the ids of a whole list; it is one part long."""
    found = api.json(f"{resource.name}/", f"?{urlencode([*pairs, EVERYTHING])}")
    assert found["total"] == len(found["items"])
    return {item["id"] for item in found["items"]}


def documents(resource: Resource) -> dict[str, dict[str, Any]]:
    """Return the whole documents of a resource, by id."""
    stored = Document.objects.filter(type__in=resource.types, standing=Standing.PUBLIC)
    return {str(found.public_id): json.loads(found.content) for found in stored}


def values(resource: Resource, narrowing: Filter) -> dict[str, set[str]]:
    """Return what each document says for a filter, by its id, as a request writes it."""
    return {
        public_id: {_written(value) for value in narrowing.find(data)}
        for public_id, data in documents(resource).items()
    }


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# Filters


@pytest.mark.parametrize(("resource", "narrowing"), FILTERS)
def test_a_filter_leaves_what_has_its_value(
    resource: Resource, narrowing: Filter, api: ApiClient, starter: None
) -> None:
    everything = ids(api, resource)
    said = values(resource, narrowing)
    some = sorted({value for found in said.values() for value in found})
    for value in islice(some, 6):
        has = {public_id for public_id, found in said.items() if value in found}
        if isinstance(narrowing, RelatedFilter) and value.startswith("/"):
            # Of places documents say the path; a request names the page there.
            page = Document.objects.filter(path=value, standing=Standing.PUBLIC).get()
            if page.type != narrowing.scope and narrowing.scope != "page":
                continue
            value = str(page.public_id)
        assert ids(api, resource, (narrowing.name, value)) == has
        if "not" in narrowing.operators:
            assert ids(api, resource, (f"{narrowing.name}__not", value)) == everything - has


@pytest.mark.parametrize(("resource", "narrowing"), FILTERS)
def test_several_values_of_a_filter_mean_any_of_them(
    resource: Resource, narrowing: Filter, api: ApiClient, starter: None
) -> None:
    said = values(resource, narrowing)
    some = sorted({value for found in said.values() for value in found})
    if len(some) < 2 or some[0].startswith("/"):
        return
    both = [(narrowing.name, value) for value in (some[0], some[-1])]
    assert ids(api, resource, *both) == (ids(api, resource, both[0]) | ids(api, resource, both[1]))


@pytest.mark.parametrize(
    ("resource", "narrowing"),
    [found for found in FILTERS if "gte" in found.values[1].operators],  # type: ignore[union-attr]
)
def test_bounds_leave_what_is_not_below_and_not_above(
    resource: Resource, narrowing: Filter, api: ApiClient, starter: None
) -> None:
    first: Any = sorting.first_day if type(narrowing) is SpanFilter else narrowing.encode
    last: Any = sorting.last_day if type(narrowing) is SpanFilter else narrowing.encode
    said = values(resource, narrowing)
    some = sorted({value for found in said.values() for value in found}, key=first)
    for value in some[:: max(1, len(some) // 4)]:
        above = {key for key, found in said.items() if any(first(v) >= first(value) for v in found)}
        below = {key for key, found in said.items() if any(last(v) <= last(value) for v in found)}
        assert ids(api, resource, (f"{narrowing.name}__gte", value)) == above
        assert ids(api, resource, (f"{narrowing.name}__lte", value)) == below


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        # Its trial started in 2005-02.
        ("start_date=2005", True),
        ("start_date=2005-02", True),
        ("start_date=2005-03", False),
        # Whether it was on that day is not known.
        ("start_date=2005-02-01", False),
        ("start_date__gte=2005-02-01", True),
        ("start_date__gte=2005-02-02", False),
        ("start_date__lte=2005-02", True),
        ("start_date__lte=2005-02-28", True),
        ("start_date__lte=2005-02-27", False),
        ("start_date__gte=2005&start_date__lte=2005", True),
        ("start_date__not=2005", False),
        ("start_date__not=2006", True),
        ("start_date=2004&start_date=2005", True),
    ],
)
def test_a_partial_date_is_the_span_that_it_names(
    query: str, is_found: bool, api: ApiClient, library: Library
) -> None:
    assert bool(api.json("trials/", f"?{query}")["total"]) is is_found


def test_a_day_of_updated_at_is_the_whole_day(api: ApiClient, library: Library) -> None:
    updated = api.json("trials/")["items"][0]["updated_at"]
    assert api.json("trials/", f"?updated_at={updated[:10]}")["total"] == 2
    assert api.json("trials/", f"?updated_at__gte={updated[:10]}")["total"] == 2
    assert api.json("trials/", f"?updated_at__lte={updated[:10]}")["total"] == 2
    assert api.json("trials/", f"?updated_at__gte={updated}")["total"] >= 1
    assert api.json("trials/", "?updated_at__lte=2005")["total"] == 0


@pytest.mark.parametrize(
    "value",
    ["2005-13", "2005-02-30", "05", "2005-2", "now", "2005-02-11T09:30:00Z", "0000", "2005-00"],
)
def test_what_is_no_date_is_refused(value: str, api: ApiClient) -> None:
    assert "date" in api.errors("trials/", f"?start_date={value}")["start_date"]["detail"]


def test_references_are_found_by_what_cites_them(api: ApiClient, library: Library) -> None:
    ReferenceFactory()
    cited = {str(library.escudier.uuid), str(library.morse.uuid)}
    assert set(api.ids("references/", "?topic=cancer")) == cited
    assert set(api.ids("references/", "?topic=exosome-therapy")) == cited
    assert len(api.ids("references/", "?topic__not=cancer")) == 1
    assert api.ids("references/", "?topic=nothing") == []
    [lung] = api.ids("references/", f"?cited_by={library.lung_trial.translation_key}")
    assert lung == str(library.morse.uuid)
    assert api.ids("references/", "?cited_by=dexosomes-in-lung-cancer") == [lung]
    library.lung_trial.unpublish()
    assert api.ids("references/", "?cited_by=dexosomes-in-lung-cancer") == []


# Facets


@pytest.mark.parametrize(("resource", "name"), FACETS)
def test_a_facet_counts_what_its_filter_would_leave(
    resource: Resource, name: str, api: ApiClient, starter: None
) -> None:
    found = api.json(f"{resource.name}/", f"?facets={name}&limit=1")["facets"]
    assert set(found) == {name}
    counts = [counted["count"] for counted in found[name]]
    assert counts == sorted(counts, reverse=True)
    for counted in found[name]:
        assert counted["label"]
        assert len(ids(api, resource, (name, counted["value"]))) == counted["count"]


def test_a_facet_ignores_its_own_filter_and_no_other(api: ApiClient, library: Library) -> None:
    query = "?phase=PHASE2&overall_status__not=COMPLETED&facets=phase,overall_status"
    facets = api.json("trials/", query)["facets"]
    assert facets == {
        "phase": [
            {"value": "PHASE1", "label": "Phase 1", "count": 1},
            {"value": "PHASE2", "label": "Phase 2", "count": 1},
        ],
        "overall_status": [],
    }


def test_facets_of_other_documents_have_their_titles(api: ApiClient, library: Library) -> None:
    facets = api.json("trials/", "?facets=condition,topic,country")["facets"]
    assert {(found["label"], found["count"]) for found in facets["condition"]} == {
        ("Melanoma", 1),
        ("Lung cancer", 1),
    }
    assert [found["label"] for found in facets["topic"]] == [
        "Exosome therapy",
        "Exosomes in the treatment of cancer",
    ]
    assert facets["country"] == [{"value": "FR", "label": "France", "count": 2}]


def test_facets_are_there_only_when_asked_for(api: ApiClient, library: Library) -> None:
    assert "facets" not in api.json("trials/")
    assert api.errors("trials/", "?facets=phases")["facets"]["did_you_mean"] == "phase"
    assert "facets" in api.errors("people/", "?facets=name")


# Includes


def test_include_sends_whole_documents_along(api: ApiClient, library: Library) -> None:
    path = f"trials/{library.melanoma_trial.translation_key}/"
    found = api.json(path, "?include=references,conditions,pages")
    inside = found["included"]
    reference = str(library.escudier.uuid)
    assert inside[reference] == api.json(f"references/{reference}/")
    assert {document["type"] for document in inside.values()} == {
        "reference", "condition", "topic", "home", "trial_index",
    }  # fmt: skip
    assert found["not_included"] == []
    listed = api.json("trials/", "?include=references&fields=title")
    assert set(listed["included"]) == {str(library.escudier.uuid), str(library.morse.uuid)}
    assert set(listed["items"][0]) == {"id", "type", "title"}


def test_included_documents_have_their_texts_in_the_form_that_was_asked_for(
    api: ApiClient, library: Library
) -> None:
    path = f"trials/{library.melanoma_trial.translation_key}/"
    found = api.json(path, "?include=pages&rich_text=markdown")
    topic = found["included"][str(library.cancer.translation_key)]
    assert topic["key_points"][0]["format"] == "markdown"


def test_what_is_hidden_is_not_included(api: ApiClient, library: Library) -> None:
    path = f"references/{library.escudier.uuid}/"
    trial = str(library.melanoma_trial.translation_key)
    assert trial in api.json(path, "?include=pages")["included"]
    library.melanoma_trial.unpublish()
    assert trial not in api.json(path, "?include=pages")["included"]


def test_include_is_bounded_and_says_so(
    api: ApiClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.delivery.items.MAX_INCLUDED", 1)
    found = api.json("trials/", "?include=references")
    assert len(found["included"]) == 1
    assert len(found["not_included"]) == 1
    both = {str(library.escudier.uuid), str(library.morse.uuid)}
    assert {*found["included"], *found["not_included"]} == both


def test_include_of_a_document_that_others_add_to_is_never_behind(
    api: ApiClient, library: Library
) -> None:
    library.melanoma_trial.unpublish()
    [reference] = api.json(f"trials/{library.lung_trial.translation_key}/", "?include=references")[
        "included"
    ].values()
    assert [page["title"] for page in reference["cited_by"]]
    library.lung_trial.title = "Another title"
    library.lung_trial.save_revision().publish()
    found = api.json(f"trials/{library.lung_trial.translation_key}/", "?include=references")
    [reference] = found["included"].values()
    assert "Another title" in [page["title"] for page in reference["cited_by"]]


# Rows


def test_rows_are_what_documents_say_and_go_with_them(api: ApiClient, library: Library) -> None:
    api.json("trials/")
    for document in Document.objects.filter(standing=Standing.PUBLIC):
        assert stored_rows(document) == rows_of(document)
    source = f"page:{library.lung_trial.pk}"
    library.lung_trial.unpublish()
    assert api.json("trials/")["total"] == 1
    assert not ListKey.objects.filter(document__source=source).exists()
    assert not Value.objects.filter(document__source=source).exists()


def test_rows_of_an_earlier_release_are_written_anew(api: ApiClient, library: Library) -> None:
    api.json("trials/")
    Value.objects.filter(name="trials.phase").delete()
    Document.objects.update(fingerprint="earlier")
    State.objects.update(listed_fingerprint="earlier")
    assert api.json("trials/", "?phase=PHASE2")["total"] == 1


# Cost


def queries_of(api: ApiClient, address: str, *, is_counted: bool = False) -> list[str]:
    api.client.get(f"/api/content/v1/{address}")
    if not is_counted:
        list_counts._kept = AtOneVersion(list_counts.MOST)
    with CaptureQueriesContext(connection) as queries:
        response = api.client.get(f"/api/content/v1/{address}")
    assert response.status_code == 200, response.content
    return statements(queries)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_list_takes_four_queries_and_two_more_for_facets(
    resource: Resource, api: ApiClient, starter: None
) -> None:
    plain = f"{resource.name}/?limit=20"
    including = ",".join(include.name for include in resource.includes)
    whole = f"{plain}&include={including}" if including else plain
    assert len(queries_of(api, plain)) == 3
    # Its count is known then, until something changes.
    if api.json(plain)["total"]:
        assert len(queries_of(api, plain, is_counted=True)) == 2
    assert len(queries_of(api, whole)) <= 4
    if resource.counted:
        names = ",".join(resource.counted)
        assert len(queries_of(api, f"{plain}&facets={names}")) <= 5
        assert len(queries_of(api, f"{whole}&facets={names}")) <= 6


def test_counts_are_those_of_now_as_soon_as_something_has_changed(
    library: Library, api: ApiClient
) -> None:
    address = "trials/?facets=condition&condition=lung-cancer"
    before = api.json(address)
    assert before == api.json(address)
    library.lung_trial.unpublish()
    after = api.json(address)
    assert (before["total"], after["total"]) == (1, 0)
    assert before["facets"] != after["facets"]


@pytest.mark.parametrize(("resource", "narrowing"), FILTERS)
def test_every_filter_and_order_is_answered_by_an_index(
    resource: Resource, narrowing: Filter, api: ApiClient, starter: None
) -> None:
    example = str(narrowing.parameter.example)
    for name in (parameter.name for parameter in narrowing.parameters().values()):
        query = urlencode([(name, example), ("limit", "2"), ("order", resource.orders[-1].name)])
        for sql in queries_of(api, f"{resource.name}/?{query}"):
            if "delivery_listkey" in sql:
                assert not list(scanned(sql)), sql


def scanned(sql: str) -> Iterator[str]:
    """Yield the steps of a query's plan that read a whole table of ours."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So small a table is read whole, unless that is forbidden.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            steps = [row[0] for row in cursor.fetchall()]
            yield from (step for step in steps if "Seq Scan on delivery_" in step)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
            yield from (
                step for step in steps if step.startswith("SCAN") and "INDEX" not in step
                and "SUBQUERY" not in step
            )  # fmt: skip


# Bad input


HOSTILE = ["%", '"', "'", "' OR 1=1 --", "\\", "a" * 450, "*", "(", "NEAR(", "ß", "İ", "😀"]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_change_neither_queries_nor_result(
    value: str, api: ApiClient, starter: None
) -> None:
    for resource, name in (
        ("references", "container_title"),
        ("references", "tag"),
        ("trials", "city"),
        ("trials", "registry_id"),
    ):
        api.json(f"{resource}/")
        path = f"/api/content/v1/{resource}/?{urlencode([(name, value)])}"
        with CaptureQueriesContext(connection) as queries:
            response = api.client.get(path)
        if response.status_code == 400:
            assert "too long" in response.json()["errors"][0]["detail"]
            continue
        assert response.json()["total"] == 0
        assert len(statements(queries)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "tag=" + "a" * 10_000,
        "&".join(f"tag={number}" for number in range(200)),
        "tag=%00",
        "tag=",
        "include=everything",
        "facets=year,year",
        "facets=",
        "fields=abstract",
        "cursor=eyJ",
    ],
    ids=lambda query: query[:20],
)
def test_bad_queries_are_refused(query: str, api: ApiClient) -> None:
    response = api.get("references/", f"?{query}")
    assert response.status_code == 400
    assert response.json()["detail"]
