"""Europe PMC: abstracts, open access, identifiers, and searches.

https://europepmc.org/RestfulWebService, fields and search syntax:
https://europepmc.org/docs/EBI_Europe_PMC_Web_Service_Reference.pdf
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field, model_validator

from cms.references.lookup.client import Service, ask
from cms.references.lookup.markup import csl_title
from cms.references.lookup.sent import Sent

#: It names no rate; this is a few requests a second.
EUROPE_PMC = Service(
    key="europe-pmc", title="Europe PMC", setting="EUROPEPMC_URL", interval=0.25,
    contact=("", "email"),
)  # fmt: skip
#: So many publications are asked for at once: the address stays well below 8,000 characters.
AT_ONCE = 40
RESULTS_A_PAGE = 100
#: Where a search ends at the latest.
MOST_PAGES = 100
#: How it marks a full text that everybody can read: open access, or free to read.
FREE = {"OA", "F"}
#: What it calls the source of preprints.
PREPRINT = "PPR"
MOST_INITIALS = 4
#: The order in which what was published last comes first.
NEWEST_FIRST = "P_PDATE_D desc"


class FullText(Sent):
    """Where a full text is."""

    availability: str = Field("", alias="availabilityCode")


class FullTexts(Sent):
    """Where full texts are."""

    places: list[FullText] = Field([], alias="fullTextUrl")


class Article(Sent):
    """A publication as Europe PMC has it. Titles and abstracts may hold its markup."""

    source: str = ""
    id: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    title: str = ""
    authors: str = Field("", alias="authorString")
    journal: str = Field("", alias="journalTitle")
    year: str = Field("", alias="pubYear")
    abstract: str = Field("", alias="abstractText")
    open_access: str = Field("", alias="isOpenAccess")
    full_texts: FullTexts = Field(FullTexts(), alias="fullTextUrlList")

    @model_validator(mode="before")
    @classmethod
    def journal_of_either_form(cls, sent: Any) -> Any:
        """Take the journal's title from where the full form (`core`) has it."""
        if not isinstance(sent, dict):
            return sent
        journal = (sent.get("journalInfo") or {}).get("journal") or {}
        return {"journalTitle": journal.get("title") or "", **sent}

    def csl(self) -> dict[str, Any]:
        """Return it as CSL-JSON, without what is not said; the importers' cleaning is to come."""
        record: dict[str, Any] = {
            "type": "article" if self.source == PREPRINT else "article-journal",
            "title": csl_title(self.title),
            "author": [_name(name) for name in self.authors.rstrip(".").split(", ") if name],
            "container-title": self.journal,
            "issued": {"date-parts": [[int(self.year)]]} if self.year.isdecimal() else {},
            "DOI": self.doi,
            "PMID": self.pmid,
            "PMCID": self.pmcid,
        }
        return {field: value for field, value in record.items() if value}

    @property
    def is_open_access(self) -> bool | None:
        """Return whether everybody can read it, None where nothing is said."""
        if self.open_access == "Y" or any(
            place.availability in FREE for place in self.full_texts.places
        ):
            return True
        return False if self.open_access == "N" else None


def _name(written: str) -> dict[str, str]:
    """Return a name of an author string: the family name, then initials; else it is a group's."""
    family, _, initials = written.rpartition(" ")
    if family and len(initials) <= MOST_INITIALS and initials.isupper():
        return {"family": family, "given": initials}
    return {"literal": written}


class Articles(Sent):
    """Results."""

    result: list[Article]


class SearchAnswer(Sent):
    """One page of results."""

    next_cursor: str = Field("", alias="nextCursorMark")
    results: Articles = Field(alias="resultList")


def _page(query: str, cursor: str, sort: str) -> SearchAnswer:
    """Return a page of results.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    parameters = {
        "query": query,
        "resultType": "core",
        "format": "json",
        "pageSize": str(RESULTS_A_PAGE),
        "cursorMark": cursor,
        **({"sort": sort} if sort else {}),
    }
    return ask(EUROPE_PMC, "/search", SearchAnswer.model_validate_json, parameters=parameters)


def search(query: str, *, sort: str = "") -> Iterator[Article]:
    """Yield what a search finds, page after page.

    Args:
        query: in Europe PMC's own syntax.
        sort: a field and `asc` or `desc`; the likeliest first without it.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    cursor = "*"
    for _ in range(MOST_PAGES):
        page = _page(query, cursor, sort)
        yield from page.results.result
        if page.next_cursor in {"", cursor} or not page.results.result:
            return
        cursor = page.next_cursor


def _term(kind: str, value: str) -> str:
    """Return how one publication is searched for."""
    # An identifier holds no quotation mark that is its own; one typed would end the phrase.
    value = value.replace("\\", "").replace('"', "")
    return {
        "doi": f'DOI:"{value}"',
        "pmid": f"(EXT_ID:{value} AND SRC:MED)",
        "pmcid": f"PMCID:{value}",
    }[kind]


def find(wanted: Sequence[tuple[str, str]]) -> list[Article]:
    """Return the publications of some identifiers, those of PubMed first.

    Args:
        wanted: kind (`doi`, `pmid`, `pmcid`) and value of each.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    found: list[Article] = []
    for begin in range(0, len(wanted), AT_ONCE):
        terms = (_term(kind, value) for kind, value in wanted[begin : begin + AT_ONCE])
        found += search(" OR ".join(terms))
    return sorted(found, key=lambda article: article.source != "MED")
