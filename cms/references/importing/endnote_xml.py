"""Reads EndNote's XML, as EndNote and programs that follow it write it.

EndNote publishes no schema. Elements and numbers of types are those that its export has and that
Zotero's translator lists: https://github.com/zotero/translators/blob/master/Endnote%20XML.js.
"""

import re
from collections.abc import Iterator
from typing import Any, TextIO

from lxml import etree

from cms.references.choices import CslType
from cms.references.importing import names
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.elements import Source, at, compiled, read_elements, text_at, text_of
from cms.references.importing.records import ImportedRecord
from cms.references.importing.texts import clean_keywords

START = re.compile(r"<xml>\s*<records>|<records>\s*<record(?:\s[^<>]*)?>")

#: CSL types of EndNote's types; the numbers differ between versions, the names do not.
TYPES = {
    "Journal Article": CslType.ARTICLE_JOURNAL, "Electronic Article": CslType.ARTICLE_JOURNAL,
    "Magazine Article": CslType.ARTICLE_MAGAZINE, "Newspaper Article": CslType.ARTICLE_NEWSPAPER,
    "Book": CslType.BOOK, "Edited Book": CslType.BOOK, "Electronic Book": CslType.BOOK,
    "Serial": CslType.BOOK, "Catalog": CslType.BOOK, "Classical Work": CslType.BOOK,
    "Book Section": CslType.CHAPTER, "Electronic Book Section": CslType.CHAPTER,
    "Conference Proceedings": CslType.PAPER_CONFERENCE,
    "Conference Paper": CslType.PAPER_CONFERENCE, "Thesis": CslType.THESIS,
    "Report": CslType.REPORT, "Government Document": CslType.REPORT, "Grant": CslType.REPORT,
    "Pamphlet": CslType.REPORT, "Web Page": CslType.WEBPAGE, "Blog": CslType.POST_WEBLOG,
    "Online Database": CslType.DATASET, "Aggregated Database": CslType.DATASET,
    "Dataset": CslType.DATASET, "Computer Program": CslType.SOFTWARE, "Patent": CslType.PATENT,
    "Standard": CslType.STANDARD, "Statute": CslType.LEGISLATION, "Bill": CslType.LEGISLATION,
    "Legal Rule or Regulation": CslType.REGULATION, "Encyclopedia": CslType.ENTRY_ENCYCLOPEDIA,
    "Dictionary": CslType.ENTRY_ENCYCLOPEDIA, "Unpublished Work": CslType.ARTICLE,
}  # fmt: skip
NUMBERS = {
    "17": "Journal Article", "43": "Electronic Article", "19": "Magazine Article",
    "23": "Newspaper Article", "6": "Book", "28": "Edited Book", "44": "Electronic Book",
    "5": "Book Section", "60": "Electronic Book Section", "10": "Conference Proceedings",
    "47": "Conference Paper", "32": "Thesis", "27": "Report", "46": "Government Document",
    "12": "Web Page", "56": "Blog", "9": "Computer Program", "25": "Patent", "58": "Standard",
    "59": "Dataset", "31": "Statute", "34": "Unpublished Work",
}  # fmt: skip
PARTS = {CslType.CHAPTER, CslType.PAPER_CONFERENCE, CslType.ENTRY_ENCYCLOPEDIA}
PERIODICALS = {CslType.ARTICLE_JOURNAL, CslType.ARTICLE_MAGAZINE, CslType.ARTICLE_NEWSPAPER}

#: CSL variables of elements that mean the same for every type.
TEXTS = {
    "title": "titles/title", "title-short": "titles/short-title", "volume": "volume",
    "page": "pages", "publisher": "publisher", "publisher-place": "pub-location",
    "language": "language", "DOI": "electronic-resource-num", "edition": "edition",
    "genre": "work-type", "number-of-volumes": "num-vols",
}  # fmt: skip
ISSN = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{3}[0-9Xx](?![0-9-])")
ISBN = re.compile(r"(?<![0-9-])(?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9Xx](?![0-9-])")
PMCID = re.compile(r"PMC[0-9]+", re.IGNORECASE)
#: How EndNote marks letters of a run of text.
FACES = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}


def recognises(start: str) -> bool:
    """Return whether a text that begins like this is EndNote's XML."""
    return bool(START.search(start))


def styled_text(element: etree._Element | None) -> str:
    """Return an element's text; what its runs are set in as CSL's markup."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        words = styled_text(child)
        for face, tag in FACES.items():
            if face in (child.get("face") or "") and words.strip():
                words = f"<{tag}>{words}</{tag}>"
        parts += [words, child.tail or ""]
    return "".join(parts)


def _type(record: etree._Element) -> CslType:
    """Return the type; a document where EndNote's has no like."""
    ref_type = at(record, "ref-type")
    if ref_type is None:
        return CslType.DOCUMENT
    name = ref_type.get("name") or NUMBERS.get(text_of(ref_type), "")
    return TYPES.get(name, CslType.DOCUMENT)


def _names(record: etree._Element, role: str) -> list[names.Name]:
    """Return the names of a role. EndNote puts a comma behind a group's name that has none."""
    found = []
    for author in compiled(f"contributors/{role}/author")(record):
        name = text_of(author)
        is_person = "," in name.rstrip(" ,")
        found.append(names.person(name) if is_person else names.group(name.rstrip(" ,")))
    return found


def _container(record: etree._Element, csl_type: CslType) -> dict[str, str]:
    """Return where the publication is in: EndNote's second title means another thing for each."""
    second = styled_text(at(record, "titles/secondary-title"))
    third = styled_text(at(record, "titles/tertiary-title"))
    if csl_type in PERIODICALS:
        return {
            "container-title": text_at(record, "periodical/full-title") or second,
            "container-title-short": text_at(record, "periodical/abbr-1"),
        }
    if csl_type in PARTS:
        return {"container-title": second, "collection-title": third}
    if csl_type in (CslType.WEBPAGE, CslType.POST_WEBLOG):
        return {"container-title": second}
    return {"collection-title": second or third}


def _date(record: etree._Element) -> str:
    """Return the date: a year, and the day of publication as it is written."""
    year = text_at(record, "dates/year")
    day = text_at(record, "dates/pub-dates/date")
    return day if year and year in day else f"{day} {year}".strip()


def _standard_numbers(record: etree._Element) -> dict[str, str]:
    """Return ISSN and ISBN: EndNote has one element for both."""
    written = text_at(record, "isbn")
    found = {"ISSN": ISSN.search(written), "ISBN": ISBN.search(written)}
    return {variable: match[0] for variable, match in found.items() if match}


def _pubmed_ids(record: etree._Element) -> dict[str, str]:
    """Return PubMed's identifiers, where EndNote puts them when it has a record from there."""
    database = " ".join(
        text_at(record, f"remote-database-{part}").upper() for part in ("name", "provider")
    ).strip()
    accession = text_at(record, "accession-num")
    is_pubmed = any(word in database for word in ("NLM", "MEDLINE", "PUBMED"))
    pmcid = PMCID.search(text_at(record, "custom2"))
    # Where no database is named, seven or eight digits are PubMed's: its filter names none.
    is_pmid = accession.isdigit() and (is_pubmed or (not database and len(accession) in (7, 8)))
    return {"PMID": accession if is_pmid else "", "PMCID": pmcid[0] if pmcid else ""}


def _csl(record: etree._Element) -> dict[str, Any]:
    """Return what a record says of its publication."""
    csl_type = _type(record)
    csl: dict[str, Any] = {"type": csl_type.value}
    csl |= {variable: styled_text(at(record, path)) for variable, path in TEXTS.items()}
    csl["number" if csl_type in (CslType.REPORT, CslType.PATENT) else "issue"] = text_of(
        at(record, "number")
    )
    if csl_type in PERIODICALS:
        # EndNote keeps there when an article was first online.
        del csl["edition"]
    return {
        **csl,
        **_container(record, csl_type),
        "author": _names(record, "authors"),
        "editor": _names(record, "secondary-authors"),
        "collection-editor": _names(record, "tertiary-authors"),
        "translator": _names(record, "translated-authors"),
        "issued": _date(record),
        "URL": text_at(record, "urls/related-urls/url"),
        "keyword": clean_keywords(text_of(word) for word in compiled("keywords/keyword")(record)),
        **_standard_numbers(record),
        **_pubmed_ids(record),
    }


def _record(element: etree._Element, source: Source) -> ImportedRecord:
    """Return what an element is in the library."""
    return cleaned_record(
        _csl(element),
        index=source.index,
        line=source.line,
        abstract=text_at(element, "abstract"),
    )


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield the records of a file, one by one."""
    return read_elements(text, ("record",), _record)
