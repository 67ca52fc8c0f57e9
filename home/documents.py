"""The public form of the home page."""

from cms.content.blocks.base import deliver
from cms.content.documents import page_cards, rendering_of
from cms.delivery.registry import Outlet
from cms.references.documents import cited_page_fields
from home.models import HomePage
from home.schemas import HomeDocument


def home_document(page: HomePage, outlet: Outlet) -> HomeDocument:
    """Return the public form of the home page."""
    rendering = rendering_of(page, outlet)
    body = deliver(page.body, rendering=rendering, outlet=outlet)
    featured = [found.featured for found in page.featured_pages.select_related("featured")]
    return HomeDocument(
        **cited_page_fields(page, outlet, rendering),
        hero_heading=page.hero_heading,
        featured_pages=page_cards(featured, outlet),
        body=body,
    )
