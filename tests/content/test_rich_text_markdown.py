"""Rich text as Markdown: read by a CommonMark parser, it says what the HTML says."""

import pytest
from hypothesis import given

from cms.content.rich_text import parse
from cms.content.rich_text_markdown import ENCODED, markdown
from cms.content.rich_text_tree import (
    Block,
    ItemList,
    Paragraph,
    Quotation,
    Words,
    blocks_of,
)
from tests.content import rich_texts
from tests.content.rich_texts import PUBLIC_TAGS, REFERENCES, Seen, from_markdown

ATTRIBUTES = {"href", "class", "data-references", "data-numbers"}
GITHUB = rich_texts.markdown_reader("table", "strikethrough")


def markdown_of(public: str) -> str:
    return markdown(rich_texts.blocks(public))


def as_written(found: list[Seen]) -> list[Seen]:
    return [one._replace(href=one.href and one.href.translate(ENCODED)) for one in found]


def shape(blocks: list[Block]) -> list[object]:
    """Return blocks without white space and without how runs are cut."""
    return [_block_shape(block) for block in blocks]


def _block_shape(block: Block) -> object:
    if isinstance(block, ItemList):
        return ("ol" if block.ordered else "ul", [shape(item) for item in block.items])
    if isinstance(block, Quotation):
        return ("blockquote", shape(block.blocks))
    return (block.style, _paragraph_shape(block))


def _paragraph_shape(paragraph: Paragraph) -> list[object]:
    found: list[object] = []
    for inline in paragraph.inlines:
        if isinstance(inline, Words):
            href = inline.link and inline.link.href.translate(ENCODED)
            found.extend((character, inline.marks, href) for character in inline.text)
        else:
            found.append(getattr(inline, "label", "\n"))
    return [one for one in found if not (isinstance(one, tuple) and one[0].isspace())]


# Laws


@rich_texts.unhurried
@given(rich_texts.texts)
def test_a_reader_sees_the_same_characters_marks_links_and_lists(text: str) -> None:
    read = from_markdown(markdown_of(text))
    assert rich_texts.seen(read) == as_written(rich_texts.seen(parse(text)))


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_a_reader_finds_the_same_words(text: str) -> None:
    assert rich_texts.words_of(from_markdown(markdown_of(text))) == rich_texts.words_of(parse(text))


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_a_reader_finds_the_same_blocks(text: str) -> None:
    assert shape(blocks_of(from_markdown(markdown_of(text)))) == shape(rich_texts.blocks(text))


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_nothing_acts_but_what_the_html_has(text: str) -> None:
    read = from_markdown(markdown_of(text))
    addresses = {link.get("href", "").strip().translate(ENCODED) for link in parse(text).iter("a")}
    for element in read.iterdescendants():
        assert element.tag in PUBLIC_TAGS
        assert set(element.attrib) <= (ATTRIBUTES if element.tag == "a" else set())
    assert {link.get("href") for link in read.iter("a")} <= addresses


@rich_texts.unhurried
@given(rich_texts.texts | rich_texts.soups)
def test_github_reads_it_alike(text: str) -> None:
    written = markdown_of(text)
    assert GITHUB.render(written) == rich_texts.COMMONMARK.render(written)


@pytest.mark.parametrize("source", rich_texts.DEEP)
def test_it_takes_time_in_proportion_to_the_text(source: str) -> None:
    assert rich_texts.growth(markdown, source) < 1.5


# What it looks like


@pytest.mark.parametrize(
    ("public", "expected"),
    [
        ("<h2>Harms</h2><p>None <b>so far</b>.</p>", "## Harms\n\nNone **so far**."),
        ("<p><b>All </b><i>of </i>them</p>", "**All** _of_ them"),
        ("<p> a <b> b</b> <br> c </p>", "a **b**\\\nc"),
        ("<p><b><i>both</i></b></p>", "**_both_**"),
        ("<p><b>bold, <i>both</i></b> <i>it</i></p>", "**bold, _both_** _it_"),
        ("<p>H<sub>2</sub>O, 10<sup>9</sup></p>", "H<sub>2</sub>O, 10<sup>9</sup>"),
        ("<p>exo<b>somes</b></p>", "exo<strong>somes</strong>"),
        ("<p>(<i>“it”</i>)</p>", "(<em>“it”</em>)"),
        ("<p>from <b>≥5</b> on</p>", "from <strong>≥5</strong> on"),
        ("<p>one<br>two<br/><br/>three<br></p>", "one\\\ntwo\\\n\\\nthree"),
        ("<h3>one<br>two #</h3>", "### one<br>two \\#"),
        ("<p>2005. A year</p>", "2005\\. A year"),
        ("<p># - + * > 10-20</p>", "\\# - + \\* > 10-20"),
        ("<p>a<br>- b<br>1) c<br>===</p>", "a\\\n\\- b\\\n1\\) c\\\n\\==="),
        ("<p>[x](y) &amp;amp; &amp; &lt;b&gt;</p>", "\\[x\\](y) \\&amp; & \\<b>"),
        ("<p>Oh!<a href='/a'>b</a></p>", "Oh\\![b](/a)"),
        ("<p><a href='/a b(c)_d'>b <i>c</i> d</a></p>", "[b _c_ d](/a%20b\\(c\\)_d)"),
        (
            "<p><b>a <a href='/a'>b</a></b><a href='/b'>c</a></p>",
            "<strong>a [b](/a)</strong>[c](/b)",
        ),
        ("<p><b>a</b><a href='/a'><b>b</b> c</a></p>", "**a**[**b** c](/a)"),
        ("<p><a href='a`b'>c</a> <a href='d`e'>f</a></p>", "[c](a%60b) [f](d%60e)"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n\n2. c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ul><li><ul><li><ul><li></li></ul></li></ul></li></ul>", "- * -"),
        ("<ul><li>a<ul><li></li></ul></li></ul>", "- a\n\n  -"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("plain <p> </p>", "plain"),
        ("<p>&nbsp;a<br>&nbsp;</p><p>&nbsp;</p>", "a"),
        ("", ""),
    ],
)
def test_it_is_written_so(public: str, expected: str) -> None:
    assert markdown_of(public) == expected
    assert rich_texts.seen(from_markdown(expected)) == as_written(rich_texts.seen(parse(public)))


def test_a_citation_is_a_link_to_its_reference() -> None:
    public = (
        f'<p><b>So it is <a class="citation" href="#ref-1f3a9c04" data-numbers="2 3" '
        f'data-references="{REFERENCES[1]} {REFERENCES[2]}">[2, 3]</a></b>.</p>'
    )
    assert markdown_of(public) == "**So it is** [\\[2, 3\\]](#ref-1f3a9c04)."


@pytest.mark.parametrize(
    "public",
    [
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
        "<p>[x](javascript:alert(1)) ![x](https://a.org/track.png)</p>",
        "<p>&lt;javascript:alert(1)&gt; &lt;!-- x --&gt;</p>",
        "<p>{alert(1)} {{ secret }} {% include x %}</p>",
        '<p><a href="javascript&amp;colon;alert(1)">x</a></p>',
        '<p><a href="x) [y](javascript:alert(1)">x</a></p>',
        "<p>```<br>x<br>```<br>~~~</p>",
        "<p>a | b<br>|---|---|<br>c</p>",
        "<p>~~x~~ a<br>:-|-:</p>",
    ],
)
def test_what_was_typed_stays_words(public: str) -> None:
    read = from_markdown(markdown_of(public))
    assert {element.tag for element in read.iterdescendants()} <= {"p", "br", "a"}
    assert not [link for link in read.iter("a") if link.get("href").startswith("javascript:")]
    assert rich_texts.words_of(read) == rich_texts.words_of(parse(public))
    assert GITHUB.render(markdown_of(public)) == rich_texts.COMMONMARK.render(markdown_of(public))
