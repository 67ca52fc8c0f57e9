"""What has become of a publication: corrected, questioned, retracted, and where that is said."""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.references.choices import ReferenceStatus

#: What Crossref calls an update, as the library's status; others, such as a new version, are none.
#: A partial retraction counts as one: its notice says what is left.
#: https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/updates/
STATUS_OF_UPDATE = {
    "retraction": ReferenceStatus.RETRACTED,
    "partial_retraction": ReferenceStatus.RETRACTED,
    "withdrawal": ReferenceStatus.RETRACTED,
    "removal": ReferenceStatus.RETRACTED,
    "expression_of_concern": ReferenceStatus.EXPRESSION_OF_CONCERN,
    "correction": ReferenceStatus.CORRECTED,
    "corrigendum": ReferenceStatus.CORRECTED,
    "erratum": ReferenceStatus.CORRECTED,
}
#: From bad to worse.
SEVERITY = (
    ReferenceStatus.NORMAL,
    ReferenceStatus.CORRECTED,
    ReferenceStatus.EXPRESSION_OF_CONCERN,
    ReferenceStatus.RETRACTED,
)


@dataclass(frozen=True)
class Notice:
    """One notice on a publication.

    Args:
        kind: what Crossref calls it, such as `expression_of_concern`.
        doi: of the notice.
        date: when, as `2010-02-06`, `2010` or an empty text.
        told_by: who has told Crossref: `publisher` or `retraction-watch`.
    """

    kind: str
    doi: str
    date: str = ""
    told_by: str = ""

    @property
    def status(self) -> ReferenceStatus:
        """Return what it makes of the publication."""
        return STATUS_OF_UPDATE.get(self.kind, ReferenceStatus.NORMAL)

    def __str__(self) -> str:
        kind = self.kind.replace("_", " ").capitalize()
        date = f", {self.date}" if self.date else ""
        source = " (Retraction Watch)" if self.told_by == "retraction-watch" else ""
        return f"{kind}{date}: https://doi.org/{self.doi}{source}"


def worst_of(statuses: Iterable[ReferenceStatus]) -> ReferenceStatus:
    """Return the worst of some statuses, normal if there are none."""
    return max(statuses, key=SEVERITY.index, default=ReferenceStatus.NORMAL)


def standing(notices: Iterable[Notice]) -> tuple[ReferenceStatus, str]:
    """Return what has become of a publication, and the notices of it, the worst first.

    Publisher and Retraction Watch may both tell of one notice: it is named once.
    """
    told = {(notice.doi, notice.status): notice for notice in notices}
    telling = [notice for notice in told.values() if notice.status != ReferenceStatus.NORMAL]
    telling.sort(key=lambda notice: SEVERITY.index(notice.status), reverse=True)
    return worst_of(notice.status for notice in telling), "\n".join(map(str, telling))
