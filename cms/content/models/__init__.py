"""Models of content in general."""

from .library import GlossaryTerm, LibraryItem, Person
from .media import Document, Image, Rendition
from .page import ContentPage, PageAuthor, PageReviewer
from .settings import SiteSettings

__all__ = [
    "ContentPage",
    "Document",
    "GlossaryTerm",
    "Image",
    "LibraryItem",
    "PageAuthor",
    "PageReviewer",
    "Person",
    "Rendition",
    "SiteSettings",
]
