"""Prepared documents, as the site and the API hand them out."""

from typing import Any

from django.db.models import Model
from django.utils import timezone

from cms.delivery import reading, registry
from cms.delivery.models import Document, Standing


def source_of(item: Any) -> str:
    """Return what the document of an item is made from."""
    kind = registry.get(item.api_type).kind
    return f"{kind}:{item.pk}"


def prepared(source: Model | str) -> Document | None:
    """Return the public document of an item, or of a source, or None."""
    name = source if isinstance(source, str) else source_of(source)
    found = reading.document_of(name, timezone.now())
    return found if found is not None and found.standing == Standing.PUBLIC else None


def document_of(source: Model | str, base_url: str = "") -> Any:
    """Return the public form of an item, or of a source, as an object.

    Raises:
        LookupError: it is not public.
    """
    found = prepared(source)
    if found is None:
        raise LookupError(f"{source} is not public")
    return reading.parsed(found, registry.get(found.type).schema, base_url=base_url)
