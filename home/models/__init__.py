"""The home page, and what the starter content has brought."""

from .home_page import FeaturedPage, HomePage
from .starter_item import StarterItem

__all__ = ["FeaturedPage", "HomePage", "StarterItem"]
