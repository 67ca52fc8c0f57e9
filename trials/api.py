"""Trials, conditions and interventions in the content API."""

import datetime
import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from cms.content.api import LIBRARY_ORDERS, PAGE_ORDERS
from cms.delivery import registry
from cms.delivery.filters import Operator, choice, named, related
from cms.delivery.paging import Order
from cms.delivery.resources import Resource
from trials.choices import OverallStatus, Phase
from trials.models import TrialCondition
from trials.queries import trials_with_phase

Rows = QuerySet[Any]


def _in_topics(
    rows: Rows, operator: Operator, values: list[uuid.UUID | str], now: datetime.datetime
) -> Rows:
    """Narrow trials to those of the named topics and of what is below them (or not)."""
    topics = registry.get("topic").rows(now).filter(named(values, id_field="translation_key"))
    inside = Q(pk__in=[])
    for path in topics.values_list("path", flat=True):
        inside |= Q(path__startswith=path)
    return rows.exclude(inside) if operator == "not" else rows.filter(inside)


def _with_phase(rows: Rows, operator: Operator, values: list[str], now: datetime.datetime) -> Rows:
    """Narrow trials to those of any of these phases (or of none of them)."""
    narrowed: Rows = trials_with_phase(rows, values, negate=operator == "not")
    return narrowed


def _with_condition(
    rows: Rows, operator: Operator, values: list[uuid.UUID | str], now: datetime.datetime
) -> Rows:
    """Narrow trials to those about any of the named conditions (or about none of them)."""
    wanted = named(values, id_field="condition__uuid", slug_field="condition__slug")
    about = Q(pk__in=TrialCondition.objects.filter(wanted).values("page"))
    return rows.exclude(about) if operator == "not" else rows.filter(about)


TRIALS = Resource(
    name="trials",
    item="trial",
    types=("trial",),
    id_field="translation_key",
    # One whose start is not known counts as the earliest: its column is an empty text.
    orders=(*PAGE_ORDERS, Order("start_date", Lower("start_date"))),
    filters=(
        related("topic", "About this topic or one below it.", _in_topics, example="cancer"),
        choice("phase", Phase, "Of this phase; a trial of phase 1/2 is of both.", _with_phase),
        choice("overall_status", OverallStatus, "Its status, in the registry’s words."),
        related("condition", "About this condition.", _with_condition, example="melanoma"),
    ),
)
CONDITIONS = Resource(
    name="conditions",
    item="condition",
    types=("condition",),
    id_field="uuid",
    orders=(*LIBRARY_ORDERS, Order("name", Lower("name"))),
)
INTERVENTIONS = Resource(
    name="interventions",
    item="intervention",
    types=("intervention",),
    id_field="uuid",
    orders=(*LIBRARY_ORDERS, Order("name", Lower("name"))),
)
