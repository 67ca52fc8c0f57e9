"""Values of a CSL record as formats without markup and line breaks have them."""

from collections.abc import Mapping
from typing import Any

from cms.references.formatting import title_text

#: Fields that may hold CSL's markup.
MARKED = ("title", "title-short", "container-title", "container-title-short", "collection-title")


def text_of(csl: Mapping[str, Any], field: str) -> str:
    """Return a field in one line without markup; empty where the record has none."""
    value = str(csl.get(field) or "")
    return " ".join((title_text(value) if field in MARKED else value).split())


def pages_of(csl: Mapping[str, Any]) -> tuple[str, str]:
    """Return the first and the last page, each empty where it is not known."""
    first, _, last = text_of(csl, "page").replace("–", "-").partition("-")
    return first.strip(), last.strip()


def address_of(csl: Mapping[str, Any]) -> str:
    """Return the record's own address, if a browser can follow it."""
    url = text_of(csl, "URL")
    return url if url.startswith(("http://", "https://")) else ""
