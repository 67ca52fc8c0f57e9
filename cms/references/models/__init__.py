"""The reference library's tables."""

from cms.references.models.imports import ImportRow, ImportState, Outcome, ReferenceImport
from cms.references.models.reference import CitedPage, MergedReference, Reference, anchor_of

__all__ = [
    "CitedPage",
    "ImportRow",
    "ImportState",
    "MergedReference",
    "Outcome",
    "Reference",
    "ReferenceImport",
    "anchor_of",
]
