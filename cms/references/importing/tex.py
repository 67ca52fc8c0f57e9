"""TeX as it stands in BibTeX's fields: accents, symbols, quotes and markup, read as text.

pylatexenc knows the commands. A field is no TeX document, so `%` and `&` are what they look like,
and markup that CSL has becomes CSL's.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as walker_context
from pylatexenc.macrospec import MacroSpec

from cms.references.markup import balanced_markup

#: What CSL can hold of TeX's markup.
MARKUP = {
    "emph": "i", "textit": "i", "textsl": "i", "mkbibemph": "i", "mathit": "i", "textbf": "b",
    "mkbibbold": "b", "mathbf": "b", "textsuperscript": "sup", "mkbibsuperscript": "sup",
    "textsubscript": "sub", "mkbibsubscript": "sub",
}  # fmt: skip
#: Commands that hold until their group ends: `{\it Natrix}`.
SWITCHES = {
    "it": "i", "em": "i", "itshape": "i", "sl": "i", "bf": "b", "bfseries": "b",
}  # fmt: skip
#: Commands that show what they are given.
SHOWN = ("mbox", "url", "path", "texttt", "nolinkurl", "ensuremath", "enquote", "mkbibquote")
#: Commands that show nothing: `\noopsort`, in many a bibliography, only moves an entry.
HIDDEN = ("noopsort", "SortNoop", "cite", "footnote", "label")
LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))
LIGATURE = re.compile("---?|``|''|~")
SCRIPT = re.compile(r"([\^_])\s*(\\[A-Za-z]+(?:\{[^{}]*\})?|\{(?:[^{}]|\{[^{}]*\})*\}|[^\s{}$])")
MATH = re.compile(r"(?<!\\)\$\$?(.+?)(?<!\\)\$\$?", re.DOTALL)
#: What TeX would take for a comment, a table's cell or half a formula, and no author means so.
BARE = re.compile(r"(?<!\\)((?:\\\\)*)([%&#])")
HALF_FORMULA = re.compile(r"(?<!\\)\$")
#: What most fields have is read without pylatexenc, which takes a hundred times as long.
ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", '"': "\u0308"}
ACCENT = re.compile(r"\{\\(['`^~\"])([A-Za-z])\}|\\(['`^~\"])\{([A-Za-z])\}")
MARKED = re.compile(rf"\\({'|'.join(MARKUP)})\{{((?:[^{{}}\\$]|\{{[^{{}}\\$]*\}})*)\}}")
SIGN = re.compile(r"\\([&%_#$])")
COMMANDS = re.compile(r"[\\$]")
BRACES = re.compile("[{}]")
#: What is remembered.
SHORT = 200
TILDE = re.compile(r"\\textasciitilde(\{\})?|\\~(\{\})?|\$\\sim\$")
ESCAPE = re.compile(r"\\([_&%#$~])")


class _Reader(LatexNodes2Text):
    """pylatexenc's reader, with CSL's markup."""

    def group_node_to_text(self, node: Any) -> str:
        """Return a group's text, marked where it begins with a switch."""
        inner = super().group_node_to_text(node)
        first = node.nodelist[0] if node.nodelist else None
        tag = SWITCHES.get(getattr(first, "macroname", ""))
        return f"<{tag}>{inner}</{tag}>" if tag else str(inner)


def _argument(node: Any, l2tobj: LatexNodes2Text) -> str:
    """Return the last argument of a command."""
    given = [part for part in node.nodeargd.argnlist if part is not None] if node.nodeargd else []
    return str(l2tobj.nodelist_to_text(given[-1:]))


def _reader() -> _Reader:
    marked = [
        MacroTextSpec(
            name,
            lambda node, l2tobj, tag=tag: f"<{tag}>{_argument(node, l2tobj)}</{tag}>",
        )
        for name, tag in MARKUP.items()
    ]
    other = [
        *(MacroTextSpec(name, _argument) for name in (*SHOWN, "href")),
        *(MacroTextSpec(name, "") for name in HIDDEN),
        *(MacroTextSpec(name, name) for name in ("BibTeX", "LaTeX", "TeX")),
        MacroTextSpec("hyphen", "-"),
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textquotesingle", "'"),
        MacroTextSpec("textquotedbl", '"'),
        MacroTextSpec("textless", "<"),
        MacroTextSpec("textgreater", ">"),
        MacroTextSpec("textasciigrave", "`"),
        MacroTextSpec("textemdash", "—"),
        MacroTextSpec("textendash", "–"),
        MacroTextSpec("slash", "/"),
    ]
    context = get_default_latex_context_db()
    context.add_context_category("bibliography", macros=[*marked, *other], prepend=True)
    return _Reader(
        latex_context=context, math_mode="text", keep_comments=True, strict_latex_spaces=False
    )


def _walker_context() -> Any:
    context = walker_context()
    names = (*MARKUP, *SHOWN, *HIDDEN)
    context.add_context_category(
        "bibliography",
        macros=[*(MacroSpec(name, "{") for name in names), MacroSpec("href", "{{")],
        prepend=True,
    )
    return context


READER = _reader()
WALKER_CONTEXT = _walker_context()


def _math(found: re.Match[str]) -> str:
    """Return a formula with commands for what stands high and low in it."""
    return "\\({}\\)".format(
        SCRIPT.sub(
            lambda script: (
                ("\\textsuperscript{" if script[1] == "^" else "\\textsubscript{")
                + f"{script[2]}}}"
            ),
            found[1],
        )
    )


def text_of(tex: str) -> str:
    """Return what a field says, in one line; what cannot be read as TeX is left as it is.

    `i b sub sup` in the result are CSL's markup. Never raises.
    """
    return _remembered(tex) if len(tex) <= SHORT else _text_of(tex)


def _text_of(tex: str) -> str:
    known = MARKED.sub(_marked, ACCENT.sub(_accented, tex)) if "\\" in tex else tex
    read = _read(known) if COMMANDS.search(SIGN.sub("", known)) else _read_simply(known)
    return balanced_markup(" ".join(read.split()))


#: Names and journals come again and again; abstracts do not.
_remembered = lru_cache(maxsize=4096)(_text_of)


def address_of(tex: str) -> str:
    r"""Return the first address or identifier in a field: `\url{https://…}`, `10.1000/a\_b`."""
    read = TILDE.sub("~", tex).replace("\\url", " ").replace("\\href", " ")
    words = BRACES.sub(" " if "\\href" in tex else "", ESCAPE.sub(r"\1", read)).split()
    return words[0] if words else ""


def _accented(found: re.Match[str]) -> str:
    accent, letter = found[1] or found[3], found[2] or found[4]
    return unicodedata.normalize("NFC", letter + ACCENTS[accent])


def _marked(found: re.Match[str]) -> str:
    return f"<{MARKUP[found[1]]}>{found[2]}</{MARKUP[found[1]]}>"


def _read_simply(tex: str) -> str:
    for written, meant in LIGATURES if LIGATURE.search(tex) else ():
        tex = tex.replace(written, meant)
    return SIGN.sub(r"\1", BRACES.sub("", tex))


def _read(tex: str) -> str:
    prepared = HALF_FORMULA.sub(r"\\$", MATH.sub(_math, BARE.sub(r"\1\\\2", tex)))
    try:
        walker = LatexWalker(prepared, latex_context=WALKER_CONTEXT, tolerant_parsing=True)
        return str(READER.nodelist_to_text(walker.get_latex_nodes()[0]))
    except Exception:  # noqa: BLE001 - pylatexenc meets odd TeX with errors of every kind
        return _read_simply(tex.replace("\\", ""))
