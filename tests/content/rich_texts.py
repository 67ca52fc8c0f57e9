"""Rich texts for tests: as Hypothesis draws them, and as a reader sees them."""

import string
import sys
from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple

import nh3
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from cms.content.rich_text import ATTRIBUTES, TAGS, URL_SCHEMES, parse
from cms.content.rich_text_tree import HEADINGS, LISTS, MARKS, Block, blocks_of

PUBLIC_TAGS = TAGS | {"blockquote"}
BREAKING = {"div", "p", "br", "li", "blockquote", *HEADINGS, *LISTS}
REFERENCES = [f"0e7b7f4e-3f0e-4b50-8b60-9f8d3d3f000{number}" for number in range(1, 5)]
PAGE = "5f0c7d1e-9f5b-4f6e-8a51-2f6f0a9d7c11"

#: For tests with drawn texts: a busy computer is no mistake.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# As Hypothesis draws them


def cleaned(source: str) -> str:
    """Return HTML as nh3 leaves it, with quotations, which only the neutral tree knows."""
    return nh3.clean(
        source, tags=PUBLIC_TAGS, attributes=ATTRIBUTES, url_schemes=URL_SCHEMES, link_rel=None
    )


#: Words, and all that Markdown or HTML might take for something else.
characters = st.sampled_from(
    [
        *string.punctuation, *"aAzZ019", *" \t\n", *"\xa0\u2003\u2028\x85\u200b\ufeff",
        *"≥±€°→™", *"“”’–…«»¿", *"éßωשع漢字。、", "\u0301", "🙂", "e.g.", "1. ", "2005) ", "- ",
        "## ", "***", "```", ":-|", "![", "](x)", "<b>", "&amp;", "&lt;b&gt;", "&#42;",
        "http://a.b_c",
    ]
)  # fmt: skip
words = st.lists(characters, max_size=6).map("".join).map(escape)
links = st.sampled_from(
    [
        "https://a.org/", "https://a.org/x(1)_y?a=1&copy=2#z", "/a b/", "#top", "mailto:a@b.org",
        "é漢", "*a*", "{a|b}", "a`b`", "a<b>", "x)", "\\", "x\\)", "data:text/html,x",
        "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "java\nscript:alert(1)",
        " javascript:alert(1)",
    ]
)  # fmt: skip


@st.composite
def citations(draw: st.DrawFn) -> str:
    """Return a citation mark."""
    numbers = sorted(draw(st.sets(st.integers(1, 4), min_size=1)))
    references = " ".join(REFERENCES[number - 1] for number in numbers)
    locators = draw(st.sampled_from(["", "not json", "[]", f'{{"{REFERENCES[0]}": ["p. 4", 1]}}']))
    label = escape(draw(st.sampled_from([", ".join(map(str, numbers)), "2–4", "1, *citation*"])))
    return (
        f'<a class="citation" id="cite-1" href="#ref-{numbers[0]}" data-references="{references}"'
        f' data-numbers="{" ".join(map(str, numbers))}" data-locators="{escape(locators)}">'
        f"[{label}]</a>"
    )


def page_link(text: str) -> str:
    return (
        f'<a href="https://a.org/p/#there" data-page="{PAGE}" data-type="topic" '
        f'data-path="/p/">{text}</a>'
    )


def _marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3).map("".join)
    return st.builds("<{0}>{1}</{0}>".format, st.sampled_from(sorted(MARKS)), several)


_phrases = st.recursive(words | st.just("<br>"), _marked, max_leaves=3)
_links = st.builds('<a href="{}">{}</a>'.format, links.map(escape), _phrases)
_pages = _phrases.map(page_link)
inlines = st.lists(
    st.recursive(words | st.just("<br>") | citations() | _links | _pages, _marked, max_leaves=5),
    max_size=3,
).map("".join)


def _element(tag: st.SearchStrategy[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("<{0}>{1}</{0}>".format, tag, inner)


paragraphs = _element(st.sampled_from(["p", "p", "p", *HEADINGS]), inlines)


def _lists(item: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(_element(st.just("li"), item), min_size=1, max_size=3).map("".join)
    return _element(st.sampled_from(LISTS), items)


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    in_items = st.one_of(
        inlines, st.builds("{}{}".format, inlines, inner), st.lists(inner, max_size=3).map("".join)
    )
    quotation = st.lists(inner, max_size=3).map("".join)
    return _lists(in_items) | _element(st.just("blockquote"), quotation)


#: Texts as an editor makes them, and whatever else is in its place.
texts = (
    st.lists(st.recursive(paragraphs, _containers, max_leaves=4), max_size=3)
    .map("".join)
    .map(cleaned)
)
#: Tags in any order.
soups = (
    st.lists(
        st.sampled_from([f"<{tag}>" for tag in sorted(PUBLIC_TAGS)])
        | st.sampled_from([f"</{tag}>" for tag in sorted(PUBLIC_TAGS)])
        | st.sampled_from(["<!-- c -->", "<script>x</script>", "<svg>", "<table>", '<a href="x">'])
        | words
        | citations(),
        max_size=24,
    )
    .map("".join)
    .map(cleaned)
)


# As a reader sees them


class Seen(NamedTuple):
    """One character that is not white space, or one citation."""

    text: str
    marks: frozenset[str]
    href: str | None
    around: tuple[str, ...]


def tree_of(public: str) -> html.HtmlElement:
    return parse(public)


def blocks(public: str) -> list[Block]:
    """Return the neutral tree of public HTML."""
    return blocks_of(parse(public))


def is_citation(element: html.HtmlElement) -> bool:
    return "citation" in str(element.get("class")).split()


def words_of(tree: html.HtmlElement) -> list[str]:
    """Return the words of a tree without citations."""

    def texts_of(element: html.HtmlElement) -> Iterator[str]:
        space = " " if element.tag in BREAKING else ""
        yield space
        if not is_citation(element):
            yield element.text or ""
            for child in element:
                yield from texts_of(child)
                yield child.tail or ""
        yield space

    return "".join(texts_of(tree)).split()


def seen(tree: html.HtmlElement) -> list[Seen]:
    """Return the characters of a tree with all that a reader sees of their markup."""
    found: list[Seen] = []

    def walk(element: html.HtmlElement, outer: Seen) -> None:
        marks, href, around = outer.marks, outer.href, outer.around
        if element.tag in MARKS:
            marks |= {MARKS[element.tag]}
        elif element.tag == "a":
            href = (element.get("href") or "").strip() or href
        elif element.tag in {"blockquote", *HEADINGS, *LISTS}:
            around = (*around, element.tag)
        inner = Seen("", marks, href, around)
        if is_citation(element):
            found.append(Seen(element.text[1:-1], frozenset(), None, around))
        else:
            add(element.text, inner)
            for child in element:
                walk(child, inner)
                add(child.tail, inner)

    def add(text: str | None, as_: Seen) -> None:
        found.extend(as_._replace(text=character) for character in "".join((text or "").split()))

    walk(tree, Seen("", frozenset(), None, ()))
    return found


# As readers of Markdown have it


def markdown_reader(*extensions: str) -> MarkdownIt:
    """Return a parser that checks no addresses: they must be harmless without its help."""
    reader = MarkdownIt("commonmark").enable(list(extensions))
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader


COMMONMARK = markdown_reader()


def from_markdown(written: str) -> html.HtmlElement:
    """Return the tree of what a reader makes of Markdown, its citations marked as ours are."""
    tree = parse(COMMONMARK.render(written))
    for link in tree.iter("a"):
        if link.get("href", "").startswith("#ref-"):
            link.set("class", "citation")
            link.set("data-references", REFERENCES[0])
            link.set("data-numbers", "1")
    return tree


# Work

#: What is repeated to make a long text, with what may cost more than its length.
DEEP = [
    "<p>a! <b>b</b><i>c</i></p>",
    "a! <b> <i>x*</i> </b>",
    '<a href="x">a</a>!',
    "<ul><li>a",
    "<blockquote>",
    "<b>a<i>b<a href='x'>c<br>",
    "<li>",
    " <br> ",
]


def growth(write: Callable[[list[Block]], object], source: str) -> float:
    """Return how the work for one piece of a text grows when the text is eight times as long."""
    return _calls(write, source * 400) / _calls(write, source * 50) / 8


def _calls(write: Callable[[list[Block]], object], source: str) -> int:
    """Return how many calls it takes to write the tree of a source."""
    tree = parse(cleaned(source))
    calls = 0

    def count(*event: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        write(blocks_of(tree))
    finally:
        sys.setprofile(before)
    return calls
