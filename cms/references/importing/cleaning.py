"""What every reader's records go through, so that a publication is the same from wherever it comes.

A reader maps; the forms of what it maps are made here. What is left out or changed in more than
form is said in a message.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from cms.references.choices import CslType, ReferenceStatus
from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from cms.references.importing.dates import date_with_doubt, is_unpublished
from cms.references.importing.languages import language_of
from cms.references.importing.names import is_et_al
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.importing.texts import (
    LONGEST,
    LONGEST_TEXT,
    clean_abstract,
    clean_pages,
    clean_text,
    clean_title,
    without_full_stop,
)
from cms.references.importing.variables import (
    DATES,
    IDENTIFIERS,
    LEFT_OUT,
    NAMES,
    TEXTS,
    TITLES,
    nearest_type,
)

#: The column's length.
LONGEST_DOI = 500
NORMALISERS: Mapping[str, Callable[[str], str]] = {
    "DOI": normalise_doi,
    "PMID": normalise_pmid,
    "PMCID": normalise_pmcid,
}
IDENTIFIER_NAMES = {"DOI": "DOI", "PMID": "PubMed id", "PMCID": "PubMed Central id"}
#: Names of journals and series end as they do: J. Clin. Oncol.
ABBREVIATED = frozenset(("container-title", "container-title-short", "collection-title"))
NAME_PARTS = (
    "family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle",
)  # fmt: skip


class RecordCleaner:
    """Puts one record into the library's form.

    Args:
        csl: what a reader has mapped. A date may be a text, as the file has it.
        line: where the record begins.
    """

    def __init__(self, csl: Mapping[str, Any], line: int) -> None:
        self.line = line
        self.csl: dict[str, Any] = {}
        self.messages: list[Message] = []
        unknown = []
        for variable, value in csl.items():
            if value in (None, "", [], {}) or variable in LEFT_OUT:
                continue
            if cleaner := self._cleaner(variable):
                cleaner(variable, value)
            else:
                unknown.append(clean_text(variable, 40))
        if unknown:
            self.warn(f"Left out what CSL does not know: {', '.join(unknown[:10])}.")
        self._relate()

    def warn(self, text: str) -> None:
        """Tell of something."""
        self.messages.append(Message(Level.WARNING, text, self.line))

    def _cleaner(self, variable: str) -> Callable[[str, Any], None] | None:
        """Return what cleans a variable."""
        for variables, cleaner in (
            (TITLES, self._title),
            (NAMES, self._names),
            (DATES, self._date),
            (IDENTIFIERS, self._identifier),
            (SPECIAL, self._special),
            (TEXTS, self._text),
        ):
            if variable in variables:
                return cleaner
        return None

    def _put(self, variable: str, value: Any) -> None:
        if value:
            self.csl[variable] = value

    def _whole(self, variable: str, value: Any) -> Any:
        """Return a value; where it is too long or no text, say so. Crossref has lists of one."""
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.warn(f"Left out “{variable}”: it is no text.")
            return ""
        longest = LONGEST.get(variable, LONGEST_TEXT)
        length = len(" ".join(value.split())) if isinstance(value, str) else 0
        if length > longest:
            self.warn(f"Cut “{variable}” after {longest} characters: it had {length}.")
        return value

    def _text(self, variable: str, value: Any) -> None:
        whole = self._whole(variable, value)
        self._put(variable, clean_text(whole, LONGEST.get(variable, LONGEST_TEXT)))

    def _title(self, variable: str, value: Any) -> None:
        title = clean_title(self._whole(variable, value), LONGEST.get(variable, LONGEST_TEXT))
        self._put(variable, title if variable in ABBREVIATED else without_full_stop(title))

    def _names(self, variable: str, value: Any) -> None:
        if not isinstance(value, list):
            self.warn(f"Left out “{variable}”: it is no list of names.")
            return
        names = [self._name(name) for name in value]
        if any(is_et_al(name.get("literal") or name.get("family", "")) for name in names):
            names = [n for n in names if not is_et_al(n.get("literal") or n.get("family", ""))]
            self.warn(f"The file does not name every {variable}: it ends with “et al.”")
        self._put(variable, [name for name in names if name])

    def _name(self, name: Any) -> dict[str, str]:
        """Return one name; a given name without a family name is one of a group or a mononym."""
        if isinstance(name, str):
            name = {"literal": name}
        if not isinstance(name, Mapping):
            return {}
        parts = {part: clean_text(name.get(part)).strip(" ,;") for part in NAME_PARTS}
        said = {part: text for part, text in parts.items() if text}
        if "literal" in said and "family" not in said:
            return {"literal": said["literal"]}
        said.pop("literal", None)
        if "family" not in said:
            return {"family": said["given"]} if "given" in said else {}
        return said

    def _date(self, variable: str, value: Any) -> None:
        if isinstance(value, Mapping):
            self._put(variable, self._csl_date(variable, value))
            return
        written = clean_text(value, 200)
        if is_unpublished(written):
            self._put("status", written.lower().strip("[]()."))
        elif written:
            date, is_sure = date_with_doubt(written)
            if not is_sure:
                self.warn(f"The date “{written}” is not understood as a whole.")
            self.csl[variable] = date

    def _csl_date(self, variable: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return a date of CSL, its numbers as numbers."""
        date: dict[str, Any] = {}
        try:
            lists = [[int(part) for part in parts][:3] for parts in value.get("date-parts") or []]
        except (TypeError, ValueError):
            lists = []
        if lists := [parts for parts in lists if parts and abs(parts[0]) <= 9999][:2]:
            date["date-parts"] = lists
        elif written := clean_text(value.get("raw") or value.get("literal"), 200):
            self._date(variable, written)
            return self.csl.get(variable) or {}
        else:
            self.warn(f"Left out “{variable}”: it is no date.")
        if date and str(value.get("season")) in ("1", "2", "3", "4"):
            date["season"] = int(value["season"])
        if date and value.get("circa"):
            date["circa"] = True
        return date

    def _identifier(self, variable: str, value: Any) -> None:
        written = clean_text(value)
        try:
            identifier = NORMALISERS[variable](written)
        except ValidationError:
            identifier = ""
        if identifier and len(identifier) <= LONGEST_DOI:
            self.csl[variable] = identifier
        else:
            kind = IDENTIFIER_NAMES[variable]
            self.warn(f"Left out “{clean_text(written, 100)}”: it is no {kind}.")

    def _special(self, variable: str, value: Any) -> None:
        written = clean_text(self._whole(variable, value))
        made = SPECIAL[variable](written)
        if written and not made:
            self.warn(f"Left out “{clean_text(written, 100)}”: it is no {SPECIAL_NAMES[variable]}.")
        self._put(variable, made)

    def _relate(self) -> None:
        """Take a DOI from an address, and leave out an address that says no more than the DOI."""
        url = self.csl.get("URL", "")
        try:
            doi = normalise_doi(url)
        except ValidationError:
            return
        if self.csl.setdefault("DOI", doi) == doi:
            del self.csl["URL"]


def _type(written: str) -> str:
    nearest = nearest_type(written)
    return nearest.value if nearest else ""


def _url(written: str) -> str:
    return written if re.match(r"https?://[^\s/]", written, re.IGNORECASE) else ""


#: Variables with a form of their own.
SPECIAL: Mapping[str, Callable[[str], str]] = {
    "type": _type,
    "page": clean_pages,
    "URL": _url,
    "language": language_of,
}
SPECIAL_NAMES = {
    "type": "type that the library knows",
    "page": "page",
    "URL": "web address",
    "language": "language that is known",
}


def cleaned_record(
    csl: Mapping[str, Any],
    *,
    index: int,
    line: int,
    abstract: str = "",
    status: ReferenceStatus = ReferenceStatus.NORMAL,
    notice: str = "",
    messages: Iterable[Message] = (),
) -> ImportedRecord:
    """Return a record in the library's form.

    Without a title it needs an identifier, by which it can be looked up; else it is an error.
    """
    cleaner = RecordCleaner(csl, line)
    record = cleaner.csl
    found = [*messages, *cleaner.messages]
    if not record.get("title") and not any(record.get(key) for key in IDENTIFIERS):
        text = "This record has no title and no identifier, so there is nothing to import."
        return ImportedRecord(
            index, line, None, messages=(*found, Message(Level.ERROR, text, line))
        )
    if not record.get("title"):
        found.append(Message(Level.WARNING, "This record has no title.", line))
    elif "type" not in record:
        record["type"] = (
            CslType.ARTICLE_JOURNAL if "container-title" in record else CslType.DOCUMENT
        ).value
    return ImportedRecord(
        index,
        line,
        record,
        abstract=clean_abstract(abstract),
        status=status,
        notice=clean_text(notice, LONGEST["note"]),
        messages=tuple(found),
    )
