"""Web of Science's tagged text (`FN Clarivate Analytics Web of Science`, `PT J` … `ER`).

Tags: https://webofscience.help.clarivate.com/en-us/Content/wos-core-collection/woscc-field-tags.htm
Not rispy's parser, as for RIS: see `ris_records`.
"""

import re
from collections.abc import Iterator
from typing import Any, TextIO

from cms.references.choices import ReferenceStatus
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.dates import date_of
from cms.references.importing.names import group, person
from cms.references.importing.records import ImportedRecord
from cms.references.importing.ris_records import RisRecord, lines_of
from cms.references.importing.texts import clean_keywords

START = re.compile(r"^\ufeff?(FN (Clarivate|Thomson|ISI)|PT [A-Z]\s*$)", re.MULTILINE)
LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?")
#: Tags of which every line is a name.
LISTS = {"AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP"}
#: Outside of records: the file's head and foot.
OUTSIDE = {"FN", "VR", "EF", "ER"}
TYPES = {"J": "article-journal", "B": "book", "S": "chapter", "P": "patent"}
#: What a document is, in words, where this says more than `PT`.
DOCUMENT_TYPES = {
    "proceedings paper": "paper-conference", "meeting abstract": "paper-conference",
    "book chapter": "chapter", "book review": "review", "data set": "dataset",
    "news item": "article-magazine", "software review": "review",
}  # fmt: skip
TEXTS = {
    "title": ("TI",), "container-title": ("SO",), "container-title-short": ("JI", "J9"),
    "collection-title": ("SE",), "event-title": ("CT",), "event-place": ("CL",),
    "language": ("LA",), "publisher": ("PU",), "publisher-place": ("PI",), "volume": ("VL",),
    "issue": ("IS",), "supplement-number": ("SU",), "part-number": ("PN",),
    "ISSN": ("SN", "EI"), "ISBN": ("BN",), "DOI": ("DI", "D2"), "PMID": ("PM",),
}  # fmt: skip


def recognises(start: str) -> bool:
    """Return whether a file that begins like this is Web of Science's."""
    return START.search(start) is not None


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield each record of a file, as it is read."""
    for index, record in enumerate(_records(text), start=1):
        is_retracted = "retracted publication" in record.first("DT").lower()
        yield cleaned_record(
            _csl(record),
            index=index,
            line=record.line,
            abstract=record.first("AB"),
            status=ReferenceStatus.RETRACTED if is_retracted else ReferenceStatus.NORMAL,
            notice="Web of Science lists it as a retracted publication." if is_retracted else "",
        )


def _records(text: TextIO) -> Iterator[RisRecord]:
    """Yield every record; one ends with `ER`, with the next one's `PT` or with the file."""
    record: RisRecord | None = None
    for number, line in lines_of(text):
        found = LINE.fullmatch(line.rstrip())
        tag = found[1] if found else ""
        if record and tag in {"PT", *OUTSIDE}:
            yield record
            record = None
        if found and tag not in OUTSIDE:
            record = record or RisRecord(number)
            record.add(tag, found[2] or "")
        elif record and line.strip():
            record.go_on(line, LISTS)
    if record:
        yield record


def _csl(record: RisRecord) -> dict[str, Any]:
    csl: dict[str, Any] = {name: record.first(*tags) for name, tags in TEXTS.items()}
    csl["type"] = _type(record)
    csl["author"] = _people(record, ("AF", "AU", "BF", "BA")) + _groups(record, ("CA", "GP"))
    csl["editor"] = _people(record, ("BE", "ED"))
    pages = "-".join(record.all("BP", "EP"))
    csl["page"] = pages or record.first("AR")
    year = record.first("PY")
    csl["issued"] = date_of(f"{year} {record.first('PD')}") or year
    csl["keyword"] = clean_keywords(
        word for tag in ("DE", "ID") for word in record.first(tag).split(";")
    )
    return csl


def _type(record: RisRecord) -> str:
    for words in record.first("DT").lower().split(";"):
        if found := DOCUMENT_TYPES.get(words.strip()):
            return found
    return TYPES.get(record.first("PT").upper(), "")


def _people(record: RisRecord, tags: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the names of the first tag that has some: full ones stand before short ones."""
    for tag in tags:
        if found := record.all(tag):
            return [person(name) for name in found]
    return []


def _groups(record: RisRecord, tags: tuple[str, ...]) -> list[dict[str, str]]:
    return [group(name) for name in record.all(*tags)]
