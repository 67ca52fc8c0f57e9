"""The formats that references are imported from: a file is known by what it holds."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.references.csl import can_be_stored
from cms.references.importing.formats import FORMATS, read_records
from cms.references.importing.records import FileNotReadable
from tests.references.importing.raw import RAW, needs_raw

SAMPLES = {
    "pubmed-xml": "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>"
    "<ArticleTitle>Größe</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    "</PubmedArticleSet>",
    "endnote-xml": "<xml><records><record><titles><title>Größe</title></titles></record></records>"
    "</xml>",
    "pubmed-entry": "Pubmed-entry ::= {\n  pmid 7,\n}",
    "csl-json": '[{"type": "book", "title": "Größe"}]',
    "nbib": "PMID- 7\nTI  - Größe\n",
    "ris": "TY  - BOOK\nTI  - Größe\nER  - \n",
    "wos": "FN Clarivate Analytics Web of Science\nPT J\nTI Größe\nER\n",
    "bibtex": "@book{a, title = {Größe}}\n",
    "identifiers": "10.1234/größe\n",
}


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == {known.name for known in FORMATS}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_file_is_known_and_read_in_every_encoding(name: str, encoding: str) -> None:
    known, records = read_records(io.BytesIO(SAMPLES[name].encode(encoding)))
    assert known.name == name
    [record] = records
    assert record.csl
    assert name == "pubmed-entry" or "größe" in str(record.csl).lower()


@pytest.mark.parametrize("content", [b"Dear all,\nno references here.\n", b"<html></html>", b"{}"])
def test_what_is_none_of_them_is_refused_with_what_can_be_imported(content: bytes) -> None:
    with pytest.raises(FileNotReadable) as caught:
        read_records(io.BytesIO(content))
    assert str(caught.value).startswith("No references were found in this file, so nothing was")
    assert all(known.title[1:] in str(caught.value) for known in FORMATS)


@needs_raw
def test_trials_and_texts_are_not_taken_for_references() -> None:
    for path in RAW.glob("ctgov-*/*"):
        with path.open("rb") as file, pytest.raises(FileNotReadable):
            read_records(file)


starts = st.sampled_from([sample.encode() for sample in SAMPLES.values()])


@given(st.tuples(st.just(b"") | starts, st.binary(), st.just(b"") | starts).map(b"".join))
@example(b"\xff\xfe\x00\xd8")
@example(b"PMID-\x00")
@example(b'[{"type":"book"')
@example(b"<PubmedArticle><")
@example("PMID- ²\nDP  - ²0²0\nLA  - ß\nPG  - ١-٢\n".encode())
def test_any_bytes_are_records_or_a_file_that_is_not_readable(content: bytes) -> None:
    try:
        _, records = read_records(io.BytesIO(content))
    except FileNotReadable:
        return
    for index, record in enumerate(records, 1):
        assert record.index == index
        assert record.csl or record.messages
        assert can_be_stored(record.csl or {})


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_file_that_is_cut_or_spoilt_stops_nothing(name: str, data: st.DataObject) -> None:
    content = SAMPLES[name].encode()
    place = data.draw(st.integers(0, len(content)))
    spoilt = content[:place] + data.draw(st.binary(max_size=3)) + content[place + 1 :]
    test_any_bytes_are_records_or_a_file_that_is_not_readable.hypothesis.inner_test(spoilt)  # type: ignore[attr-defined]  # Hypothesis adds it


WORDS = "words of an abstract " * 50
ARTICLE = (
    "<PubmedArticle><MedlineCitation><Article><ArticleTitle>A #</ArticleTitle><Abstract>"
    f"<AbstractText>{WORDS}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
)
STREAMS = {
    "nbib": ("", f"PMID- 7#\nTI  - A title\nAB  - {WORDS}\n\n", ""),
    "pubmed-xml": (
        "<PubmedArticleSet>\n",
        ARTICLE,
        "</PubmedArticleSet>",
    ),
    "endnote-xml": (
        "<xml><records>",
        f"<record><titles><title>A</title></titles><abstract>{WORDS}</abstract></record>",
        "</records></xml>",
    ),
    "csl-json": ("[", f'{{"type": "book", "title": "A #", "abstract": "{WORDS}"}},', "{}]"),
    "identifiers": ("", f"10.1234/{'a' * 200}.#\n", ""),
}


def _peak(path: Path, name: str, size: int) -> int:
    """Return the most memory that reading a file of about `size` bytes takes."""
    first, each, last = STREAMS[name]
    count = size // len(each)
    with path.open("w") as file:
        file.write(first)
        file.writelines(each.replace("#", str(number)) for number in range(count))
        file.write(last)
    tracemalloc.start()
    try:
        with path.open("rb") as content:
            known, records = read_records(content)
            assert known.name == name
            assert sum(1 for _ in records) >= count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", STREAMS)
def test_memory_does_not_grow_with_the_number_of_records(name: str, tmp_path: Path) -> None:
    _peak(tmp_path / "file", name, 100_000)
    few, many = (_peak(tmp_path / "file", name, size) for size in (400_000, 1_600_000))
    assert many < 1.1 * few
