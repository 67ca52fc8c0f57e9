"""Reads CSL-JSON: an array of items, one item, or `{"items": […]}` as some APIs give it.

https://github.com/citation-style-language/schema/blob/v1.0.2/schemas/input/csl-data.json
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from cms.references.choices import CslType
from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.importing.variables import NEAREST_TYPE

CHUNK = 64 * 1024
#: No record is longer: this is 3,000 authors with all that Crossref has of each.
LONGEST = 16 * 1024 * 1024

TYPES = frozenset((*CslType.values, *NEAREST_TYPE))
#: What items have and other JSON has not.
VARIABLES = frozenset((
    "DOI", "PMID", "ISBN", "ISSN", "container-title", "citation-key", "issued",
))  # fmt: skip
#: One of them in what cannot be decoded.
ANY_VARIABLE = re.compile(
    rf'"(?:{"|".join(VARIABLES)})"\s*:|"type"\s*:\s*"(?:{"|".join(map(re.escape, TYPES))})"'
)
ITEMS = re.compile(r'\s*\{\s*"items"\s*:\s*\[')
ARRAY = re.compile(r"\s*\[")
EMPTY = re.compile(r"\s*\[\s*\]\s*")
BETWEEN = re.compile(r"[\s,]*")
#: Identifiers that Zotero has no field for: it puts them into the note, a line each.
IN_NOTE = re.compile(r"^\s*(PMID|PMCID|DOI)\s*:\s*(\S+)\s*$", re.MULTILINE)


class Items:
    """The items of a text, one at a time: it holds one of them, and what was read with it.

    Args:
        text: from its beginning.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held = ""
        #: Where it is, and where the last item began.
        self.line = self.began = 1
        self._decoder = json.JSONDecoder(
            # Numbers as they are written: a volume of 007, a page of 1e5.
            parse_float=str,
            parse_int=str,
            # NaN is no JSON, and no database stores it.
            parse_constant=lambda written: None,
        )

    def _hold_more(self) -> bool:
        # Twice as much each time, because an item that was cut is decoded from its beginning again.
        more = self._text.read(max(CHUNK, len(self._held)))
        self._held += more
        return bool(more)

    def let_go(self, pattern: re.Pattern[str]) -> bool:
        """Go on behind what fits; return whether it did."""
        while not self._held.strip() and self._hold_more():
            pass
        if found := pattern.match(self._held):
            self.line += found[0].count("\n")
            self._held = self._held[found.end() :]
        return bool(found)

    def next_item(self) -> Any:
        """Return the next item.

        Raises:
            StopIteration: there is none.
            ValueError: it is broken; its text says how, and `line` where.
        """
        self.let_go(BETWEEN)
        while not self._held and self._hold_more():
            self.let_go(BETWEEN)
        if not self._held or self._held[0] in "]}":
            raise StopIteration
        while True:
            try:
                item, end = self._decoder.raw_decode(self._held)
            except json.JSONDecodeError as error:
                if len(self._held) > LONGEST or not self._hold_more():
                    self.line += error.lineno - 1
                    why = f"{error.msg.lower()}, column {error.colno}"
                    raise ValueError(why) from error
            except RecursionError as error:
                raise ValueError("it nests too deeply") from error
            else:
                return self._passed(item, end)

    def _passed(self, item: Any, end: int) -> Any:
        self.began = self.line
        self.line += self._held.count("\n", 0, end)
        self._held = self._held[end:]
        return item


def _items(text: TextIO) -> Items:
    """Return the items of a text, from the first on."""
    items = Items(text)
    if not items.let_go(ITEMS):
        items.let_go(ARRAY)
    return items


def recognises(start: str) -> bool:
    """Return whether a text that begins like this is CSL-JSON."""
    if not start.lstrip().startswith(("[", "{")):
        return False
    try:
        item = _items(io.StringIO(start)).next_item()
    except StopIteration:
        return bool(EMPTY.fullmatch(start))
    except ValueError:
        # Broken, or longer than what is looked at.
        return bool(ANY_VARIABLE.search(start))
    return isinstance(item, dict) and (
        _text(item.get("type")) in TYPES or bool(VARIABLES & item.keys())
    )


def _record(item: Any, index: int, line: int) -> ImportedRecord:
    """Return what an item is in the library."""
    if not isinstance(item, dict):
        message = Message(Level.ERROR, "This is no CSL item: an item is an object.", line)
        return ImportedRecord(index, line, None, messages=(message,))
    csl = {key: value for key, value in item.items() if key != "abstract"}
    note, abstract = (_text(item.get(variable)) for variable in ("note", "abstract"))
    for variable, identifier in IN_NOTE.findall(note):
        csl.setdefault(variable, identifier)
        csl["note"] = IN_NOTE.sub("", note).strip()
    return cleaned_record(csl, index=index, line=line, abstract=abstract)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield the records of a file, one by one; where it is broken it ends, and says where."""
    items = _items(text)
    index = 0
    while True:
        index += 1
        try:
            item = items.next_item()
        except StopIteration:
            return
        except ValueError as error:
            words = (
                f"The file is broken here: {error}. The records before this place were read, those "
                "behind it were not."
            )
            message = Message(Level.ERROR, words, items.line)
            yield ImportedRecord(index, items.line, None, messages=(message,))
            return
        yield _record(item, index, items.began)
