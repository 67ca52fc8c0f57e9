"""How topics and review lists are found."""

from typing import Any

from cms.content.search import KEY_WEIGHT, page_search, words_of
from cms.delivery.search.fields import Searchable, SearchField


def topic_search(document: dict[str, Any]) -> Searchable:
    """Return how a topic is found."""
    featured = document["featured_reference"] or {}
    return page_search(
        document,
        SearchField("key_points", words_of(document["key_points"]), KEY_WEIGHT),
        SearchField("at_a_glance", words_of(document["at_a_glance"]), KEY_WEIGHT),
        SearchField("featured_reference", words_of(featured.get("why", []))),
    )


def review_list_search(document: dict[str, Any]) -> Searchable:
    """Return how a review list is found: also by what it says of each article."""
    entries = [(entry["theme"], entry["annotation"]["text"]) for entry in document["entries"]]
    lines = dict.fromkeys(line for entry in entries for line in entry if line)
    return page_search(document, SearchField("entries", "\n".join(lines)))
