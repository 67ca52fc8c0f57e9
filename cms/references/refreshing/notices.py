"""Notices as services tell of them, each with what it is told by."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cms.references.choices import ReferenceStatus
from cms.references.importing.pubmed_xml import NOTICES
from cms.references.lookup.notices import STATUS_OF_UPDATE, Notice

CROSSREF, PUBMED = "Crossref", "PubMed"
LONGEST_KEY = 500
#: PubMed's words for what a notice does.
STATUS_OF_WORDS = {notice.words: notice.status for notice in NOTICES.values()}
#: Where the next of PubMed's notices begins, which come as one text.
NEXT = re.compile(rf" (?=(?:{'|'.join(map(re.escape, STATUS_OF_WORDS))}): )")
#: The DOI in a notice as `lookup.notices` writes it.
DOI = re.compile(r"https://doi\.org/(10\.\S+)")


@dataclass(frozen=True)
class ToldNotice:
    """A notice on a publication.

    Args:
        key: what it is told by: its DOI, else its words.
        status: what it makes of the publication.
        text: for readers.
        source: who tells of it.
    """

    key: str
    status: ReferenceStatus
    text: str
    source: str


def from_crossref(notices: Iterable[Notice]) -> Iterator[ToldNotice]:
    """Yield the notices that say something of a publication's standing."""
    for notice in notices:
        if notice.status != ReferenceStatus.NORMAL:
            yield ToldNotice(notice.doi[:LONGEST_KEY], notice.status, str(notice), CROSSREF)


def in_text(text: str, status: ReferenceStatus, *, source: str) -> Iterator[ToldNotice]:
    """Yield the notices in a reference's text of them.

    Args:
        text: as PubMed's reader, the look-up or an editor has written it.
        status: what is meant by one that does not say it.
        source: who tells of them.
    """
    for line in text.splitlines():
        for part in NEXT.split(line.strip()):
            if part:
                found = DOI.search(part)
                key = (found[1].lower() if found else part)[:LONGEST_KEY]
                yield ToldNotice(key, _status_of(part) or status, part, source)


def _status_of(part: str) -> ReferenceStatus | None:
    """Return what a notice says that it does."""
    words = part.partition(":")[0]
    kind = words.partition(",")[0].strip().lower().replace(" ", "_")
    return STATUS_OF_WORDS.get(words) or STATUS_OF_UPDATE.get(kind)
