"""Writing a CSL record as BibTeX.

Fields as in BibTeX's standard styles, with `doi`, `url`, `pmid` and `pmcid`, which newer styles and
reference managers read. Letters are UTF-8; only what TeX itself would read is escaped.
"""

import calendar
import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from lxml import html

from cms.references.csl import names_of, partial_date_of, year_of
from cms.references.formatting import clean_title

#: BibTeX's types of CSL types; any other is `misc`.
TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "book": "book", "chapter": "incollection",
    "entry-encyclopedia": "incollection", "paper-conference": "inproceedings",
    "report": "techreport", "thesis": "phdthesis",
}  # fmt: skip
#: Texts that are the same in both.
TEXTS = {
    "volume": "volume", "number": "issue", "edition": "edition", "publisher": "publisher",
    "address": "publisher-place", "issn": "ISSN", "isbn": "ISBN", "language": "language",
    "keywords": "keyword", "pmid": "PMID", "pmcid": "PMCID",
}  # fmt: skip
NAMES = {"author": "author", "editor": "editor", "translator": "translator"}
#: What a record stands in, by BibTeX's types.
CONTAINERS = {"incollection": "booktitle", "inproceedings": "booktitle"}
#: Where the institution of a report or thesis goes.
PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
ESCAPED = str.maketrans(
    {
        "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
    }
)  # fmt: skip
#: Addresses and DOIs are read letter by letter; these would end the field.
IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
MARKUP = {"i": "emph", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
#: A word that keeps its capitals wherever a style writes titles small: `BRCA1`, `mRNA`.
CAPITALS = re.compile(r"\w+[A-Z]\w*")


def _escaped(value: Any) -> str:
    return " ".join(str(value).split()).translate(ESCAPED)


def _title(title: str) -> str:
    """Return a CSL title with its markup, and with its capitals kept."""
    if not title.strip():
        return ""
    return " ".join(_marked(html.fragment_fromstring(clean_title(title), "div")).split())


def _marked(element: Any) -> str:
    """Return what is inside an element, as TeX."""
    parts = [_kept(element.text or "")]
    for child in element:
        inner = _marked(child)
        command = MARKUP.get(child.tag)
        parts += [f"\\{command}{{{inner}}}" if command else inner, _kept(child.tail or "")]
    return "".join(parts)


def _kept(text: str) -> str:
    return CAPITALS.sub(lambda found: f"{{{found[0]}}}", text.translate(ESCAPED))


def _name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return ", ".join(_escaped(part) for part in (name["family"], name["given"]) if part)


def key_of(csl: Mapping[str, Any], public_id: uuid.UUID) -> str:
    """Return the citation key of a reference: readable, the same each time, in a file only once."""
    names = [name.get("literal") or name["family"] for name in names_of(csl)]
    first = unicodedata.normalize("NFKD", names[0] if names else "anonymous")
    letters = re.sub("[^a-z]", "", first.encode("ascii", "ignore").decode().lower())
    return f"{letters[:30] or 'reference'}{year_of(csl) or ''}-{public_id.hex[:8]}"


def bibtex_of(csl: Mapping[str, Any], public_id: uuid.UUID) -> str:
    """Return a CSL record as one BibTeX entry, with an empty line after it.

    Args:
        csl: the record.
        public_id: of its reference, for its citation key.
    """
    kind = TYPES.get(str(csl.get("type")), "misc")
    fields = {
        tag: " and ".join(_name(found) for found in names_of(csl, name))
        for tag, name in NAMES.items()
    }
    fields["title"] = _title(str(csl.get("title", "")))
    fields |= {tag: _escaped(csl.get(name, "")) for tag, name in TEXTS.items()}
    container = CONTAINERS.get(kind, "journal" if kind == "article" else "howpublished")
    fields[container] = _title(str(csl.get("container-title", "")))
    if kind in PUBLISHERS:
        fields[PUBLISHERS[kind]] = fields.pop("publisher")
    year, _, rest = partial_date_of(csl).partition("-")
    fields["year"] = year
    fields["pages"] = re.sub("[-–]+", "--", _escaped(csl.get("page", "")))
    for tag, name in (("doi", "DOI"), ("url", "URL")):
        fields[tag] = " ".join(str(csl.get(name, "")).split()).translate(IN_ADDRESSES)
    written = [Field(tag, f"{{{value}}}") for tag, value in fields.items() if value]
    if rest:
        # BibTeX's own words for months, which styles translate: they stand without braces.
        written.append(Field("month", calendar.month_abbr[int(rest[:2])].lower()))
    entry = Entry(kind, key_of(csl, public_id), written)
    return write_string(Library([entry]), unparse_stack=[]) + "\n"
