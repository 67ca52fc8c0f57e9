"""The records of a RIS file, as lines with tags.

Not rispy's parser, though rispy writes our RIS: it makes one record of those between which `ER` is
missing, passes over tags with one space or in small letters, keeps the first value of most tags and
does not say in which line a record begins. Files have all of these.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

#: Tags of the RIS specifications of 2001 and 2011 and of EndNote, Zotero, Scopus and Ovid.
TAGS = frozenset(
    {
        "TY", "A1", "A2", "A3", "A4", "AB", "AD", "AN", "AU", "BT", "C1", "C2", "C3", "C4", "C5",
        "C6", "C7", "C8", "CA", "CL", "CN", "CP", "CT", "CY", "DA", "DB", "DI", "DO", "DP", "ED",
        "EP", "ER", "ET", "H1", "H2", "ID", "IS", "J1", "J2", "JA", "JF", "JO", "KW", "L1", "L2",
        "L3", "L4", "LA", "LB", "LK", "M1", "M2", "M3", "N1", "N2", "NO", "NV", "OP", "PB", "PP",
        "PY", "RD", "RI", "RN", "RP", "SE", "SN", "SP", "ST", "SV", "T1", "T2", "T3", "TA", "TI",
        "TS", "TT", "U1", "U2", "U3", "U4", "U5", "UR", "VL", "VO", "Y1", "Y2",
    }
)  # fmt: skip
#: Tags of which every further line is a value of its own, as EndNote writes keywords.
LISTS = frozenset({"KW", "UR", "L1", "L2", "AU", "A1"})
LINE = re.compile(r"(\s*)([A-Za-z][A-Za-z0-9])( {0,2}\t?)-(?:\s(.*)|(\S.*)|)")
END = re.compile(r"\s*ER {0,2}-\s*", re.IGNORECASE)


@dataclass
class RisRecord:
    """One record.

    Args:
        line: where it begins, from 1.
        has_type: whether it begins with `TY`.
        lines: tags, each with the lines of its value, in order.
    """

    line: int
    has_type: bool = True
    lines: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, tag: str, value: str) -> None:
        """Keep a value; an empty one too, for what goes on in the next line."""
        self.lines.append((tag, [value]))

    def go_on(self, line: str, lists: Set[str] = LISTS) -> None:
        """Keep a line that goes on with the last value, or is another of a tag that has many."""
        tag, value = self.lines[-1]
        if tag in lists:
            self.add(tag, line)
        else:
            value.append(line)

    @cached_property
    def values(self) -> list[tuple[str, str]]:
        """Tags and their values, in order, without those that say nothing."""
        joined = ((tag, " ".join(" ".join(lines).split())) for tag, lines in self.lines)
        return [(tag, value) for tag, value in joined if value]

    def mixed(self, *tags: str) -> list[str]:
        """Return every value of some tags, in the order of the file."""
        return [value for tag, value in self.values if tag in tags]

    def all(self, *tags: str) -> list[str]:
        """Return every value of some tags, in the order of the tags."""
        return [value for tag in tags for value in self.by_tag.get(tag, [])]

    @cached_property
    def by_tag(self) -> dict[str, list[str]]:
        """The values of each tag."""
        values: dict[str, list[str]] = {}
        for tag, value in self.values:
            values.setdefault(tag, []).append(value)
        return values

    def first(self, *tags: str) -> str:
        """Return the first value of the first tag that is there."""
        return next(iter(self.all(*tags)), "")


def records_of(text: TextIO) -> Iterator[RisRecord]:
    """Yield every record; one ends with `ER`, with the next one's `TY` or with the file."""
    record: RisRecord | None = None
    for number, line in lines_of(text):
        tagged = _tagged(line)
        ends = END.fullmatch(line) is not None
        if record and (ends or (tagged and tagged[0] == "TY")):
            yield record
            record = None
        if tagged and not ends:
            record = record or RisRecord(number, has_type=tagged[0] == "TY")
            record.add(*tagged)
        elif record and line.strip():
            record.go_on(line)
    if record:
        yield record


def lines_of(text: TextIO) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; a lone carriage return ends one too."""
    number = 0
    for written in text:
        for line in written.rstrip("\r\n").split("\r"):
            number += 1
            yield number, line.removeprefix("\ufeff")


def _tagged(line: str) -> tuple[str, str] | None:
    """Return a line's tag and value; None if it goes on with the last one.

    `XX  - ` at the start of a line is a tag whatever it is; anything less like that is one only if
    the tag is known: a sentence may go on with `in - vitro`.
    """
    found = LINE.fullmatch(line)
    if not found:
        return None
    indent, tag, gap, value, attached = found.groups()
    is_strict = not indent and len(gap) == 2 and tag.isupper() and attached is None
    if not is_strict and not (tag.upper() in TAGS and (tag.isupper() or len(gap) == 2)):
        return None
    return tag.upper(), (value or attached or "").strip()
