"""Models of content in general."""

from .library import GlossaryTerm, LibraryItem, Person
from .media import Document, Image, Rendition
from .page import ContentPage, PageAuthor, PageReviewer
from .settings import SiteSettings
from .withdrawal import PublicWithdrawal, Withdrawal, public_withdrawal_of, withdrawal_of

__all__ = [
    "ContentPage",
    "Document",
    "GlossaryTerm",
    "Image",
    "LibraryItem",
    "PageAuthor",
    "PageReviewer",
    "Person",
    "PublicWithdrawal",
    "Rendition",
    "SiteSettings",
    "Withdrawal",
    "public_withdrawal_of",
    "withdrawal_of",
]
