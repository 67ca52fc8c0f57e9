"""One record from what several services say of a publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cms.references.choices import ReferenceStatus
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.lookup.notices import SEVERITY, worst_of


@dataclass(frozen=True)
class Source:
    """What one service says of a publication.

    Args:
        csl: as CSL-JSON.
        abstract: as plain text.
        status: what has become of it.
        notice: the notices that say so.
        is_open_access: whether everybody can read it.
        messages: what was noticed in reading it.
    """

    csl: dict[str, Any]
    abstract: str = ""
    status: ReferenceStatus = ReferenceStatus.NORMAL
    notice: str = ""
    is_open_access: bool | None = None
    messages: tuple[Message, ...] = ()

    @classmethod
    def of_record(cls, record: ImportedRecord) -> "Source":
        """Return what a record says that a reader of files has made."""
        # An answer has lines, but nobody can look at them.
        messages = tuple(replace(message, line=0) for message in record.messages)
        return cls(
            record.csl or {}, record.abstract, record.status, record.notice,
            record.is_open_access, messages,
        )  # fmt: skip


def merged(sources: Sequence[Source], gaps: Iterable[str], *, index: int) -> ImportedRecord:
    """Return one record.

    Args:
        sources: the one that is believed first; the others fill what it leaves open.
        gaps: sentences on what could not be asked.
        index: the record's number.
    """
    believed, *others = sources
    csl = dict(believed.csl)
    for other in others:
        for variable, value in other.csl.items():
            csl.setdefault(variable, value)
    # From bad to worse, stable: of two that say the same, the first is heard first.
    telling = sorted(
        (source for source in sources if source.notice),
        key=lambda source: SEVERITY.index(source.status), reverse=True,
    )  # fmt: skip
    record = cleaned_record(
        csl,
        index=index,
        line=0,
        # Europe PMC's before what a publisher has left with Crossref.
        abstract=next((source.abstract for source in (*others, believed) if source.abstract), ""),
        status=worst_of(source.status for source in sources),
        notice=telling[0].notice if telling else "",
        messages=(*believed.messages, *(Message(Level.WARNING, gap) for gap in gaps)),
    )
    told = (source.is_open_access for source in sources)
    is_open_access = next((value for value in told if value is not None), None)
    return replace(record, is_open_access=is_open_access)
