"""Writing a CSL record as BibTeX.

Types and fields as in BibTeX's standard styles; where these have none, as in BibLaTeX, whose fields
the old styles pass over. Letters are UTF-8; only what TeX itself would read is escaped. What the
format cannot hold is said in `importing.losses`, beside the reader that reads this back.
"""

import calendar
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from cms.references.csl import names_of, partial_date_of, year_of
from cms.references.markup import CSL_TAG, balanced_markup

#: BibTeX's types of CSL types; any other is `misc`. The first of several with one BibTeX type is
#: what the type is read as; the others say in `entrysubtype` what they are.
TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "book": "book", "chapter": "incollection",
    "entry-encyclopedia": "incollection", "paper-conference": "inproceedings",
    "report": "techreport", "thesis": "phdthesis", "document": "misc", "dataset": "dataset",
    "software": "software", "patent": "patent", "webpage": "online",
}  # fmt: skip
#: What a BibTeX type is read as where no `entrysubtype` says more.
CSL_TYPES = {kind: csl_type for csl_type, kind in reversed(TYPES.items())}
#: Words of BibLaTeX's styles for subtypes; any other is CSL's own word.
SUBTYPES = {
    "article": "preprint", "article-magazine": "magazine", "article-newspaper": "newspaper",
}  # fmt: skip
#: Texts that are the same in both.
TEXTS = {
    "volume": "volume", "edition": "edition", "publisher": "publisher",
    "address": "publisher-place", "issn": "ISSN", "isbn": "ISBN", "language": "language",
    "keywords": "keyword", "pmid": "PMID", "pmcid": "PMCID", "type": "genre", "note": "note",
    "pagetotal": "number-of-pages", "volumes": "number-of-volumes", "chapter": "chapter-number",
    "version": "version", "venue": "event-place", "pubstate": "status",
}  # fmt: skip
#: Texts that may hold CSL's markup.
TITLES = {
    "title": "title", "shorttitle": "title-short", "shortjournal": "container-title-short",
    "series": "collection-title", "eventtitle": "event-title",
}  # fmt: skip
NAMES = {
    "author": "author", "editor": "editor", "translator": "translator",
    "bookauthor": "container-author",
}  # fmt: skip
DATES = {"urldate": "accessed", "origdate": "original-date", "eventdate": "event-date"}
#: What a record stands in, by BibTeX's types.
CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
#: Where the institution of a report or thesis goes.
PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
#: Types in which `number` is that of a series.
IN_SERIES = {"book", "incollection", "inproceedings"}
#: A brace stands as a word, for BibTeX counts those after a backslash too.
ESCAPED = str.maketrans(
    {
        "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
        "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
    }
)  # fmt: skip
#: Two letters that TeX would make one of: a dash, a quote.
LIGATURE = re.compile("(?<=[-`'])(?=[-`'])|(?<=[?!])(?=`)")
#: Addresses and DOIs are read letter by letter; these would end the field.
IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
MARKUP = {"i": "emph", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
#: A word that keeps its capitals wherever a style writes titles small: `BRCA1`, `mRNA`.
CAPITALS = re.compile(r"(\w+[A-Z]\w*)")


def _escaped(value: Any) -> str:
    parts = LIGATURE.split(" ".join(str(value).split()))
    return "{}".join(part.translate(ESCAPED) for part in parts)


def _title(title: str) -> str:
    """Return a CSL title with its markup, and with its capitals kept."""
    words = balanced_markup(" ".join(title.split()))
    return "".join(_marked(part) for part in CSL_TAG.split(words))


def _marked(part: str) -> str:
    """Return a tag or the words between two, as TeX."""
    if CSL_TAG.fullmatch(part):
        return "}" if part.startswith("</") else f"\\{MARKUP[part[1:-1]]}{{"
    words = CAPITALS.split(part)
    # Spaces at the ends are kept here: they part the words from what is marked.
    return "".join(f"{{{_kept(word)}}}" if at % 2 else _kept(word) for at, word in enumerate(words))


def _kept(words: str) -> str:
    return "{}".join(part.translate(ESCAPED) for part in LIGATURE.split(words))


def _name(name: Mapping[str, str]) -> str:
    """Return a name as BibTeX takes it apart: `von Last, Jr, First`, an organisation in braces."""
    if name.get("literal"):
        return f"{{{_escaped(name['literal'])}}}"
    particle = name.get("non-dropping-particle", "")
    given = " ".join(part for part in (name.get("given"), name.get("dropping-particle")) if part)
    family = _part_of_name(name.get("family", ""), is_family=True)
    parts = [" ".join(part for part in (_escaped(particle), family) if part)]
    if name.get("suffix"):
        parts.append(_part_of_name(name["suffix"]))
    parts.append(_part_of_name(given))
    if len(parts) == 2 and not given and " " not in family and not family.startswith("{"):
        return parts[0]
    return ", ".join(parts) if given else f"{', '.join(parts[:-1])},"


def _part_of_name(part: str, *, is_family: bool = False) -> str:
    """Return a part of a name, in braces where it would be taken apart."""
    begins_small = is_family and any(map(_is_small, part.split()))
    is_taken_apart = "," in part or re.search(r"\band\b", part, re.IGNORECASE) or begins_small
    return f"{{{_escaped(part)}}}" if is_taken_apart else _escaped(part)


def _is_small(word: str) -> bool:
    """Return whether BibTeX takes a word for a particle."""
    return next((letter for letter in word if letter.isalpha()), "").islower()


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
    csl_type = str(csl.get("type") or "document")
    kind = TYPES.get(csl_type, "misc")
    fields = {
        tag: " and ".join(_name(name) for name in csl.get(names) or [])
        for tag, names in NAMES.items()
    }
    fields |= {tag: _title(str(csl.get(name) or "")) for tag, name in TITLES.items()}
    fields |= {tag: _escaped(csl.get(name) or "") for tag, name in TEXTS.items()}
    container = CONTAINERS.get(kind, "howpublished")
    fields[container] = _title(str(csl.get("container-title") or ""))
    if kind in PUBLISHERS:
        fields[PUBLISHERS[kind]] = fields.pop("publisher")
    fields |= _numbers(csl, kind)
    if CSL_TYPES.get(kind) != csl_type:
        fields["entrysubtype"] = SUBTYPES.get(csl_type, csl_type)
    fields["pages"] = re.sub("[-–]+", "--", str(csl.get("page") or "")).translate(ESCAPED)
    for tag, name in (("doi", "DOI"), ("url", "URL")):
        fields[tag] = " ".join(str(csl.get(name) or "").split()).translate(IN_ADDRESSES)
    fields |= {tag: edtf(csl.get(name)) for tag, name in DATES.items()}
    written = [Field(tag, f"{{{value}}}") for tag, value in fields.items() if value]
    entry = Entry(kind, key_of(csl, public_id), [*written, *_issued(csl)])
    return write_string(Library([entry]), unparse_stack=[]) + "\n"


def _numbers(csl: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Return what `number` is in each type: an issue, a place in a series, a report's number."""
    if kind == "article":
        names = {"number": "issue", "eid": "number"}
    elif kind in IN_SERIES and csl.get("collection-title"):
        names = {"number": "collection-number", "issue": "issue"}
    else:
        names = {"number": "number", "issue": "issue"}
    return {tag: _escaped(csl.get(name) or "") for tag, name in names.items()}


def _issued(csl: Mapping[str, Any]) -> Iterator[Field]:
    """Yield the date: `year` and `month` for every style, `date` where there is more to say."""
    issued = csl.get("issued") or {}
    year, _, rest = partial_date_of(csl).partition("-")
    written = edtf(issued)
    if literal := "" if year else issued.get("literal") or issued.get("raw"):
        yield Field("year", f"{{{_escaped(literal)}}}")
    elif year:
        yield Field("year", f"{{{year}}}")
    if rest and 1 <= int(rest[:2]) <= 12:
        # BibTeX's own words for months, which styles translate: they stand without braces.
        yield Field("month", calendar.month_abbr[int(rest[:2])].lower())
    if written not in (year, f"{year}-{rest}"[:7]) or len(rest) > 2:
        yield Field("date", f"{{{written}}}")


def edtf(date: Mapping[str, Any] | None) -> str:
    """Return a CSL date as BibLaTeX has it: `2005-02/2005-04`, `2003-21` in spring, `1850~`."""
    ends = [partial_date_of({"issued": {"date-parts": [part]}})
            for part in (date or {}).get("date-parts") or []]  # fmt: skip
    written = "/".join(_padded(end) for end in ends[:2] if end)
    season = str((date or {}).get("season", ""))
    if season in ("1", "2", "3", "4") and len(written) == 4:
        written += f"-{20 + int(season)}"
    return f"{written}~" if written and (date or {}).get("circa") else written


def _padded(date: str) -> str:
    year, dash, rest = date.partition("-")
    return f"{year:0>4}{dash}{rest}"
