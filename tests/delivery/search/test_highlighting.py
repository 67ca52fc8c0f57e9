"""Snippets: escaped, with nothing but marks in them."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.search.highlighting import SNIPPET, _snippet, mark
from cms.delivery.search.tokens import normal, tokens

#: Texts with what could break out of them.
NASTY = st.lists(
    st.sampled_from([*"<>&\"'/ab -é\u0301γ2\u200b\n", "<mark>", "script", "&lt;"])
).map("".join)


@given(NASTY, NASTY)
def test_highlights_are_always_escaped_and_only_marks_remain(text: str, query: str) -> None:
    text, query = normal(text), normal(query)
    marked = mark(text, {token.term for token in tokens(query)})
    assert set(re.findall(r"<[^>]*>?", marked)) <= {"<mark>", "</mark>"}
    assert marked.replace("<mark>", "").replace("</mark>", "") == html.escape(text)
    assert marked.count("<mark>") == marked.count("</mark>")
    assert "<mark><mark>" not in marked


def test_what_a_page_has_as_marks_is_shown_as_it_is_written() -> None:
    assert mark("a <mark>b", {"b"}) == "a &lt;mark&gt;<mark>b</mark>"


def test_the_whole_compound_is_marked_and_what_is_not_part_of_it_is_not() -> None:
    assert mark("It has exoIL-12, IL-2.", {"il12"}) == "It has exo<mark>IL-12</mark>, IL-2."
    assert mark("of KRAS G12D in", {"krasg12d", "kras"}) == "of <mark>KRAS G12D</mark> in"


@given(st.text(alphabet="ab cd\n", min_size=1, max_size=2 * SNIPPET), st.data())
def test_a_snippet_is_of_the_line_that_the_word_is_in(text: str, data: st.DataObject) -> None:
    places = [found.start() for found in re.finditer(r"\w+", text[:SNIPPET])]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    snippet = _snippet(text[:SNIPPET], place, is_cut=data.draw(st.booleans()))
    assert "\n" not in snippet
    words = snippet.replace("…", "").strip()
    assert words in text
    first = re.match(r"\w+", text[place:])
    assert first
    assert first[0].startswith(words[:1]) or first[0] in words
