"""RIS, with the dialects of EndNote, Zotero, Scopus, PubMed's converters and publishers.

Tags as in the specification of 2011 and, for what came before, of 2001; what `cms.references.ris`
writes is read back. Web of Science's own format is another: see `wos`.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Any, TextIO

from cms.references import ris
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.dates import date_of
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.importing.ris_records import RisRecord, records_of
from cms.references.importing.texts import clean_keywords

START = re.compile(r"^\ufeff?[ \t]*TY {0,2}\t?-[ \t]*\w*[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
#: CSL types of RIS's; any other is a document.
TYPES = ris.CSL_TYPES | {
    "ABST": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal",
    "MANSCPT": "article", "EBOOK": "book", "EDBOOK": "book", "CLSWK": "book", "SER": "book",
    "ECHAP": "chapter", "CONF": "paper-conference", "AGGR": "dataset", "DBASE": "dataset",
    "GOVDOC": "report", "BILL": "legislation", "HEAR": "legislation", "MULTI": "webpage",
    "JFULL": "book",
}  # fmt: skip
ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "review", "article"}
#: Whole works: `SP` without `EP` says how many pages they have, `T2` in which series they are.
WHOLE = {"book", "thesis", "report"}
#: Where each text is found: the first tag that says something.
TEXTS = {
    "title": ("TI", "T1", "CT"), "title-short": ("ST",), "volume": ("VL", "VO"),
    "publisher": ("PB",), "publisher-place": ("CY", "CP", "PP"), "language": ("LA",),
}  # fmt: skip
PERSONS = {
    "author": ("AU", "A1"), "editor": ("A2", "ED"), "collection-editor": ("A3",),
    "translator": ("A4", "TA"),
}  # fmt: skip
JOURNAL_TITLES = ("JF", "T2", "JO", "JA", "J2", "J1", "BT")
SHORT_TITLES = ("JA", "J2", "JO", "J1")
#: Tags that say nothing of the publication: files, places on shelves, dates of an export.
PASSED_OVER = frozenset(
    {
        "TY", "ER", "ID", "L1", "L2", "L3", "L4", "LB", "LK", "DB", "DP", "AD", "H1", "H2", "CN",
        "CL", "RP", "RD", "TS", "U1", "U2", "U3", "U4", "U5", "AN", "M3",
    }
)  # fmt: skip
#: Tags of which all that CSL has a place for is read.
READ = frozenset(
    {
        "AB", "N2", "N1", "RN", "KW", "UR", "DO", "DI", "SN", "SP", "EP", "C2", "C3", "IS", "ET",
        "T2", "T3", "BT", "JF", "JO", "JA", "J1", "J2", "DA", "PY", "Y1", "YR", "Y2",
        *(tag for tags in (*TEXTS.values(), *PERSONS.values()) for tag in tags),
    }
)  # fmt: skip
#: Notes that programs write: Scopus's counts, a DOI that stands in `DO` too, PubMed's parts.
NOISE = re.compile(
    r"(cited by|export date|doi:|10\.\d{4,9}/\S+$|\S+ AN \S+|date revised|ppublish|epublish).*",
    re.IGNORECASE,
)
DOI = re.compile(r"\b10\.\d{4,9}/\S+")
ADDRESS = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)
PMID = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|/pubmed/)(\d{1,8})\b|^(\d{1,8})\s*\[pmid\]")
PMCID = re.compile(r"\bPMC\d+\b")
ISBN = re.compile(r"97[89][\d -]{10,14}|\b\d[\d -]{8,11}[\dXx]\b")
ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")


def recognises(start: str) -> bool:
    """Return whether a file that begins like this is RIS."""
    return START.search(start) is not None


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield each record of a file, as it is read."""
    for index, record in enumerate(records_of(text), start=1):
        csl = _csl(record)
        yield cleaned_record(
            csl,
            index=index,
            line=record.line,
            abstract=record.first("AB", "N2"),
            messages=_messages(record, csl),
        )


def _csl(record: RisRecord) -> dict[str, Any]:
    csl_type = TYPES.get(record.first("TY").upper(), "document")
    csl: dict[str, Any] = {"type": csl_type}
    csl |= {name: record.first(*tags) for name, tags in TEXTS.items()}
    csl |= _titles(record, csl)
    csl |= {name: [_name(written) for written in record.mixed(*tags) if written.strip(" ,")]
            for name, tags in PERSONS.items()}  # fmt: skip
    csl |= _numbers(record, csl_type)
    csl |= _pages(record, csl_type)
    csl |= _identifiers(record)
    csl |= _dates(record)
    csl["keyword"] = clean_keywords(record.all("KW"))
    if csl_type == "patent":
        csl |= _patent(record)
    # Of whoever keeps the file: nobody else's business, so not `note`, which apps are given.
    csl["annote"] = " ".join(note for note in record.all("N1", "RN") if not NOISE.match(note))
    return csl


def _patent(record: RisRecord) -> dict[str, Any]:
    """Return what tags of a patent say: `A2` and `PB` who owns it, `Y2` when it was applied for."""
    owners = [owner for owner in record.all("PB", "A2") if re.search(r"[^\W\d]", owner)]
    return {
        "publisher": next(iter(owners), record.first("PB")), "editor": [], "accessed": None,
        "submitted": _date(record.first("Y2")),
    }  # fmt: skip


def _titles(record: RisRecord, csl: dict[str, Any]) -> dict[str, str]:
    """Return what it stands in, its series and short titles, by the type's use of `T2`."""
    csl_type = csl["type"]
    titles = {"collection-title": record.first("T3")}
    if csl_type == "book":
        titles["title"] = csl["title"] or record.first("BT")
    if csl_type in WHOLE:
        titles["container-title"] = record.first("JF", "JO")
        if not titles["container-title"]:
            titles["collection-title"] = record.first("T2", "T3")
    elif csl_type == "paper-conference" and record.first("C3"):
        titles |= {"container-title": record.first("C3"), "event-title": record.first("T2")}
    else:
        titles["container-title"] = record.first(*JOURNAL_TITLES)
    short = record.first(*SHORT_TITLES)
    if short != titles.get("container-title"):
        titles["container-title-short"] = short
    if csl["title-short"] == csl["title"]:
        titles["title-short"] = ""
    return titles


def _numbers(record: RisRecord, csl_type: str) -> dict[str, str]:
    """Return issue or number, edition or version, and of which kind it is."""
    number, edition, genre = record.first("IS"), record.first("ET"), record.first("M3")
    numbers = {"genre": "" if DOI.search(genre) else genre}
    if csl_type in ris.NUMBERED:
        numbers["number"] = number or record.first("M1")
    else:
        numbers["issue"] = number
    if csl_type == "software":
        numbers["version"] = edition
    # PubMed's converters put the date of the first, electronic publication there.
    elif not re.match(r"\d{4}[/-]", edition):
        numbers["edition"] = edition
    return numbers


def _pages(record: RisRecord, csl_type: str) -> dict[str, str]:
    """Return pages or how many there are; an article's number stands for pages."""
    first, last = record.first("SP"), record.first("EP")
    if csl_type in WHOLE and first and not last and re.fullmatch(r"\d+( ?pp?\.?)?", first):
        return {"number-of-pages": first.rstrip(" p.")}
    pages = "-".join(part for part in (first, last) if part)
    if not pages and csl_type in ARTICLES:
        pages = record.first("C7")
    return {"page": pages}


def _identifiers(record: RisRecord) -> dict[str, str]:
    """Return every identifier, wherever a dialect has it."""
    addresses = [
        part.strip()
        for written in record.all("UR")
        for part in re.split(r";\s*(?=http|www)", written)
    ]
    found = {"URL": next((part for part in addresses if ADDRESS.match(part)), "")}
    found["DOI"] = record.first("DO", "DI")
    elsewhere = [*record.all("M3", "N1", "L1", "L3"), *addresses]
    if not found["DOI"]:
        found["DOI"] = next((doi[0] for part in elsewhere if (doi := DOI.search(part))), "")
    found["PMID"] = _pmid(record, addresses)
    elsewhere = [*record.all("C2", "U2", "L2", "U1"), *addresses]
    found["PMCID"] = next((pmc[0] for part in elsewhere if (pmc := PMCID.search(part))), "")
    numbers = record.all("SN")
    isbns = [isbn[0].strip() for part in numbers if (isbn := ISBN.search(part))]
    issns = [f"{issn[1]}-{issn[2]}" for part in numbers
             if not ISBN.search(part) and (issn := ISSN.search(part))]  # fmt: skip
    return {**found, "ISBN": next(iter(isbns), ""), "ISSN": next(iter(issns), "")}


def _pmid(record: RisRecord, addresses: list[str]) -> str:
    """Return the PubMed id: `AN` is one if it comes from PubMed or from nowhere said."""
    number = record.first("AN")
    source = " ".join(record.all("DB", "DP")).lower()
    is_pubmed = not source or re.search(r"pubmed|medline|nlm|ncbi", source)
    if is_pubmed and re.fullmatch(r"[1-9]\d{0,7}", number):
        return number
    found = (PMID.search(part) for part in [*record.all("U1"), *addresses])
    return next((match[1] or match[2] for match in found if match), "")


def _dates(record: RisRecord) -> dict[str, Any]:
    """Return when it was published and seen: `DA` says most, `PY` and `Y1` say the year."""
    written = record.all("DA", "PY", "Y1", "YR")
    read = [date for value in written if (date := _date(value))]
    year = _date(record.first("PY"))
    if year:
        same = [date for date in read if date["date-parts"][0][0] == year["date-parts"][0][0]]
        read = sorted(same, key=lambda date: -len(date["date-parts"][0]))
        if len(read[0]["date-parts"][0]) == 1 and (
            day := _date(f"{record.first('PY')} {record.first('DA')}")
        ):
            read = [day]
    dates: dict[str, Any] = {"accessed": _date(record.first("Y2"))}
    if read:
        dates["issued"] = read[0]
    elif written:
        dates["issued"] = written[0]
    return dates


def _date(written: str) -> dict[str, Any] | None:
    """Return `2005/02/14/`, `1996///Spring` or what else a date looks like."""
    parts = [part.strip() for part in written.split("/")]
    if re.fullmatch(r"\d{4}", parts[0]):
        numbers = "/".join(part for part in parts[:3] if part)
        written = f"{numbers} {parts[3]}".strip() if len(parts) > 3 and not parts[1] else numbers
    return date_of(written)


def _name(written: str) -> dict[str, str]:
    """Return `Family, Given, Suffix` as a person, and what has no comma as an organisation.

    As EndNote has it, an organisation's name ends with a comma or has two for its own.
    """
    name = " ".join(written.split())
    if ",," in name:
        return {"literal": name.replace(",,", ",", 1)}
    if "," not in name.rstrip(","):
        found = ris.INITIALS.fullmatch(name)
        return (
            {"family": found[1], "given": found[2].strip()}
            if found
            else {"literal": name.rstrip(", ")}
        )
    family, given, *suffix = [part.strip() for part in name.split(",")]
    person = {"family": family, "given": given, "suffix": ", ".join(suffix)}
    return {part: text for part, text in person.items() if text}


def _messages(record: RisRecord, csl: dict[str, Any]) -> Iterator[Message]:
    """Yield what an editor should know: no type, and what has no place in the library."""
    if not record.has_type:
        yield Message(
            Level.WARNING,
            "The record does not say of which type it is. It was read as a document; choose its "
            "type.",
            record.line,
        )
    used = {str(value) for value in csl.values()}
    lost = [
        (tag, value)
        for tag, value in record.values
        if value not in used and tag not in READ | PASSED_OVER
    ]
    if lost:
        said = "; ".join(
            f"{tag} “{textwrap.shorten(value, 40, placeholder='…')}”" for tag, value in lost
        )
        yield Message(
            Level.WARNING,
            f"The library has no place for what these tags say, and it was left out: {said}.",
            record.line,
        )
