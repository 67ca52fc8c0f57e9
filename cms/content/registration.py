"""What this app delivers."""

import datetime

from django.db.models import QuerySet

from cms.content.documents import glossary_term_document, person_document
from cms.content.models import GlossaryTerm, Person
from cms.content.schemas import GlossaryTermDocument, PersonDocument
from cms.delivery import registry


def _all_people(now: datetime.datetime) -> QuerySet[Person]:
    return Person.objects.order_by("name", "pk")


def _all_terms(now: datetime.datetime) -> QuerySet[GlossaryTerm]:
    return GlossaryTerm.objects.order_by("term", "pk")


def register() -> None:
    """Register people and glossary terms."""
    registry.register(
        registry.DeliverableType(
            name="person",
            model=Person,
            schema=PersonDocument,
            public=_all_people,
            build=person_document,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="glossary_term",
            model=GlossaryTerm,
            schema=GlossaryTermDocument,
            public=_all_terms,
            build=glossary_term_document,
        )
    )
