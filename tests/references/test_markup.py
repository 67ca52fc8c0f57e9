"""Markup of CSL titles: `<i>`, `<b>`, `<sub>` and `<sup>`; every other `<`, `>` and `&` is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.markup import balanced_markup, without_references


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("SnO<sub>2</sub> thin films", "SnO<sub>2</sub> thin films"),
        ("<EM class='x'>E. coli</EM> and <strong>more</strong>", "<i>E. coli</i> and <b>more</b>"),
        ("of <i>E. coli", "of E. coli"),
        ("of E. coli</i>", "of E. coli"),
        ("<i>a <b>c</i> d</b>", "<i>a c</i> d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x<y and z>2", "x<y and z>2"),
        ("<ibis>", "<ibis>"),
    ],
)
def test_only_csls_tags_in_pairs_are_markup(written: str, kept: str) -> None:
    assert balanced_markup(written) == kept


@given(st.lists(st.sampled_from(["<i>", "</i>", "<sub>", "</sub>", "<", "/", ">", "i", "&"])))
def test_what_is_balanced_stays_as_it_is(parts: list[str]) -> None:
    text = "".join(parts)
    assert balanced_markup(balanced_markup(text)) == balanced_markup(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Arthritis &amp; rheumatology", "Arthritis & rheumatology"),
        ("&#946;-cells &lt; 5 &#x3b1;", "β-cells < 5 α"),
        ("A&B &parameters AT&T;", "A&B &parameters AT&T;"),
    ],
)
def test_character_references_are_the_characters_they_mean(written: str, meant: str) -> None:
    assert without_references(written) == meant
