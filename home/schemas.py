"""The public shape of the home page."""

from typing import Literal

from articles.schemas import ArticleBlock
from cms.content.schemas import PageCard
from cms.references.schemas import CitedPageDocument


class HomeDocument(CitedPageDocument):
    """The entry to the library."""

    type: Literal["home"]
    hero_heading: str
    featured_pages: list[PageCard]
    body: list[ArticleBlock]
