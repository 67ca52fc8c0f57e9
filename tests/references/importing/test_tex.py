"""TeX in the fields of bibliographies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.tex import address_of, text_of


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\"U}nderwood {\~N}et {\'{\i}} \c{c} {\H o} Bo\v{s}njak {\L}ukasz",
         "Ünderwood Ñet í ç ő Bošnjak Łukasz"),
        (r"na\"ive \ss{} {\aa}{\AA} {\o}", "naïve ß åÅ ø"),
        (r"Trag{\" o}die", "Tragödie"),
        (r"50\% \& \_ \# \$ \{ \}", "50% & _ # $ { }"),
        ("50% of A & B #1", "50% of A & B #1"),
        (r"5% \'a la", "5% á la"),
        (r"costs $5 \o r so", "costs $5 ør so"),
        (r"\emph{Natrix} {\it cetti} {\bf x} \textbf{y}",
         "<i>Natrix</i> <i>cetti</i> <b>x</b> <b>y</b>"),
        (r"CD8\textsuperscript{+} DNA$_{\textrm{2}}$ $10^{-3}$ $e=mc^2$",
         "CD8<sup>+</sup> DNA<sub>2</sub> 10<sup>-3</sup> e=mc<sup>2</sup>"),
        (r"TGF-$\beta$ $\alpha$-synuclein \textmu{}m 37\textdegree C $\times$",
         "TGF-β α-synuclein µm 37°C ×"),
        ("{BRCA1} and {{Whole Title}}", "BRCA1 and Whole Title"),
        ("a -- b --- c ``q'' 5'-end J.~Chem.", "a – b — c “q” 5'-end J. Chem."),
        (r"{\noopsort{1973b}}1973", "1973"),
        (r"\unknown{x} y \input{/etc/passwd}", "x y"),
        (r"\textsc{small} {\BibTeX} \mbox{G-Animal's}", "small BibTeX G-Animal's"),
        ("<script>alert(1)</script> {\\ss}", "<script>alert(1)</script> ß"),
        (r"\emph{open", "<i>open</i>"),
        (r"line\\break" + "\n  next", "line break next"),
    ],
)  # fmt: skip
def test_tex_is_read_as_text(tex: str, text: str) -> None:
    assert text_of(tex) == text


@pytest.mark.parametrize(
    ("tex", "address"),
    [
        (r"\url{https://a.example/c_d~e?f=%20&g}", "https://a.example/c_d~e?f=%20&g"),
        (r"https://a.example/\~{}b\_c", "https://a.example/~b_c"),
        ("https://a.example https://b.example", "https://a.example"),
        (r"\href{https://a.example/x}{words}", "https://a.example/x"),
        (r"10.1000/a\_b", "10.1000/a_b"),
        ("", ""),
    ],
)
def test_an_address_is_read_letter_by_letter(tex: str, address: str) -> None:
    assert address_of(tex) == address


PIECES = st.sampled_from(
    [
        "\\",
        "{",
        "}",
        "$",
        "^",
        "_",
        "%",
        "&",
        "~",
        "\\emph{",
        "\\begin{x}",
        "\\frac",
        "\\'",
        "[",
        " ",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_no_tex_raises(tex: str) -> None:
    text_of(tex)
    address_of(tex)
