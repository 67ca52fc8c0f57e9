"""From the bytes of a file to its text, whatever its encoding, a piece at a time."""

import gzip
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.references.importing.decoding import CHUNK, DecodedText, text_of
from cms.references.importing.records import FileNotReadable

TEXT = "TI  - Über Exosomen – naïve T-Zellen\nAU  - Müller Ö\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_a_file_is_read_in_the_encoding_it_is_in(encoding: str) -> None:
    assert text_of(io.BytesIO(TEXT.encode(encoding))).read() == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    assert text_of(io.BytesIO(TEXT.encode(encoding))).read() == TEXT


def test_one_letter_far_into_the_file_decides_that_it_is_latin_1() -> None:
    text = "a" * (3 * CHUNK) + "é"
    assert text_of(io.BytesIO(text.encode("latin-1"))).read() == text


def test_a_letter_of_two_bytes_may_lie_across_two_pieces() -> None:
    text = "a" * (CHUNK - 1) + "é" + "b" * CHUNK
    assert text_of(io.BytesIO(text.encode())).read() == text


def test_xml_is_read_in_the_encoding_that_it_says() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-2"?><a>Dvořák</a>'
    assert text_of(io.BytesIO(text.encode("iso-8859-2"))).read() == text


def test_xml_that_says_another_encoding_than_its_own_is_read_all_the_same() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-2"?><a>Dvořák</a>'
    assert text_of(io.BytesIO(text.encode())).read() == text


def test_line_ends_of_every_kind_are_one_kind() -> None:
    assert text_of(io.BytesIO(b"a\r\nb\rc\n")).read() == "a\nb\nc\n"


def test_what_databases_cannot_store_is_taken_out() -> None:
    content = b"a title \0 with \x1b controls" + b" and words" * 50
    assert text_of(io.BytesIO(content)).read() == "a title  with  controls" + " and words" * 50


def test_half_a_character_is_never_read() -> None:
    assert "\ud83d" not in text_of(io.BytesIO(b"\xff\xfe=\xd8" + "ab".encode("utf-16-le"))).read()


def zipped() -> bytes:
    """Return an archive of a file that is far larger than itself."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.ris", b"0" * 10_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(), "ZIP archive"),
        (gzip.compress(b"TY  - JOUR"), "compressed"),
        (b"%PDF-1.7 \xe2\xe3", "a PDF"),
        (bytes(range(256)) * 20, "no text file"),
        (b"TY  - JOUR\n" + b"\0\1\2\3" * 1000, "no text file"),
        (b"\0", "no text file"),
        (b"", "empty"),
    ],
    # The files themselves hold the time at which they were made.
    ids=["ZIP", "gzip", "PDF", "every byte", "controls", "NUL", "nothing"],
)
def test_what_is_no_text_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(FileNotReadable, match=words):
        text_of(io.BytesIO(content))


def test_a_file_is_read_line_by_line_and_piece_by_piece() -> None:
    long = "x" * (2 * CHUNK)
    text = text_of(io.BytesIO(f"first\n{long}\nthird\nrest of it\nlast".encode()))
    assert text.peek(5) == "first"
    assert text.readline() == "first\n"
    assert text.readline() == f"{long}\n"
    assert text.readline(3) == "thi"
    assert text.readline(10) == "rd\n"
    assert text.read(4) == "rest"
    assert list(text) == [" of it\n", "last"]
    assert text.read() == ""
    assert text.peek(1) == ""


def test_the_file_stays_open() -> None:
    file = io.BytesIO(b"a")
    text_of(file).close()
    assert not file.closed


@given(st.binary())
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"\0a\0b")
def test_any_bytes_are_text_or_not_readable(content: bytes) -> None:
    try:
        text = text_of(io.BytesIO(content)).read()
    except FileNotReadable:
        return
    assert "\0" not in text
    text.encode()


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1))
def test_lines_together_are_the_text(words: str) -> None:
    lines = words.replace("\ufeff", "").replace("\ufffe", "").replace("\uffff", "")
    text = DecodedText(io.BytesIO(words.encode()), "utf-8")
    assert "".join(text) == lines
