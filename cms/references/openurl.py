"""Writing a CSL record as an OpenURL ContextObject, which COinS puts into a page.

Keys and formats as ANSI/NISO Z39.88-2004 has them: "Key/Encoded-Value" with the matrices `journal`,
`book`, `dissertation`, `patent` and `dc` (https://groups.niso.org/higherlogic/ws/public/download/14833).
Where the standard leaves a choice, as Zotero reads it, whose button offers every ContextObject of a
page: https://github.com/zotero/utilities/blob/master/openurl.js
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from cms.references.csl import names_of, partial_date_of
from cms.references.fields import address_of, pages_of, text_of

JOURNAL, BOOK, DISSERTATION, PATENT, OTHER = "journal", "book", "dissertation", "patent", "dc"
#: The matrix of each CSL type, and its genre or (of `dc`) type; any other is a document.
KINDS = {
    "article-journal": (JOURNAL, "article"), "article": (JOURNAL, "preprint"),
    "article-magazine": (JOURNAL, "article"), "article-newspaper": (JOURNAL, "article"),
    "review": (JOURNAL, "article"), "book": (BOOK, "book"), "chapter": (BOOK, "bookitem"),
    "entry-encyclopedia": (BOOK, "bookitem"), "paper-conference": (BOOK, "proceeding"),
    "report": (BOOK, "report"), "thesis": (DISSERTATION, ""), "patent": (PATENT, ""),
    # The matrix `dc` names no types; Zotero takes its own.
    "dataset": (OTHER, "dataset"), "legislation": (OTHER, "statute"), "post": (OTHER, "forumPost"),
    "post-weblog": (OTHER, "blogPost"), "regulation": (OTHER, "statute"),
    "software": (OTHER, "computerProgram"), "speech": (OTHER, "presentation"),
    "standard": (OTHER, "standard"), "webpage": (OTHER, "webpage"),
}  # fmt: skip
ANY_OTHER = (OTHER, "document")
#: What stands in something larger has two titles.
PARTS = ("article", "preprint", "bookitem", "proceeding")
#: The keys of each matrix for fields that are the same in CSL.
FIELDS = {
    JOURNAL: {
        "jtitle": "container-title", "stitle": "container-title-short", "volume": "volume",
        "issue": "issue", "issn": "ISSN",
    },
    BOOK: {
        "isbn": "ISBN", "pub": "publisher", "place": "publisher-place", "edition": "edition",
        "series": "collection-title",
    },
    DISSERTATION: {"inst": "publisher", "degree": "genre"},
    PATENT: {"number": "number", "assignee": "publisher"},
    OTHER: {"source": "container-title", "publisher": "publisher", "language": "language"},
}  # fmt: skip


def _identifiers(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what names the publication itself, wherever it is described."""
    for scheme, field in (("info:doi/", "DOI"), ("info:pmid/", "PMID")):
        if value := text_of(csl, field):
            yield "rft_id", scheme + value
    yield "rft_id", address_of(csl)


def _titles(csl: Mapping[str, Any], matrix: str, genre: str) -> Iterator[tuple[str, str]]:
    title = text_of(csl, "title")
    if genre in PARTS:
        yield "atitle", title
    else:
        yield ("btitle" if matrix == BOOK else "title"), title
    if matrix == BOOK and genre in PARTS:
        yield "btitle", text_of(csl, "container-title")


def _authors(csl: Mapping[str, Any], matrix: str) -> Iterator[tuple[str, str]]:
    """Yield each author in full.

    Not the first one once more as `aulast` and `aufirst`: where initials are written in another
    way, Zotero takes that for one author more.
    """
    key = {PATENT: "inventor", OTHER: "creator"}.get(matrix, "au")
    for name in names_of(csl):
        if "literal" in name:
            # The matrix `dc` has no such key, but Zotero writes it there itself, and would take the
            # last word of a `creator` for a family name.
            yield "aucorp", name["literal"]
        else:
            yield key, ", ".join(part for part in (name["family"], name["given"]) if part)


def _pages(csl: Mapping[str, Any], matrix: str) -> Iterator[tuple[str, str]]:
    if matrix in (JOURNAL, BOOK):
        first, last = pages_of(csl)
        yield "pages", "-".join(part for part in (first, last) if part)
        yield "spage", first
        yield "epage", last


def context_object(csl: Mapping[str, Any]) -> str:
    """Return a CSL record as a ContextObject: keys and values, to be escaped for an attribute."""
    matrix, genre = KINDS.get(str(csl.get("type")), ANY_OTHER)
    described = [
        ("type" if matrix == OTHER else "genre", genre),
        *_titles(csl, matrix, genre),
        *_authors(csl, matrix),
        ("date", partial_date_of(csl)),
        *((key, text_of(csl, field)) for key, field in FIELDS[matrix].items()),
        *_pages(csl, matrix),
    ]
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{matrix}"),
        *_identifiers(csl),
        *((f"rft.{key}", " ".join(value.split())) for key, value in described),
    ]
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value)
