"""Enumerations of references and of evidence."""

from django.db import models


class CslType(models.TextChoices):
    """Item types of CSL 1.0.2 that a health library meets."""

    ARTICLE_JOURNAL = "article-journal", "Journal article"
    ARTICLE = "article", "Preprint or working paper"
    ARTICLE_MAGAZINE = "article-magazine", "Magazine article"
    ARTICLE_NEWSPAPER = "article-newspaper", "Newspaper article"
    BOOK = "book", "Book"
    CHAPTER = "chapter", "Book chapter"
    DATASET = "dataset", "Dataset"
    DOCUMENT = "document", "Document"
    ENTRY = "entry", "Entry"
    ENTRY_ENCYCLOPEDIA = "entry-encyclopedia", "Encyclopaedia entry"
    LEGISLATION = "legislation", "Legislation"
    PAPER_CONFERENCE = "paper-conference", "Conference paper"
    PATENT = "patent", "Patent"
    POST = "post", "Post"
    POST_WEBLOG = "post-weblog", "Blog post"
    REGULATION = "regulation", "Regulation"
    REPORT = "report", "Report"
    REVIEW = "review", "Review"
    SOFTWARE = "software", "Software"
    SPEECH = "speech", "Presentation"
    STANDARD = "standard", "Standard"
    THESIS = "thesis", "Thesis"
    WEBPAGE = "webpage", "Web page"


class ReferenceStatus(models.TextChoices):
    NORMAL = "normal", "Normal"
    CORRECTED = "corrected", "Corrected"
    EXPRESSION_OF_CONCERN = "expression_of_concern", "Expression of concern"
    RETRACTED = "retracted", "Retracted"


class RecordStatus(models.TextChoices):
    """What a record of a file is to the library."""

    NEW = "new", "New"
    DUPLICATE = "duplicate", "Already in the library"
    INVALID = "invalid", "Can’t be imported"


class Choice(models.TextChoices):
    """What is done with a record whose publication the library has."""

    #: The reference stays as it is.
    SKIP = "skip", "Leave out"
    #: The reference gets from the record what it has not.
    FILL = "fill", "Fill in what is missing"
    #: They are two publications: the record is added.
    ADD = "add", "Import"


class Certainty(models.TextChoices):
    """GRADE's words for how sure a body of evidence makes us (gradeworkinggroup.org)."""

    HIGH = "high", "High certainty"
    MODERATE = "moderate", "Moderate certainty"
    LOW = "low", "Low certainty"
    VERY_LOW = "very_low", "Very low certainty"


MEANINGS: dict[str, dict[models.TextChoices, str]] = {
    "reference_status": {
        ReferenceStatus.CORRECTED: "The publisher has corrected this publication.",
        ReferenceStatus.EXPRESSION_OF_CONCERN: (
            "The publisher has warned that this publication may not be reliable."
        ),
        ReferenceStatus.RETRACTED: (
            "The publisher has withdrawn this publication: its findings should not be relied on."
        ),
    },
    "certainty": {
        Certainty.HIGH: "Further research is very unlikely to change this.",
        Certainty.MODERATE: "Further research may change this.",
        Certainty.LOW: "Further research is likely to change this.",
        Certainty.VERY_LOW: "We are very unsure: the truth may be quite different.",
    },
}
