"""BibTeX and BibLaTeX.

Fields and types of both (BibLaTeX manual, chapter 2), with those that Zotero, JabRef and PubMed's
converters add. What `cms.references.bibtex` writes is read back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from cms.references import bibtex
from cms.references.importing.bibtex_dates import edtf_of, issued_of
from cms.references.importing.bibtex_entries import BibtexEntry, entries_of
from cms.references.importing.bibtex_names import names_of
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import ImportedRecord
from cms.references.importing.tex import address_of, text_of
from cms.references.importing.texts import clean_keywords

#: An entry or string with its key; a file may begin with comments and with a preamble.
ENTRY = re.compile(r"@[ \t]*[a-z_]\w*\s*[{(][^{}(),=\"\n]*[,=}]", re.IGNORECASE)
#: CSL types of BibTeX's and BibLaTeX's; any other is a document.
TYPES = bibtex.CSL_TYPES | {
    "suppperiodical": "article-journal", "mvbook": "book", "collection": "book",
    "mvcollection": "book", "reference": "book", "mvreference": "book", "proceedings": "book",
    "mvproceedings": "book", "booklet": "book", "manual": "book", "inbook": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "suppcollection": "chapter",
    "inreference": "entry-encyclopedia", "conference": "paper-conference", "report": "report",
    "thesis": "thesis", "mastersthesis": "thesis", "unpublished": "article",
    "electronic": "webpage", "www": "webpage", "legislation": "legislation",
    "standard": "standard", "review": "review", "data": "dataset",
}  # fmt: skip
SUBTYPES = {word: csl_type for csl_type, word in bibtex.SUBTYPES.items()}
CSL_TYPES = {
    *bibtex.TYPES, "article", "entry", "legislation", "post", "post-weblog", "regulation", "speech",
    "standard",
}  # fmt: skip
#: Where each CSL text is found: the first field that is there.
TEXTS = {
    "volume": ("volume",), "edition": ("edition",), "chapter-number": ("chapter",),
    "publisher-place": ("address", "location"), "number-of-pages": ("pagetotal", "numpages"),
    "number-of-volumes": ("volumes",), "ISSN": ("issn",), "ISBN": ("isbn",),
    "language": ("langid", "language", "hyphenation"), "keyword": ("keywords", "keyword"),
    "version": ("version",), "event-place": ("venue",), "status": ("pubstate",),
    "title-short": ("shorttitle",), "container-title-short": ("shortjournal", "title-abbreviation"),
    "collection-title": ("series",), "event-title": ("eventtitle",),
}  # fmt: skip
PUBLISHERS = {
    "report": ("institution", "publisher", "organization"),
    "thesis": ("school", "institution", "publisher"),
}  # fmt: skip
CONTAINERS = {
    "chapter": ("booktitle", "maintitle"), "paper-conference": ("booktitle", "journaltitle"),
    "entry-encyclopedia": ("booktitle",),
}  # fmt: skip
JOURNALS = ("journaltitle", "fjournal", "journal")
SUBTITLES = {
    "title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
}  # fmt: skip
#: Types in which `number` is that of a series, where there is one.
IN_SERIES = {TYPES[kind] for kind in bibtex.IN_SERIES}
#: Types in which `howpublished` says who made it.
PAMPHLETS = {"booklet", "manual"}
#: BibLaTeX's words for kinds of theses and reports.
GENRES = {
    "phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis", "techreport": "Technical report",
    "resreport": "Research report",
}  # fmt: skip
#: Names of languages that only TeX's babel has; cleaning knows those of ISO 639.
LANGUAGES = {
    "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "australian": "en-AU", "canadian": "en-CA", "ngerman": "de", "naustrian": "de-AT",
    "austrian": "de-AT", "nswissgerman": "de-CH", "swissgerman": "de-CH", "francais": "fr",
    "acadian": "fr-CA", "canadien": "fr-CA", "mexican": "es-MX", "brazilian": "pt-BR",
    "brazil": "pt-BR", "portuges": "pt", "nynorsk": "nn", "norsk": "nb", "magyar": "hu",
}  # fmt: skip
#: What BibLaTeX calls the kind of an `eprint`, and CSL's names of what the library knows.
EPRINTS = {"pubmed": "PMID", "pmid": "PMID", "medline": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}
PMID_IN_NOTE = re.compile(r"\bPMID:?\s*(\d{1,8})\b\.?", re.IGNORECASE)
PMCID_IN_NOTE = re.compile(r"\bPMC(?:ID)?:?\s*(PMC\d+)\b\.?", re.IGNORECASE)


def recognises(start: str) -> bool:
    """Return whether a file that begins like this is BibTeX."""
    return ENTRY.search(start) is not None


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield each entry of a file; a broken one with what is wrong with it.

    The file is read whole: an entry may take fields from one at its end.
    """
    for index, entry in enumerate(entries_of(text.read()), start=1):
        if entry.kind:
            abstract = text_of(entry.fields.get("abstract", ""))
            yield cleaned_record(
                _csl(entry),
                index=index,
                line=entry.line,
                abstract=abstract,
                messages=entry.messages,
            )
        else:
            yield ImportedRecord(index, entry.line, None, messages=tuple(entry.messages))


def _csl(entry: BibtexEntry) -> dict[str, Any]:
    fields = entry.fields
    csl_type = _type(entry)
    csl: dict[str, Any] = {"type": csl_type, "title": _title(fields, ("title",))}
    if addon := text_of(fields.get("titleaddon", "")):
        csl["title"] = f"{csl['title']}. {addon}" if csl["title"] else addon
    csl |= {name: _first(fields, tags) for name, tags in TEXTS.items()}
    csl["language"] = LANGUAGES.get(csl["language"].lower(), csl["language"])
    csl["ISBN"] = csl["ISBN"].removeprefix("ISBN").strip(" :")
    csl["keyword"] = clean_keywords(re.split(";" if ";" in csl["keyword"] else ",", csl["keyword"]))
    csl["container-title"] = _container(entry, csl_type)
    csl |= _publication(entry, csl_type)
    csl["page"] = text_of(fields.get("pages", ""))
    csl |= _numbers(entry, csl)
    csl |= _identifiers(entry)
    csl["issued"] = issued_of(fields)
    csl |= {name: edtf_of(fields.get(tag, "")) for tag, name in bibtex.DATES.items()}
    csl |= {name: names_of(fields.get(tag, "")) for tag, name in bibtex.NAMES.items()}
    return csl | _note(csl, fields)


def _type(entry: BibtexEntry) -> str:
    subtype = text_of(entry.fields.get("entrysubtype", "")).lower()
    subtype = SUBTYPES.get(subtype, subtype)
    return subtype if subtype in CSL_TYPES else TYPES.get(entry.kind, "document")


def _first(fields: Mapping[str, str], tags: Iterable[str]) -> str:
    """Return the first field of several that says something."""
    return next((text for tag in tags if (text := text_of(fields.get(tag, "")))), "")


def _title(fields: Mapping[str, str], tags: Iterable[str]) -> str:
    """Return the first of several titles, with its subtitle."""
    for tag in tags:
        if title := text_of(fields.get(tag, "")):
            subtitle = text_of(fields.get(SUBTITLES.get(tag, ""), ""))
            joint = " " if title[-1] in ".:?!" else ": "
            return f"{title}{joint}{subtitle}" if subtitle else title
    return ""


def _container(entry: BibtexEntry, csl_type: str) -> str:
    """Return what it stands in; how something was published, where nothing else is said."""
    tags = (
        JOURNALS if csl_type == "book" else (*CONTAINERS.get(csl_type, ()), *JOURNALS, "booktitle")
    )
    if title := _title(entry.fields, tags):
        return title
    published = entry.fields.get("howpublished", "")
    return "" if entry.kind in PAMPHLETS or _is_address(published) else text_of(published)


def _is_address(written: str) -> bool:
    return re.match(r"https?://|www\.", address_of(written)) is not None


def _publication(entry: BibtexEntry, csl_type: str) -> dict[str, str]:
    """Return who published it, and of which kind it is."""
    tags = PUBLISHERS.get(csl_type, ("publisher", "organization", "institution", "school"))
    if entry.kind in PAMPHLETS:
        tags = (*tags, "howpublished")
    genre = text_of(entry.fields.get("type", ""))
    if not genre and entry.kind == "mastersthesis":
        genre = GENRES["mathesis"]
    return {"publisher": _first(entry.fields, tags), "genre": GENRES.get(genre.lower(), genre)}


def _numbers(entry: BibtexEntry, csl: Mapping[str, Any]) -> dict[str, str]:
    """Return issue, number and place in a series; an article number stands for pages."""
    number, issue = (text_of(entry.fields.get(tag, "")) for tag in ("number", "issue"))
    eid = _first(entry.fields, ("eid", "article-number", "articleno"))
    if TYPES.get(entry.kind, "").startswith(("article-", "review")):
        numbers = {"issue": number or issue, "number": eid if csl["page"] else ""}
    elif csl["collection-title"] and TYPES.get(entry.kind) in IN_SERIES:
        numbers = {"collection-number": number, "issue": issue}
    else:
        numbers = {"number": number, "issue": issue}
    return {**numbers, "page": csl["page"] or eid}


def _identifiers(entry: BibtexEntry) -> dict[str, str]:
    """Return DOI, PubMed's identifiers and the address."""
    fields = entry.fields
    found = {"DOI": _doi(fields), "URL": address_of(fields.get("url", ""))}
    found |= {
        "PMID": address_of(fields.get("pmid", "")),
        "PMCID": address_of(fields.get("pmcid", "")),
    }
    if not found["URL"] and _is_address(fields.get("howpublished", "")):
        found["URL"] = address_of(fields["howpublished"])
    kind = _first(fields, ("eprinttype", "archiveprefix")).lower()
    eprint = address_of(fields.get("eprint", ""))
    if eprint and (name := EPRINTS.get(kind)):
        found[name] = found[name] or eprint
    elif eprint and kind == "arxiv" and not found["URL"]:
        found["URL"] = f"https://arxiv.org/abs/{eprint}"
    return found


def _doi(fields: Mapping[str, str]) -> str:
    written = address_of(fields.get("doi", "") or fields.get("article-doi", ""))
    for quoted, letter in (("%7B", "{"), ("%7D", "}"), ("%5C", "\\")):
        written = written.replace(quoted, letter)
    return written


def _note(csl: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """Return what is printed with it, and PubMed's identifiers that only stand there."""
    note = " ".join(
        part for part in (text_of(fields.get(tag, "")) for tag in ("note", "addendum")) if part
    )
    found = {"PMID": csl["PMID"], "PMCID": csl["PMCID"]}
    for name, pattern in (("PMID", PMID_IN_NOTE), ("PMCID", PMCID_IN_NOTE)):
        if not found[name] and (written := pattern.search(note)):
            found[name] = written[1]
            note = pattern.sub("", note).strip(" ;,")
    return {**found, "note": note}
