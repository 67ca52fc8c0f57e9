"""Topic articles and curated lists of review articles."""

from .review_list_page import ReviewListEntry, ReviewListPage
from .topic_page import TopicPage

__all__ = ["ReviewListEntry", "ReviewListPage", "TopicPage"]
