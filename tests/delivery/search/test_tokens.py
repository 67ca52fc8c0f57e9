"""How text becomes words: the same, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.search.stop_words import STOP_WORDS
from cms.delivery.search.tokens import MAX_WORD, fold, normal, term_of, tokens


def terms(text: str) -> set[str]:
    return {token.term for token in tokens(normal(text))}


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Éxosome", "exosome"),
        ("E\u0301xosome", "exosome"),
        ("straße", "strasse"),
        ("Ångström", "angstrom"),
        ("Łódź", "lodz"),
        ("α", "alpha"),
        ("Λ", "lambda"),
        ("ς", "sigma"),
        ("µ", "mu"),
        ("H₂O", "h2o"),
        ("10⁶", "106"),
        ("ﬁbrosis", "fibrosis"),
        ("Экзосома", "ekzosoma"),
        ("…", ""),
    ],
)
def test_words_are_folded_to_letters_and_digits(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text())
def test_folding_is_idempotent_and_leaves_nothing_else(word: str) -> None:
    folded = fold(word)
    assert fold(folded) == folded
    assert len(folded) <= MAX_WORD
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789" for letter in folded)


@given(st.text())
def test_any_text_has_tokens_that_stand_where_they_say(text: str) -> None:
    text = normal(text)
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert term_of(token.word) == token.term
        if not token.is_run:
            assert fold(text[token.start : token.end]) == token.word


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("IL-2", "IL2"),
        ("IL‑2", "il2"),
        ("il 2", "IL2"),
        ("IL2", "il2"),
        ("miR-21-5p", "mir21"),
        ("miR-21-5p", "mir215p"),
        ("miR21-5p", "mir215p"),
        ("mir 21 5p", "mir215p"),
        ("KRAS G12D", "KRASG12D"),
        ("KRAS-G12D", "krasg12d"),
        ("KrasG12D", "krasg12d"),
        ("exoIL-12", "il12"),
        ("IFN-γ", "ifngamma"),
        ("IFNγ", "ifngamma"),
        ("TGF-β1", "tgfbeta1"),
        ("TGF-β1", "beta1"),
        ("non-small-cell", "nonsmallcell"),
        ("tumour", "tumor"),
        ("leukaemias", "leukemia"),
        ("randomised", "randomized"),
        ("metastases", "metastasis"),
        ("oedema", "edema"),
    ],
)
def test_a_compound_is_found_however_it_is_written(written: str, asked: str) -> None:
    assert terms(asked) <= terms(written)


def test_words_that_say_nothing_are_no_terms_but_names_in_capitals_are() -> None:
    assert terms(" ".join(STOP_WORDS)) == set()
    assert terms("WHO says it") == {"who", "say"}
    assert terms("IT") == {"it"}


def test_a_compound_is_joined_within_limits() -> None:
    many = "-".join(["a1"] * 500)
    assert len(list(tokens(many))) <= 6 * 500
