"""The formats that references are imported from: a file is known by what it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from cms.references.importing import (
    bibtex,
    csl_json,
    endnote_xml,
    identifier_list,
    nbib,
    pubmed_entry,
    pubmed_xml,
    ris,
    wos,
)
from cms.references.importing.decoding import text_of
from cms.references.importing.records import FileNotReadable, ImportedRecord

#: How much of a file's beginning tells its format.
START = 64 * 1024


@dataclass(frozen=True)
class Format:
    """A format of files of references.

    Args:
        name: for code and commands.
        title: for editors.
        recognises: whether a text that begins like this is of this format.
        read: what is in a text, record after record. It raises nothing: what cannot be read is an
            error of its record.
    """

    name: str
    title: str
    recognises: Callable[[str], bool]
    read: Callable[[TextIO], Iterator[ImportedRecord]]


#: In the order in which they are asked: what is told by clear signs first.
FORMATS = (
    Format("pubmed-xml", "PubMed XML", pubmed_xml.recognises, pubmed_xml.read),
    Format("endnote-xml", "EndNote XML", endnote_xml.recognises, endnote_xml.read),
    Format("pubmed-entry", "PubMed entry", pubmed_entry.recognises, pubmed_entry.read),
    Format("csl-json", "CSL-JSON", csl_json.recognises, csl_json.read),
    Format("nbib", "NBIB (PubMed, MEDLINE)", nbib.recognises, nbib.read),
    Format("ris", "RIS (EndNote, Zotero, Scopus and others)", ris.recognises, ris.read),
    Format("wos", "Web of Science", wos.recognises, wos.read),
    Format("bibtex", "BibTeX or BibLaTeX", bibtex.recognises, bibtex.read),
    Format(
        "identifiers",
        "List of DOIs, PubMed ids or PubMed Central ids",
        identifier_list.recognises,
        identifier_list.read,
    ),
)


def recognise(start: str) -> Format:
    """Return the format of a text that begins like this.

    Raises:
        FileNotReadable: it is none that can be imported.
    """
    for known in FORMATS:
        if known.recognises(start):
            return known
    titles = [known.title for known in FORMATS]
    raise FileNotReadable(
        "No references were found in this file, so nothing was imported. What can be imported: "
        f"{', '.join(titles[:-1])}, and a {titles[-1][0].lower()}{titles[-1][1:]}."
    )


def read_records(file: BinaryIO) -> tuple[Format, Iterator[ImportedRecord]]:
    """Return the format of a file, and its records: they are read as they are asked for.

    The file must stay open as long.

    Raises:
        FileNotReadable: it holds no text, or no format that can be imported.
    """
    text = text_of(file)
    found = recognise(text.peek(START))
    return found, found.read(cast(TextIO, text))
