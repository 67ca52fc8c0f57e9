"""References in the content API."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce

from cms.content.api import LIBRARY_ORDERS, PAGES_NAMED, WITHIN
from cms.delivery import sorting
from cms.delivery.filters import (
    PATH,
    UPDATED_AT,
    Data,
    Facet,
    Operator,
    RelatedFilter,
    Told,
    choice,
    handled,
    having,
    named,
    text,
    whole,
    words,
    yes_or_no,
)
from cms.delivery.models import ExactTextField, Value
from cms.delivery.paging import order
from cms.delivery.parameter_values import IdOrSlug, Text, Whole
from cms.delivery.parameters import Parameter
from cms.delivery.resources import Include, Resource
from cms.references.choices import CslType, ReferenceStatus
from cms.references.exporting import FORMATS
from cms.references.identifiers import normalise_doi, normalise_pmid

#: The rows of a page that name the ids of the references that it cites or lists.
CITES = "cites"


def _named_references(data: Any) -> Iterator[str]:
    """Yield the ids that a document names under `reference` and `references`."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("reference", "references"):
                yield from (item for item in _listed(value) if isinstance(item, str))
            yield from _named_references(value)
    elif isinstance(data, list):
        for item in data:
            yield from _named_references(item)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


#: The publications that a page cites or lists.
REFERENCES_NAMED = Include("references", "reference", _named_references)

#: What is stored of a page for the filters of references.
CITES_TOLD = Told(CITES, lambda data: set(_named_references(data)))


class CitedByFilter(RelatedFilter):
    """References by the page that cites or lists them."""

    def pages(self, values: Sequence[uuid.UUID | str]) -> QuerySet[Value, Any]:
        """Return the pages that the values name."""
        return handled(self.scope, values)

    def matching(self, of: str, operator: Operator, values: Sequence[uuid.UUID | str]) -> Q:
        """Return the condition that any of those pages names the reference."""
        cited = Value.objects.filter(name=CITES, document__in=self.pages(values)).values("value")
        return Q(document__in=having("reference.id", Q(value__in=cited)))


class CitedBelowFilter(CitedByFilter):
    """References by the topic within which they are cited or listed."""

    def pages(self, values: Sequence[uuid.UUID | str]) -> QuerySet[Value, Any]:
        """Return the topics that the values name, and every page below them."""
        return having(WITHIN, Q(value__in=named(self.scope, values, give=f"{self.scope}.{PATH}")))

    def counted(self, of: str, others: Q) -> QuerySet[Value, Any]:
        """Return how many references are cited or listed within each topic, by its path."""
        left = Value.objects.filter(others, name="reference.id").values("value")
        # As an expression, or SQLite would look up each id of those for every page by an index.
        cited = Coalesce(F("document__values__value"), Constant(""), output_field=ExactTextField())
        rows = Value.objects.filter(name=WITHIN, document__values__name=CITES)
        rows = rows.annotate(cited=cited).filter(cited__in=left)
        return rows.values("value").annotate(count=Count("cited", distinct=True)).order_by()


def _nothing(data: Data) -> tuple[()]:
    """Say nothing of a reference itself: what cites it says it."""
    return ()


REFERENCES = Resource(
    name="references",
    item="reference",
    scope="reference",
    orders=(
        *LIBRARY_ORDERS,
        # One whose year is not known counts as the oldest.
        order("year", sorting.number),
        order("title", sorting.folded),
    ),
    filters=(
        CitedBelowFilter(
            Parameter(
                "topic",
                IdOrSlug(),
                "Cited or listed by this topic, or by a page below it.",
                several=True,
                example="cancer",
            ),
            _nothing,
            facet=Facet(by=f"topic.{PATH}"),
            scope="topic",
        ),
        CitedByFilter(
            Parameter(
                "cited_by",
                IdOrSlug(),
                "Cited or listed by this page.",
                several=True,
                example="cancer",
            ),
            _nothing,
            scope="page",
        ),
        whole("year", Whole(1000, 2999), "Published in this year.", example="2021"),
        choice("csl_type", CslType, "What kind of publication it is, in CSL’s words."),
        text(
            "container_title",
            words(500),
            "The title of the journal or book that it stands in, in full; case does not count.",
            example="Journal of Translational Medicine",
            encode=sorting.folded,
        ),
        text(
            "doi",
            Text(normalise_doi, pattern=r"10\.[0-9]{4,9}/[^\s]+"),
            "Its DOI, however it is written.",
            example="10.1038/nri855",
        ),
        text(
            "pmid",
            Text(normalise_pmid, pattern=r"[1-9][0-9]{0,8}/?$", max_length=80),
            "Its PubMed id.",
            example="12154376",
        ),
        yes_or_no("open_access", "Whether its full text is free to read."),
        choice("status", ReferenceStatus, "Whether it was corrected or retracted."),
        text(
            "tag",
            words(200),
            "Has this tag.",
            at="tags",
            example="review",
            facet=Facet(label=str),
        ),
        UPDATED_AT,
    ),
    includes=(PAGES_NAMED,),
    formats=FORMATS,
)
