"""The variables and types of CSL 1.0.2, and what the library makes of types that it has not.

https://github.com/citation-style-language/schema/blob/v1.0.2/schemas/input/csl-data.json
"""

from cms.references.choices import CslType

NAMES = frozenset((
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editorial-director", "executive-producer",
    "guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author",
    "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator",
    "translator",
))  # fmt: skip
DATES = frozenset((
    "accessed", "available-date", "event-date", "issued", "original-date", "submitted",
))  # fmt: skip
#: Texts that may hold CSL's markup.
TITLES = frozenset((
    "title", "title-short", "container-title", "container-title-short", "collection-title",
    "original-title", "part-title", "reviewed-title", "volume-title", "volume-title-short",
))  # fmt: skip
IDENTIFIERS = frozenset(("DOI", "PMID", "PMCID"))
TEXTS = frozenset((
    "annote", "archive", "archive_collection", "archive_location", "archive-place", "authority",
    "call-number", "chapter-number", "collection-number", "dimensions", "division", "edition",
    "event", "event-place", "event-title", "genre", "ISBN", "ISSN", "issue", "jurisdiction",
    "keyword", "locator", "medium", "note", "number", "number-of-pages", "number-of-volumes",
    "original-publisher", "original-publisher-place", "page-first", "part-number",
    "printing-number", "publisher", "publisher-place", "references", "reviewed-genre", "scale",
    "section", "source", "status", "supplement-number", "version", "volume", "year-suffix",
))  # fmt: skip
#: Left out without a word: how a program counts, cites and keeps the record, and the abstract,
#: which readers take before.
LEFT_OUT = frozenset((
    "id", "abstract", "citation-key", "citation-label", "citation-number", "categories", "custom",
    "first-reference-note-number", "journalAbbreviation", "shortTitle",
))  # fmt: skip

#: Types of CSL that the library does not have, as the nearest that it has.
NEAREST_TYPE = {
    "bill": CslType.LEGISLATION, "hearing": CslType.LEGISLATION, "treaty": CslType.LEGISLATION,
    "legal_case": CslType.LEGISLATION, "classic": CslType.BOOK, "periodical": CslType.BOOK,
    "pamphlet": CslType.REPORT, "entry-dictionary": CslType.ENTRY_ENCYCLOPEDIA,
    "review-book": CslType.REVIEW, "manuscript": CslType.DOCUMENT,
    "personal_communication": CslType.DOCUMENT, "interview": CslType.DOCUMENT,
    "collection": CslType.DOCUMENT, "figure": CslType.DOCUMENT, "graphic": CslType.DOCUMENT,
    "map": CslType.DOCUMENT, "motion_picture": CslType.DOCUMENT, "song": CslType.DOCUMENT,
    "musical_score": CslType.DOCUMENT, "performance": CslType.SPEECH, "broadcast": CslType.DOCUMENT,
    "event": CslType.SPEECH,
}  # fmt: skip
OWN_TYPES = {csl_type.value: csl_type for csl_type in CslType}


def nearest_type(written: str) -> CslType | None:
    """Return the library's type of a type of CSL, or None if it is no type."""
    return OWN_TYPES.get(written) or NEAREST_TYPE.get(written)
