"""The markup in which services send titles and abstracts: JATS, HTML, MathML.

Crossref has what publishers deposit, face markup and MathML in titles and JATS in abstracts:
https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/face-markup/
Only tags that are known are taken for markup, so that `p<0.05 and n>3` stays whole. Whatever is
left is text, for the importers' cleaning too: a script in a title is shown, not run.
"""

import re

from cms.references.markup import without_references

TAG = re.compile(
    r"<(?P<end>/?)(?:(?:jats|mml):)?(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>"
)
#: Tags that CSL has, by the names that services use.
CSL_NAMES = {
    "i": "i", "em": "i", "italic": "i", "b": "b", "strong": "b", "bold": "b",
    "sub": "sub", "inf": "sub", "sup": "sup",
}  # fmt: skip
#: Tags that begin or end a line of an abstract.
BLOCKS = frozenset(
    {
        "p", "div", "sec", "title", "h1", "h2", "h3", "h4", "h5", "h6", "br", "break", "ul",
        "ol", "li", "list", "list-item", "disp-formula",
    }
)  # fmt: skip
#: Tags that say nothing which plain text could show.
FACES = frozenset(
    {
        "abstract", "scp", "sc", "small-caps", "span", "font", "u", "tt", "ovl", "strike",
        "underline", "overline", "monospace", "roman", "sans-serif", "styled-content",
        "named-content", "ext-link", "xref", "a", "email", "uri", "fn", "inline-formula",
        "tex-math", "alternatives", "small", "big", "math", "mrow", "mi", "mn", "mo", "mtext",
        "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt", "mover", "munder", "munderover",
        "mfenced", "mstyle", "semantics", "mtable", "mtr", "mtd", "mpadded", "mroot", "mphantom",
    }
)  # fmt: skip
#: A heading that only says what an abstract is.
HEADING = re.compile(r"\s*(abstract|summary)\s*:?\s*", re.IGNORECASE)


def _unescaped(markup: str) -> str:
    """Return markup that has been escaped once or twice (`&lt;i&gt;`, `&amp;lt;`) as it was."""
    return without_references(without_references(markup))


def csl_title(markup: str) -> str:
    """Return a title with CSL's tags where it has their like, without other known markup."""

    def tag(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name in CSL_NAMES:
            return f"<{found['end']}{CSL_NAMES[name]}>"
        if name in BLOCKS:
            return " "
        return "" if name in FACES else found[0]

    return TAG.sub(tag, _unescaped(markup))


def plain_lines(markup: str) -> str:
    """Return an abstract as plain text, a line for each paragraph and heading."""

    def tag(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name in BLOCKS:
            return "\n"
        return "" if name in FACES or name in CSL_NAMES else found[0]

    # Line breaks of the file are spaces; those of its markup are lines.
    lines = TAG.sub(tag, " ".join(_unescaped(markup).split())).split("\n")
    told = [line.strip() for line in lines if line.strip()]
    return "\n".join(told[1:] if told and HEADING.fullmatch(told[0]) else told)
