"""Records out of XML, one at a time and each on its own.

A record is cut out of the text and parsed alone. So a broken one does not take the others with it,
files that were put one behind another are read as one, memory holds one record, and what stands
before the records - a DTD, an entity that expands without end - is never parsed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TextIO

from lxml import etree

from cms.references.importing.records import ImportedRecord, Level, Message

CHUNK = 64 * 1024
#: A record of 3,000 authors and 3,000 references has 4 million characters.
LONGEST = 16 * 1024 * 1024
LONGEST_TAG = 1000
#: Prefixes that files declare far above their records: PubMed's titles hold MathML.
PREFIXES = (
    '<record xmlns:mml="http://www.w3.org/1998/Math/MathML" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">'
)
PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


@dataclass(frozen=True)
class Source:
    """One record as it stands in the file.

    Args:
        index: which it is, from 1.
        line: where it begins.
        text: all of it; the end is missing where the file, or another record, cuts it off.
    """

    index: int
    line: int
    text: str

    def error(self, why: str) -> ImportedRecord:
        """Return a record that cannot be read."""
        message = Message(Level.ERROR, f"This record cannot be read: {why}", self.line)
        return ImportedRecord(self.index, self.line, None, messages=(message,))


class NotReadable(Exception):
    """A record's XML is broken; `str()` says how."""


def parsed(source: Source) -> etree._Element:
    """Return a record's element.

    Raises:
        NotReadable: it is broken.
    """
    content = f"{PREFIXES}{source.text}</record>".encode("utf-8", "replace")
    try:
        return etree.fromstring(content, PARSER)[0]
    except (etree.XMLSyntaxError, IndexError) as error:
        why = str(error).partition(", line ")[0]
        raise NotReadable(f"its XML is broken ({why}).") from error


def text_of(element: etree._Element | None) -> str:
    """Return an element's text in one line."""
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return " ".join(text.split())


#: A path, compiled: four times as fast as `find`, which is most of what reading a record takes.
compiled = cache(etree.XPath)


def at(element: etree._Element, path: str) -> etree._Element | None:
    """Return the first element at a path, or None."""
    return next(iter(compiled(path)(element)), None)


def text_at(element: etree._Element, path: str) -> str:
    """Return the text of the first element at a path."""
    return text_of(at(element, path))


def texts_at(element: etree._Element, path: str) -> list[str]:
    """Return the texts of all elements at a path."""
    return [text_of(found) for found in compiled(path)(element)]


class Cutter:
    """Cuts elements out of a text, holding one of them at a time.

    Args:
        text: from where it is read on.
        names: of the elements. None of them stands in another.
    """

    def __init__(self, text: TextIO, names: tuple[str, ...]) -> None:
        self._text = text
        self._begin = re.compile(rf"<({'|'.join(names)})(?:\s[^<>]*)?/?>")
        self._held = ""
        self._line = 1

    def _hold_more(self) -> bool:
        """Read on; return whether there was more."""
        more = self._text.read(CHUNK)
        self._held += more
        return bool(more)

    def _let_go(self, place: int) -> str:
        """Return what stands before a place, and hold it no longer."""
        before, self._held = self._held[:place], self._held[place:]
        self._line += before.count("\n")
        return before

    def _find_begin(self) -> re.Match[str] | None:
        """Hold the text from the next element on, and return its tag."""
        while not (found := self._begin.search(self._held)):
            # The tag may be cut in two here.
            cut = self._held.rfind("<")
            self._let_go(
                cut if cut >= 0 and len(self._held) - cut <= LONGEST_TAG else len(self._held)
            )
            if not self._hold_more():
                return None
        self._let_go(found.start())
        return self._begin.match(self._held)

    def _find_end(self, begin: re.Match[str]) -> int:
        """Return where the element that is held ends, or where another cuts it off."""
        if begin[0].endswith("/>"):
            return begin.end()
        end_tag = f"</{begin[1]}>"
        searched = begin.end()
        while (end := self._held.find(end_tag, searched)) < 0:
            searched = max(len(self._held) - len(end_tag), begin.end())
            if len(self._held) > LONGEST or not self._hold_more():
                end = len(self._held)
                break
        another = self._begin.search(self._held, begin.end(), end)
        return another.start() if another else min(end + len(end_tag), len(self._held))

    def sources(self) -> Iterator[Source]:
        """Yield each element, from its first character to its last."""
        index = 0
        while begin := self._find_begin():
            index += 1
            line = self._line
            yield Source(index, line, self._let_go(self._find_end(begin)))


def read_elements(
    text: TextIO, names: tuple[str, ...], read: Callable[[etree._Element, Source], ImportedRecord]
) -> Iterator[ImportedRecord]:
    """Yield what `read` makes of each element of these names; an error where it is broken."""
    for source in Cutter(text, names).sources():
        try:
            element = parsed(source)
        except NotReadable as error:
            yield source.error(str(error))
        else:
            yield read(element, source)
