"""What services send as markup is understood where it is known, and text where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.formatting import clean_title
from cms.references.lookup.markup import csl_title, plain_lines


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ("<jats:italic>In vivo</jats:italic> CD63<jats:sup>+</jats:sup>",
         "<i>In vivo</i> CD63<sup>+</sup>"),
        ("&lt;i&gt;In vivo&lt;/i&gt; &amp;amp; more", "<i>In vivo</i> & more"),
        ('H<inf>2</inf>O and <scp>l</scp>-<span class="sc">arginine</span>',
         "H<sub>2</sub>O and l-arginine"),
        ('<mml:math xmlns:mml="x" altimg="si1.svg"><mml:mi>β</mml:mi></mml:math> cells', "β cells"),
        ("Two<br/>lines", "Two lines"),
        ("p<0.05, a<b and c>d", "p<0.05, a<b and c>d"),
        ("<script>alert(1)</script>Safe", "<script>alert(1)</script>Safe"),
    ],
)  # fmt: skip
def test_a_title_keeps_what_csl_can_say(sent: str, title: str) -> None:
    assert csl_title(sent) == title


@pytest.mark.parametrize(
    ("sent", "abstract"),
    [
        ("<h4>Aim</h4>To see.<h4>Methods</h4>Look <i>twice</i>.",
         "Aim\nTo see.\nMethods\nLook twice."),
        ("<jats:title>Abstract</jats:title><jats:p>One\n   two</jats:p><jats:p>Three</jats:p>",
         "One two\nThree"),
        ("Plain, p &lt; 0.05 &amp;amp; n&gt;3", "Plain, p < 0.05 & n>3"),
        ("", ""),
    ],
)  # fmt: skip
def test_an_abstract_becomes_lines(sent: str, abstract: str) -> None:
    assert plain_lines(sent) == abstract


@given(st.text("<>/&;abip scriptonerror=\"'()", max_size=80))
def test_nothing_that_is_sent_runs(sent: str) -> None:
    shown = clean_title(csl_title(sent))
    for tag in ("<i>", "</i>", "<b>", "</b>"):
        shown = shown.replace(tag, "")
    assert "<" not in shown
