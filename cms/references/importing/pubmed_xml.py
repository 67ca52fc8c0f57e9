"""Reads PubMed's XML, as its site and EFetch give it.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html and the DTD,
https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd.
"""

import re
from collections.abc import Iterator
from typing import Any, TextIO

from lxml import etree

from cms.references.choices import CslType, ReferenceStatus
from cms.references.importing import names, pubmed
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.elements import (
    Source,
    at,
    compiled,
    read_elements,
    text_at,
    text_of,
    texts_at,
)
from cms.references.importing.pubmed import Notice
from cms.references.importing.records import ImportedRecord
from cms.references.importing.texts import clean_keywords

ARTICLE, BOOK_ARTICLE = "PubmedArticle", "PubmedBookArticle"
START = re.compile(rf"<(?:{ARTICLE}|{BOOK_ARTICLE})(?:Set)?(?:\s[^<>]*)?>")

#: What PubMed marks titles with, as CSL does. `u` has no like in CSL.
MARKUP = {"i": "i", "b": "b", "sub": "sub", "sup": "sup"}
#: MathML that says the same as CSL's markup of the second thing in it.
MATH = {"msub": "sub", "msup": "sup"}

NOTICES = {
    "RetractionIn": Notice(ReferenceStatus.RETRACTED, "Retraction in"),
    "ExpressionOfConcernIn": Notice(
        ReferenceStatus.EXPRESSION_OF_CONCERN, "Expression of concern in"
    ),
    "ErratumIn": Notice(ReferenceStatus.CORRECTED, "Erratum in"),
    "CorrectedandRepublishedIn": Notice(ReferenceStatus.CORRECTED, "Corrected and republished in"),
    "RetractedandRepublishedIn": Notice(ReferenceStatus.CORRECTED, "Retracted and republished in"),
}
#: Identifiers by PubMed's names for them.
IDENTIFIERS = {"doi": "DOI", "pmc": "PMCID"}


def recognises(start: str) -> bool:
    """Return whether a text that begins like this is PubMed's XML."""
    return bool(START.search(start))


def marked_text(element: etree._Element | None) -> str:
    """Return an element's text with CSL's markup where PubMed has its like."""
    if element is None:
        return ""
    name = etree.QName(element)
    parts = [element.text or ""]
    for number, child in enumerate(element):
        words = marked_text(child)
        tag = MARKUP.get(child.tag) or (MATH.get(name.localname) if number == 1 else None)
        parts += [f"<{tag}>{words}</{tag}>" if tag and words.strip() else words, child.tail or ""]
    # Space in MathML only sets its elements apart in the file.
    return "".join(part.strip() for part in parts) if name.namespace else "".join(parts)


def _name(author: etree._Element) -> names.Name:
    """Return one author: a person, or a group that is named."""
    if group := text_at(author, "CollectiveName"):
        return names.group(group)
    return {
        "family": text_at(author, "LastName"),
        "given": text_at(author, "ForeName") or text_at(author, "Initials"),
        "suffix": text_at(author, "Suffix"),
    }


def _names(parent: etree._Element, kind: str) -> list[names.Name]:
    """Return the authors or editors of a publication; a list that does not say is of authors."""
    return [
        _name(author)
        for author_list in compiled("AuthorList")(parent)
        if (author_list.get("Type") or "authors") == kind
        for author in compiled("Author")(author_list)
    ]


def _date(element: etree._Element | None) -> str:
    """Return a date as NBIB has it: `2005 Dec 12`, `2005 Spring`."""
    if element is None:
        return ""
    parts = (text_at(element, part) for part in ("Year", "Month", "Season", "Day", "MedlineDate"))
    return " ".join(part for part in parts if part)


def _pages(article: etree._Element) -> str:
    """Return the pages, or the number that an article has instead."""
    start, end = (text_at(article, f"Pagination/{part}Page") for part in ("Start", "End"))
    pages = text_at(article, "Pagination/MedlinePgn")
    if start and end and "," not in pages:
        return f"{start}-{end}"
    if pages or start:
        return pages or start
    numbers = texts_at(article, "ELocationID[@EIdType='pii']")
    return next((number for number in numbers if pubmed.ARTICLE_NUMBER.fullmatch(number)), "")


def _identifiers(entry: etree._Element, *parents: etree._Element | None) -> dict[str, str]:
    """Return the identifiers that PubMed lists, then those that the article has in itself."""
    found: dict[str, str] = {}
    for identifier in compiled("*/ArticleIdList/ArticleId")(entry):
        if variable := IDENTIFIERS.get(identifier.get("IdType") or ""):
            found.setdefault(variable, text_of(identifier))
    for parent in parents:
        dois = texts_at(parent, "ELocationID[@EIdType='doi']") if parent is not None else []
        if dois:
            found.setdefault("DOI", dois[0])
    return found


def _abstract(parent: etree._Element) -> str:
    """Return the abstract, a line for each part with its heading."""
    lines = []
    for part in compiled("Abstract/AbstractText")(parent):
        words = text_of(part)
        lines.append(f"{part.get('Label')}: {words}" if part.get("Label") else words)
    return "\n".join(lines)


def _keywords(citation: etree._Element) -> str:
    """Return the authors' keywords and MeSH headings, these without their qualifiers."""
    return clean_keywords(
        [
            *texts_at(citation, "KeywordList/Keyword"),
            *texts_at(citation, "MeshHeadingList/MeshHeading/DescriptorName"),
        ]
    )


def _journal(article: etree._Element, citation: etree._Element) -> dict[str, Any]:
    """Return what is said of the journal and of the place in it."""
    short = text_at(article, "Journal/ISOAbbreviation")
    return {
        "container-title": text_at(article, "Journal/Title") or short,
        "container-title-short": text_at(citation, "MedlineJournalInfo/MedlineTA") or short,
        "ISSN": text_at(article, "Journal/ISSN"),
        "volume": text_at(article, "Journal/JournalIssue/Volume"),
        "issue": text_at(article, "Journal/JournalIssue/Issue"),
        "issued": _date(at(article, "Journal/JournalIssue/PubDate"))
        or _date(at(article, "ArticleDate")),
        "page": _pages(article),
    }


def _article(entry: etree._Element, source: Source) -> ImportedRecord:
    """Return an article of a journal."""
    citation = at(entry, "MedlineCitation")
    citation = entry if citation is None else citation
    article = at(citation, "Article")
    article = citation if article is None else article
    types = texts_at(article, "PublicationTypeList/PublicationType")
    csl_type = pubmed.type_of(types)
    title = marked_text(at(article, "ArticleTitle"))
    csl: dict[str, Any] = {
        "type": csl_type.value,
        **pubmed.title_of(title, marked_text(at(article, "VernacularTitle"))),
        "author": _names(article, "authors"),
        "editor": _names(article, "editors"),
        **_journal(article, citation),
        "PMID": text_at(citation, "PMID"),
        **_identifiers(entry, article),
        "language": text_at(article, "Language"),
        "keyword": _keywords(citation),
    }
    if csl_type == CslType.REPORT and csl["volume"]:
        csl["type"] = CslType.ARTICLE_JOURNAL.value
    notices = [
        (NOTICES[kind], text_at(link, "RefSource"))
        for link in compiled("CommentsCorrectionsList/CommentsCorrections")(citation)
        if (kind := link.get("RefType") or "") in NOTICES
    ]
    status, notice = pubmed.status_of(types, notices)
    return cleaned_record(
        csl if citation is not entry else {},
        index=source.index,
        line=source.line,
        abstract=_abstract(article),
        status=status,
        notice=notice,
    )


def _book(entry: etree._Element, source: Source) -> ImportedRecord:
    """Return a book of NCBI's Bookshelf, or a chapter of one."""
    document = at(entry, "BookDocument")
    if document is None:
        return cleaned_record({}, index=source.index, line=source.line)
    book = at(document, "Book")
    book = document if book is None else book
    title = marked_text(at(document, "ArticleTitle"))
    book_title = marked_text(at(book, "BookTitle"))
    book_authors = _names(book, "authors")
    accession = text_at(document, "ArticleIdList/ArticleId[@IdType='bookaccession']")
    csl = {
        "type": (CslType.CHAPTER if title else CslType.BOOK).value,
        **pubmed.title_of(title or book_title, marked_text(at(document, "VernacularTitle"))),
        "container-title": book_title if title else "",
        "author": _names(document, "authors") or book_authors,
        "container-author": book_authors if _names(document, "authors") else [],
        "editor": _names(book, "editors") or _names(document, "editors"),
        "publisher": text_at(book, "Publisher/PublisherName"),
        "publisher-place": text_at(book, "Publisher/PublisherLocation"),
        "issued": _date(at(book, "PubDate")),
        "collection-title": marked_text(at(book, "CollectionTitle")),
        "edition": text_at(book, "Edition"),
        "volume": text_at(book, "Volume"),
        "ISBN": text_at(book, "Isbn"),
        "number": text_at(book, "ReportNumber"),
        "page": _pages(document),
        "PMID": text_at(document, "PMID"),
        **_identifiers(entry, document, book),
        "URL": f"https://www.ncbi.nlm.nih.gov/books/{accession}/" if accession else "",
        "language": text_at(document, "Language"),
        "keyword": _keywords(document),
    }
    return cleaned_record(csl, index=source.index, line=source.line, abstract=_abstract(document))


def _record(element: etree._Element, source: Source) -> ImportedRecord:
    """Return what an element is in the library."""
    return _article(element, source) if element.tag == ARTICLE else _book(element, source)


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield the records of a file, one by one."""
    return read_elements(text, (ARTICLE, BOOK_ARTICLE), _record)
