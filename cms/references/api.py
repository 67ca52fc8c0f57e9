"""References in the content API."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Lower

from cms.content.api import LIBRARY_ORDERS
from cms.delivery.filters import Filter, by_column, choice
from cms.delivery.paging import Order
from cms.delivery.parameters import Parameter, Text, Whole
from cms.delivery.resources import Resource
from cms.references.choices import CslType
from cms.references.identifiers import normalise_doi, normalise_pmid

REFERENCES = Resource(
    name="references",
    item="reference",
    types=("reference",),
    id_field="uuid",
    orders=(
        *LIBRARY_ORDERS,
        # One whose year is not known counts as the oldest.
        Order("year", Coalesce(F("year"), Value(0))),
        Order("title", Lower("title")),
    ),
    filters=(
        Filter(
            Parameter(
                "year", Whole(1000, 2999), "Published in this year.", several=True, example="2021"
            ),
            by_column("year"),
            operators=("not", "gte", "lte"),
        ),
        choice("csl_type", CslType, "What kind of publication it is, in CSL’s words."),
        Filter(
            Parameter(
                "doi",
                Text(normalise_doi, pattern=r"10\.[0-9]{4,9}/[^\s]+"),
                "Its DOI, however it is written.",
                several=True,
                example="10.1038/nri855",
            ),
            by_column("doi"),
        ),
        Filter(
            Parameter(
                "pmid",
                Text(normalise_pmid, pattern=r"[1-9][0-9]{0,8}/?$", max_length=80),
                "Its PubMed id.",
                several=True,
                example="12154376",
            ),
            by_column("pmid"),
        ),
    ),
)
