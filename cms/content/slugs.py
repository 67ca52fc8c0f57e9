"""Addresses below the home page that belong to the site itself."""

from django.core.exceptions import ValidationError

RESERVED_SLUGS = frozenset(
    {"admin", "api", "documents", "glossary", "health", "library", "media", "people", "search",
     "static"}
)  # fmt: skip
#: The depth of pages directly below a home page (the root is 1, home pages are 2).
TOP_DEPTH = 3


def validate_slug_is_free(slug: str, *, depth: int) -> None:
    """Raise ValidationError where a page at `depth` would hide an address of the site's own."""
    if depth == TOP_DEPTH and slug in RESERVED_SLUGS:
        raise ValidationError(
            {"slug": f"The address /{slug}/ belongs to the site itself. Choose another slug."}
        )
