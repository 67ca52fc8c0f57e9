"""The reference library's tables."""

from cms.references.models.doubles import DuplicateSearch, PossibleDuplicate
from cms.references.models.imports import ImportRow, ImportState, Outcome, ReferenceImport
from cms.references.models.reference import CitedPage, MergedReference, Reference, anchor_of
from cms.references.models.refreshing import (
    ProposalState,
    ReferenceNotice,
    ReferenceProposal,
    hash_of,
)
from cms.references.models.searches import FoundPublication, FoundState, SavedSearch

__all__ = [
    "CitedPage",
    "DuplicateSearch",
    "FoundPublication",
    "FoundState",
    "ImportRow",
    "ImportState",
    "MergedReference",
    "Outcome",
    "PossibleDuplicate",
    "ProposalState",
    "Reference",
    "ReferenceImport",
    "ReferenceNotice",
    "ReferenceProposal",
    "SavedSearch",
    "anchor_of",
    "hash_of",
]
