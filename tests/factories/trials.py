"""Trials, their index, and what they are about."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from tests.factories.pages import ContentPageFactory
from tests.factories.references import ReferenceFactory, cite
from trials.choices import InterventionType, Phase
from trials.models import (
    Condition,
    Intervention,
    TrialCondition,
    TrialIndexPage,
    TrialIntervention,
    TrialLocation,
    TrialPage,
    TrialPublication,
    TrialRegistryId,
)
from trials.models.trial_page import PART_FIELDS


class ConditionFactory(DjangoModelFactory):
    """A disease."""

    class Meta:
        model = Condition

    name = factory.Sequence(lambda number: f"Melanoma {number}")
    synonyms = ["malignant melanoma"]
    mesh_id = "D008545"


class InterventionFactory(DjangoModelFactory):
    """What is given."""

    class Meta:
        model = Intervention

    name = factory.Sequence(lambda number: f"Dendritic cell exosomes {number}")
    type = InterventionType.BIOLOGICAL
    synonyms = ["dexosomes"]


class TrialIndexPageFactory(ContentPageFactory):
    """The trials of a topic."""

    class Meta:
        model = TrialIndexPage

    title = "Human trials"
    introduction = "<p>These trials tested exosomes in people.</p>"
    conclusion = "<p>They are small.</p>"


class TrialPageFactory(ContentPageFactory):
    """One trial. Give `conditions` and `interventions` to say what it is about.

    With a status it has a registry id of its own, as publishing asks for.
    """

    class Meta:
        model = TrialPage

    class Params:
        reference = factory.SubFactory(ReferenceFactory)

    title = factory.Sequence(lambda number: f"A trial of exosomes {number}")
    phases = [Phase.PHASE1]
    start_date = "2005-02"
    enrollment_count = 15
    enrollment_type = "ACTUAL"
    countries = ["FR"]
    eligibility_text = "<p>Adults with advanced disease.</p>"
    conditions: Any = ()
    interventions: Any = ()
    publications = factory.LazyAttribute(
        lambda maker: [TrialPublication(reference=maker.reference, sort_order=0)]
    )
    locations = factory.LazyFunction(
        lambda: [TrialLocation(facility="Institut Gustave Roussy", city="Villejuif", country="FR")]
    )
    registry_ids = factory.LazyAttributeSequence(
        lambda maker, number: [TrialRegistryId(registry="NCT", identifier=f"NCT{number:08}")]
    )

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        reference = kwargs["publications"][0].reference if kwargs["publications"] else None
        claim = f"<p>Nobody was harmed{cite(reference) if reference else ''}.</p>"
        for name in PART_FIELDS:
            kwargs.setdefault(name, claim)
        kwargs["trial_conditions"] = [
            TrialCondition(condition=condition, sort_order=order)
            for order, condition in enumerate(kwargs.pop("conditions"))
        ]
        kwargs["trial_interventions"] = [
            TrialIntervention(intervention=intervention, sort_order=order)
            for order, intervention in enumerate(kwargs.pop("interventions"))
        ]
        if kwargs.get("overall_status"):
            kwargs.setdefault("status_verified_on", "2026-11-01")
        return kwargs
