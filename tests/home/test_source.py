"""The marks that authors of the starter content write, and what becomes of them."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content.rich_text import parse
from cms.references.citations import CitedItem, parse_items
from home.starter_content.source import StarterContentError, identifier, stored_rich_text

REFERENCES = {"dai2020": uuid.UUID(int=1), "xu-2020": uuid.UUID(int=2)}
PAGES = {"/": 3, "/exosome-therapy/": 4}


def stored(text: str) -> str:
    return stored_rich_text(text, references=REFERENCES, pages=PAGES)


def cited(text: str) -> list[list[tuple[int, str]]]:
    """Return what each citation of an author's text names: number of the id, locator."""
    marks = parse(stored(text)).iterfind(".//a[@linktype='citation']")
    items = [parse_items(mark.get("items", "")) for mark in marks]
    return [[(item.reference.int, item.locator) for item in found] for found in items]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("So [[dai2020]].", [[(1, "")]]),
        ("So[[dai2020]].", [[(1, "")]]),
        ("So [[dai2020; xu-2020]].", [[(1, ""), (2, "")]]),
        ("So [[ dai2020 ;xu-2020 ]].", [[(1, ""), (2, "")]]),
        ("So [[dai2020, p. 4]].", [[(1, "p. 4")]]),
        ("So [[dai2020, p. 4, table 2; xu-2020]].", [[(1, "p. 4, table 2"), (2, "")]]),
        ("A [[dai2020]], b [[xu-2020]].", [[(1, "")], [(2, "")]]),
        ("Nothing [dai2020].", []),
    ],
)
def test_citation_marks(text: str, items: list[list[tuple[int, str]]]) -> None:
    assert cited(text) == items


@pytest.mark.parametrize("space", ["", " ", "\n", "  \n  "])
def test_a_mark_stands_one_space_after_its_word(space: str) -> None:
    assert stored(f"So{space}[[dai2020]].").startswith('<p>So <a linktype="citation" items="')


def test_a_link_names_the_page_itself() -> None:
    text = 'See <a page="/exosome-therapy/">exosomes</a> and <a href="https://x.org">x</a>.'
    assert stored(text) == (
        '<p>See <a linktype="page" id="4">exosomes</a> and <a href="https://x.org">x</a>.</p>'
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bare.", "<p>Bare.</p>"),
        ("  Bare.\n", "<p>Bare.</p>"),
        ("", ""),
        ("\n  \n", ""),
        ("\n<h2>A</h2>\n<p>B</p>\n", "<h2>A</h2><p>B</p>"),
        ("<p>A <b>b</b></p>", "<p>A <b>b</b></p>"),
    ],
)
def test_a_bare_text_becomes_a_paragraph_and_lines_between_blocks_go(text: str, kept: str) -> None:
    assert stored(text) == kept


def test_words_in_tags_stay_apart() -> None:
    assert stored("<p><b>One</b> <i>two</i></p>") == "<p><b>One</b> <i>two</i></p>"


@pytest.mark.parametrize("key", ["nobody1999", "DAI2020", "dai2020 p. 4", ""])
def test_a_reference_that_is_not_there_is_named(key: str) -> None:
    with pytest.raises(StarterContentError, match="there is no reference") as caught:
        stored(f"The beginning of it [[dai2020; {key}]].")
    assert repr(key) in str(caught.value)
    assert "The beginning of it" in str(caught.value)


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(StarterContentError, match="there is no page '/wounds/'"):
        stored('The beginning of it <a page="/wounds/">wounds</a>.')


def test_ids_are_the_same_in_every_installation() -> None:
    assert identifier("page", "/") == identifier("page", "/")
    assert len({identifier(kind, key) for kind in ("page", "block") for key in ("a", "b")}) == 4


LOCATORS = st.text(st.characters(codec="utf-8", exclude_characters="[];", exclude_categories=["C"]))


@given(st.lists(st.tuples(st.sampled_from(sorted(REFERENCES)), LOCATORS), min_size=1, max_size=4))
def test_whatever_an_author_points_to_comes_back(pairs: list[tuple[str, str]]) -> None:
    mark = "; ".join(f"{key}, {locator}" for key, locator in pairs)
    [element] = parse(stored(f"So [[{mark}]].")).iterfind(".//a[@linktype='citation']")
    assert parse_items(element.get("items", "")) == [
        CitedItem(REFERENCES[key], locator.strip()) for key, locator in pairs
    ]
