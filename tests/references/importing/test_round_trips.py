"""A record that is exported and imported again is the same, but for what `losses` says."""

import io
import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.references import bibtex as bibtex_writer
from cms.references import ris as ris_writer
from cms.references.choices import CslType
from cms.references.csl import names_of
from cms.references.exporting import FORMATS
from cms.references.formatting import title_text
from cms.references.importing import bibtex, csl_json, ris
from cms.references.importing.losses import KEPT, LOSSES
from cms.references.importing.texts import (
    clean_keywords,
    clean_pages,
    clean_title,
    without_full_stop,
)
from cms.references.models import Reference

Csl = dict[str, Any]
#: What TeX and RIS would read, in some of the ways in which authors write it.
SPECIAL = (
    "50%", "A&B", "a_b", "{x}", "}", "$5", "#1", "~", "^", "\\emph", "a--b", "``q''", "C2C12",
    "p<0.05", "ER", "TY", "@book{x", '"q"', "10.1/x", "ß", "É", "β", "日本", "–", "x,", "¿?", "?`",
    "miR-21", "''",
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=("C", "Z", "M"))
WORDS = st.text(CHARACTERS, min_size=1, max_size=6) | st.sampled_from(SPECIAL)
TEXTS = (
    st.lists(WORDS, min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: title_text(text) == text == without_full_stop(text).strip(" ,;"))
)
MARKED = st.tuples(st.sampled_from(["i", "b", "sub", "sup"]), TEXTS).map(
    lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
)
TITLES = (
    st.lists(TEXTS | MARKED, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda title: without_full_stop(clean_title(title)) == title)
)
NUMBERS = st.integers(1, 9999).map(str)
DATES = st.dates().map(lambda date: [date.year, date.month, date.day])
PARTIAL = st.tuples(DATES, st.integers(1, 3)).map(lambda pair: pair[0][: pair[1]])
PARTICLES = st.sampled_from(["van", "van der", "de la", "von"])


#: A comma parts names in RIS.
RIS_PARTS = TEXTS.filter(lambda text: "," not in text)


def names(parts: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    person = st.fixed_dictionaries(
        {"family": parts, "given": parts},
        optional={
            "suffix": st.sampled_from(["Jr.", "III"]),
            "non-dropping-particle": PARTICLES,
            "dropping-particle": PARTICLES,
        },
    )
    return st.lists(person | st.fixed_dictionaries({"literal": TEXTS}), min_size=1, max_size=3)


def dates() -> st.SearchStrategy[Csl]:
    one = PARTIAL.map(lambda date: {"date-parts": [date]})
    pair = st.tuples(DATES, DATES).map(lambda pair: {"date-parts": sorted(pair)})
    season = st.fixed_dictionaries(
        {"date-parts": DATES.map(lambda date: [date[:1]]), "season": st.integers(1, 4)}
    )
    words = st.sampled_from(["n.d.", "13th century"]).map(lambda word: {"literal": word})
    about = one.map(lambda date: {**date, "circa": True})
    return one | pair | season | words | about


def records(parts: st.SearchStrategy[str]) -> st.SearchStrategy[Csl]:
    """Return records whose names have such parts."""
    texts = (
        "publisher", "publisher-place", "genre", "edition", "version", "note", "volume", "issue",
        "number", "event-place", "status", "chapter-number", "number-of-volumes",
        "collection-number",
    )  # fmt: skip
    titles = (
        "title-short", "container-title", "container-title-short", "collection-title",
        "event-title",
    )  # fmt: skip
    people = ("author", "editor", "translator", "container-author", "collection-editor")
    ranges = st.tuples(NUMBERS, NUMBERS).map("-".join).map(clean_pages)
    pages = ranges | NUMBERS | NUMBERS.map("e{}".format)
    optional = dict(
        **dict.fromkeys(texts, TEXTS),
        **dict.fromkeys(titles, TITLES),
        **dict.fromkeys(people, names(parts)),
        **dict.fromkeys(
            ("issued", "accessed", "original-date", "event-date", "submitted"), dates()
        ),
        page=pages,
        language=st.sampled_from(["en", "de", "pt-BR"]),
        keyword=st.lists(TEXTS.filter(lambda text: not re.search("[;,]", text)), min_size=1).map(
            clean_keywords
        ),
        DOI=st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9._()/-]{1,9}[a-z0-9]", fullmatch=True),
        PMID=NUMBERS,
        **{"number-of-pages": NUMBERS},
        PMCID=NUMBERS.map("PMC{}".format),
        ISSN=st.from_regex(r"[0-9]{4}-[0-9]{3}[0-9X]", fullmatch=True),
        ISBN=st.from_regex(r"97[89][0-9]{10}", fullmatch=True),
        URL=st.from_regex(r"https://example\.org/[a-z0-9._~%&#?=+,;-]{0,12}", fullmatch=True),
    )
    required = {"title": TITLES, "type": st.sampled_from(CslType.values)}
    return st.fixed_dictionaries(required, optional=optional)


def imported(read: Callable[..., Any], text: str) -> Csl:
    [record] = list(read(io.StringIO(text)))
    return record.csl or {}


def kept(csl: Csl, name: str) -> Csl:
    return {field: value for field, value in csl.items() if field in KEPT[name]}


def after_bibtex(csl: Csl) -> Csl:
    """Return what BibTeX keeps of a record."""
    held = kept(csl, "bibtex")
    kind = bibtex_writer.TYPES.get(csl["type"], "misc")
    in_series = kind in bibtex_writer.IN_SERIES and "collection-title" in csl
    if kind == "article" and "page" not in csl and "number" in held:
        held["page"] = clean_pages(held.pop("number"))
    held.pop("number" if in_series else "collection-number", None)
    for field in ("accessed", "original-date", "event-date"):
        if "literal" in held.get(field, {}):
            del held[field]
    for field in bibtex_writer.NAMES.values():
        if field in held:
            held[field] = [_name_in_bibtex(name) for name in held[field]]
    return held


def _name_in_bibtex(name: Csl) -> Csl:
    held = dict(name)
    if dropped := held.pop("dropping-particle", ""):
        held["given"] = f"{held['given']} {dropped}"
    return held


def after_ris(csl: Csl) -> Csl:
    """Return what RIS keeps of a record."""
    held = kept(csl, "ris")
    for field in ris_writer.MARKED & held.keys():
        held[field] = title_text(held[field])
    if "note" in held:
        held["annote"] = held.pop("note")
    held["type"] = ris_writer.CSL_TYPES[ris_writer.TYPES[csl["type"]]]
    held.pop("issue" if csl["type"] in ris_writer.NUMBERED else "number", None)
    held.pop("edition" if csl["type"] == "software" else "version", None)
    if "container-title" not in held or csl["type"] != "paper-conference":
        held.pop("event-title", None)
    for field in ("accessed", "editor") if csl["type"] == "patent" else ("submitted",):
        held.pop(field, None)
    return _dates_in_ris(_pages_in_ris(_titles_in_ris(_names_in_ris(held))))


def _names_in_ris(held: Csl) -> Csl:
    for field in ris_writer.NAMES.values():
        for at, name in enumerate(held.get(field, [])):
            if "literal" not in name:
                [person] = names_of({"author": [{**name, "suffix": ""}]})
                suffix = {"suffix": name["suffix"]} if "suffix" in name else {}
                held[field] = [*held[field][:at], person | suffix, *held[field][at + 1 :]]
    return held


def _titles_in_ris(held: Csl) -> Csl:
    short = held.get("container-title-short")
    if short and "container-title" not in held and held["type"] not in ris_writer.WHOLE:
        held["container-title"] = held.pop("container-title-short")
    for short, full in (("title-short", "title"), ("container-title-short", "container-title")):
        if held.get(short) == held.get(full):
            held.pop(short, None)
    return held


def _pages_in_ris(held: Csl) -> Csl:
    is_whole = held["type"] in ris_writer.WHOLE
    if "page" in held or not is_whole:
        held.pop("number-of-pages", None)
    if is_whole and held.get("page", "").isdigit():
        held["number-of-pages"] = held.pop("page")
    return held


def _dates_in_ris(held: Csl) -> Csl:
    for field in ("issued", "accessed", "submitted"):
        if parts := held.get(field, {}).get("date-parts"):
            held[field] = {**held[field], "date-parts": parts[:1]}
            held[field].pop("circa", None)
    for field in ("accessed", "submitted"):
        if "literal" in held.get(field, {}):
            del held[field]
        held.get(field, {}).pop("season", None)
    return held


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(records(TEXTS))
def test_bibtex_keeps_a_record(csl: Csl) -> None:
    written = bibtex_writer.bibtex_of(csl, Reference().uuid)
    assert imported(bibtex.read, written) == after_bibtex(csl)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(records(RIS_PARTS))
def test_ris_keeps_a_record(csl: Csl) -> None:
    assert imported(ris.read, ris_writer.ris_of(csl)) == after_ris(csl)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(TEXTS), max_size=2))
def test_csl_json_keeps_everything(csl: list[Csl]) -> None:
    [export] = [found for found in FORMATS if found.name == "csl"]
    written = "".join(export.write({"csl": record} for record in csl))
    assert [record.csl for record in csl_json.read(io.StringIO(written))] == csl


def test_what_is_lost_is_said_of_each_format() -> None:
    assert KEPT.keys() == LOSSES.keys()
