"""Writing a CSL record as RIS, for EndNote, Zotero, Mendeley and others.

Tags as in the RIS specification of 2011; where it has none, as EndNote writes PubMed's identifiers
(`AN` the PubMed id, `C2` the PubMed Central id).
"""

from collections.abc import Mapping
from typing import Any

import rispy

from cms.references.csl import names_of, partial_date_of
from cms.references.formatting import title_text

#: RIS types of CSL types; any other is generic.
TYPES = {
    "article-journal": "JOUR", "article": "UNPB", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA",
    "entry-encyclopedia": "ENCYC", "legislation": "STAT", "paper-conference": "CPAPER",
    "patent": "PAT", "post": "ELEC", "post-weblog": "BLOG", "report": "RPRT", "review": "JOUR",
    "software": "COMP", "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
#: Texts that are the same in both, by rispy's names of tags.
TEXTS = {
    "title": "title", "secondary_title": "container-title", "volume": "volume", "number": "issue",
    "doi": "DOI", "issn": "ISSN", "language": "language", "publisher": "publisher",
    "place_published": "publisher-place", "edition": "edition", "type_of_work": "genre",
    "accession_number": "PMID", "custom2": "PMCID", "short_title": "title-short",
    "alternate_title2": "container-title-short",
}  # fmt: skip
#: Name lists, by rispy's names of tags.
NAMES = {"authors": "author", "secondary_authors": "editor", "subsidiary_authors": "translator"}


#: Fields that may hold CSL's markup.
MARKED = ("title", "title-short", "container-title", "container-title-short")


class Writer(rispy.RisWriter):
    """Writes a record without the number that rispy puts before it."""

    def set_header(self, count: int) -> str:
        """Return nothing."""
        return ""


def _text(value: Any) -> str:
    """Return a value in one line: a line break would begin another tag."""
    return " ".join(str(value).split())


def _name(name: Mapping[str, str]) -> str:
    """Return a name as RIS has it: family name, comma, given names; an organisation as it is."""
    if "literal" in name:
        return name["literal"]
    return ", ".join(part for part in (name["family"], name["given"]) if part)


def ris_of(csl: Mapping[str, Any]) -> str:
    """Return a CSL record as one RIS record, with an empty line after it."""
    entry: dict[str, Any] = {"type_of_reference": TYPES.get(str(csl.get("type")), "GEN")}
    for tag, field in TEXTS.items():
        written = title_text(str(csl.get(field, ""))) if field in MARKED else csl.get(field, "")
        entry[tag] = _text(written)
    for tag, field in NAMES.items():
        entry[tag] = [_text(_name(name)) for name in names_of(csl, field)]
    entry |= _date(partial_date_of(csl))
    entry["start_page"], _, entry["end_page"] = (
        _text(csl.get("page", "")).replace("–", "-").partition("-")
    )
    entry["urls"] = [_text(csl["URL"])] if csl.get("URL") else []
    keywords = _text(csl.get("keyword", ""))
    # Some keywords have commas of their own; then all stand between semicolons.
    between = ";" if ";" in keywords else ","
    entry["keywords"] = [word.strip() for word in keywords.split(between)]
    said = {tag: value for tag, value in entry.items() if value and value != [""]}
    return f"{rispy.dumps([said], implementation=Writer)}\n"


def _date(date: str) -> dict[str, str]:
    """Return a partial date as RIS has it: `2005/02//`."""
    if not date:
        return {}
    parts = [*date.split("-"), "", ""][:3]
    return {"year": parts[0], "date": "/".join([*parts, ""])}
