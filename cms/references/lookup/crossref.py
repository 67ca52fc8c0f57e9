"""Crossref: publications by DOI, and what became of them (it carries Retraction Watch too).

https://api.crossref.org/swagger-ui/index.html and
https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md; `/works/{doi}` rather than its
CSL-JSON, which is made of the same, since only this tells of retractions in one answer.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from pydantic import ConfigDict, Field, model_validator

from cms.references.lookup.client import Service, ask
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.markup import csl_title
from cms.references.lookup.notices import Notice
from cms.references.lookup.sent import Sent

#: The public pool allows 5 requests a second (10 with a contact address, which its answers tell),
#: lists of works 1: https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
CROSSREF = Service(
    key="crossref", title="Crossref", setting="CROSSREF_URL", interval=0.25, contact=("", "mailto")
)
LISTS = replace(CROSSREF, key="crossref-lists", interval=1.0)
#: So many DOIs are asked for in one list: the address stays well below 8,000 characters.
DOIS_A_LIST = 40
NOTICES_A_LIST = 500

#: https://api.crossref.org/types, as CSL has them. Else it is a document.
CSL_TYPES = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "proceedings": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry",
    "dissertation": "thesis",
    "report": "report",
    "report-component": "report",
    "dataset": "dataset",
    "database": "dataset",
    "standard": "standard",
    "peer-review": "review",
}


class CrossrefModel(Sent):
    """What Crossref sends: names have hyphens."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))


class PartialDate(CrossrefModel):
    """A date as far as it is known: `[[2010, 2]]`, or `[[null]]`."""

    date_parts: list[list[int | None]] = []

    @property
    def numbers(self) -> list[int]:
        """Return year, month, day, as far as they are there."""
        parts = self.date_parts[0] if self.date_parts else []
        return [part for part in parts[:3] if part is not None]


class Name(CrossrefModel):
    """A person, or a group, which has a `name` only."""

    given: str = ""
    family: str = ""
    name: str = ""
    suffix: str = ""

    def csl(self) -> dict[str, str]:
        """Return it as CSL has names."""
        if not self.family:
            return {"literal": self.name or self.given}
        said = {"family": self.family, "given": self.given, "suffix": self.suffix}
        return {part: value for part, value in said.items() if value}


class Update(CrossrefModel):
    """That one work updates another. `DOI` is the other: of the notice, or of what it is about."""

    doi: str = Field("", alias="DOI")
    type: str = ""
    source: str = ""
    updated: PartialDate = PartialDate()

    def notice(self, doi: str) -> Notice:
        """Return it as the notice that has a DOI."""
        date = "-".join(f"{number:02}" for number in self.updated.numbers)
        return Notice(kind=self.type, doi=doi.lower(), date=date, told_by=self.source)


class Institution(CrossrefModel):
    """Who posts preprints."""

    name: str = ""


class Work(CrossrefModel):
    """A work, as far as a reference needs it."""

    doi: str = Field(alias="DOI")
    type: str = ""
    subtype: str = ""
    title: list[str] = []
    subtitle: list[str] = []
    container_title: list[str] = []
    short_container_title: list[str] = []
    author: list[Name] = []
    editor: list[Name] = []
    translator: list[Name] = []
    published_print: PartialDate = PartialDate()
    published_online: PartialDate = PartialDate()
    issued: PartialDate = PartialDate()
    volume: str = ""
    issue: str = ""
    page: str = ""
    article_number: str = ""
    publisher: str = ""
    publisher_location: str = ""
    edition_number: str = ""
    issn: list[str] = Field([], alias="ISSN")
    isbn: list[str] = Field([], alias="ISBN")
    language: str = ""
    abstract: str = ""
    institution: list[Institution] = []
    updated_by: list[Update] = []
    update_to: list[Update] = []

    @model_validator(mode="before")
    @classmethod
    def one_institution_or_several(cls, sent: Any) -> Any:
        """Take an institution that stands alone as a list of one: Crossref has sent both."""
        if isinstance(sent, dict) and isinstance(sent.get("institution"), dict):
            return {**sent, "institution": [sent["institution"]]}
        return sent

    @property
    def notices(self) -> list[Notice]:
        """Return the notices on this work."""
        return [update.notice(update.doi) for update in self.updated_by if update.doi]

    def csl(self) -> dict[str, Any]:
        """Return it as CSL-JSON, without what is not said; the importers' cleaning is to come."""
        names = {"author": self.author, "editor": self.editor, "translator": self.translator}
        record: dict[str, Any] = {
            "type": CSL_TYPES.get(self.type, "document"),
            "title": csl_title(self._title()),
            **{role: [name.csl() for name in people] for role, people in names.items()},
            "container-title": csl_title(_first(self.container_title)),
            "container-title-short": _first(self.short_container_title),
            "issued": self._issued(),
            "volume": self.volume,
            "issue": self.issue,
            "page": self.page or self.article_number,
            "publisher": self.publisher or _first(place.name for place in self.institution),
            "publisher-place": self.publisher_location,
            "edition": self.edition_number,
            "genre": "preprint" if self.subtype == "preprint" else "",
            "ISSN": _first(self.issn),
            "ISBN": _first(self.isbn),
            "language": self.language,
            "DOI": self.doi,
        }
        return {field: value for field, value in record.items() if value}

    def _title(self) -> str:
        """Return the title with its subtitle, which some publishers deposit twice."""
        title, subtitle = _first(self.title), _first(self.subtitle)
        if not subtitle or subtitle.casefold() in title.casefold():
            return title
        return f"{title}: {subtitle}" if title else subtitle

    def _issued(self) -> dict[str, Any]:
        """Return the date of the issue, to which volume and pages belong, else the earliest."""
        for date in (self.published_print, self.published_online, self.issued):
            if date.numbers:
                return {"date-parts": [date.numbers]}
        return {}


class WorkAnswer(CrossrefModel):
    """What `/works/{doi}` sends."""

    message: Work


class Works(CrossrefModel):
    """A list of works."""

    items: list[Work]


class WorksAnswer(CrossrefModel):
    """What `/works` sends."""

    message: Works


def _first(values: Iterator[str] | Sequence[str]) -> str:
    """Return the first of several titles that says something: the original language's."""
    return next((value for value in values if value.strip()), "")


def work(doi: str) -> Work:
    """Return the work of a DOI.

    Raises:
        LookUpFailed: Crossref does not know it, or there is no answer that can be used.
    """
    return ask(CROSSREF, f"/works/{quote(doi, safe='')}", WorkAnswer.model_validate_json).message


def works(dois: Sequence[str]) -> dict[str, Work]:
    """Return the works of some DOIs, without those that Crossref does not know.

    Args:
        dois: in the library's form.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    found: dict[str, Work] = {}
    in_lists = [doi for doi in dois if "," not in doi]
    for begin in range(0, len(in_lists), DOIS_A_LIST):
        some = in_lists[begin : begin + DOIS_A_LIST]
        parameters = {"filter": ",".join(f"doi:{doi}" for doi in some), "rows": str(len(some))}
        answer = ask(LISTS, "/works", WorksAnswer.model_validate_json, parameters=parameters)
        found |= {each.doi.lower(): each for each in answer.message.items}
    for doi in set(dois) - set(in_lists):
        if each := _known_work(doi):
            found[doi] = each
    return {doi: found[doi] for doi in dois if doi in found}


def notices_on(dois: Sequence[str]) -> dict[str, list[Notice]]:
    """Return the notices on each of some DOIs: retractions, corrections, expressions of concern.

    By the works that say that they update one of these (filters of one name are alternatives).

    Args:
        dois: in the library's form.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    found: dict[str, list[Notice]] = defaultdict(list)
    # A filter ends at a comma: a DOI with one is asked for by itself.
    in_lists = [doi for doi in dois if "," not in doi]
    for begin in range(0, len(in_lists), DOIS_A_LIST):
        some = set(in_lists[begin : begin + DOIS_A_LIST])
        for notice in _works_updating(sorted(some)):
            for update in notice.update_to:
                if update.doi.lower() in some:
                    found[update.doi.lower()].append(update.notice(notice.doi))
    for doi in set(dois) - set(in_lists):
        if (known := _known_work(doi)) and known.notices:
            found[doi] = known.notices
    return dict(found)


def _works_updating(dois: Sequence[str]) -> list[Work]:
    """Return the works that update one of some."""
    parameters = {
        "filter": ",".join(f"updates:{doi}" for doi in dois),
        "select": "DOI,update-to",
        "rows": str(NOTICES_A_LIST),
    }
    answer = ask(LISTS, "/works", WorksAnswer.model_validate_json, parameters=parameters)
    return answer.message.items


def _known_work(doi: str) -> Work | None:
    """Return the work of a DOI, None where Crossref does not know it."""
    try:
        return work(doi)
    except LookUpFailed as error:
        if error.failure != Failure.NOT_FOUND:
            raise
        return None
