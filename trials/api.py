"""Trials, conditions and interventions in the content API."""

from cms.content.api import LIBRARY_ORDERS, PAGE_INCLUDES, PAGE_ORDERS, within
from cms.content.countries import Country
from cms.delivery import sorting
from cms.delivery.filters import (
    UPDATED_AT,
    Filter,
    choice,
    partial_date,
    related,
    values_at,
    whole,
    yes_or_no,
)
from cms.delivery.paging import order
from cms.delivery.parameter_values import Text, Whole
from cms.delivery.parameters import Parameter
from cms.delivery.resources import Include, Resource
from cms.references.api import REFERENCES_NAMED
from trials.choices import OpenToPatients, OverallStatus, Phase, ProductSource

#: More people than have ever taken part in one trial.
MOST_PEOPLE = 99_999_999
CONDITIONS_NAMED = Include("conditions", "condition", values_at("conditions.id"))
INTERVENTIONS_NAMED = Include("interventions", "intervention", values_at("interventions.id"))

TRIALS = Resource(
    name="trials",
    item="trial",
    scope="trial",
    # One whose date is not known counts as the earliest.
    orders=(
        *PAGE_ORDERS,
        order("start_date", sorting.first_day),
        order("enrollment", sorting.number, at="enrollment.count"),
    ),
    filters=(
        within("topic", "topic", "About this topic or one below it.", example="cancer"),
        choice("phase", Phase, "Of this phase; a trial of phase 1/2 is of both.", at="phases"),
        choice("overall_status", OverallStatus, "Its status, in the registry’s words."),
        choice(
            "open_to_patients",
            OpenToPatients,
            "Whether people can take part now.",
            at="open_to_patients.value",
        ),
        related(
            "condition",
            "condition",
            "About this condition.",
            at="conditions.id",
            example="melanoma",
        ),
        related(
            "intervention",
            "intervention",
            "Of this intervention.",
            at="interventions.id",
            example="radiotherapy",
        ),
        choice("product_source", ProductSource, "What was given comes from.", at="product.source"),
        choice("country", Country, "In this country (ISO 3166-1 alpha-2).", at="countries"),
        Filter(
            Parameter(
                "city",
                Text(str.strip, pattern=r".*\S.*", max_length=200),
                "With a site in this city; case and accents do not count.",
                several=True,
                example="Paris",
            ),
            values_at("locations.city"),
            encode=sorting.folded,
        ),
        whole(
            "enrollment",
            Whole(0, MOST_PEOPLE),
            "How many people took or are to take part.",
            at="enrollment.count",
            example="15",
        ),
        partial_date("start_date", "When it began."),
        partial_date("completion_date", "When it ended or is to end."),
        yes_or_no("has_results", "Whether results are known."),
        Filter(
            Parameter(
                "registry_id",
                Text(str.strip, pattern=r".*\S.*", max_length=100),
                "Its id in any registry; case does not count.",
                several=True,
                example="NCT01159288",
            ),
            values_at("registry_ids.id"),
            encode=sorting.folded,
        ),
        UPDATED_AT,
    ),
    includes=(
        *PAGE_INCLUDES,
        REFERENCES_NAMED,
        CONDITIONS_NAMED,
        INTERVENTIONS_NAMED,
    ),
)
CONDITIONS = Resource(
    name="conditions",
    item="condition",
    scope="condition",
    orders=(*LIBRARY_ORDERS, order("name", sorting.folded)),
    filters=(UPDATED_AT,),
)
INTERVENTIONS = Resource(
    name="interventions",
    item="intervention",
    scope="intervention",
    orders=(*LIBRARY_ORDERS, order("name", sorting.folded)),
    filters=(UPDATED_AT,),
)
