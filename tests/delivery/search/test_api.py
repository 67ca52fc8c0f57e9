"""`search/`: what it takes, what it answers, and that no walk through it repeats or skips."""

import datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from articles.models import TopicPage
from cms.delivery import maintenance
from cms.delivery.models import Document, SearchEntry, SearchPosting, State
from cms.delivery.resources import ROOT
from cms.delivery.search.matching import FROZEN
from cms.delivery.search.walks import seal
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.delivery.following import relative
from tests.delivery.rich import settle
from tests.delivery.test_reading import statements
from tests.factories.references import ReferenceFactory

MAX_QUERIES = 5
HOSTILE = {
    "10 kB of words": "exosome " * 1250,
    "10 kB of one word": "x" * 10_000,
    "5,000 characters of parts": "a1-" * 1666,
    "5,000 spaces and a word": " " * 5000 + "exosome",
    "wildcards": "%_%%\\*?",
    "quotes": "\"'`\"\"''",
    "operators": 'NEAR("a" b, 5) AND OR NOT title:^exosome* + - (& | ! <->)',
    "SQL": "'; DROP TABLE delivery_searchposting; --",
    "placeholders": "%s %d %(name)s {0} {query} ? :name $1",
    "stop words": "the of and " * 100,
    "emoji and marks": "😀\u0301\u200b\u202e\ufeff exosome",
    "markup": "<script>alert(1)</script> exosome",
    "another script": "外泌体 экзосома エクソソーム",
    "one letter": "e",
    "digits": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "unknown words": "qwertzu yxcvbnm asdfghjk poiuzt lkjhgfd mnbvcxy",
    "misspelt words": "melanomma exosmes melnaoma lungg cancr dexosomess",
}


def search(api: ApiClient, query: str, **parameters: Any) -> Any:
    return api.json("search/", f"?{urlencode({'q': query, **parameters})}")


def titles(api: ApiClient, query: str, **parameters: Any) -> list[str]:
    return [item["title"] for item in search(api, query, **parameters)["items"]]


# What it takes


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=a&q=b", "?q=%00"])
def test_a_search_for_nothing_is_refused(library: Library, api: ApiClient, query: str) -> None:
    assert set(api.errors("search/", query)) == {"q"}


def test_unknown_values_are_refused_with_those_that_there_are(
    library: Library, api: ApiClient
) -> None:
    errors = api.errors("search/", "?q=a&types=topics&facets=typ&order=title&limit=0")
    assert errors["types"]["did_you_mean"] == "topic"
    assert {"topic", "trial", "reference", "review_list", "trial_index", "home"} == set(
        errors["types"]["allowed"]
    )
    assert errors["facets"]["allowed"] == ["type"]
    assert errors["facets"]["did_you_mean"] == "type"
    assert "relevance" not in (errors["order"]["allowed"] or [])
    assert set(errors) == {"types", "facets", "order", "limit"}


def test_words_that_say_nothing_find_nothing(library: Library, api: ApiClient) -> None:
    found = search(api, "what is the", facets="type")
    assert found == {
        "items": [], "total": 0, "next": None, "corrections": [], "facets": {"type": []},
    }  # fmt: skip


# What it answers


def test_a_hit_shows_what_it_is_and_where_the_words_are(library: Library, api: ApiClient) -> None:
    found = search(api, "dexosomes melanoma")
    first = found["items"][0]
    page = library.melanoma_trial
    assert first["id"] == str(page.translation_key)
    assert (first["type"], first["title"]) == ("trial", page.title)
    assert first["path"] == api.json(f"trials/{first['id']}/")["path"]
    assert first["url"] == api.json(f"trials/{first['id']}/")["url"]
    assert first["summary"] == page.summary
    assert first["highlights"][0] == {
        "field": "title", "html": "<mark>Dexosomes</mark> in <mark>melanoma</mark>",
    }  # fmt: skip
    assert "facets" not in found
    assert found["items"] == sorted(found["items"], key=lambda item: -item["score"])


def test_facets_count_every_type_whatever_types_are_asked_for(
    library: Library, api: ApiClient
) -> None:
    everything = search(api, "exosome", facets="type")
    counts = {found["value"]: found["count"] for found in everything["facets"]["type"]}
    assert sum(counts.values()) == everything["total"]
    assert {"topic", "trial_index"} <= set(counts)
    topics = search(api, "exosome", facets="type", types="topic")
    assert topics["facets"] == everything["facets"]
    assert topics["total"] == counts["topic"] == len(topics["items"])
    assert {item["type"] for item in topics["items"]} == {"topic"}


#: How well the first three match, by query.
SCORES = {
    "dexosomes in lung cancer": [
        ("Dexosomes in lung cancer", 22440),
        ("A phase I study of dexos", 17476),
    ],
    "exosom": [
        ("Exosome library", 2583),
        ("Exosome therapy", 2583),
        ("Exosomes in the treatmen", 2577),
    ],
    "melanoma": [("Dexosomes in melanoma", 15200), ("Vaccination of metastati", 7112)],
    "melnaoma": [("Dexosomes in melanoma", 5296), ("Vaccination of metastati", 4064)],
}


def test_scores_are_these_on_every_database(library: Library, api: ApiClient) -> None:
    """Written down, so that two databases that each agree with themselves agree with each other."""
    found = {
        query: [(item["title"][:24], item["score"]) for item in search(api, query)["items"][:3]]
        for query in SCORES
    }
    assert found == SCORES


def test_a_misspelt_word_is_said_to_be_read_as_another(library: Library, api: ApiClient) -> None:
    found = search(api, "melnaoma")
    assert found["corrections"] == [{"word": "melnaoma", "read_as": "melanoma"}]
    assert found["items"][0]["title"] == "Dexosomes in melanoma"
    assert search(api, "melanoma")["corrections"] == []


def test_names_with_digits_are_not_corrected(library: Library, api: ApiClient) -> None:
    ReferenceFactory(csl={"type": "article-journal", "title": "About KRAS G12D"})
    assert search(api, "G12V") == {"items": [], "total": 0, "next": None, "corrections": []}


def test_what_most_words_are_in_is_found_where_nothing_has_them_all(
    library: Library, api: ApiClient
) -> None:
    assert titles(api, "dexosomes melanoma zebrafish")[0] == "Dexosomes in melanoma"
    assert titles(api, "dexosomes zebrafish") == []


# Walks


def walk(api: ApiClient, query: str) -> list[str]:
    found: list[str] = []
    while True:
        answer = api.json("search/", query)
        found += [item["id"] for item in answer["items"]]
        if answer["next"] is None:
            return found
        _, query = relative(answer["next"])


#: In the summary of every page of the library.
EVERYWHERE = "known"


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_walk_shows_every_hit_once_in_order(library: Library, api: ApiClient, limit: int) -> None:
    whole = [item["id"] for item in search(api, EVERYWHERE, limit=100)["items"]]
    assert len(whole) == 7
    assert walk(api, f"?q={EVERYWHERE}&limit={limit}") == whole


def test_edits_on_the_way_make_a_walk_neither_repeat_nor_skip(
    library: Library, api: ApiClient
) -> None:
    whole = walk(api, f"?q={EVERYWHERE}&limit=100")
    first = search(api, EVERYWHERE, limit=2)
    rename(page_of(whole[-1]), "Known")
    rename(page_of(whole[3]), "Known, well known")
    assert walk(api, f"?q={EVERYWHERE}")[0] in (whole[-1], whole[3])
    rest = walk(api, relative(first["next"])[1])
    assert [*(item["id"] for item in first["items"]), *rest] == whole


def test_what_is_hidden_on_the_way_is_not_shown(library: Library, api: ApiClient) -> None:
    whole = walk(api, f"?q={EVERYWHERE}&limit=100")
    first = search(api, EVERYWHERE, limit=1)
    page_of(whole[-2]).unpublish()
    rest = walk(api, relative(first["next"])[1])
    assert [whole[0], *rest] == [*whole[:-2], whole[-1]]


def page_of(identifier: str) -> Page:
    page: Page = Page.objects.get(translation_key=identifier).specific
    return page


def rename(page: Page, title: str) -> None:
    page = page.specific_class.objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()


def test_a_cursor_fits_its_own_search_only(library: Library, api: ApiClient) -> None:
    cursor = search(api, "exosomes", limit=1)["next"].partition("cursor=")[2]
    for query in ("?q=exosome", "?q=exosomes&types=topic"):
        assert set(api.errors("search/", f"{query}&cursor={cursor}")) == {"cursor"}
    assert set(api.errors("search/", f"?q=exosomes&cursor={cursor[:-2]}")) == {"cursor"}


def test_the_longest_cursor_fits_into_an_address() -> None:
    rows = [row * 7919 % 1_000_003 for row in range(1, FROZEN + 1)]
    assert len(seal(rows, ["exosome", []])) < 7_000


# What it asks the database


@pytest.mark.parametrize("name", HOSTILE)
def test_no_value_raises_or_asks_more_queries(library: Library, api: ApiClient, name: str) -> None:
    settle()
    with CaptureQueriesContext(connection) as queries:
        response = api.get("search/", f"?facets=type&q={quote(HOSTILE[name])}")
    assert response.status_code == 200, response.content
    assert len(statements(queries)) <= MAX_QUERIES


def test_a_search_that_finds_much_asks_as_few_queries(library: Library, api: ApiClient) -> None:
    settle()
    for query in ("exosomes", "malignant melanoma", "dexosomes in lung cancer or melnaoma"):
        with CaptureQueriesContext(connection) as queries:
            assert search(api, query, limit=100, facets="type")["items"]
        assert len(statements(queries)) <= MAX_QUERIES, query


# Never stale, and nothing hidden


def test_an_edit_is_found_at_once(library: Library, api: ApiClient) -> None:
    assert titles(api, "zebrafish") == []
    rename(library.cancer, "Zebrafish")
    assert titles(api, "zebrafish") == ["Zebrafish"]
    rename(library.cancer, "Exosomes again")
    assert titles(api, "zebrafish") == []


def test_a_draft_is_not_found(library: Library, api: ApiClient) -> None:
    page = TopicPage.objects.get(pk=library.cancer.pk)
    page.title = "Zebrafish"
    page.save_revision()
    assert titles(api, "zebrafish") == []


def test_what_is_unpublished_is_not_found_and_lends_no_word(
    library: Library, api: ApiClient
) -> None:
    rename(library.cancer, "Zebrafish")
    assert search(api, "zebrafihs")["corrections"]
    TopicPage.objects.get(pk=library.cancer.pk).unpublish()
    assert titles(api, "zebrafish") == []
    assert search(api, "zebrafihs")["corrections"] == []
    assert titles(api, "zebraf") == []
    assert list(maintenance.check(timezone.now())) == []


def test_what_expires_is_not_found_from_that_minute(
    library: Library, api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = TopicPage.objects.get(pk=library.cancer.pk)
    page.title = "Zebrafish"
    page.expire_at = timezone.now() + datetime.timedelta(hours=1)
    page.save_revision().publish()
    assert titles(api, "zebrafish") == ["Zebrafish"]
    later = timezone.now() + datetime.timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert titles(api, "zebrafish") == []


def test_a_synonym_is_known_at_once(library: Library, api: ApiClient) -> None:
    assert titles(api, "black mole disease") == []
    library.melanoma.synonyms = ["Black mole disease"]
    library.melanoma.save()
    assert "Dexosomes in melanoma" in titles(api, "black mole disease")
    assert "Dexosomes in melanoma" in titles(api, "black-mole disease")
    library.melanoma.synonyms = []
    library.melanoma.save()
    assert titles(api, "black mole disease") == []


def test_another_name_of_a_condition_finds_what_calls_it_so(
    library: Library, api: ApiClient
) -> None:
    library.melanoma.synonyms = ["Black mole disease"]
    library.melanoma.save()
    ReferenceFactory(csl={"type": "article-journal", "title": "On black mole disease"})
    assert "On black mole disease" in titles(api, "melanoma")


def test_a_word_that_stands_in_a_name_only_finds_what_is_about_it(
    library: Library, api: ApiClient
) -> None:
    library.melanoma.synonyms = ["XMEL disease"]
    library.melanoma.save()
    assert titles(api, "xmel") == ["Dexosomes in melanoma"]


def test_a_changed_reference_is_found_by_what_it_says_now(library: Library, api: ApiClient) -> None:
    reference = ReferenceFactory(csl={"type": "article-journal", "title": "Zebrafish"})
    reference.tags.add("aquarium")
    assert titles(api, "aquarium") == ["Zebrafish"]
    tag = reference.tags.get()
    tag.name = "fishbowl"
    tag.save()
    assert titles(api, "aquarium") == []
    assert titles(api, "fishbowl") == ["Zebrafish"]
    reference.delete()
    assert titles(api, "fishbowl zebrafish") == []


def test_a_reference_is_found_at_its_page_of_the_site(library: Library, api: ApiClient) -> None:
    found = api.json("search/", "?q=10.1186/1479-5876-3-10")["items"][0]
    assert found["path"] == f"/library/{library.escudier.uuid}/"
    assert found["url"] == "https://doi.org/10.1186/1479-5876-3-10"


def test_what_is_hidden_is_not_found_while_nothing_can_be_stored(
    library: Library, api: ApiClient
) -> None:
    """As while `migrate` runs: what has been hidden meanwhile is in the rows still."""
    assert search(api, "melanoma")["total"]
    State.objects.update(signature="")
    library.melanoma_trial.unpublish()
    for address in ("search/?q=melanoma", "trials/?q=melanoma", "trials/", "trials/evidence/"):
        response = Client(raise_request_exception=False).get(f"{ROOT}{address}")
        assert response.status_code == 500, address
        assert response["Retry-After"]
        assert b"elanoma" not in response.content.partition(b'"detail"')[2]


def test_words_of_an_earlier_release_are_written_anew(library: Library, api: ApiClient) -> None:
    assert search(api, "melanoma")["total"]
    SearchPosting.objects.all().delete()
    SearchEntry.objects.update(digest="")
    Document.objects.update(fingerprint="earlier")
    State.objects.update(listed_fingerprint="earlier")
    assert search(api, "melanoma")["total"]
