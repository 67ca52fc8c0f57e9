"""References in the content API."""

import pytest

from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db


def test_item_is_the_whole_document(api: ApiClient, library: Library) -> None:
    found = api.json(f"references/{library.morse.uuid}/")
    assert found["doi"] == "10.1186/1479-5876-3-9"
    assert found["url"] == "https://doi.org/10.1186/1479-5876-3-9"
    assert found["authors"] == [{"family": "Morse", "given": "Michael A"}]
    assert found["citation"]["style"] == "nlm"
    assert found["csl"]["volume"] == "3"
    assert {page["title"] for page in found["cited_by"]} == {
        "Review articles",
        "Dexosomes in lung cancer",
    }


def test_abstract_and_note_are_never_delivered(api: ApiClient) -> None:
    reference = ReferenceFactory(abstract="The publisher's words", note="Ask Ada about this")
    reference.csl = {**reference.csl, "abstract": "The publisher's words", "note": "Ask Ada"}
    reference.save()
    content = api.get(f"references/{reference.uuid}/").content.decode()
    assert "publisher's words" not in content
    assert "Ask Ada about this" not in content


def test_list_leaves_out_the_record(api: ApiClient, library: Library) -> None:
    item = api.json("references/")["items"][0]
    assert "csl" not in item
    assert item["citation"]["text"]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("?year=2005", {2005}),
        ("?year=2005&year=2021", {2005, 2021}),
        ("?year__gte=2010", {2014, 2021}),
        ("?year__lte=2014", {2005, 2014}),
        ("?year__gte=2010&year__lte=2014", {2014}),
        ("?year__not=2005", {2014, 2021}),
        ("?csl_type=book", {2014}),
        ("?csl_type=book&csl_type=thesis", {2014}),
        ("?csl_type__not=book", {2005, 2021}),
        ("?doi=10.1186/1479-5876-3-10", {2005}),
        ("?doi=https://doi.org/10.1186/1479-5876-3-10", {2005}),
        ("?doi=10.1186%2F1479-5876-3-10&doi=10.9999/none", {2005}),
        ("?doi=10.9999/none", set()),
        ("?pmid=15723705", {2005}),
        ("?pmid=1", set()),
    ],
)
def test_filters(api: ApiClient, library: Library, query: str, years: set[int]) -> None:
    ReferenceFactory(year=2021)
    ReferenceFactory(csl={"type": "book", "title": "Exosomes", "issued": {"date-parts": [[2014]]}})
    assert {item["year"] for item in api.json("references/", query)["items"]} == years


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?year=05", "year"),
        ("?year=two", "year"),
        ("?year=2005.0", "year"),
        ("?year=-2005", "year"),
        ("?year=%D9%A2%D9%A0%D9%A0%D9%A5", "year"),
        ("?year=2005%20", "year"),
        ("?year=99999999999999999999", "year"),
        ("?year__gte=2005&year__gte=2006", "year__gte"),
        ("?year__gt=2005", "year__gt"),
        ("?csl_type=Book", "csl_type"),
        ("?doi=nri855", "doi"),
        ("?doi=", "doi"),
        ("?pmid=PMC123", "pmid"),
        ("?csl__title=x", "csl__title"),
        ("?note=x", "note"),
        ("?fields=abstract", "fields"),
        ("?fields=csl,csl", "fields"),
        ("?fields=csl&fields=title", "fields"),
        ("?fields=csl,,title", "fields"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=020", "limit"),
        ("?limit=", "limit"),
        ("?limit=20&limit=20", "limit"),
        ("?offset=20", "offset"),
        ("?cursor=", "cursor"),
        ("?cursor=abc", "cursor"),
        ("?order=", "order"),
        ("?order=-year,title", "order"),
        ("?order=note", "order"),
        ("?locale=fr", "locale"),
        ("?rich_text=Markdown", "rich_text"),
        ("?doi=10.1186/%00", "doi"),
    ],
)
def test_invalid_parameters(api: ApiClient, query: str, name: str) -> None:
    assert name in api.errors("references/", query)


def test_order_by_year_puts_unknown_years_last(api: ApiClient) -> None:
    for year in (2019, 2021):
        ReferenceFactory(year=year)
    ReferenceFactory(csl={"type": "webpage", "title": "No date"})
    years = [item["year"] for item in api.json("references/", "?order=-year")["items"]]
    assert years == [2021, 2019, None]


def test_merely_drafted_pages_do_not_count_as_citing(api: ApiClient, library: Library) -> None:
    library.lung_trial.unpublish()
    found = api.json(f"references/{library.morse.uuid}/")
    assert [page["title"] for page in found["cited_by"]] == ["Review articles"]


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_the_list(
    api: ApiClient, library: Library, django_assert_max_num_queries: object, count: int
) -> None:
    for _ in range(count):
        ReferenceFactory()
    api.json("references/")
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's fixture
        api.json("references/", "?limit=100&fields=csl,cited_by,tags,citation")
