"""Rich text: from the stored form to the public one.

Stored HTML is parsed once, each kind of link is written by the `LinkType` registered for it, and
the result is cleaned. Links of a whole page are resolved together, one query a kind.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, Protocol

import nh3
from django.utils.text import slugify
from lxml import html
from lxml.etree import ParserError

#: Characters at which lxml would silently drop the rest of a text.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: What comes between the texts of two of these is a space.
BLOCK_TAGS = {"p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "br"}
HEADINGS = ("h2", "h3", "h4")
TAGS = {"p", "h2", "h3", "h4", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "li", "a", "br"}
ATTRIBUTES = {
    "a": {
        "class", "href", "id", "data-references", "data-numbers", "data-locators", "data-page",
        "data-type", "data-path",
    },
    **{heading: {"id"} for heading in HEADINGS},
}  # fmt: skip
URL_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class StoredValue:
    """One value of a page that a reader meets, in reading order.

    `listed` values are members of a list (a review list's entries), not claims in text.
    """

    kind: Literal["rich_text", "object"]
    value: Any
    listed: bool = False


class LinkType(Protocol):
    """How one kind of `<a linktype="…">` becomes public HTML."""

    identifier: str

    def resolve(self, values: Sequence[StoredValue], rendering: "Rendering") -> Any:
        """Look up everything that the page's links of this kind point to, in constant queries."""

    def write(self, element: html.HtmlElement, resolved: Any, rendering: "Rendering") -> None:
        """Turn the stored element into its public form, in place."""


_link_types: dict[str, LinkType] = {}


def register_link_type(link_type: LinkType) -> None:
    """Make links of `link_type.identifier` known to every rendering."""
    _link_types[link_type.identifier] = link_type


def parse(source: str) -> html.HtmlElement:
    """Return stored HTML as a tree with a `div` at its top. Never raises on what was typed."""
    clean = UNREADABLE.sub("", source)
    try:
        return html.fragment_fromstring(clean, create_parent="div")
    except ParserError:
        return html.fragment_fromstring("", create_parent="div")


def inner_html(tree: html.HtmlElement) -> str:
    """Return what stands inside the element at the top of a tree."""
    children = (html.tostring(child, encoding="unicode") for child in tree)
    return escape(tree.text or "", quote=False) + "".join(children)


def stored_links(
    values: Iterable[StoredValue], identifier: str
) -> Iterator[tuple[StoredValue, Mapping[str, str]]]:
    """Yield the attributes of each stored link of one kind, in reading order."""
    for value in values:
        if value.kind == "rich_text" and f'linktype="{identifier}"' in value.value:
            for element in parse(value.value).iterfind(f".//a[@linktype='{identifier}']"):
                yield value, dict(element.attrib)


def plain_text(element: html.HtmlElement) -> str:
    """Return the words of a tree, without citation marks, blocks separated by a space."""
    parts: list[str] = []

    def collect(node: html.HtmlElement) -> None:
        is_mark = node.get("linktype") == "citation" or "citation" in node.classes
        if not is_mark:
            parts.append(node.text or "")
            for child in node:
                collect(child)
        if node.tag in BLOCK_TAGS:
            parts.append(" ")
        parts.append(node.tail or "")

    collect(element)
    text = re.sub(r"\s+", " ", "".join(parts)).strip()
    return re.sub(r" ([.,;:!?)])", r"\1", text)


@dataclass
class Rendering:
    """One rendering of one page's texts: what its links mean, which ids are taken.

    Make it with `Rendering.of`; then render each text once.
    """

    #: "" for the site's own pages, `https://host` where links must be absolute.
    base_url: str = ""
    resolved: dict[str, Any] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, values: Iterable[StoredValue], *, base_url: str = "") -> "Rendering":
        """Return a rendering that knows everything that `values` link to."""
        rendering = cls(base_url=base_url)
        all_values = list(values)
        for identifier, link_type in _link_types.items():
            rendering.resolved[identifier] = link_type.resolve(all_values, rendering)
        return rendering

    def unique_id(self, wanted: str) -> str:
        """Return `wanted`, with a number where it is taken on this page already."""
        candidate, number = wanted, 1
        while candidate in self._ids:
            number += 1
            candidate = f"{wanted}-{number}"
        self._ids.add(candidate)
        return candidate

    def render(self, source: str) -> tuple[str, str]:
        """Return a stored rich text as safe public HTML and as plain text."""
        if not source:
            return "", ""
        tree = parse(source)
        for element in list(tree.iter("a")):
            identifier = element.attrib.pop("linktype", None)
            if identifier in _link_types:
                link_type = _link_types[identifier]
                link_type.write(element, self.resolved.get(identifier), self)
            elif identifier is None and element.get("href"):
                href = element.get("href")
                element.attrib.clear()
                element.set("href", href)
            else:
                element.drop_tag()
        for heading in tree.iter(*HEADINGS):
            heading.set("id", self.unique_id(slugify(plain_text(heading)) or "section"))
        cleaned = nh3.clean(
            inner_html(tree),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=URL_SCHEMES,
            link_rel=None,
        )
        # From what is shown: comments, scripts and styles are no words.
        return cleaned, plain_text(parse(cleaned))
