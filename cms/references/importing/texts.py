"""Texts of records as the library keeps them: one line, CSL's markup and no other, no surprises."""

import re
from collections.abc import Iterable
from typing import Any

from cms.references.csl import UNSTORABLE
from cms.references.markup import CSL_TAG, balanced_markup, without_references

#: How long texts may be: well beyond what publications have, and short enough for every page.
LONGEST = {"title": 5_000, "keyword": 10_000, "note": 10_000}
LONGEST_TEXT = 2_000
LONGEST_ABSTRACT = 100_000

#: A full stop that ends a title, and tags that may stand behind it.
FULL_STOP = re.compile(r"\.((?:</(?:i|b|sub|sup)>)*)$")
#: What ends with a full stop of its own.
OWN_FULL_STOP = re.compile(r"(\.\.|\bet al\.|\b[A-Z]\.[A-Z]\.|\betc\.)$")
DASHES = re.compile(r"\s*(?:--+|[‐‑‒–—−])\s*")
PAGES = re.compile(r"(?<![\w.:-])([0-9]+)-([0-9]+)(?![\w.:-])")


def clean_text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a value as text in one line, without what no database stores."""
    if not isinstance(value, str):
        return str(value) if type(value) in (int, float) else ""
    text = without_references(without_references(value)) if "&" in value else value
    if not text.isprintable():
        text = UNSTORABLE.sub("", text)
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def clean_title(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a title with CSL's markup. Any other is text: a script in a title is shown."""
    title = balanced_markup(clean_text(value, longest)).strip()
    return title if CSL_TAG.sub("", title).strip() else ""


def without_full_stop(title: str) -> str:
    """Return a title without the full stop that some programs put behind it."""
    if title.endswith((".", ">")) and not OWN_FULL_STOP.search(title):
        return FULL_STOP.sub(r"\1", title).rstrip()
    return title


def clean_pages(value: Any) -> str:
    """Return pages with a hyphen between them and all digits of the last.

    MEDLINE and others leave out the digits that two numbers share (`117-9`). CSL leaves that to
    styles (`page-range-format`), and reference managers of other formats need the whole number.
    """
    pages = DASHES.sub("-", clean_text(value))
    return PAGES.sub(_whole_range, pages)


def _whole_range(found: re.Match[str]) -> str:
    first, last = found.groups()
    if len(last) < len(first) <= 9:
        whole = first[: -len(last)] + last
        if int(whole) > int(first):
            return f"{first}-{whole}"
    return found[0]


def clean_keywords(words: Iterable[str]) -> str:
    """Return keywords in the order given, each once: between semicolons, for some have commas."""
    return "; ".join(dict.fromkeys(word for word in map(clean_text, words) if word))


def clean_abstract(abstract: str) -> str:
    """Return an abstract, a line for each of its parts."""
    parts = (clean_text(part, LONGEST_ABSTRACT) for part in abstract.split("\n"))
    return "\n".join(part for part in parts if part)[:LONGEST_ABSTRACT]
