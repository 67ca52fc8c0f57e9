"""Topics and review lists in the content API."""

from cms.content.api import AUDIENCE, PAGE_ORDERS, PARENT
from cms.delivery.resources import Resource

TOPICS = Resource(
    name="topics",
    item="topic",
    types=("topic",),
    id_field="translation_key",
    orders=PAGE_ORDERS,
    filters=(PARENT, AUDIENCE),
)
REVIEW_LISTS = Resource(
    name="review-lists",
    item="review list",
    types=("review_list",),
    id_field="translation_key",
    orders=PAGE_ORDERS,
    filters=(PARENT, AUDIENCE),
)
