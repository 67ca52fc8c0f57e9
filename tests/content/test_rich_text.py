"""From stored rich text to what readers and apps get: nothing in it can do harm."""

import datetime
import re
from collections.abc import Sequence
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.content.models import Document
from cms.content.rich_text import Rendering, StoredValue, parse, plain_text
from cms.references.models import Reference
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import DocumentFactory
from tests.factories.references import ReferenceFactory, cite


def render(source: str, *, base_url: str = "") -> tuple[str, str]:
    """Return one text rendered alone, as HTML and as plain text."""
    return Rendering.of([StoredValue("rich_text", source)], base_url=base_url).render(source)


# Harm

HOSTILE = [
    "<p>a</p><script>alert(1)</script>",
    "<p>a<img src=x onerror=alert(1)></p>",
    '<p onclick="alert(1)">a</p>',
    '<p style="position:fixed">a</p>',
    '<p><a href="javascript:alert(1)">a</a></p>',
    '<p><a href="JaVaScRiPt:alert(1)">a</a></p>',
    '<p><a href=" java\tscript:alert(1)">a</a></p>',
    '<p><a href="&#106;avascript:alert(1)">a</a></p>',
    '<p><a href="data:text/html,<script>alert(1)</script>">a</a></p>',
    '<p><a href="vbscript:msgbox(1)">a</a></p>',
    '<p><a href="https://example.org" onmouseover="alert(1)" target="_top">a</a></p>',
    "<svg><script>alert(1)</script></svg><p>a</p>",
    "<math><mtext></p><img src=x onerror=alert(1)></mtext></math><p>a</p>",
    '<iframe src="https://example.org"></iframe><p>a</p>',
    '<form action="https://example.org"><input name="q"></form><p>a</p>',
    "<style>body{display:none}</style><p>a</p>",
    '<p><a linktype="unknown" href="javascript:alert(1)">a</a></p>',
    '<p><a linktype="page" id="1" href="javascript:alert(1)">a</a></p>',
    '<p><a linktype="citation" items="[]" href="javascript:alert(1)">a</a></p>',
    '<embed embedtype="image" id="1" alt="a" /><p>a</p>',
    "<!--[if IE]><script>alert(1)</script><![endif]--><p>a</p>",
    "<p>a</p><noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]


TAGS = {
    "p", "h2", "h3", "h4", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "li", "a", "br",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"class", "href", "id", "data-references", "data-numbers", "data-locators", "data-page",
          "data-type", "data-path"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
}  # fmt: skip


def is_inert(markup: str) -> bool:
    """Return whether `markup` has only the tags, attributes and addresses that are allowed.

    Written down apart from the code, so that a change of its lists does not go unseen.
    """
    for element in html.fragment_fromstring(markup, create_parent="div").iterdescendants():
        if element.tag not in TAGS or set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
            return False
        # As browsers read addresses: white space and control characters inside are left out.
        address = re.sub(r"[\x00-\x20]", "", unescape(element.get("href", "")))
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        if scheme and scheme.group(1).lower() not in {"http", "https", "mailto", "tel"}:
            return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_can_run_is_left(source: str) -> None:
    markup, text = render(source)
    assert is_inert(markup)
    assert "a" in text


def test_the_check_of_this_file_sees_what_can_run() -> None:
    hostile = ["<p onclick='x'>a</p>", "<script>x</script>", "<p><a href='javascript:x'>a</a></p>"]
    assert not any(is_inert(source) for source in hostile)


@pytest.mark.parametrize(
    "source", ["<p>said<!-- unsaid --></p>", "<p>said</p><script>unsaid</script>",
               "<p>said</p><style>unsaid</style>", "<p>said<?php unsaid ?></p>"],
)  # fmt: skip
def test_what_is_hidden_in_html_is_hidden_in_plain_text(source: str) -> None:
    markup, text = render(source)
    assert "unsaid" not in markup
    assert text == "said"


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\x7f", "\ud800"])
def test_nothing_after_an_unreadable_character_is_lost(character: str) -> None:
    markup, text = render(f"<p>before{character}after</p>")
    assert markup == "<p>beforeafter</p>"
    assert text == "beforeafter"


PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from([
        "<p>", "</p>", "<h2>", "</h2>", "<ul><li>", "</li></ul>", "<a href=", '"', "'", ">", "<",
        "&", "&#0;", "&#xD800;", "&lt;script&gt;", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<br/>",
        '<a linktype="page" id="1">', '<a linktype="page" id="x">',
        '<a linktype="document" id="9">',
        '<a linktype="citation" items="[{&quot;reference&quot;: 1}]">[x]</a>', "</a>",
        '<a linktype="citation" items="[', '<a href="javascript:x">', "<script>", "</script>",
        "<svg>", "<math>", "<table><tr><td>", "<template>", "<b>", "</i>", "<sup>",
    ]),
    st.sampled_from(HOSTILE),
)  # fmt: skip
SOURCES = st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.django_db
@given(SOURCES)
@example("")
@example("<!-- only a comment -->")
@example("<?xml version='1.0'?>")
def test_any_text_is_rendered_and_only_what_is_allowed_comes_out(source: str) -> None:
    markup, text = render(source)
    assert is_inert(markup)
    assert isinstance(text, str)


# Form


def test_editors_markup_stays() -> None:
    source = (
        "<h2>Title</h2><p>One <b>two</b> <i>three</i> H<sub>2</sub>O 10<sup>14</sup></p>"
        "<ul><li>four</li></ul><ol><li>five<br/>six</li></ol>"
    )
    markup, text = render(source)
    assert markup == source.replace("<h2>", '<h2 id="title">').replace("<br/>", "<br>")
    assert text == "Title One two three H2O 1014 four five six"


def test_an_empty_text_is_empty_in_every_form() -> None:
    assert render("") == ("", "")


def test_ids_of_headings_are_unique_on_a_page() -> None:
    first, second = "<h2>Harms</h2><h3>Harms</h3>", "<h2>Harms</h2><h2>中文</h2><h2>!</h2>"
    rendering = Rendering.of([StoredValue("rich_text", first), StoredValue("rich_text", second)])
    together = rendering.render(first)[0] + rendering.render(second)[0]
    ids = re.findall(r'id="([^"]+)"', together)
    assert ids == ["harms", "harms-2", "harms-3", "section", "section-2"]


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c#d", "mailto:a@example.org", "tel:+33"]
)
def test_addresses_outside_are_kept(address: str) -> None:
    assert render(f'<p><a href="{address}">a</a></p>')[0] == f'<p><a href="{address}">a</a></p>'


def test_plain_text_has_words_apart_and_no_marks() -> None:
    tree = parse('<p>One<a class="citation" href="#r">[1]</a>.</p><p>Two <b>three</b></p>')
    assert plain_text(tree) == "One. Two three"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["normal", "retracted"])
def test_plain_text_has_no_mark_whatever_its_reference_has_become(status: str) -> None:
    reference = ReferenceFactory(status=status, notice="See the journal.")
    _, text = render(f"<p>A claim {cite(reference)}.</p>")
    assert text == "A claim."


# Links to pages and files


def test_a_link_to_a_public_page_has_its_address(library: Library) -> None:
    source = f'<p><a linktype="page" id="{library.cancer.pk}">cancer</a></p>'
    assert render(source)[0] == (
        '<p><a href="/exosome-therapy/cancer/" '
        f'data-page="{library.cancer.translation_key}" data-type="topic" '
        'data-path="/exosome-therapy/cancer/">cancer</a></p>'
    )
    assert (
        'href="https://x.org/exosome-therapy/cancer/"'
        in render(source, base_url="https://x.org")[0]
    )


def test_a_link_to_a_draft_is_plain_text(library: Library) -> None:
    draft = TopicPageFactory(parent=library.home, title="Secret draft", published=False)
    source = f'<p>See <a linktype="page" id="{draft.pk}">this</a>.</p>'
    assert render(source) == ("<p>See this.</p>", "See this.")


def test_a_link_to_an_unpublished_page_is_plain_text(library: Library) -> None:
    library.cancer.unpublish()
    source = f'<p><a linktype="page" id="{library.cancer.pk}">this</a></p>'
    assert render(source)[0] == "<p>this</p>"


def test_a_link_to_an_expired_page_is_plain_text(library: Library) -> None:
    library.cancer.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    library.cancer.save()
    source = f'<p><a linktype="page" id="{library.cancer.pk}">this</a></p>'
    assert render(source)[0] == "<p>this</p>"


@pytest.mark.parametrize("restricted", ["cancer", "therapy"])
def test_a_link_to_a_private_page_is_plain_text(library: Library, restricted: str) -> None:
    PageViewRestriction.objects.create(
        page=getattr(library, restricted), restriction_type=PageViewRestriction.LOGIN
    )
    source = f'<p><a linktype="page" id="{library.cancer.pk}">this</a></p>'
    assert render(source)[0] == "<p>this</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("identifier", ["", "0", "999999", "x", "-1", "1e3", "9" * 40, "١"])
def test_a_link_to_nothing_is_plain_text(identifier: str) -> None:
    for kind in ("page", "document"):
        source = f'<p><a linktype="{kind}" id="{identifier}">this</a></p>'
        assert render(source)[0] == "<p>this</p>"


@pytest.mark.django_db
def test_a_link_to_a_document_has_its_address() -> None:
    document = DocumentFactory()
    source = f'<p><a linktype="document" id="{document.pk}">the file</a></p>'
    assert render(source)[0] == f'<p><a href="{document.url}">the file</a></p>'


@pytest.mark.django_db
@pytest.mark.parametrize("nested", [False, True])
def test_a_link_to_a_document_in_a_private_collection_is_plain_text(*, nested: bool) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    collection = private.add_child(name="Below") if nested else private
    document = DocumentFactory(collection=collection)
    source = f'<p><a linktype="document" id="{document.pk}">the file</a></p>'
    assert render(source)[0] == "<p>the file</p>"


@pytest.mark.django_db
def test_many_links_to_documents_take_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    documents = [DocumentFactory(collection=Collection.objects.get(name="Root"))] + [
        DocumentFactory(collection=Collection.get_first_root_node().add_child(name=str(number)))
        for number in range(5)
    ]

    def text(found: Sequence[Document]) -> str:
        links = (f'<a linktype="document" id="{document.pk}">a</a>' for document in found)
        return f"<p>{''.join(links)}</p>"

    with CaptureQueriesContext(connection) as queries:
        assert render(text(documents[:1]))[0].count("href") == 1
    with django_assert_num_queries(len(queries)):
        assert render(text(documents))[0].count("href") == len(documents)


def test_links_of_a_whole_page_take_as_many_queries_as_those_of_one_text(
    library: Library, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def text(pages: Sequence[Page], references: Sequence[Reference]) -> StoredValue:
        links = (f'<a linktype="page" id="{page.pk}">a</a>' for page in pages)
        return StoredValue("rich_text", f"<p>{''.join(links)}{cite(*references)}</p>")

    def write(values: Sequence[StoredValue], rendering: Rendering | None = None) -> None:
        rendering = rendering or Rendering.of(values)
        for value in values:
            rendering.render(value.value)

    few = [text([library.cancer], [library.escudier])]
    many = [
        text([library.cancer, library.trial_index], [library.escudier]),
        text([library.therapy, library.lung_trial], [library.morse, library.escudier]),
    ] * 5
    write(many)  # Django looks up each model's id once.
    with CaptureQueriesContext(connection) as queries:
        Rendering.of(few)
    with django_assert_num_queries(len(queries)):
        rendering = Rendering.of(many)
    with django_assert_num_queries(0):
        write(many, rendering)
