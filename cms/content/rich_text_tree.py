"""The neutral form of a rich text: paragraphs, lists and runs of words, read from public HTML.

Every form but HTML itself is written from it. What it is read from has been cleaned; here the
whitespace that HTML does not show goes, `<b>` and `<strong>` become one, and whatever stands
where HTML would not have it (words in a list, a paragraph in a link) finds a place.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from uuid import UUID

from lxml import etree, html

Mark: TypeAlias = Literal["strong", "em", "sup", "sub"]
Style: TypeAlias = Literal["normal", "h2", "h3", "h4"]

#: What HTML takes for white space: not the no-break space.
WHITESPACE = " \t\n\r\f"
SPACES = re.compile(f"[{WHITESPACE}]+")
#: What is not seen at an end of a paragraph: readers of Markdown take it away there.
BLANK = "".join(filter(str.isspace, map(chr, range(0x3001))))
#: The control characters that a URL loses wherever it is read.
LOST_IN_URLS = re.compile("[\x00-\x1f\x7f]")
#: Lists and quotations in one another, beyond which their words join the last one that counts.
MAX_OPEN = 16

MARKS: Mapping[str, Mark] = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "sup": "sup", "sub": "sub",
}  # fmt: skip
HEADINGS = ("h2", "h3", "h4")
LISTS = ("ul", "ol")
BLOCKS = {"div", "p", *HEADINGS, *LISTS, "li", "blockquote"}


@dataclass(frozen=True, eq=False)
class Link:
    """One link; `page` and the two after it are known of pages of the library."""

    href: str
    page: UUID | None = None
    page_type: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class Words:
    """Characters that are marked alike."""

    text: str
    marks: tuple[Mark, ...] = ()
    link: Link | None = None


@dataclass(frozen=True)
class Break:
    """The start of a new line in a paragraph."""


@dataclass(frozen=True)
class CitedItem:
    """One reference in a citation mark; `locator` says where in it to look."""

    number: int
    reference: UUID
    locator: str | None


@dataclass(frozen=True)
class Citation:
    """A citation mark: its label without brackets, and where it leads."""

    label: str
    href: str
    items: tuple[CitedItem, ...]


Inline: TypeAlias = Words | Break | Citation


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or heading that is not empty; `anchor` is a heading's id."""

    inlines: tuple[Inline, ...]
    style: Style = "normal"
    anchor: str | None = None


@dataclass(frozen=True)
class ItemList:
    """A list. An item holds blocks; one without any is an empty item."""

    ordered: bool
    items: list[list["Block"]] = field(default_factory=list)


@dataclass(frozen=True)
class Quotation:
    """Blocks that are quoted."""

    blocks: list["Block"] = field(default_factory=list)


Block: TypeAlias = Paragraph | ItemList | Quotation


def blocks_of(tree: html.HtmlElement) -> list[Block]:
    """Return the blocks of a public tree. Takes time in proportion to its size, however deep."""
    reader = _Reader()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            reader.start(element)
        else:
            reader.end(element)
    reader.close_paragraph()
    return reader.blocks


class _Reader:
    """Takes the elements of a tree as they open and close."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        #: Each list, item and quotation that is open, with the element that opened it.
        self._open: list[tuple[html.HtmlElement, ItemList | Quotation | list[Block]]] = []
        self._pieces: list[Inline] = []
        self._marks: dict[Mark, int] = dict.fromkeys(MARKS.values(), 0)
        self._links: list[Link | None] = [None]
        #: The heading that is open; its id is that of the first paragraph in it.
        self._style: Style = "normal"
        self._anchor: str | None = None
        #: The citation that is open: its words are in its label.
        self._citation: html.HtmlElement | None = None

    def start(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in MARKS:
            self._marks[MARKS[tag]] += 1
        elif tag == "a":
            self._start_link(element)
        elif tag == "br":
            self._pieces.append(Break())
        elif tag in BLOCKS:
            self._start_block(element)
        if isinstance(tag, str):
            self._add(element.text)

    def end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in MARKS:
            self._marks[MARKS[tag]] -= 1
        elif tag == "a":
            self._links.pop()
            if self._citation is element:
                self._citation = None
        elif tag in BLOCKS:
            self._end_block(element)
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text and self._citation is None:
            marks = tuple(mark for mark, depth in self._marks.items() if depth)
            self._pieces.append(Words(text, marks, self._links[-1]))

    def _start_link(self, element: html.HtmlElement) -> None:
        citation = None if self._citation is not None else _citation(element)
        if citation is None:
            self._links.append(_link(element))
        else:
            self._links.append(None)
            self._pieces.append(citation)
            self._citation = element

    def _start_block(self, element: html.HtmlElement) -> None:
        self.close_paragraph()
        tag = element.tag
        if tag in HEADINGS:
            self._style = tag
            self._anchor = element.get("id")
        elif tag == "li":
            if self._open and isinstance(self._open[-1][1], ItemList):
                item: list[Block] = []
                self._open[-1][1].items.append(item)
                self._open.append((element, item))
        elif len(self._open) >= MAX_OPEN:
            return
        elif tag in LISTS:
            self._open.append((element, ItemList(ordered=tag == "ol")))
        elif tag == "blockquote":
            self._open.append((element, Quotation()))

    def _end_block(self, element: html.HtmlElement) -> None:
        self.close_paragraph()
        if element.tag in HEADINGS:
            self._style, self._anchor = "normal", None
        if not self._open or self._open[-1][0] is not element:
            return
        _, closed = self._open.pop()
        if (isinstance(closed, ItemList) and closed.items) or (
            isinstance(closed, Quotation) and closed.blocks
        ):
            self._place(closed)

    def close_paragraph(self) -> None:
        """End the paragraph that is open; one without words leaves nothing."""
        pieces, self._pieces = self._pieces, []
        inlines = _settled(pieces)
        if inlines:
            self._place(Paragraph(inlines, self._style, self._anchor))
            self._anchor = None

    def _place(self, block: Block) -> None:
        """Add a block to what is open. In a list but in no item, it belongs to the last item."""
        container = self._open[-1][1] if self._open else self.blocks
        if isinstance(container, ItemList):
            if not container.items:
                container.items.append([])
            container.items[-1].append(block)
        elif isinstance(container, Quotation):
            container.blocks.append(block)
        else:
            container.append(block)


def _link(element: html.HtmlElement) -> Link | None:
    """Return where an element leads, or None for one that leads nowhere."""
    href = LOST_IN_URLS.sub("", element.get("href", "")).strip()
    page = _uuid(element.get("data-page", ""))
    if not href:
        return None
    if page is None:
        return Link(href)
    return Link(href, page, element.get("data-type"), element.get("data-path"))


def _citation(element: html.HtmlElement) -> Citation | None:
    """Return the citation that an element is, or None for another link."""
    if "citation" not in element.get("class", "").split():
        return None
    references = [_uuid(name) for name in element.get("data-references", "").split()]
    numbers = element.get("data-numbers", "").split()
    if not references or len(numbers) != len(references):
        return None
    locators = _locators(element.get("data-locators"))
    items = []
    for reference, number in zip(references, numbers, strict=True):
        if reference is None or not number.isdecimal():
            return None
        for locator in locators.get(str(reference)) or [None]:
            items.append(CitedItem(int(number), reference, locator))  # noqa: PERF401 - clearer
    label = SPACES.sub(" ", str(element.text_content())).strip(WHITESPACE)
    if label.startswith("[") and label.endswith("]"):
        label = label[1:-1]
    return Citation(label, element.get("href", ""), tuple(items))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _locators(source: str | None) -> dict[str, list[str | None]]:
    """Return the locators of each reference, from `{"<uuid>": ["p. 4"]}`. Never raises."""
    try:
        found = json.loads(source or "{}")
    except (ValueError, RecursionError):
        return {}
    return {
        reference: [locator for locator in locators if isinstance(locator, str)]
        for reference, locators in (found.items() if isinstance(found, dict) else ())
        if isinstance(locators, list)
    }


@dataclass
class _Run:
    """Words that are marked alike, while they are gathered."""

    marks: tuple[Mark, ...]
    link: Link | None
    parts: list[str]


_Piece: TypeAlias = _Run | Break | Citation


def _settled(pieces: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return a paragraph's pieces without the white space that a reader does not see.

    Words that are marked alike become one piece; of several spaces the first stays; neither
    blanks nor breaks stand at an end of the paragraph, nor spaces beside a break.
    """
    settled: list[_Piece] = []
    for piece in pieces:
        if isinstance(piece, Words):
            _add_words(settled, piece)
        elif isinstance(piece, Citation):
            settled.append(piece)
        else:
            _trim_end(settled)
            if settled:
                settled.append(piece)
    inlines = [
        Words("".join(piece.parts), piece.marks, piece.link) if isinstance(piece, _Run) else piece
        for piece in settled
    ]
    return tuple(_without_blank_end(_without_blank_end(inlines, str.rstrip), str.lstrip))


def _without_blank_end(inlines: list[Inline], strip: Callable[[str, str], str]) -> list[Inline]:
    """Return the inlines backwards, without what is blank at what was their end."""
    backwards = inlines[::-1]
    for number, inline in enumerate(backwards):
        if isinstance(inline, Citation):
            return backwards[number:]
        if isinstance(inline, Words) and (text := strip(inline.text, BLANK)):
            return [Words(text, inline.marks, inline.link), *backwards[number + 1 :]]
    return []


def _add_words(settled: list[_Piece], words: Words) -> None:
    text = SPACES.sub(" ", words.text)
    last = settled[-1] if settled else Break()
    is_after_space = isinstance(last, Break) or (
        isinstance(last, _Run) and last.parts[-1].endswith(" ")
    )
    if is_after_space:
        text = text.removeprefix(" ")
    if not text:
        return
    if isinstance(last, _Run) and last.marks == words.marks and last.link is words.link:
        last.parts.append(text)
    else:
        settled.append(_Run(words.marks, words.link, [text]))


def _trim_end(settled: list[_Piece]) -> None:
    """Take away the space that stands last."""
    last = settled[-1] if settled else None
    if isinstance(last, _Run) and last.parts[-1].endswith(" "):
        last.parts[-1] = last.parts[-1][:-1]
        if not last.parts[-1]:
            last.parts.pop()
        if not last.parts:
            settled.pop()
