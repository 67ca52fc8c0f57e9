"""One identifier while it is looked up: what is known so far, and what it ends in."""

from dataclasses import dataclass, field

from cms.references.importing.records import ImportedRecord
from cms.references.lookup.errors import LookUpFailed
from cms.references.lookup.merging import Source, merged
from cms.references.lookup.recognising import Kind, recognised


@dataclass(frozen=True)
class LookedUp:
    """What became of looking up one identifier: there is a record, or a failure.

    Args:
        identifier: as it was given.
        record: what was found.
        failure: why nothing was.
    """

    identifier: str
    record: ImportedRecord | None = None
    failure: LookUpFailed | None = None


@dataclass
class Inquiry:
    """One identifier while it is looked up.

    Args:
        typed: as it was given.
        kind: of the one that was given; its service is believed.
        ids: what is known of the publication's identifiers.
        sources: what services have said, the believed one first.
        gaps: sentences on what could not be asked.
        failure: why there will be no record.
    """

    typed: str
    kind: Kind = Kind.DOI
    ids: dict[Kind, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    failure: LookUpFailed | None = None

    @classmethod
    def begin(cls, typed: str) -> "Inquiry":
        """Return the inquiry of what was typed."""
        try:
            kind, value = recognised(typed)
        except LookUpFailed as failure:
            return cls(typed, failure=failure)
        return cls(typed, kind=kind, ids={kind: value})

    def learn(self, kind: Kind, value: str) -> None:
        """Take an identifier, if none of its kind is known yet."""
        if value:
            self.ids.setdefault(kind, value)

    def hear(self, source: Source) -> None:
        """Take what a service says, with the identifiers in it."""
        self.sources.append(source)
        for kind in Kind:
            self.learn(kind, source.csl.get(kind.upper(), ""))

    def ended(self, index: int) -> LookedUp:
        """Return what has become of it."""
        if self.failure:
            return LookedUp(self.typed, failure=self.failure)
        known = Source({kind.upper(): value for kind, value in self.ids.items()})
        return LookedUp(self.typed, record=merged([*self.sources, known], self.gaps, index=index))
