"""Reads NBIB, PubMed's and MEDLINE's tagged text, as PubMed, PubMed Central and ERIC write it.

Tags: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format. A tag takes four places, then comes a
hyphen; what goes on in the next line is indented; an empty line stands between records.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from cms.references.choices import CslType, ReferenceStatus
from cms.references.identifiers import DOI, DOI_PREFIX
from cms.references.importing import names, pubmed
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.pubmed import Notice
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.importing.texts import clean_keywords

#: A tag in its four places, or in fewer with a space behind its hyphen, as some programs write it.
TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}(?:(?<=^.{4})-|-(?=\s|$))(.*)")
#: The first tag of a record, in each of the three that write NBIB. RIS has none of four letters.
FIRST_TAGS = {"PMID", "PMC", "PMCR", "OWN", "STAT"}

#: CSL variables of tags, the one that comes first where several name the same.
TEXTS = {
    "container-title": ("JT", "TA"), "container-title-short": ("TA",), "volume": ("VI",),
    "issue": ("IP",), "edition": ("EN",), "collection-title": ("CTI",), "publisher": ("PB",),
    "language": ("LA",), "issued": ("DP", "DEP"), "volume-title": ("VTI",),
}  # fmt: skip
#: What has a publisher and a place of its own.
BOOK_TYPES = {CslType.BOOK, CslType.CHAPTER, CslType.REPORT, CslType.THESIS}
#: A full name and, behind it, its short form, with the CSL variable.
PEOPLE = {"FAU": ("AU", "author"), "FED": ("ED", "editor")}
NOTICES = {
    "RIN": Notice(ReferenceStatus.RETRACTED, "Retraction in"),
    "ECI": Notice(ReferenceStatus.EXPRESSION_OF_CONCERN, "Expression of concern in"),
    "EIN": Notice(ReferenceStatus.CORRECTED, "Erratum in"),
    "CRI": Notice(ReferenceStatus.CORRECTED, "Corrected and republished in"),
    "RPI": Notice(ReferenceStatus.CORRECTED, "Retracted and republished in"),
}
#: What an identifier is, behind it: `10.1118/1.4748329 [doi]`.
KIND = re.compile(r"(.*\S)\s*\[(\w+)\]\s*")


ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]")
ISBN = re.compile(r"[0-9][0-9-]{8,15}[0-9Xx]")


@dataclass
class Entry:
    """The lines of one record: each tag with what stands in its lines, in their order."""

    line: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def take_line(self, line: str, number: int) -> None:
        """Take a line without a tag: indented, it goes on with the value before it."""
        if line[0] == " ":
            self.fields[-1][1].append(line.strip())
        else:
            text = f"Left out a line without a tag: “{line.strip()[:100]}”."
            self.messages.append(Message(Level.WARNING, text, number))

    def in_order(self) -> list[tuple[str, str]]:
        """Return each tag and its value, without those that are empty."""
        values = ((tag, " ".join(lines).strip()) for tag, lines in self.fields)
        return [(tag, value) for tag, value in values if value]


def recognises(start: str) -> bool:
    """Return whether a text that begins like this is NBIB."""
    tags = (TAG.match(line) for line in start.split("\n")[:20])
    return next((found[1] in FIRST_TAGS for found in tags if found), False)


def _tag_in(line: str) -> tuple[str, str] | None:
    """Return the tag of a line and what stands behind it, or None if it has none."""
    if line[0] == " ":
        return None
    found = TAG.match(line)
    return (found[1], found[2].strip()) if found else None


def _begins_record(entry: Entry, tag: str, *, after_gap: bool) -> bool:
    """Return whether a tag begins another record: PubMed's id does, and what follows a gap."""
    return after_gap or (tag == "PMID" and any(known == "PMID" for known, _ in entry.fields))


def _entries(text: TextIO) -> Iterator[Entry]:
    """Yield the lines of each record."""
    entry: Entry | None = None
    after_gap = False
    for number, line in enumerate(text, 1):
        if not line.strip():
            after_gap = True
        elif found := _tag_in(line):
            if entry is None or _begins_record(entry, found[0], after_gap=after_gap):
                if entry:
                    yield entry
                entry = Entry(number)
            after_gap = False
            entry.fields.append((found[0], [found[1]]))
        elif entry:
            entry.take_line(line, number)
    if entry:
        yield entry


def _people(fields: list[tuple[str, str]], full: str) -> list[names.Name]:
    """Return the people whose full names have a tag; the short form where there is only that."""
    short = PEOPLE[full][0]
    people: list[names.Name] = []
    has_full = False
    for tag, value in fields:
        if tag == full:
            people.append(names.person(value))
            has_full = True
        elif tag == short:
            if not has_full:
                people.append(names.person_with_initials(value))
            has_full = False
        elif tag == "CN" and full == "FAU":
            people.append(names.group(value))
    return people


def _identifiers(values: dict[str, list[str]]) -> dict[str, str]:
    """Return the identifiers, the address, and the article's number where there are no pages."""
    csl = {"PMID": "".join(values["PMID"][:1]), "PMCID": "".join(values["PMC"][:1])}
    for value in (*values["LID"], *values["AID"]):
        found = KIND.fullmatch(value)
        written, kind = (found[1], found[2].lower()) if found else (value, "")
        if kind == "doi" or DOI.match(DOI_PREFIX.sub("", written)):
            csl.setdefault("DOI", written)
        elif kind == "bookaccession":
            csl.setdefault("URL", f"https://www.ncbi.nlm.nih.gov/books/{written}/")
        elif written.startswith(("http://", "https://")):
            csl.setdefault("URL", written)
    return csl


def _pages(values: dict[str, list[str]]) -> str:
    """Return the pages, or the number that an article has instead."""
    for value in (*values["PG"], *values["LID"]):
        found = KIND.fullmatch(value)
        if value in values["PG"] or pubmed.ARTICLE_NUMBER.fullmatch(found[1] if found else value):
            return value if value in values["PG"] or not found else found[1]
    return ""


def _title(values: dict[str, list[str]]) -> dict[str, str]:
    """Return the title; that of the book is where a chapter is in."""
    title, book = " ".join(values["TI"]), " ".join(values["BTI"])
    if not title:
        return {"title": book}
    return {**pubmed.title_of(title, " ".join(values["TT"])), "container-title": book}


def _type(values: dict[str, list[str]]) -> CslType:
    """Return the type; what has a book's title is a book or in one."""
    csl_type = pubmed.type_of(values["PT"])
    if values["BTI"] and csl_type not in BOOK_TYPES:
        return CslType.CHAPTER if values["TI"] else CslType.BOOK
    if csl_type == CslType.REPORT and values["VI"]:
        # An article that reports something: ERIC does not always say that it is in a journal.
        return CslType.ARTICLE_JOURNAL
    return csl_type


def _numbers(values: dict[str, list[str]]) -> dict[str, str]:
    """Return ISSN and ISBN without what says of which edition they are."""
    issn = ISSN.search(" ".join(values["IS"] + values["ISSN"]))
    isbn = ISBN.search(" ".join(values["ISBN"]))
    return {"ISSN": issn[0] if issn else "", "ISBN": isbn[0] if isbn else ""}


def _keywords(values: dict[str, list[str]]) -> str:
    """Return the authors' keywords and MeSH headings, these without their qualifiers."""
    headings = (heading.partition("/")[0].lstrip("*") for heading in values["MH"])
    return clean_keywords([*(word.lstrip("*") for word in values["OT"]), *headings])


def _csl(fields: list[tuple[str, str]], values: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a record says of its publication."""
    csl_type = _type(values)
    csl: dict[str, Any] = {"type": csl_type.value}
    for variable, tags in TEXTS.items():
        csl[variable] = next((values[tag][0] for tag in tags if values[tag]), "")
    csl |= {variable: value for variable, value in _title(values).items() if value}
    csl |= {variable: _people(fields, full) for full, (_, variable) in PEOPLE.items()}
    csl |= _identifiers(values) | _numbers(values)
    csl |= {"page": _pages(values), "keyword": _keywords(values)}
    if csl_type in BOOK_TYPES:
        csl["publisher-place"] = " ".join(values["PL"])
        if "ERIC" in values["OWN"]:
            # ERIC has the publisher where others have the journal.
            csl["publisher"] = csl.pop("container-title", "")
    return csl


def _record(entry: Entry, index: int) -> ImportedRecord:
    """Return what a record is in the library."""
    fields = entry.in_order()
    values: dict[str, list[str]] = defaultdict(list)
    for tag, value in fields:
        values[tag].append(value)
    notices = [(NOTICES[tag], value) for tag, value in fields if tag in NOTICES]
    status, notice = pubmed.status_of(values["PT"], notices)
    return cleaned_record(
        _csl(fields, values),
        index=index,
        line=entry.line,
        abstract="\n".join(values["AB"]),
        status=status,
        notice=notice,
        messages=entry.messages,
    )


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield the records of a file, one by one."""
    for index, entry in enumerate(_entries(text), 1):
        yield _record(entry, index)
