"""Looking up publications: from whatever an editor pastes to a record, from all that is known.

The one that an identifier belongs to is asked first and is believed: a DOI's registration agency
(Crossref, else DataCite and others by the resolver), PubMed for a PMID or PMCID. What it leaves
open the others fill: Europe PMC with the abstract and whether everybody can read it, PubMed and
Crossref with each other's identifiers and with what has become of the publication, of which the
worst counts. Only the first must answer; what another did not is said in a message of the record.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from cms.references.importing.records import ImportedRecord
from cms.references.lookup import crossref, datacite, europe_pmc, ncbi
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.inquiry import Inquiry, LookedUp
from cms.references.lookup.markup import plain_lines
from cms.references.lookup.merging import Source
from cms.references.lookup.notices import standing
from cms.references.lookup.recognising import Kind

#: So many are looked up together. Few enough that a long list shows how it goes.
TOGETHER = 40

Inquiries = Sequence[Inquiry]


def look_up(identifier: str) -> ImportedRecord:
    """Return the record of a publication.

    Args:
        identifier: a DOI, PMID or PMCID however it is written, or an address that has one.

    Raises:
        LookUpFailed: there is none; it says why and what to do.
    """
    (looked_up,) = look_up_many([identifier])
    if looked_up.record is None:
        raise looked_up.failure or AssertionError("neither a record nor a failure")
    return looked_up.record


def look_up_many(identifiers: Iterable[str]) -> Iterator[LookedUp]:
    """Yield what became of each identifier, in their order, some at a time.

    Args:
        identifiers: hundreds of them; each as `look_up` takes it.
    """
    waiting = iter(identifiers)
    index = 0
    while some := [Inquiry.begin(identifier) for identifier in islice(waiting, TOGETHER)]:
        for step in STEPS:
            step([inquiry for inquiry in some if not inquiry.failure])
        for inquiry in some:
            index += 1
            yield inquiry.ended(index)


def _of_kind(inquiries: Inquiries, *kinds: Kind) -> list[Inquiry]:
    return [inquiry for inquiry in inquiries if inquiry.kind in kinds]


def _values(inquiries: Inquiries, kind: Kind) -> list[str]:
    """Return their identifiers of a kind, each once."""
    return list(dict.fromkeys(inquiry.ids[kind] for inquiry in inquiries if kind in inquiry.ids))


@contextmanager
def _needed(inquiries: Inquiries) -> Iterator[None]:
    """Let inquiries fail with what is asked for them."""
    try:
        yield
    except LookUpFailed as failure:
        for inquiry in inquiries:
            inquiry.failure = failure


@contextmanager
def _wanted(inquiries: Inquiries, lacking: str) -> Iterator[None]:
    """Go on without what is asked, and say what is lacking; it is no lack if there is nothing."""
    try:
        yield
    except LookUpFailed as failure:
        if failure.failure != Failure.NOT_FOUND:
            for inquiry in inquiries:
                inquiry.gaps.append(f"{failure.reason} {lacking}")


def _learn_ids(inquiries: Inquiries, kind: Kind) -> None:
    """Learn the other identifiers of publications in PubMed Central."""
    found = ncbi.ids_of(kind, _values(inquiries, kind))
    for inquiry in inquiries:
        if ids := found.get(inquiry.ids.get(kind, "")):
            inquiry.learn(Kind.PMID, ids.pmid)
            inquiry.learn(Kind.PMCID, ids.pmcid)
            inquiry.learn(Kind.DOI, ids.doi)


def _convert_pmcids(inquiries: Inquiries) -> None:
    """Learn what else publications are called that were asked for by PMCID."""
    by_pmcid = _of_kind(inquiries, Kind.PMCID)
    if not by_pmcid:
        return
    with _needed(by_pmcid):
        _learn_ids(by_pmcid, Kind.PMCID)
        for inquiry in by_pmcid:
            # PubMed has not all that PubMed Central has; else it is the DOI's agency that knows.
            inquiry.kind = Kind.PMID if Kind.PMID in inquiry.ids else Kind.DOI
            if inquiry.kind not in inquiry.ids:
                inquiry.failure = ncbi.ID_CONVERTER.failed(Failure.NOT_FOUND)


def _from_crossref(doi: str) -> Source:
    work = crossref.work(doi)
    status, notice = standing(work.notices)
    return Source(work.csl(), plain_lines(work.abstract), status, notice)


def _from_agency(doi: str) -> Source:
    """Return what the agency says with which a DOI is registered."""
    try:
        return _from_crossref(doi)
    except LookUpFailed as failure:
        if failure.failure != Failure.NOT_FOUND:
            raise
    csl = datacite.csl(doi)
    abstract = csl.get("abstract")
    return Source(csl, plain_lines(abstract) if isinstance(abstract, str) else "")


def _ask_agencies(inquiries: Inquiries) -> None:
    """Ask for the publications of DOIs, one by one: agencies take no lists."""
    for inquiry in _of_kind(inquiries, Kind.DOI):
        with _needed([inquiry]):
            inquiry.hear(_from_agency(inquiry.ids[Kind.DOI]))


def _hear_pubmed(inquiries: Inquiries) -> None:
    """Ask PubMed for publications, and take what it has."""
    found = ncbi.articles(_values(inquiries, Kind.PMID))
    for inquiry in inquiries:
        if record := found.get(inquiry.ids.get(Kind.PMID, "")):
            inquiry.hear(Source.of_record(record))


def _ask_pubmed(inquiries: Inquiries) -> None:
    """Ask for the publications of PMIDs."""
    by_pmid = _of_kind(inquiries, Kind.PMID)
    if not by_pmid:
        return
    with _needed(by_pmid):
        _hear_pubmed(by_pmid)
        for inquiry in by_pmid:
            if not inquiry.sources:
                inquiry.failure = ncbi.E_UTILITIES.failed(Failure.NOT_FOUND)


def _ask_europe_pmc(inquiries: Inquiries) -> None:
    """Ask for abstracts, open access and identifiers."""
    if not inquiries:
        return
    with _wanted(inquiries, "The abstract, and whether everybody can read it, may be missing."):
        asked = [(inquiry.kind, inquiry.ids[inquiry.kind]) for inquiry in inquiries]
        found: dict[tuple[Kind, str], europe_pmc.Article] = {}
        for article in europe_pmc.find(list(dict.fromkeys(asked))):
            found.setdefault((Kind.DOI, article.doi.lower()), article)
            found.setdefault((Kind.PMID, article.pmid), article)
        for inquiry, key in zip(inquiries, asked, strict=True):
            if key in found:
                _hear_europe_pmc(inquiry, found[key])


def _hear_europe_pmc(inquiry: Inquiry, article: europe_pmc.Article) -> None:
    inquiry.learn(Kind.PMID, article.pmid)
    inquiry.learn(Kind.PMCID, article.pmcid)
    inquiry.learn(Kind.DOI, article.doi.lower())
    abstract = plain_lines(article.abstract)
    inquiry.hear(Source({}, abstract, is_open_access=article.is_open_access))


def _convert_dois(inquiries: Inquiries) -> None:
    """Learn the PubMed ids of publications that were asked for by DOI, if they are unknown yet."""
    unknown = [inquiry for inquiry in inquiries if Kind.PMID not in inquiry.ids]
    if unknown:
        with _wanted(unknown, "The PubMed ids may be missing."):
            _learn_ids(unknown, Kind.DOI)


def _ask_pubmed_for_notices(inquiries: Inquiries) -> None:
    """Ask what PubMed knows of publications that others have described."""
    by_doi = [inquiry for inquiry in _of_kind(inquiries, Kind.DOI) if Kind.PMID in inquiry.ids]
    if by_doi:
        with _wanted(
            by_doi, "A retraction or correction that only PubMed tells of may be missing."
        ):
            _hear_pubmed(by_doi)


def _ask_crossref_for_notices(inquiries: Inquiries) -> None:
    """Ask what Crossref, and Retraction Watch, know of publications that PubMed has described."""
    for inquiry in _of_kind(inquiries, Kind.PMID):
        if doi := inquiry.ids.get(Kind.DOI):
            lacking = "A retraction or correction that only Crossref tells of may be missing."
            with _wanted([inquiry], lacking):
                inquiry.hear(_from_crossref(doi))


#: In this order: each leans on what those before it have learnt.
STEPS: tuple[Callable[[Inquiries], None], ...] = (
    _convert_pmcids,
    _ask_agencies,
    _ask_pubmed,
    _ask_europe_pmc,
    _convert_dois,
    _ask_pubmed_for_notices,
    _ask_crossref_for_notices,
)
