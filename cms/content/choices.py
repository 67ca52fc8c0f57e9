"""Enumerations of content in general."""

from typing import Annotated

from django.db import models

from cms.delivery.schemas import TypeNames

#: The name of a document type that is a page.
PageTypeName = Annotated[str, TypeNames("page")]


class Audience(models.TextChoices):
    PATIENTS = "patients", "Patients and families"
    PROFESSIONALS = "professionals", "Health professionals"
    EVERYONE = "everyone", "Everyone"


class ReviewState(models.TextChoices):
    NEVER_REVIEWED = "never_reviewed", "Not yet medically reviewed"
    CURRENT = "current", "Medically reviewed"
    DUE = "due", "Medical review due soon"
    OVERDUE = "overdue", "Medical review overdue"


class CalloutKind(models.TextChoices):
    NOTE = "note", "Note"
    CAUTION = "caution", "Caution"
    WARNING = "warning", "Warning"


class ImageAlignment(models.TextChoices):
    WIDE = "wide", "Full width"
    START = "start", "Beside the text, at its start"
    END = "end", "Beside the text, at its end"


MEANINGS: dict[str, dict[models.TextChoices, str]] = {
    "review_state": {
        ReviewState.NEVER_REVIEWED: "No medical reviewer has read this page yet.",
        ReviewState.CURRENT: "A medical reviewer has read the whole page and its sources.",
        ReviewState.DUE: "The next medical review is due within 60 days.",
        ReviewState.OVERDUE: "The date by which this page should have been reviewed has passed.",
    },
}


class CitationStyle(models.TextChoices):
    """How references are written."""

    NLM = "nlm", "NLM (Vancouver)"
    AMA = "ama", "AMA"
    APA = "apa", "APA"
