"""What this app delivers."""

from articles.documents import review_list_document, topic_document
from articles.models import ReviewListPage, TopicPage
from articles.schemas import ReviewListDocument, TopicDocument
from articles.search import review_list_search, topic_search
from cms.content.queries import public_pages
from cms.delivery import registry


def register() -> None:
    """Register topics and review lists."""
    registry.register(
        registry.DeliverableType(
            name="topic",
            kind="page",
            model=TopicPage,
            schema=TopicDocument,
            public=lambda now: public_pages(TopicPage.objects.all(), now=now),
            build=topic_document,
            search=topic_search,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="review_list",
            kind="page",
            model=ReviewListPage,
            schema=ReviewListDocument,
            public=lambda now: public_pages(ReviewListPage.objects.all(), now=now),
            build=review_list_document,
            search=review_list_search,
        )
    )
