r"""Rich text as Markdown (CommonMark), written from the neutral tree.

What Markdown has no sign for is HTML inside of lines: `<sup>`, `<sub>`, and `<strong>`, `<em>`
where readers differ on whether `**` or `_` opens, closes or does neither. A citation is
`[\[2, 3\]](#ref-1f3a9c04)`. Nothing that an author typed acts as markup or as HTML.
"""

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cms.content.rich_text_tree import (
    Block,
    Break,
    Citation,
    Inline,
    ItemList,
    Link,
    Mark,
    Paragraph,
    Quotation,
    Words,
)

#: Characters with a meaning anywhere in a line: CommonMark's, GitHub's sign of strikethrough,
#: and the brace of attribute lists and template languages.
SPECIAL = re.compile(r"[\\`*_\[\]<~{]|&(?=#?[A-Za-z0-9]+;)")
#: What makes a line something else than words: a heading, quotation, list, table, definition.
LINE_START = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[#>+\-=:|]))")
SPECIAL_IN_ADDRESS = re.compile(r"[\\()]|&(?=#?[A-Za-z0-9]+;)")
#: What can't stand in the address of a link, as it is written there.
ENCODED = str.maketrans({character: f"%{ord(character):02X}" for character in " <>`{|}"})
BULLETS = "-*+"
NUMBERING = ".)"
HEADING_SIGNS = {"normal": "", "h2": "## ", "h3": "### ", "h4": "#### "}
SIGNS: dict[Mark, str] = {"strong": "**", "em": "_"}
LINE_BREAK = "\\\n"
#: The order of marks that begin and end together: a link is outside.
RANKS: tuple[Mark, ...] = ("strong", "em", "sup", "sub")


def markdown(blocks: Sequence[Block]) -> str:
    """Return a rich text as Markdown."""
    return "\n".join(_lines(blocks, is_tight=False))


# Blocks


def _lines(blocks: Sequence[Block], *, is_tight: bool, around: str = "") -> list[str]:
    """Return the lines of blocks.

    Args:
        blocks: what stands one below the other.
        is_tight: whether a list follows what is before it without an empty line.
        around: the bullet of the item that they stand in.
    """
    lines: list[str] = []
    before: Block | None = None
    sign = ""
    for block in blocks:
        if before is not None and not (is_tight and _may_follow(block)):
            lines.append("")
        if isinstance(block, ItemList):
            is_next = isinstance(before, ItemList) and before.ordered == block.ordered
            taken = sign if is_next else around if before is None else ""
            sign = next(free for free in _signs(block) if free != taken)
            lines.extend(_list_lines(block, sign))
        elif isinstance(block, Quotation):
            lines.extend(f"> {line}".rstrip(" ") for line in _lines(block.blocks, is_tight=False))
        else:
            lines.extend(_paragraph(block).split("\n"))
        before = block
    return lines


def _may_follow(block: Block) -> bool:
    """Return whether a block right below words is still taken for what it is."""
    return isinstance(block, ItemList) and bool(block.items[0])


def _signs(item_list: ItemList) -> str:
    return NUMBERING if item_list.ordered else BULLETS


def _list_lines(item_list: ItemList, sign: str) -> Iterator[str]:
    is_tight = all(
        isinstance(block, ItemList if number else Paragraph | ItemList)
        for item in item_list.items
        for number, block in enumerate(item)
    )
    for number, item in enumerate(item_list.items, start=1):
        if number > 1 and not is_tight:
            yield ""
        marker = f"{number}{sign}" if item_list.ordered else sign
        prefix = marker
        for line in _lines(item, is_tight=is_tight, around=marker) or [""]:
            yield f"{prefix} {line}".rstrip(" ")
            prefix = " " * len(marker)


def _paragraph(paragraph: Paragraph) -> str:
    is_heading = paragraph.style != "normal"
    text = _line(paragraph.inlines, is_heading=is_heading)
    if is_heading and text.endswith("#"):
        text = f"{text[:-1]}\\#"
    return HEADING_SIGNS[paragraph.style] + text


# Lines


@dataclass(frozen=True)
class _Piece:
    """What stands in a line, and what is open around it."""

    content: str | Break | Citation
    around: Set[Mark | Link]

    @property
    def is_words(self) -> bool:
        return isinstance(self.content, str) and self.content != " "


@dataclass
class _Range:
    """What opens before one piece and closes after another."""

    mark: Mark | Link
    #: Whether it is written as an HTML element.
    is_element: bool = False


@dataclass(frozen=True)
class _Edge:
    """Where a range opens or closes."""

    range: _Range
    opens: bool


_Token: TypeAlias = str | Break | Citation | _Edge
_Kind: TypeAlias = Literal["space", "punctuation", "word", "unsure"]


def _line(inlines: Sequence[Inline], *, is_heading: bool) -> str:
    """Return what stands in a paragraph or heading; a heading is one line."""
    tokens = list(_tokens(_pieces(inlines)))
    _choose_elements(tokens)
    line_break = "<br>" if is_heading else LINE_BREAK
    written: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            is_start = not is_heading and (not written or written[-1] == LINE_BREAK)
            written.append(_escaped(token, is_line_start=is_start))
        elif isinstance(token, Break):
            written.append(line_break)
        else:
            text = _citation(token) if isinstance(token, Citation) else _edge(token)
            if text.startswith("[") and written and written[-1].endswith("!"):
                written[-1] = f"{written[-1][:-1]}\\!"
            written.append(text)
    return "".join(written)


def _pieces(inlines: Sequence[Inline]) -> list[_Piece]:
    """Return the pieces of a line.

    A space, break or citation is in what is open on both of its sides: nothing may open right
    before one, nor close right after.
    """
    pieces: list[_Piece] = []
    waiting: list[str | Break | Citation] = []
    before: Set[Mark | Link] = frozenset()
    for inline in inlines:
        if not isinstance(inline, Words):
            waiting.append(inline)
            continue
        core = inline.text.strip(" ")
        if inline.text.startswith(" "):
            waiting.append(" ")
        if not core:
            continue
        around = frozenset((*inline.marks, inline.link) if inline.link else inline.marks)
        pieces.extend(_between(waiting, before & around))
        pieces.append(_Piece(core, around))
        waiting = [" "] if inline.text.endswith(" ") else []
        before = around
    pieces.extend(_between(waiting, frozenset()))
    return pieces


def _between(
    waiting: Sequence[str | Break | Citation], around: Set[Mark | Link]
) -> Iterator[_Piece]:
    marks = frozenset(mark for mark in around if not isinstance(mark, Link))
    for content in waiting:
        yield _Piece(content, marks if isinstance(content, Citation) else around)


def _tokens(pieces: Sequence[_Piece]) -> Iterator[_Token]:
    """Yield the pieces with the edges of ranges between them, properly nested."""
    open_ranges: list[_Range] = []
    for piece, last in zip(pieces, _last_pieces(pieces), strict=True):
        kept = _kept(open_ranges, piece, last)
        while len(open_ranges) > kept:
            yield _Edge(open_ranges.pop(), opens=False)
        is_open = {opened.mark for opened in open_ranges}
        missing = piece.around - is_open if piece.is_words else ()
        for mark in sorted(missing, key=lambda mark: (-last[mark], _rank(mark))):
            opened = _Range(mark)
            open_ranges.append(opened)
            yield _Edge(opened, opens=True)
        yield piece.content
    while open_ranges:
        yield _Edge(open_ranges.pop(), opens=False)


def _last_pieces(pieces: Sequence[_Piece]) -> list[dict[Mark | Link, int]]:
    """Return, for each piece, the number of the last piece that each of its marks reaches to."""
    found: list[dict[Mark | Link, int]] = []
    after: dict[Mark | Link, int] = {}
    for number in range(len(pieces) - 1, -1, -1):
        after = {mark: after.get(mark, number) for mark in pieces[number].around}
        found.append(after)
    return found[::-1]


def _kept(open_ranges: Sequence[_Range], piece: _Piece, last: dict[Mark | Link, int]) -> int:
    """Return how many of the open ranges stay open: none that would cut a new link in two."""
    is_open = {opened.mark for opened in open_ranges}
    link_ends = [last[mark] for mark in piece.around - is_open if isinstance(mark, Link)]
    kept = 0
    for opened in open_ranges:
        if opened.mark not in piece.around or last[opened.mark] < max(link_ends, default=0):
            break
        kept += 1
    return kept


def _rank(mark: Mark | Link) -> int:
    return -1 if isinstance(mark, Link) else RANKS.index(mark)


def _choose_elements(tokens: Sequence[_Token]) -> None:
    """Mark the ranges that can't be written as `**` or `_` with one meaning for every reader."""
    for number, token in enumerate(tokens):
        if not isinstance(token, _Edge) or isinstance(token.range.mark, Link):
            continue
        left = _kind(tokens[number - 1] if number else " ", -1)
        right = _kind(tokens[number + 1] if number + 1 < len(tokens) else " ", 0)
        outside, inside = (left, right) if token.opens else (right, left)
        is_clear = (outside == "space" and inside in ("punctuation", "word")) or (
            outside == "punctuation" and inside == "word"
        )
        if token.range.mark not in SIGNS or not is_clear:
            token.range.is_element = True


def _kind(token: _Token, position: Literal[0, -1]) -> _Kind:
    """Return what readers of Markdown take a token's first or last character for.

    They differ on symbols, and on white space beyond ASCII.
    """
    if not isinstance(token, str) or token[position] in string.punctuation:
        return "punctuation"
    if token[position] == " ":
        return "space"
    category = unicodedata.category(token[position])
    if category[0] in "LMN":
        return "word"
    return "punctuation" if category[0] == "P" else "unsure"


def _escaped(text: str, *, is_line_start: bool = False) -> str:
    escaped = SPECIAL.sub(r"\\\g<0>", text)
    return LINE_START.sub(r"\1\\", escaped) if is_line_start else escaped


def _edge(edge: _Edge) -> str:
    mark = edge.range.mark
    if isinstance(mark, Link):
        return "[" if edge.opens else f"]({_address(mark.href)})"
    if edge.range.is_element:
        return f"<{mark}>" if edge.opens else f"</{mark}>"
    return SIGNS[mark]


def _citation(citation: Citation) -> str:
    return f"[\\[{_escaped(citation.label)}\\]]({_address(citation.href)})"


def _address(href: str) -> str:
    return SPECIAL_IN_ADDRESS.sub(r"\\\g<0>", href.translate(ENCODED))
