"""What the services know of many references now: notices, and the record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import ImportedRecord
from cms.references.lookup import crossref, ncbi
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.models import Reference
from cms.references.refreshing.notices import (
    CROSSREF,
    PUBMED,
    ToldNotice,
    from_crossref,
    in_text,
)

T = TypeVar("T")
SERVICES = frozenset((CROSSREF, PUBMED))
#: After so many answers that can't be used a service is left alone: it is not one record.
MOST_UNREADABLE = 20


@dataclass
class Answers(Generic[T]):
    """What a service has answered: what was found, and what it has left open."""

    found: dict[str, T] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)


@dataclass
class Services:
    """The services in one run. One that can't be reached is not asked again in it.

    Args:
        failures: why a service has not answered, by its title.
        out: services that are left alone.
    """

    failures: dict[str, LookUpFailed] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    _unreadable: int = 0

    def ask(
        self, service: str, ask: Callable[[Sequence[str]], Mapping[str, T]], values: Sequence[str]
    ) -> Answers[T]:
        """Ask a service about some identifiers.

        An answer that can't be used may be so for one record's sake: the halves are asked for.
        """
        if not values or service in self.out:
            return Answers(unanswered=set(values))
        try:
            return Answers(dict(ask(values)))
        except LookUpFailed as failure:
            self.failures[service] = failure
            if failure.failure == Failure.UNREADABLE:
                self._unreadable += 1
            if failure.failure != Failure.UNREADABLE or self._unreadable >= MOST_UNREADABLE:
                self.out.add(service)
        if service in self.out or len(values) == 1:
            return Answers(unanswered=set(values))
        half = len(values) // 2
        first, second = (self.ask(service, ask, part) for part in (values[:half], values[half:]))
        return Answers(first.found | second.found, first.unanswered | second.unanswered)


@dataclass
class Told:
    """What the services tell of one reference.

    Args:
        notices: on the publication.
        csl: its record as the one service has it that is believed; None if that has none.
        source: that service.
        is_whole: whether all have answered.
    """

    notices: list[ToldNotice] = field(default_factory=list)
    csl: Mapping[str, Any] | None = None
    source: str = ""
    is_whole: bool = True


def ask_about(references: Sequence[Reference], services: Services) -> dict[int, Told]:
    """Return what is told of references, by their keys.

    The record is PubMed's, which is kept up by people, where the publication is there; else
    Crossref's. Both are asked for notices.
    """
    dois = [each.doi for each in references if each.doi]
    only_dois = [each.doi for each in references if each.doi and not each.pmid]
    pmids = [each.pmid for each in references if each.pmid]
    notices = services.ask(CROSSREF, crossref.notices_on, dois)
    works = services.ask(CROSSREF, crossref.works, only_dois)
    articles = services.ask(PUBMED, ncbi.articles, pmids)
    told = {each.pk: Told() for each in references}
    for each in references:
        found = told[each.pk]
        found.notices += from_crossref(notices.found.get(each.doi or "", ()))
        if each.pmid:
            _hear_pubmed(found, articles.found.get(each.pmid))
        else:
            _hear_crossref(found, works.found.get(each.doi or ""))
        found.is_whole = not (
            each.doi in notices.unanswered | works.unanswered or each.pmid in articles.unanswered
        )
    return told


def _hear_crossref(told: Told, work: crossref.Work | None) -> None:
    """Take what a work's record says, its notices too."""
    if work is not None:
        told.notices += from_crossref(work.notices)
        told.csl = cleaned_record(work.csl(), index=1, line=0).csl
        told.source = CROSSREF


def _hear_pubmed(told: Told, article: ImportedRecord | None) -> None:
    """Take what PubMed's record says, its notices too."""
    if article is not None:
        told.notices += in_text(article.notice, article.status, source=PUBMED)
        told.csl, told.source = article.csl, PUBMED
