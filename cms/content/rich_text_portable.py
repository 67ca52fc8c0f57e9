"""Rich text as Portable Text: its shape, and how it is written from the neutral tree.

Renderers read it as it is; they need a component each for `citation`, `sup` and `sub`.
Portable Text is flat: an item's further paragraphs are new lines in its block, and what follows
a list inside an item is an item of its own.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field

from cms.content.choices import PageTypeName
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
from cms.delivery.schemas import Schema

PortableStyle: TypeAlias = Literal["normal", "h2", "h3", "h4", "blockquote"]


class PortableSchema(Schema):
    """The base of what has Portable Text's own names: `_type`, `_key`."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class PortableSpan(PortableSchema):
    """Characters that are marked alike; a line feed starts a new line."""

    node: Literal["span"] = Field(default="span", alias="_type")
    key: str = Field(alias="_key")
    text: str
    marks: list[str] = Field(
        description="`strong`, `em`, `sup`, `sub`, or the key of a link in `markDefs`."
    )


class PortableCitedItem(Schema):
    """One reference in a citation."""

    number: int = Field(description="Its number in the page's reference list.")
    reference: uuid.UUID
    locator: str | None = Field(description="Where in it to look: `p. 4`.")


class PortableCitation(PortableSchema):
    """A citation mark between words."""

    node: Literal["citation"] = Field(default="citation", alias="_type")
    key: str = Field(alias="_key")
    label: str = Field(description="What the mark shows, without brackets: `2–4`.")
    items: list[PortableCitedItem]


class PortableLink(PortableSchema):
    """A link that spans name among their marks."""

    node: Literal["link"] = Field(default="link", alias="_type")
    key: str = Field(alias="_key")
    href: str
    id: uuid.UUID | None = Field(description="The page that it leads to; null outside the library.")
    type: PageTypeName | None = Field(description="That page's type.")
    path: str | None = Field(description="That page's path on the site.")
    url: str | None = Field(description="`href` without its anchor; null where nothing is left.")
    anchor: str | None = Field(description="The place on the page: what follows `#` in `href`.")


PortableChild: TypeAlias = Annotated[PortableSpan | PortableCitation, Field(discriminator="node")]


class PortableBlock(PortableSchema):
    """A paragraph or heading."""

    node: Literal["block"] = Field(default="block", alias="_type")
    key: str = Field(alias="_key")
    style: PortableStyle
    anchor: str | None = Field(description="The id of a heading on its page, to link to.")
    children: list[PortableChild]
    mark_defs: list[PortableLink] = Field(alias="markDefs")


class PortableListItem(PortableBlock):
    """An item of a list; `level` is how many lists it stands in."""

    list_item: Literal["bullet", "number"] = Field(alias="listItem")
    level: int


PortableText: TypeAlias = list[PortableBlock | PortableListItem]


def portable_text(blocks: Sequence[Block]) -> PortableText:
    """Return a rich text as Portable Text. The same blocks have the same keys."""
    return [_written(flat, f"b{number}") for number, flat in enumerate(_flat(blocks), start=1)]


@dataclass(frozen=True)
class _Flat:
    """What becomes one block; `level` is 0 outside of lists."""

    paragraphs: Sequence[Paragraph]
    quoted: bool
    ordered: bool = False
    level: int = 0

    @property
    def style(self) -> PortableStyle:
        if len(self.paragraphs) == 1 and self.paragraphs[0].style != "normal":
            return self.paragraphs[0].style
        return "blockquote" if self.quoted else "normal"

    @property
    def anchor(self) -> str | None:
        return next((found.anchor for found in self.paragraphs if found.anchor), None)

    @property
    def inlines(self) -> Iterator[Inline]:
        """What stands in it, with an empty line between paragraphs."""
        for number, paragraph in enumerate(self.paragraphs):
            if number:
                yield from (Break(), Break())
            yield from paragraph.inlines


def _unquoted(
    blocks: Iterable[Block], *, quoted: bool
) -> Iterator[tuple[Paragraph | ItemList, bool]]:
    """Yield blocks, those of quotations in their place, each with whether it is quoted."""
    for block in blocks:
        if isinstance(block, Quotation):
            yield from _unquoted(block.blocks, quoted=True)
        else:
            yield block, quoted


def _flat(blocks: Iterable[Block]) -> Iterator[_Flat]:
    for block, quoted in _unquoted(blocks, quoted=False):
        if isinstance(block, ItemList):
            yield from _flat_list(block, level=1, quoted=quoted)
        else:
            yield _Flat([block], quoted)


def _flat_list(item_list: ItemList, *, level: int, quoted: bool) -> Iterator[_Flat]:
    """Yield the items of a list, each at least once: an empty one counts in the numbering too."""
    for item in item_list.items:
        paragraphs: list[Paragraph] = []
        is_new, is_quoted = True, quoted
        for block, is_block_quoted in _unquoted(item, quoted=quoted):
            if isinstance(block, Paragraph):
                paragraphs.append(block)
                is_quoted = is_block_quoted
                continue
            if paragraphs or is_new:
                yield _Flat(paragraphs, is_quoted, item_list.ordered, level)
            yield from _flat_list(block, level=level + 1, quoted=is_block_quoted)
            paragraphs, is_new = [], False
        if paragraphs or is_new:
            yield _Flat(paragraphs, is_quoted, item_list.ordered, level)


def _written(flat: _Flat, key: str) -> PortableBlock | PortableListItem:
    children = _Children(key)
    for inline in flat.inlines:
        children.add(inline)
    block = PortableBlock(
        key=key,
        style=flat.style,
        anchor=flat.anchor,
        children=children.finished(),
        mark_defs=[_mark_def(link, link_key) for link, link_key in children.links.items()],
    )
    if not flat.level:
        return block
    return PortableListItem(
        **dict(block),
        list_item="number" if flat.ordered else "bullet",
        level=flat.level,
    )


@dataclass
class _Span:
    """A span while it is gathered."""

    marks: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


class _Children:
    """Gathers the children of one block: a span on both sides of each citation."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.links: dict[Link, str] = {}
        self._children: list[_Span | Citation] = []

    def add(self, inline: Inline) -> None:
        if isinstance(inline, Citation):
            self._last_span()
            self._children.append(inline)
        elif isinstance(inline, Break):
            self._last_span().parts.append("\n")
        else:
            self._add_words(inline)

    def _add_words(self, words: Words) -> None:
        marks = self._marks(words.marks, words.link)
        last = self._children[-1] if self._children else None
        if isinstance(last, _Span) and last.marks == marks:
            last.parts.append(words.text)
        else:
            self._children.append(_Span(marks, [words.text]))

    def _last_span(self) -> _Span:
        """Return the span that stands last, a new one where there is none."""
        last = self._children[-1] if self._children else None
        if not isinstance(last, _Span):
            last = _Span()
            self._children.append(last)
        return last

    def _marks(self, marks: Iterable[Mark], link: Link | None) -> list[str]:
        if link is None:
            return [*marks]
        key = self.links.setdefault(link, f"{self.key}-link{len(self.links) + 1}")
        return [*marks, key]

    def finished(self) -> list[PortableChild]:
        self._last_span()
        return [
            _citation(child, f"{self.key}-{number}")
            if isinstance(child, Citation)
            else PortableSpan(
                key=f"{self.key}-{number}", text="".join(child.parts), marks=child.marks
            )
            for number, child in enumerate(self._children, start=1)
        ]


def _citation(citation: Citation, key: str) -> PortableCitation:
    return PortableCitation(
        key=key,
        label=citation.label,
        items=[
            PortableCitedItem(number=item.number, reference=item.reference, locator=item.locator)
            for item in citation.items
        ],
    )


def _mark_def(link: Link, key: str) -> PortableLink:
    url, _, anchor = link.href.partition("#")
    return PortableLink(
        key=key,
        href=link.href,
        id=link.page,
        type=link.page_type or None,
        path=link.path or None,
        url=url or None,
        anchor=anchor or None,
    )
