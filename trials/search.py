"""How trials and their index are found, and by which names."""

from typing import Any

from cms.content.search import KEY_WEIGHT, page_search, words_of
from cms.delivery.search.fields import Searchable, SearchField

PRODUCT = ("cargo", "loading", "route", "dose", "schedule")
PLACE = ("facility", "city")


def trial_search(document: dict[str, Any]) -> Searchable:
    """Return how a trial is found: also by every name of its conditions and interventions."""
    product, eligibility = document["product"], document["eligibility"]
    places = [location[name] for location in document["locations"] for name in PLACE]
    about = [item["id"] for item in (*document["conditions"], *document["interventions"])]
    return page_search(
        document,
        SearchField("official_title", document["official_title"], 5),
        SearchField("acronym", document["acronym"], 8),
        SearchField("registry_ids", _lines(found["id"] for found in document["registry_ids"]), 10),
        SearchField("parts", words_of(document["parts"])),
        SearchField("product", _lines(product[name] for name in PRODUCT), KEY_WEIGHT),
        SearchField("sponsor", _lines([document["sponsor"], *document["collaborators"]]), 2),
        SearchField("locations", _lines(places)),
        SearchField("eligibility", _lines([eligibility["text"]["text"], eligibility["criteria"]])),
        about=about,
    )


def trial_index_search(document: dict[str, Any]) -> Searchable:
    """Return how the list of trials is found."""
    texts = [document[name] for name in ("introduction", "reading_guide", "conclusion")]
    return page_search(document, SearchField("introduction", words_of(texts)))


def _lines(texts: Any) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
