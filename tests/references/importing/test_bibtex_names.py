"""Lists of names in BibTeX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.bibtex_names import names_of

VAN_DER_WAALS = {"non-dropping-particle": "van der", "family": "Waals", "given": "Jan"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("van der Waals, Jan", VAN_DER_WAALS),
        ("Jan van der Waals", VAN_DER_WAALS),
        ("{Exosome Study Group}", {"literal": "Exosome Study Group"}),
        ("{Barnes {and} Noble, Inc.}", {"literal": "Barnes and Noble, Inc."}),
        (r"{\"Osterreichische Akademie}", {"literal": "Österreichische Akademie"}),
        ("Smith, Jr., John", {"family": "Smith", "given": "John", "suffix": "Jr."}),
        ("de la Cruz, M.", {"non-dropping-particle": "de la", "family": "Cruz", "given": "M."}),
        ("{van der Waals}, Jan", {"family": "van der Waals", "given": "Jan"}),
        ("{de Gaulle},", {"family": "de Gaulle"}),
        (r"Charles Louis Xavier Joseph de la Vall{\'e}e Poussin",
         {"non-dropping-particle": "de la", "family": "Vallée Poussin",
          "given": "Charles Louis Xavier Joseph"}),
        (r"{\'{E}}douard Masterly", {"family": "Masterly", "given": "Édouard"}),
        (r"{\O}stergaard, K.", {"family": "Østergaard", "given": "K."}),
        (r"Ned {\~N}et", {"family": "Ñet", "given": "Ned"}),
        ("Donald~E. Knuth", {"family": "Knuth", "given": "Donald E."}),
        ("sudhin jacob", {"family": "jacob", "given": "sudhin"}),
        ("Aristotle", {"family": "Aristotle"}),
        ("given=A=B, family=C, prefix=von, suffix=III",
         {"given": "A=B", "family": "C", "non-dropping-particle": "von", "suffix": "III"}),
        ("Corporation for Digital Scholarship",
         {"literal": "Corporation for Digital Scholarship"}),
        ("Müller{-}Lüdenscheidt, Hans", {"family": "Müller-Lüdenscheidt", "given": "Hans"}),
        ("李, 小龙", {"family": "李", "given": "小龙"}),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart_as_bibtex_does(written: str, name: dict[str, str]) -> None:
    assert names_of(written) == [name]


def test_and_parts_names_but_not_in_braces() -> None:
    written = "{{A and B}} AND Anders Andersen and\n  Sand, B. and , and others"
    assert names_of(written) == [
        {"literal": "A and B"},
        {"family": "Andersen", "given": "Anders"},
        {"family": "Sand", "given": "B."},
        {"family": "others"},
    ]


@given(st.lists(st.sampled_from(["{", "}", ",", " and ", "\\", "~", "a", "B", "="]) | st.text()))
def test_no_list_raises(parts: list[str]) -> None:
    assert all(name for name in names_of("".join(parts)))
