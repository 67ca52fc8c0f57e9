"""What this app delivers."""

from cms.content.queries import public_pages
from cms.content.registration import item_kind
from cms.content.search import names_of
from cms.delivery import registry
from trials.documents import (
    condition_document,
    intervention_document,
    trial_document,
    trial_index_document,
)
from trials.models import Condition, Intervention, TrialIndexPage, TrialPage
from trials.queries import public_trials
from trials.schemas import (
    ConditionDocument,
    InterventionDocument,
    TrialDocument,
    TrialIndexDocument,
)
from trials.search import trial_index_search, trial_search


def register() -> None:
    """Register trials, their index, conditions and interventions."""
    registry.register_kind(item_kind(Condition))
    registry.register_kind(item_kind(Intervention))
    registry.register(
        registry.DeliverableType(
            name="trial",
            kind="page",
            model=TrialPage,
            schema=TrialDocument,
            public=lambda now: public_trials(now=now),
            build=trial_document,
            search=trial_search,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="trial_index",
            kind="page",
            model=TrialIndexPage,
            schema=TrialIndexDocument,
            public=lambda now: public_pages(TrialIndexPage.objects.all(), now=now),
            build=trial_index_document,
            search=trial_index_search,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="condition",
            kind="condition",
            model=Condition,
            schema=ConditionDocument,
            public=lambda now: Condition.objects.order_by("name", "pk"),
            build=condition_document,
            names=names_of,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="intervention",
            kind="intervention",
            model=Intervention,
            schema=InterventionDocument,
            public=lambda now: Intervention.objects.order_by("name", "pk"),
            build=intervention_document,
            names=names_of,
        )
    )
