"""What this app delivers."""

from cms.content.queries import public_pages
from cms.delivery import registry
from home.documents import home_document
from home.models import HomePage
from home.schemas import HomeDocument
from home.search import home_search


def register() -> None:
    """Register the home page."""
    registry.register(
        registry.DeliverableType(
            name="home",
            kind="page",
            model=HomePage,
            schema=HomeDocument,
            public=lambda now: public_pages(HomePage.objects.all(), now=now),
            build=home_document,
            search=home_search,
        )
    )
