"""The entries of a BibTeX or BibLaTeX file, as written: strings put in, inherited fields taken.

bibtexparser splits the file and goes on after a broken entry. Values joined with `#`, BibLaTeX's
inheritance and what stands twice are read here.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)

from cms.references.importing.records import Level, Message

#: Strings that BibTeX's styles define.
MONTHS = {name.lower(): name.lower() for name in calendar.month_abbr if name}
#: Entries that are no publications: they hold what others inherit, or settings of a style.
NO_PUBLICATIONS = {"xdata", "set", "ieeetranbstctl", "control", "bibnote"}
#: What an entry does not take from the one it stands in (BibLaTeX manual, appendix B).
NOT_INHERITED = {
    "ids", "crossref", "xref", "xdata", "entryset", "entrysubtype", "execute", "label", "options",
    "presort", "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand",
    "shorthandintro", "sortkey", "key", "doi", "url", "urldate", "pmid", "pmcid", "eprint",
    "abstract", "note", "pages", "file", "subtitle", "titleaddon", "shorttitle", "indextitle",
    "annotation", "annote", "keywords",
}  # fmt: skip
#: What is called otherwise in an entry that stands in another.
IN_BOOKS = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
IN_JOURNALS = {
    "title": "journaltitle", "subtitle": "journalsubtitle", "shorttitle": "shortjournal",
}  # fmt: skip
DATES = {"date", "year", "month", "day"}
BOOK_PARTS = {
    "inbook", "incollection", "inproceedings", "inreference", "conference", "bookinbook",
    "suppbook", "suppcollection",
}  # fmt: skip
#: How far inheritance is followed, and how long a string may grow: no real file comes near.
DEEPEST = 10
LONGEST_STRING = 10_000
#: A part of a value: in braces or quotes, or a number or the name of a string.
PLAIN = re.compile(r'[^\s#{}"]+')
DELIMITER = re.compile(r'(?<!\\)[{}"]')


@dataclass(frozen=True)
class BibtexEntry:
    """One entry.

    Args:
        line: where it begins, from 1.
        key: its citation key.
        kind: its type in small letters; empty where it is broken.
        fields: values as TeX by names in small letters, without their braces.
        messages: what was noticed.
    """

    line: int
    key: str
    kind: str
    fields: dict[str, str]
    messages: list[Message] = field(default_factory=list)


def entries_of(text: str) -> Iterator[BibtexEntry]:
    """Yield every publication of a file, in order; a broken one has an error among its messages."""
    blocks = [_unwrapped(block) for block in parse_string(text, parse_stack=[]).blocks]
    strings = _strings(blocks)
    found = [entry for entry in (_entry(block, strings) for block in blocks) if entry is not None]
    by_key: dict[str, BibtexEntry] = {}
    for entry in found:
        by_key.setdefault(_key(entry.key), entry)
    for entry in found:
        if entry.kind not in NO_PUBLICATIONS:
            yield _with_inherited(entry, by_key)


def _strings(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the file's strings; one may use those before it, an entry those after it too."""
    strings = dict(MONTHS)
    for block in blocks:
        if isinstance(block, String):
            strings[_key(block.key)] = _value(str(block.value), strings)[:LONGEST_STRING]
    return strings


def _unwrapped(block: Block) -> Block:
    """Return a block that bibtexparser set aside because a key stands twice."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        return _unwrapped(inner) if isinstance(inner, Block) else block
    return block


def _entry(block: Block, strings: Mapping[str, str]) -> BibtexEntry | None:
    """Return a block as an entry; None if it is none."""
    line = (block.start_line or 0) + 1
    if isinstance(block, Entry):
        fields: dict[str, str] = {}
        messages = []
        for written in block.fields:
            name, value = _key(written.key), _value(str(written.value), strings)
            if fields.setdefault(name, value) != value:
                messages.append(_twice(name, (written.start_line or 0) + 1))
        return BibtexEntry(line, block.key, block.entry_type.lower(), fields, messages)
    if isinstance(block, ParsingFailedBlock) and _is_broken_entry(block):
        return BibtexEntry(line, "", "", {}, [_broken(block, line)])
    return None


def _is_broken_entry(block: ParsingFailedBlock) -> bool:
    return not re.match(r"@\s*(string|comment|preamble)\b", block.raw or "", re.IGNORECASE)


def _broken(block: ParsingFailedBlock, line: int) -> Message:
    start = " ".join((block.raw or "").split())[:60]
    return Message(
        Level.ERROR,
        f"This entry is broken: a brace, quote or comma is missing. It begins “{start}”. "
        "It was left out; correct it in the file and import it again.",
        line,
    )


def _value(written: str, strings: Mapping[str, str]) -> str:
    """Return a value without its braces, with its strings put in: `acm # " 1979"`."""
    parts = []
    place = 0
    while place < len(written):
        if written[place] in '{"':
            end = _end_of_part(written, place)
            parts.append(written[place + 1 : end])
            place = end + 1
        elif plain := PLAIN.match(written, place):
            parts.append(strings.get(plain[0].lower(), plain[0]))
            place = plain.end()
        else:
            place += 1
    return "".join(parts)


def _end_of_part(written: str, start: int) -> int:
    """Return where a part in braces or quotes ends."""
    closing = "}" if written[start] == "{" else '"'
    depth = 0
    for found in DELIMITER.finditer(written, start + 1):
        if found[0] == closing and depth <= 0:
            return found.start()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return len(written)


def _with_inherited(entry: BibtexEntry, by_key: Mapping[str, BibtexEntry]) -> BibtexEntry:
    """Return an entry with what it inherits by `xdata` and `crossref`; its own fields win."""
    fields = dict(entry.fields)
    messages = list(entry.messages)
    for name in ("xdata", "crossref"):
        for key in fields.get(name, "").split(","):
            if key.strip():
                parent = by_key.get(key.strip().lower())
                if parent is None:
                    messages.append(_missing(key.strip(), entry.line))
                else:
                    fields = _inherited(name, entry, parent, by_key) | fields
    return BibtexEntry(entry.line, entry.key, entry.kind, fields, messages)


def _inherited(
    name: str, entry: BibtexEntry, parent: BibtexEntry, by_key: Mapping[str, BibtexEntry]
) -> dict[str, str]:
    """Return what an entry takes from another, under the names that it has in this one."""
    fields = _with_all_parents(parent, by_key)
    if DATES & entry.fields.keys():
        fields = {own: value for own, value in fields.items() if own not in DATES}
    if name == "xdata":
        return fields
    names: Mapping[str, str] = {}
    if entry.kind in BOOK_PARTS:
        names = IN_BOOKS
        if "booktitle" in fields:
            fields["title"] = fields.pop("booktitle")
    elif entry.kind == "article":
        names = IN_JOURNALS
    return {
        names.get(own, own): value
        for own, value in fields.items()
        if own in names or own not in NOT_INHERITED
    }


def _with_all_parents(parent: BibtexEntry, by_key: Mapping[str, BibtexEntry]) -> dict[str, str]:
    """Return an entry's fields with those of its own parents, however they point in circles."""
    fields: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [parent]
    while waiting and len(seen) < DEEPEST:
        current = waiting.pop(0)
        if current.key in seen:
            continue
        seen.add(current.key)
        fields = current.fields | fields
        keys = f"{current.fields.get('xdata', '')},{current.fields.get('crossref', '')}"
        waiting += [by_key[key] for key in map(_key, keys.split(",")) if key in by_key]
    return fields


def _key(key: str) -> str:
    return key.strip().lower()


def _twice(name: str, line: int) -> Message:
    return Message(
        Level.WARNING,
        f"The field “{name}” stands in the entry twice. The first was read, the second left out.",
        line,
    )


def _missing(key: str, line: int) -> Message:
    return Message(
        Level.WARNING,
        f"The entry takes fields from “{key}”, which is not in the file. They are missing.",
        line,
    )
