"""What NBIB and PubMed's XML have in common: PubMed's words for types, languages and notices.

https://www.nlm.nih.gov/mesh/pubtypes.html and, for what links a publication to its notices,
https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from cms.references.choices import CslType, ReferenceStatus

#: CSL types of publication types, without the s at their ends; the first that fits is taken. What
#: PubMed does not have is ERIC's, which writes NBIB too.
TYPES = (
    ("Preprint", CslType.ARTICLE),
    ("Book Chapter", CslType.CHAPTER),
    ("Dataset", CslType.DATASET),
    ("Patent", CslType.PATENT),
    ("Academic Dissertation", CslType.THESIS),
    ("Dissertations/These", CslType.THESIS),
    ("Newspaper Article", CslType.ARTICLE_NEWSPAPER),
    ("Journal Article", CslType.ARTICLE_JOURNAL),
    ("Book", CslType.BOOK),
    ("Speeches/Meeting Paper", CslType.PAPER_CONFERENCE),
    ("Technical Report", CslType.REPORT),
    ("Report", CslType.REPORT),
)
#: The number of an article that is not in pages: what PubMed itself prints in their place.
ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,4}[0-9]{1,9}")
#: A title in another language than the article's stands in brackets; without one PubMed says so.
NOT_AVAILABLE = re.compile(r"\[?not available\]?\.?", re.IGNORECASE)

RETRACTED = "Retracted Publication"


class Notice(NamedTuple):
    """What a publisher's notice does, and what an editor is told of it."""

    status: ReferenceStatus
    words: str


def type_of(publication_types: Iterable[str]) -> CslType:
    """Return the CSL type of a publication; an article of a journal unless they say otherwise."""
    # ERIC's types are in the plural, some with a kind behind them: Reports - Research.
    types = {written.partition(" - ")[0].rstrip("s") for written in publication_types}
    return next(
        (csl_type for written, csl_type in TYPES if written in types), CslType.ARTICLE_JOURNAL
    )


def title_of(title: str, vernacular: str) -> dict[str, str]:
    """Return a title and, where PubMed has it, the one in the language of the publication."""
    if NOT_AVAILABLE.fullmatch(title.strip()) or not title.strip():
        return {"title": vernacular}
    return {"title": title, "original-title": vernacular}


def status_of(
    publication_types: Iterable[str], notices: Iterable[tuple[Notice, str]]
) -> tuple[ReferenceStatus, str]:
    """Return what has become of a publication, and the notices that say so, the worst first.

    Args:
        publication_types: of the publication.
        notices: each with where it was published.
    """
    order = list(ReferenceStatus)
    found = sorted(notices, key=lambda notice: order.index(notice[0].status), reverse=True)
    status = found[0][0].status if found else ReferenceStatus.NORMAL
    words = [f"{notice.words}: {source}" for notice, source in found]
    if RETRACTED in publication_types and status != ReferenceStatus.RETRACTED:
        status = ReferenceStatus.RETRACTED
        words.insert(0, "PubMed lists this as a retracted publication.")
    return status, " ".join(words)
