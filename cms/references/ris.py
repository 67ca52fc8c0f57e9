"""Writing a CSL record as RIS, for EndNote, Zotero, Mendeley and others.

Tags as in the RIS specification of 2011; where it has none, as EndNote writes PubMed's identifiers
(`AN` the PubMed id, `C2` the PubMed Central id). What the format cannot hold is said in
`importing.losses`, beside the reader that reads this back.
"""

import re
from collections.abc import Mapping
from typing import Any

import rispy

from cms.references.csl import names_of, partial_date_of
from cms.references.formatting import title_text

#: RIS types of CSL types; any other is generic. The first of several with one RIS type is what the
#: type is read as.
TYPES = {
    "article-journal": "JOUR", "article": "UNPB", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA",
    "document": "GEN", "entry": "DICT", "entry-encyclopedia": "ENCYC", "legislation": "STAT",
    "paper-conference": "CPAPER", "patent": "PAT", "post": "ICOMM", "post-weblog": "BLOG",
    "regulation": "LEGAL", "report": "RPRT", "review": "JOUR", "software": "COMP",
    "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
#: What a RIS type is read as.
CSL_TYPES = {kind: csl_type for csl_type, kind in reversed(TYPES.items())}
#: Types that have a number of their own and no issue; both are `IS`.
NUMBERED = {"report", "patent", "standard", "legislation", "regulation", "dataset", "software"}
#: Types that stand in nothing but a series, which is their `T2`.
WHOLE = {"book", "thesis", "report"}
#: Texts that are the same in both.
TEXTS = {
    "TI": "title", "ST": "title-short", "VL": "volume", "DO": "DOI", "LA": "language",
    "PB": "publisher", "CY": "publisher-place", "M3": "genre", "AN": "PMID", "C2": "PMCID",
    "JA": "container-title-short", "N1": "note",
}  # fmt: skip
#: Name lists.
NAMES = {
    "AU": "author", "A2": "editor", "A3": "collection-editor", "A4": "translator",
}  # fmt: skip
#: Fields that may hold CSL's markup.
MARKED = {
    "title", "title-short", "container-title", "container-title-short", "collection-title",
    "event-title",
}  # fmt: skip
SEASONS = {"1": "Spring", "2": "Summer", "3": "Autumn", "4": "Winter"}
#: `Fanning E.`, as Embase writes names: an organisation's must not look like that.
INITIALS = re.compile(r"(\S.*?) ((?:[A-Z]\.?[- ]?){1,4})")


class Writer(rispy.RisWriter):
    """Writes tags by their own names, as often as they are there, without a number before them."""

    DEFAULT_MAPPING = {tag: tag.lower() for tag in rispy.TAG_KEY_MAPPING}
    DEFAULT_LIST_TAGS = list(rispy.TAG_KEY_MAPPING)
    REFERENCE_TYPE_KEY = "TY"

    def set_header(self, count: int) -> str:
        """Return nothing."""
        return ""


def _text(value: Any) -> str:
    """Return a value in one line: a line break would begin another tag."""
    return " ".join(str(value).split())


def _field(csl: Mapping[str, Any], field: str) -> str:
    value = csl.get(field) or ""
    return _text(title_text(str(value)) if field in MARKED else value)


def _name(name: Mapping[str, str]) -> str:
    """Return a name as RIS has it: `Family, Given, Suffix`, or that of an organisation."""
    if literal := name.get("literal"):
        return _organisation(_text(literal))
    [person] = names_of({"author": [{**name, "suffix": ""}]})
    return _text(", ".join(part for part in (*person.values(), name.get("suffix")) if part))


def _organisation(literal: str) -> str:
    """Return a name that is not taken apart: with two commas for its first, or one at its end."""
    if "," in literal:
        return literal.replace(",", ",,", 1)
    return f"{literal}," if INITIALS.fullmatch(literal) else literal


def ris_of(csl: Mapping[str, Any]) -> str:
    """Return a CSL record as one RIS record, with an empty line after it."""
    csl_type = str(csl.get("type") or "document")
    entry: dict[str, list[str]] = {
        tag: [_name(name) for name in csl.get(field) or []] for tag, field in NAMES.items()
    }
    entry |= {tag: [_field(csl, field)] for tag, field in (TEXTS | _by_type(csl, csl_type)).items()}
    entry["SN"] = [_field(csl, "ISSN"), _field(csl, "ISBN")]
    entry |= _pages(csl, csl_type)
    entry |= _issued(csl)
    # A patent has no editors, and says when it was applied for where others say when it was seen.
    is_patent = csl_type == "patent"
    entry["Y2"] = [_date(csl, "submitted" if is_patent else "accessed")]
    entry["A2"] = [] if is_patent else entry["A2"]
    entry["UR"] = [_field(csl, "URL")]
    # Some keywords have commas of their own; then all stand between semicolons.
    keywords = _field(csl, "keyword")
    entry["KW"] = [word.strip() for word in keywords.split(";" if ";" in keywords else ",")]
    said = {tag: [value for value in values if value] for tag, values in entry.items()}
    record = {"TY": TYPES.get(csl_type, "GEN"), **said}
    return f"{rispy.dumps([record], implementation=Writer)}\n"


def _by_type(csl: Mapping[str, Any], csl_type: str) -> dict[str, str]:
    """Return where the fields go that have another tag in other types."""
    tags = {"IS": "number" if csl_type in NUMBERED else "issue"}
    tags["ET"] = "version" if csl_type == "software" else "edition"
    if csl_type in WHOLE and not csl.get("container-title"):
        return {**tags, "T2": "collection-title"}
    tags["T3"] = "collection-title"
    if csl_type in WHOLE:
        return {**tags, "JF": "container-title"}
    if csl_type == "paper-conference" and csl.get("container-title") and csl.get("event-title"):
        return {**tags, "C3": "container-title", "T2": "event-title"}
    return {**tags, "T2": "container-title"}


def _pages(csl: Mapping[str, Any], csl_type: str) -> dict[str, list[str]]:
    pages = _field(csl, "page").replace("–", "-")
    if not pages and csl_type in WHOLE:
        pages = _field(csl, "number-of-pages")
    first, _, last = pages.partition("-")
    return {"SP": [first], "EP": [last]}


def _issued(csl: Mapping[str, Any]) -> dict[str, list[str]]:
    issued = csl.get("issued") or {}
    date = _date(csl, "issued")
    if not date:
        return {"PY": [_text(issued.get("literal") or issued.get("raw") or "")]}
    season = SEASONS.get(str(issued.get("season", "")))
    return {
        "PY": [date[:4]],
        "DA": [f"{date}{season}" if season and date.endswith("///") else date],
    }


def _date(csl: Mapping[str, Any], field: str) -> str:
    """Return a partial date as RIS has it: `2005/02//`; only the first day of a range."""
    year, *rest = partial_date_of(csl, field).split("-")
    return "/".join([f"{year:0>4}", *rest, "", ""][:3]) + "/" if year else ""
