"""Topics and review lists in the content API."""

from cms.content.api import PAGE_FILTERS, PAGE_INCLUDES, PAGE_ORDERS
from cms.delivery.filters import Data, choice
from cms.delivery.resources import Resource
from cms.references.api import REFERENCES_NAMED
from cms.references.choices import Certainty


def _certainties(data: Data) -> set[str]:
    """Return how certain a page's evidence blocks are."""
    blocks = (block for block in data["body"] if block["type"] == "evidence")
    return {block["value"]["certainty"] for block in blocks}


CERTAINTY = choice(
    "certainty", Certainty, "The certainty of any of its evidence blocks.", find=_certainties
)
TOPICS = Resource(
    name="topics",
    item="topic",
    scope="topic",
    orders=PAGE_ORDERS,
    filters=(*PAGE_FILTERS, CERTAINTY),
    includes=(*PAGE_INCLUDES, REFERENCES_NAMED),
)
REVIEW_LISTS = Resource(
    name="review-lists",
    item="review list",
    scope="review_list",
    orders=PAGE_ORDERS,
    filters=(*PAGE_FILTERS, CERTAINTY),
    includes=(*PAGE_INCLUDES, REFERENCES_NAMED),
)
