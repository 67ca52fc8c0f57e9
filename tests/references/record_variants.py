"""One publication as different sources give it, and publications that only look like another.

Rules, each after what the source does: PubMed's sentence case with a full stop, abbreviated
journals, initials, shortened page ranges; Crossref's markup, subtitle in a field of its own, online
date; Scopus's capitals, dots and article numbers; Zotero's curly quotes and dashes; what people
type. The identifiers are left out: with them every pair would be found.
"""

import copy
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]
#: None where a source can't give the record so that anybody could tell.
Rule = Callable[[Record], Record | None]
GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "kappa": "κ"}
#: Words that no abbreviation of a journal has.
SMALL = {"of", "the", "and", "for", "in", "on", "&"}
IDENTIFIERS = ("DOI", "PMID", "PMCID", "URL", "id", "custom")


def bare(record: Record, **changes: Any) -> Record:
    """Return a copy without identifiers; a change to None takes a field out."""
    made = {key: value for key, value in copy.deepcopy(record).items() if key not in IDENTIFIERS}
    made.update(changes)
    return {key: value for key, value in made.items() if value is not None}


def _initials(given: str, dot: str = "") -> str:
    return "".join(f"{part[0]}{dot}" for part in re.split(r"[\s.-]+", given) if part)


def _with_initials(record: Record, dot: str = "") -> list[dict[str, str]]:
    return [
        {**name, "given": _initials(name["given"], dot)} if name.get("given") else name
        for name in record.get("author", [])
    ]


def _abbreviated(name: str) -> str:
    """Return a journal's name as PubMed abbreviates it, by and large."""
    words = [word for word in re.split(r"[\s.:]+", name) if word and word.lower() not in SMALL]
    if len(words) < 2:
        return name
    return " ".join(word if len(word) < 6 else word[:4] for word in words)


def _shortened(pages: str) -> str:
    """Return `569-79` for `569-579`."""
    found = re.fullmatch(r"(\d+)-(\d+)", pages)
    if not found or len(found[1]) != len(found[2]):
        return pages
    first, last = found.groups()
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return f"{first}-{last[same:]}"


def _year(record: Record, years: int = 0) -> Record | None:
    """Return its date as a year, so many years on; None if it has none."""
    parts = ((record.get("issued") or {}).get("date-parts") or [[]])[0]
    return {"date-parts": [[int(parts[0]) + years]]} if parts else None


def pubmed(record: Record) -> Record:
    """PubMed: `Title in sentence case.`, `J Transl Med`, `Escudier B`, `569-79`."""
    title = record["title"].rstrip(".")
    made = bare(record, title=f"{title[:1]}{title[1:].lower()}.")
    made["author"] = _with_initials(record)
    if "container-title" in made:
        made["container-title"] = _abbreviated(made["container-title"])
    if "page" in made:
        made["page"] = _shortened(str(made["page"]))
    return made


def pubmed_translated(record: Record) -> Record:
    """PubMed, of an article that is not in English: the title in brackets."""
    return bare(record, title=f"[{record['title']}].", author=_with_initials(record))


def crossref(record: Record) -> Record:
    """Crossref: markup and entities in the title, `The` before the journal, no abbreviations."""
    title = html.escape(record["title"], quote=False)
    title = re.sub(r"\b(in vivo|in vitro|ex vivo)\b", r"<i>\1</i>", title)
    title = re.sub(r"\b([A-Z]{2,})(\d+)\b", r"\1<sub>\2</sub>", title)
    made = bare(record, title=title)
    if "container-title" in made:
        made["container-title"] = f"The {made['container-title']}".replace(" and ", " &amp; ")
    return made


def crossref_online(record: Record) -> Record:
    """Crossref, before it is in print: a year earlier, no volume, no pages."""
    is_article = record["type"] == "article-journal"
    issued = _year(record, -1) if is_article else record.get("issued")
    return bare(record, issued=issued, volume=None, issue=None, page=None)


def crossref_without_subtitle(record: Record) -> Record | None:
    """Crossref, where the subtitle is in a field that importers leave out."""
    if not record.get("author") or not _year(record):
        return None
    return bare(record, title=re.split(r":\s", record["title"])[0])


def scopus(record: Record) -> Record:
    """Scopus: `Every Word With a Capital`, `Escudier, B.`, `Art. No. 10`."""
    made = bare(record, title=record["title"].title().replace("’S", "’s"))
    made["author"] = _with_initials(record, ".")
    made["title"] = made["title"].replace(" And ", " & ")
    if str(made.get("page", "")).isdigit():
        made["page"] = f"Art. No. {made['page']}"
    return made


def web_of_science(record: Record) -> Record:
    """Web of Science: everything in capitals."""
    made = bare(record, title=record["title"].upper(), author=_with_initials(record))
    if "container-title" in made:
        made["container-title"] = made["container-title"].upper()
    return made


def zotero(record: Record) -> Record:
    """Zotero: curly quotes, a dash for a hyphen, ranges with a dash, the whole record else."""
    title = record["title"].replace("'", "’").replace("-", "\u2010")
    title = re.sub(r"\b(alpha|beta|gamma|kappa)\b", lambda m: GREEK[m[0].lower()], title)
    made = bare(record, title=title.replace(": ", " \u2013 "), language="en")
    if "page" in made:
        made["page"] = str(made["page"]).replace("-", "\u2013")
    return made


def typed(record: Record) -> Record:
    """Typed by hand: two letters the wrong way round, the first author only, no volume."""
    title = record["title"]
    words = title.split()
    long = max(range(len(words)), key=lambda n: len(re.sub(r"\W", "", words[n])))
    word = words[long]
    middle = len(word) // 2
    words[long] = word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :]
    made = bare(record, title=" ".join(words), volume=None, issue=None)
    made["author"] = record.get("author", [])[:1]
    return made


def typed_in_american(record: Record) -> Record:
    """Typed by hand: the other spelling, no hyphens, names as one piece."""
    title = re.sub(r"[-\u2010]", " ", record["title"])
    for british, american in (("tumour", "tumor"), ("randomised", "randomized")):
        if british in title:
            title = title.replace(british, american)
        else:
            title = title.replace(american, british)
    authors = [
        {"literal": f"{name.get('given', '')} {name['family']}".strip()}
        if "family" in name
        else name
        for name in record.get("author", [])
    ]
    return bare(record, title=title, author=authors, issue=None)


def with_particles(record: Record) -> Record:
    """Another reader of names: double names and particles elsewhere, the umlaut spelled out."""
    authors = []
    for name in record.get("author", []):
        family = name.get("family", "").replace("ü", "ue").replace("ö", "oe")
        authors.append({**name, **({"family": family} if family else {})})
    return bare(record, author=authors, issued=_year(record))


def cut_off(record: Record) -> Record:
    """A list that cuts long titles off."""
    title = record["title"]
    return bare(record, title=f"{title[:90].rsplit(' ', 1)[0]}…" if len(title) > 90 else title)


def undated(record: Record) -> Record:
    """A list that gives no dates."""
    return bare(record, issued=None)


def unplaced(record: Record) -> Record | None:
    """A reading list: title, authors, year."""
    if not record.get("author") and not _year(record):
        return None
    kept = ("volume", "issue", "page", "container-title", "publisher")
    return bare(record, **dict.fromkeys(kept))


def retracted(record: Record) -> Record:
    """The publisher has put the status before the title."""
    return bare(record, title=f"RETRACTED: {record['title']}")


SAME: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        pubmed, pubmed_translated, crossref, crossref_online, crossref_without_subtitle, scopus,
        web_of_science, zotero, typed, typed_in_american, with_particles, cut_off, undated,
        unplaced, retracted,
    )
}  # fmt: skip

# Publications that only look like another


def _elsewhere(record: Record, **changes: Any) -> Record:
    """Return a record with other pages, as another publication of the journal has."""
    pages = {"page": "9901-9909", "volume": record.get("volume")} if "page" in record else {}
    return bare(record, **{**pages, **changes})


def _titled(pattern: str) -> Rule:
    """Return the rule that another publication has the title, and something more."""
    return lambda record: _elsewhere(record, title=pattern.format(record["title"]))


def _without_place(rule: Rule) -> Rule:
    """Return the same rule for a source that names no pages: only the title is left to tell."""
    return lambda record: unplaced(rule(record) or {})


def next_year(record: Record) -> Record | None:
    """The same column, statistics or report, three years on."""
    if not _year(record):
        return None
    return _elsewhere(record, issued=_year(record, 3), volume="998")


def in_another_journal(record: Record) -> Record | None:
    """The abstract of the talk before the article."""
    if not record.get("container-title"):
        return None
    return _elsewhere(
        record, **{"container-title": "Annals of Congress Abstracts", "issued": _year(record, -1)}
    )


def by_others(record: Record) -> Record | None:
    """Other people under the same title."""
    if not record.get("author"):
        return None
    return _elsewhere(
        record, author=[{"family": "Quennell", "given": "Ottilie"}], issued=_year(record, 1)
    )


def preprint(record: Record) -> Record:
    """What it was before it was reviewed."""
    return bare(
        record, type="article", **{"container-title": "bioRxiv", "volume": None, "page": None}
    )


OTHER: dict[str, Rule] = {
    "correction": _titled("Correction: {}"),
    "erratum": _titled("Erratum to: {}"),
    "retraction": _titled("Retraction notice to “{}”"),
    "reply": _titled("{}: reply"),
    "response": _titled("Response to: {}"),
    "comment": _titled("Comment on “{}”"),
    "part": _titled("{}. Part II"),
    "update": _titled("{}: 2019 update"),
    "updated": _titled("{}: an updated review"),
    "protocol": _titled("{}: study protocol"),
    "followup": _titled("{}: 5-year follow-up"),
    "correction_without_place": _without_place(_titled("Correction: {}")),
    "part_without_place": _without_place(_titled("{}. Part 2")),
    "update_without_place": _without_place(_titled("{}: 2019 update")),
    "protocol_without_place": _without_place(_titled("Protocol for {}")),
    "next_year": next_year,
    "in_another_journal": in_another_journal,
    "by_others": by_others,
    "preprint": preprint,
}


def varied_pairs(
    records: list[Record], rules: dict[str, Rule]
) -> Iterator[tuple[str, Record, Record]]:
    """Yield each record with what each rule makes of it, and the name of the rule."""
    for record in records:
        for name, rule in rules.items():
            varied = rule(record)
            if varied is not None:
                yield name, record, varied
