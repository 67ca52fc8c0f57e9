"""What a visitor looks for among the references."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import TopicPage
from cms.references import browsing
from cms.references.browsing import Browsed, browse
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory


def found(query: str = "") -> Browsed:
    return browse(QueryDict(query), timezone.now())


def titles(browsed: Browsed) -> list[str]:
    return [document.title for document in browsed.listed.documents]


def options(browsed: Browsed, name: str) -> dict[str, int]:
    [field] = [field for field in browsed.fields if field.name == name]
    return {option.label: option.count for option in field.options}


def chosen(browsed: Browsed) -> dict[str, str]:
    return {
        field.name: option.label
        for field in browsed.fields
        for option in field.options
        if option.selected
    }


@pytest.fixture
def three(library: Library) -> None:
    """Add to the two of the library, both of 2005, three of other kinds."""
    ReferenceFactory(year=2021, is_open_access=True)
    ReferenceFactory(csl={"type": "book", "title": "Zoology", "issued": {"date-parts": [[2014]]}})
    ReferenceFactory(csl={"type": "webpage", "title": "A page"}, is_open_access=False)


def test_everything_is_there_with_the_newest_first(three: None) -> None:
    browsed = found()
    assert browsed.listed.total == 5
    assert [title.split()[0] for title in titles(browsed)][:2] == ["Exosomes", "Zoology"]
    assert titles(browsed)[-1] == "A page"
    assert browsed.wishes.notices == ()


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("year=2005", 2),
        ("csl_type=book", 1),
        ("open_access=true", 1),
        ("open_access=false", 1),
        ("topic=cancer", 2),
        ("topic=cancer&year=2014", 0),
        ("q=zoology", 1),
        ("q=zoology&csl_type=book", 1),
        ("q=10.1186/1479-5876-3-9", 1),
        ("q=%20&year=&csl_type=&topic=&open_access=&cursor=", 5),
        ("q=zoology&utm_source=x&page=2", 1),
        ("year=2005&year=2014", 1),
    ],
)
def test_what_an_address_asks_for_is_shown(three: None, query: str, total: int) -> None:
    browsed = found(query)
    assert browsed.listed.total == len(titles(browsed)) == total
    assert browsed.wishes.notices == ()


def test_every_value_has_its_count_and_years_begin_with_the_last(three: None) -> None:
    browsed = found()
    assert list(options(browsed, "year").items()) == [("2021", 1), ("2014", 1), ("2005", 2)]
    assert options(browsed, "csl_type") == {"Book": 1, "Journal article": 3, "Web page": 1}
    assert options(browsed, "open_access") == {"No": 1, "Yes": 1}
    assert options(browsed, "topic") == {
        "Exosome therapy": 2,
        "Exosomes in the treatment of cancer": 2,
    }


def test_counts_are_what_a_choice_would_leave(three: None) -> None:
    browsed = found("year=2005")
    assert options(browsed, "year") == {"2021": 1, "2014": 1, "2005": 2}
    assert options(browsed, "csl_type") == {"Journal article": 2}


def test_what_was_chosen_stays_chosen_even_if_it_leaves_nothing(three: None) -> None:
    browsed = found("q=nothing-has-this&topic=cancer&year=1999&csl_type=book&open_access=true")
    assert browsed.listed.total == 0
    assert chosen(browsed) == {
        "topic": "Exosomes in the treatment of cancer",
        "year": "1999",
        "csl_type": "Book",
        "open_access": "Yes",
    }


def test_the_list_is_that_of_the_api(api: ApiClient, three: None) -> None:
    for query in ("q=exosomes", "topic=cancer", "q=melanoma&year=2005"):
        answer = api.json("references/", f"?{query}")
        browsed = found(query)
        assert {str(document.public_id) for document in browsed.listed.documents} == {
            item["id"] for item in answer["items"]
        }


# Parts


def walk(query: str) -> list[str]:
    """Return the titles of all parts of a list."""
    seen = []
    while True:
        browsed = found(query)
        seen += titles(browsed)
        assert browsed.wishes.notices == ()
        if not browsed.next_query:
            return seen
        query = browsed.next_query


@pytest.mark.parametrize("query", ["year=2020", "q=carriers&year=2020"])
def test_a_long_list_is_walked_through_part_by_part(query: str) -> None:
    made = {ReferenceFactory().title for _ in range(45)}
    ReferenceFactory(year=1999)
    seen = walk(query)
    assert len(seen) == 45
    assert set(seen) == made
    assert dict(parse_qsl(found(query).first_query)) == dict(parse_qsl(query))


@pytest.mark.parametrize("other", ["year=2021", "q=carriers", ""])
def test_a_cursor_of_another_list_leads_to_the_beginning_of_this_one(other: str) -> None:
    for year in (2020, 2021):
        ReferenceFactory.create_batch(21, year=year)
    [cursor] = [
        value for name, value in parse_qsl(found("year=2020").next_query) if name == "cursor"
    ]
    browsed = found(f"{other}&cursor={cursor}")
    assert titles(browsed) == titles(found(other))
    assert browsed.wishes.notices == (browsing.CURSOR_IS_OF_ANOTHER_LIST,)
    assert "cursor" not in browsed.wishes.texts


# What can't be


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("year=two", "“two” is nothing that “Year” can be"),
        ("year=2005%00", "“2005” is nothing that “Year” can be"),
        ("year=99999999999999999999", "is nothing that “Year” can be"),
        ("csl_type=Book", "“Book” is nothing that “Type” can be"),
        ("open_access=yes", "“yes” is nothing that “Free to read” can be"),
        ("topic=a/b", "“a/b” is nothing that “Cited in topic” can be"),
        ("topic=trials", browsing.NO_SUCH_TOPIC),
        ("topic=00000000-0000-0000-0000-000000000000", browsing.NO_SUCH_TOPIC),
        ("q=a%00b", "The search could not be read"),
        ("cursor=x", browsing.CURSOR_IS_OF_ANOTHER_LIST),
        ("cursor=%00", browsing.CURSOR_IS_OF_ANOTHER_LIST),
        (f"q={'x' * 17_000}", "The search could not be read"),
        (f"topic={'x' * 5_000}", "…” is nothing that"),
    ],
)
def test_what_can_not_be_is_left_out_and_said(three: None, query: str, notice: str) -> None:
    browsed = found(query)
    assert browsed.listed.total == 5
    [said] = browsed.wishes.notices
    assert notice in said
    assert len(said) < 200
    assert "\0" not in said


def test_a_search_of_five_thousand_characters_is_read_to_its_first_words(three: None) -> None:
    browsed = found("q=" + "zoology+" * 625)
    assert titles(browsed) == ["Zoology"]
    assert browsed.wishes.notices == (browsing.ONLY_FIRST_WORDS,)


@pytest.mark.parametrize("query", ["q='%22%3B--&year=2005", "q=%F0%9F%A7%AC", "q=%ff%fe", "q=*"])
def test_odd_letters_are_looked_for_like_any(three: None, query: str) -> None:
    assert found(query).listed.total == 0


# What nobody may see


def test_a_topic_that_is_hidden_is_as_if_it_had_never_been(library: Library) -> None:
    address = f"topic={library.cancer.translation_key}"
    assert found(address).listed.total == 2
    library.cancer.unpublish()
    browsed = found(address)
    assert browsed.wishes.notices == (browsing.NO_SUCH_TOPIC,)
    never = found("topic=00000000-0000-0000-0000-000000000000")
    assert titles(browsed) == titles(never)
    assert library.cancer.title not in options(browsed, "topic")


# How much it costs


def queries_of(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return len(captured)


@pytest.mark.parametrize("query", ["", "year=2020", "q=carriers", "topic=cancer&q=exosomes"])
def test_a_longer_list_takes_as_many_queries(library: Library, query: str) -> None:
    ReferenceFactory.create_batch(2)
    found(query)
    few = queries_of(lambda: found(query))
    ReferenceFactory.create_batch(30)
    TopicPage.objects.get(pk=library.cancer.pk).save_revision().publish()
    found(query)
    assert queries_of(lambda: found(query)) == few
