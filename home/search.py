"""How the home page is found."""

from typing import Any

from cms.content.search import KEY_WEIGHT, page_search
from cms.delivery.search.fields import Searchable, SearchField


def home_search(document: dict[str, Any]) -> Searchable:
    """Return how the home page is found."""
    return page_search(document, SearchField("hero_heading", document["hero_heading"], KEY_WEIGHT))
