"""Trials, the index that lists them, and what they are about."""

from .index_page import TrialIndexPage
from .taxonomies import Condition, Intervention
from .trial_page import (
    TrialCondition,
    TrialIntervention,
    TrialLocation,
    TrialPage,
    TrialPublication,
    TrialRegistryId,
)

__all__ = [
    "Condition",
    "Intervention",
    "TrialCondition",
    "TrialIndexPage",
    "TrialIntervention",
    "TrialLocation",
    "TrialPage",
    "TrialPublication",
    "TrialRegistryId",
]
