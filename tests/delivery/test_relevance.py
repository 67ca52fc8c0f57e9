"""`q` narrows lists to what has the words, the best first."""

from urllib.parse import urlencode

import pytest

from cms.api import RESOURCES
from cms.delivery.resources import Resource
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.delivery.test_lists import queries_of
from tests.delivery.test_paging import walk
from tests.factories.trials import TrialPageFactory

pytestmark = pytest.mark.django_db
SEARCHED = [resource for resource in RESOURCES if resource.is_searched]


def titles(api: ApiClient, path: str, query: str) -> list[str]:
    return [item["title"] for item in api.json(path, query)["items"]]


def test_a_list_is_narrowed_to_what_has_the_words(api: ApiClient, library: Library) -> None:
    assert titles(api, "trials/", "?q=melanoma") == ["Dexosomes in melanoma"]
    assert api.json("trials/", "?q=melanoma")["total"] == 1
    assert titles(api, "trials/", "?q=melanoma&phase=PHASE3") == []
    assert titles(api, "trials/", "?q=the+of") == []
    assert titles(api, "topics/", "?q=cancer")[0] == "Exosomes in the treatment of cancer"


def test_the_best_come_first_as_in_the_search(api: ApiClient, starter: None) -> None:
    for words in ("melanoma", "dendritic cells", "exosome drug delivery"):
        hits = api.json("search/", f"?q={words}&types=reference&limit=100")
        found = api.json("references/", f"?q={words}&limit=100")
        assert [item["id"] for item in found["items"]] == [hit["id"] for hit in hits["items"]]
        assert found["total"] == hits["total"]


def test_another_order_is_kept_with_words(api: ApiClient, starter: None) -> None:
    found = api.json("references/", "?q=exosome&order=-year&limit=100")
    years = [item["year"] or 0 for item in found["items"]]
    assert years == sorted(years, reverse=True)
    assert found["total"] == api.json("references/", "?q=exosome")["total"]


def test_facets_count_what_is_found(api: ApiClient, library: Library) -> None:
    for order in ("", "&order=title"):
        facets = api.json("trials/", f"?q=melanoma{order}&facets=phase")["facets"]["phase"]
        assert {(found["value"], found["count"]) for found in facets} == {
            ("PHASE1", 1), ("PHASE2", 1),
        }  # fmt: skip


@pytest.mark.parametrize("order", ["relevance", "title", "-published_at"])
def test_what_is_found_is_walked_whole(api: ApiClient, library: Library, order: str) -> None:
    for number in range(5):
        TrialPageFactory(parent=library.trial_index, title=f"Melanoma {number}")
    items = walk(api, "trials/", f"?q=melanoma&limit=2&order={order}")
    assert len({item["id"] for item in items}) == len(items) == 6


def test_a_walk_of_the_best_shows_nothing_that_was_hidden_since(
    api: ApiClient, library: Library
) -> None:
    for number in range(3):
        TrialPageFactory(parent=library.trial_index, title=f"Melanoma {number}")
    first = api.json("trials/", "?q=melanoma&limit=1")
    library.melanoma_trial.unpublish()
    rest = walk(api, "trials/", first["next"].partition("trials/")[2])
    assert "Dexosomes in melanoma" not in {item["title"] for item in rest}


def test_a_cursor_fits_its_own_words_only(api: ApiClient, library: Library) -> None:
    for order in ("relevance", "title"):
        query = f"?q=dexosomes&limit=1&order={order}"
        cursor = api.json("trials/", query)["next"].rsplit("cursor=", 1)[1]
        assert api.json("trials/", f"{query}&cursor={cursor}")["items"]
        for other in (f"?q=melanoma&order={order}", "?q=dexosomes&order=-title", "?order=title"):
            assert "cursor" in api.errors("trials/", f"{other}&cursor={cursor}")


def test_relevance_needs_words(api: ApiClient) -> None:
    assert "q" in api.errors("trials/", "?order=relevance")["order"]["detail"]
    assert "q" in api.errors("trials/", "?q=")
    assert "q" in api.errors("people/", "?q=ada")


def test_what_is_found_can_be_exported(api: ApiClient, library: Library) -> None:
    written = api.get("references/", "?q=vaccination&format=ris").getvalue().decode()
    assert written.count("TY  - ") == api.json("references/", "?q=vaccination")["total"] == 1


#: Words, with how many queries it takes to know what they mean and what has them.
WORDS = {
    # All that is asked of them is in one statement.
    "exosome": 2,
    "%\"'": 2,
    "x" * 5000: 2,
    # They are names, or misspelt: what else has those names, and what was meant?
    "melanoma": 3,
    "exosmoe": 3,
    # Besides, few have so many words: which have most of them?
    "melanoma vaccine cells of zebras": 4,
    "exosmoe vaccine cells zebras": 4,
}


@pytest.mark.parametrize("resource", SEARCHED, ids=lambda resource: resource.name)
@pytest.mark.parametrize("words", WORDS)
def test_words_take_a_constant_number_of_queries(
    api: ApiClient, starter: None, resource: Resource, words: str
) -> None:
    for order, further in (("relevance", 1), (resource.orders[0].name, 2)):
        # What is found and, in another order, how much that is.
        query = urlencode({"q": words, "order": order, "limit": 20})
        most = min(WORDS[words] + further, 5)
        assert len(queries_of(api, f"{resource.name}/?{query}")) <= most
        facets = ",".join(resource.counted)
        assert len(queries_of(api, f"{resource.name}/?{query}&facets={facets}")) <= most + 2
