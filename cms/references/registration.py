"""What this app delivers."""

import datetime

from django.db.models import QuerySet

from cms.delivery import registry
from cms.references.documents import reference_document, reference_documents
from cms.references.models import Reference
from cms.references.schemas import ReferenceDocument


def _all_references(now: datetime.datetime) -> QuerySet[Reference]:
    return Reference.objects.with_tags().order_by("-created_at", "pk")


def register() -> None:
    """Register references."""
    registry.register(
        registry.DeliverableType(
            name="reference",
            model=Reference,
            schema=ReferenceDocument,
            public=_all_references,
            build=reference_document,
            build_many=reference_documents,
        )
    )
