"""Trials, conditions and interventions in the content API."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from cms.content.api import LIBRARY_ORDERS, PAGE_INCLUDES, PAGE_ORDERS, within
from cms.content.countries import Country
from cms.delivery import registry, sorting
from cms.delivery.answers import bytes_answer, json_bytes
from cms.delivery.filters import (
    UPDATED_AT,
    choice,
    partial_date,
    related,
    text,
    values_at,
    whole,
    words,
    yes_or_no,
)
from cms.delivery.items import depend
from cms.delivery.lists import documents_in
from cms.delivery.models import Standing
from cms.delivery.paging import order
from cms.delivery.parameter_values import Whole
from cms.delivery.parameters import LOCALE, documented, read, rich_text_parameter
from cms.delivery.reading import data_of, dependence_of, document_at
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import Include, Resource
from cms.references.api import REFERENCES_NAMED
from trials.choices import OpenToPatients, OverallStatus, Phase, ProductSource
from trials.evidence import CountedTrial, Evidence, evidence_of

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
        choice(
            "product_source", ProductSource, "Where what was given comes from.", at="product.source"
        ),
        choice("country", Country, "In this country (ISO 3166-1 alpha-2).", at="countries"),
        text(
            "city",
            words(200),
            "With a site in this city; case and accents do not count.",
            at="locations.city",
            example="Paris",
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
        text(
            "registry_id",
            words(100),
            "Its id in any registry; case does not count.",
            at="registry_ids.id",
            example="NCT01159288",
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


def _conclusion(paths: Iterable[str], rich_text: str, now: datetime.datetime) -> Any:
    """Return the conclusion of the index that some pages stand directly below, if it is one."""
    above = {path.rstrip("/").rpartition("/")[0] + "/" for path in paths}
    index = document_at(above.pop(), now) if len(above) == 1 else None
    if index is None or index.standing != Standing.PUBLIC or index.type != "trial_index":
        return None, None
    return index, registry.forms()[rich_text](data_of(index))["conclusion"]


def evidence_router() -> Router:
    """Return the address of what the trials say together."""
    router = Router(tags=["trials"], by_alias=True)
    parameters = (*TRIALS.filter_parameters, LOCALE, rich_text_parameter(registry.forms()))

    @router.get(
        "/trials/evidence/",
        response=Evidence,
        operation_id="trials_evidence",
        summary="What the trials say together",
        openapi_extra=documented(parameters),
    )
    def evidence(request: HttpRequest) -> HttpResponse:
        """Totals, each with how it is computed and from which trials, and phase by condition.

        Filters are those of `trials/`.
        """
        query = read(request, parameters)
        now = timezone.now()
        documents, dependence = documents_in(TRIALS, query, now)
        trials = [
            CountedTrial.model_validate_json(delivered_bytes(document.summary))
            for document in documents
        ]
        index, conclusion = _conclusion([trial.path for trial in trials], query["rich_text"], now)
        depend(request, dependence | dependence_of(index) if index else dependence)
        found = evidence_of(trials).model_dump(mode="json")
        return bytes_answer(json_bytes({**found, "conclusion": conclusion}))

    return router
