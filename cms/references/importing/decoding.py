"""From the bytes of a file to its text, whatever its encoding, a piece at a time."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from cms.references.importing.records import FileNotReadable

CHUNK = 64 * 1024

#: What files begin with that are no text (https://www.iana.org/assignments/media-types), and what
#: an editor can do about it.
MAGIC = (
    (b"PK\x03\x04", "This is a ZIP archive or an Office document. Import what is in it."),
    (b"PK\x05\x06", "This is a ZIP archive without anything in it."),
    (b"\x1f\x8b", "This file is compressed (gzip). Unpack it, and import what comes out."),
    (b"BZh", "This file is compressed (bzip2). Unpack it, and import what comes out."),
    (b"\xfd7zXZ", "This file is compressed (xz). Unpack it, and import what comes out."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it, and import the file of references in it."),
    (b"Rar!", "This is a RAR archive. Unpack it, and import the file of references in it."),
    (b"%PDF", "This is a PDF. Import a file of references, for example RIS or NBIB."),
)  # fmt: skip
NO_TEXT = (
    "This is no text file, so no references can be read from it. Nothing was imported. Export the "
    "references again, for example as RIS or NBIB, and import that file."
)
EMPTY = "This file is empty. Nothing was imported."

#: The marks of encodings; the longer first, because one begins with another.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)  # fmt: skip
#: Where XML says its encoding.
DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")

#: What no text has, and what databases (cms.references.csl.UNSTORABLE) and XML may not hold.
#: (Half of a character that has two is never there: decoding puts U+FFFD in its place.)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
CONTROL_BYTES = bytes(byte for byte in range(128) if CONTROLS.match(chr(byte)))
#: More than this part of them, and a file is no text.
MOST_CONTROLS = 0.01


def _count_controls(content: bytes) -> int:
    """Return how many ASCII controls are in a text in UTF-8."""
    return len(content) - len(content.translate(None, CONTROL_BYTES))


def _without_controls(piece: str) -> str:
    """Return a text without what no text has. Most have none, which is seen faster in bytes."""
    has_marks = any(mark in piece for mark in "\ufeff\ufffe\uffff")
    has_controls = has_marks or _count_controls(piece.encode())
    return CONTROLS.sub("", piece) if has_controls else piece


class DecodedText(io.TextIOBase):
    """The text of a file: a line feed ends a line, and nothing of the kind of `CONTROLS` is in it.

    It reads as it is asked, and holds a piece of the file at most. It does not close the file.

    Args:
        file: at its beginning.
        encoding: of the file.
    """

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._pieces = _decoded(file, encoding, errors="replace")
        self._held = ""
        self._place = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def _hold_more(self) -> bool:
        """Put another piece behind what is held; return whether there was one."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._held = self._held[self._place :] + _without_controls(piece)
        self._place = 0
        return True

    def peek(self, size: int) -> str:
        """Return what comes next, without going on."""
        while len(self._held) - self._place < size and self._hold_more():
            pass
        return self._held[self._place : self._place + size]

    def read(self, size: int | None = -1, /) -> str:
        """Return the next characters, or all that is left."""
        if size is None or size < 0:
            rest = self._held[self._place :] + "".join(
                _without_controls(piece) for piece in self._pieces
            )
            self._held, self._place = "", 0
            return rest
        taken = self.peek(size)
        self._place += len(taken)
        return taken

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # typeshed's is wrong
        """Return the next line, its end with it; an empty text where there is none."""
        if size >= 0:
            line, end, _ = self.peek(size).partition("\n")
            return self.read(len(line + end))
        parts = []
        while (end_at := self._held.find("\n", self._place)) < 0:
            parts.append(self._held[self._place :])
            self._place = len(self._held)
            if not self._hold_more():
                return "".join(parts)
        parts.append(self._held[self._place : end_at + 1])
        self._place = end_at + 1
        return "".join(parts)

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # typeshed has bytes for all
        """Yield the lines that are left. Who stops before the last cannot read on behind it."""
        while True:
            end_at = self._held.rfind("\n", self._place)
            if end_at >= 0:
                lines = self._held[self._place : end_at].split("\n")
                self._place = end_at + 1
                yield from [f"{line}\n" for line in lines]
            elif line := self.readline():
                yield line
            else:
                return


def _decoded(file: BinaryIO, encoding: str, *, errors: str) -> Iterator[str]:
    """Yield a file's text in pieces, with a line feed at the ends of lines.

    Raises:
        UnicodeError: it is not in that encoding, where `errors` is strict.
    """
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)(errors), translate=True
    )
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _is_text(file: BinaryIO, encoding: str, *, errors: str) -> bool:
    """Return whether a whole file is text in an encoding."""
    file.seek(0)
    length = controls = 0
    try:
        for piece in _decoded(file, encoding, errors=errors):
            content = piece.encode()
            length += len(content)
            controls += _count_controls(content)
    except UnicodeError:
        return False
    return controls <= length * MOST_CONTROLS


def _utf_16(start: bytes) -> str | None:
    """Return which UTF-16 without a mark a file is in: Latin letters have every other byte zero."""
    half = len(start) // 2
    if half and start[1::2].count(0) > half * 0.4 and start[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if half and start[::2].count(0) > half * 0.4 and start[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _declared(start: bytes) -> str | None:
    """Return the encoding that XML says it is in, if it is one of a byte a letter or so."""
    found = DECLARED.match(start)
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
    except LookupError:
        return None
    return name if name.startswith(("iso8859", "cp125", "gb", "shift", "euc", "big5")) else None


def _candidates(start: bytes) -> Iterator[tuple[str, str]]:
    """Yield the encodings that a file may be in, the likeliest first, and how strict to be."""
    for mark, encoding in MARKS:
        if start.startswith(mark):
            yield encoding, "replace"
            return
    if encoding_of_zeros := _utf_16(start):
        yield encoding_of_zeros, "replace"
        return
    yield "utf-8", "strict"
    if declared := _declared(start):
        yield declared, "strict"
    # Latin-1, with the quotation marks and dashes that Windows puts where it has nothing.
    yield "cp1252", "replace"


def text_of(file: BinaryIO) -> DecodedText:
    """Return the text of a file: UTF-8, UTF-16 or UTF-32 with its mark or without, else Latin-1.

    The file is read twice, so it must be one that can be wound back.

    Raises:
        FileNotReadable: it holds no text.
    """
    file.seek(0)
    start = file.read(CHUNK)
    if not start:
        raise FileNotReadable(EMPTY)
    for magic, sentence in MAGIC:
        if start.startswith(magic):
            raise FileNotReadable(sentence)
    for encoding, errors in _candidates(start):
        if _is_text(file, encoding, errors=errors):
            file.seek(0)
            return DecodedText(file, encoding)
    raise FileNotReadable(NO_TEXT)
