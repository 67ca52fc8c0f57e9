"""Reads CSL-JSON: an array of items, one item, or `{"items": […]}` as some APIs give it."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.csl import can_be_stored
from cms.references.importing.csl_json import read, recognises
from cms.references.importing.records import Level
from tests.references.importing.raw import needs_raw, raw_records, records_of, texts_of

ITEM: dict[str, Any] = {
    "id": "key",
    "type": "article-journal",
    "title": "A <i>title</i>.",
    "author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}],
    "issued": {"date-parts": [["2019", "3"]]},
    "page": "117-9",
    "volume": 12,
    "DOI": "https://doi.org/10.5555/ABC.1",
    "abstract": "Words.",
    "note": "PMID: 30000001\nRead it.",
}
CLEANED = {
    "type": "article-journal",
    "title": "A <i>title</i>",
    "author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}],
    "issued": {"date-parts": [[2019, 3]]},
    "page": "117-119",
    "volume": "12",
    "DOI": "10.5555/abc.1",
    "PMID": "30000001",
    "note": "Read it.",
}


@pytest.mark.parametrize("content", [[ITEM], ITEM, {"items": [ITEM]}])
def test_an_item_is_read_wherever_it_stands(content: Any) -> None:
    [record] = records_of(json.dumps(content, indent=1))
    assert record.csl == CLEANED
    assert record.abstract == "Words."
    assert record.messages == ()


def test_items_are_counted_with_the_lines_they_begin_in() -> None:
    records = records_of('[\n{"type": "book", "title": "A"},\n{"type": "book",\n"title": "B"}\n]')
    assert [(record.index, record.line) for record in records] == [(1, 2), (2, 3)]


def test_broken_json_gives_what_stands_before_and_says_where_it_breaks() -> None:
    first, broken = records_of('[\n{"type": "book", "title": "A"},\n{"type": "book" "title": 1}]')
    assert (first.csl or {})["title"] == "A"
    assert broken.csl is None
    [message] = broken.messages
    assert (message.level, message.line) == (Level.ERROR, 3)
    assert message.text == (
        "The file is broken here: expecting ',' delimiter, column 17. The records before this "
        "place were read, those behind it were not."
    )


def test_what_is_no_item_does_not_stop_the_others() -> None:
    records = records_of('[{"type": "book", "title": "A"}, 7, null, [], {"title": "B"}]')
    assert [record.csl is not None for record in records] == [True, False, False, False, True]
    assert texts_of(records[1]) == ["This is no CSL item: an item is an object."]
    assert (records[4].csl or {})["type"] == "document"


def test_json_that_nests_without_end_is_an_error() -> None:
    [record] = records_of('[{"type": "book", "title": ' + "[" * 100_000)
    assert "nests too deeply" in texts_of(record)[0]


def test_an_item_longer_than_a_piece_of_the_file_is_read() -> None:
    item = ITEM | {"author": [{"family": f"Family{n}", "given": "Given"} for n in range(3000)]}
    records = records_of(json.dumps([item, ITEM, item]))
    assert [len((record.csl or {})["author"]) for record in records] == [3000, 1, 3000]


@pytest.mark.parametrize(
    ("variables", "csl", "messages"),
    [
        ({"type": "manuscript"}, {"type": "document"}, []),
        ({"type": "nonsense"}, {"type": "document"},
         ["Left out “nonsense”: it is no type that the library knows."]),
        ({"title": ["A"], "volume": True}, {"title": "A"}, ["Left out “volume”: it is no text."]),
        ({"author": "Somebody"}, {}, ["Left out “author”: it is no list of names."]),
        ({"author": ["WHO", None, {}, {"given": "Madonna"}]},
         {"author": [{"literal": "WHO"}, {"family": "Madonna"}]}, []),
        ({"issued": {"raw": "2005 Mar"}}, {"issued": {"date-parts": [[2005, 3]]}}, []),
        ({"issued": {"literal": "in press"}}, {"status": "in press"}, []),
        ({"issued": {"date-parts": [["x"]]}}, {}, ["Left out “issued”: it is no date."]),
        ({"issued": {"date-parts": [[2005]], "season": "2", "circa": True}},
         {"issued": {"date-parts": [[2005]], "season": 2, "circa": True}}, []),
        ({"URL": "javascript:alert(1)"}, {},
         ["Left out “javascript:alert(1)”: it is no web address."]),
        ({"URL": "https://doi.org/10.5555/x"}, {"DOI": "10.5555/x"}, []),
        ({"language": "eng"}, {"language": "en"}, []),
        ({"x-own": 1}, {}, ["Left out what CSL does not know: x-own."]),
        ({"title": "half a \ud83d and \0"}, {"title": "half a and"}, []),
        ({"title": "NaN", "volume": float("nan")}, {"title": "NaN"}, []),
    ],
)  # fmt: skip
def test_what_other_programs_write_is_put_right(
    variables: dict[str, Any], csl: dict[str, Any], messages: list[str]
) -> None:
    item = {"type": "book", "title": "A", "DOI": "10.5555/first"} | variables
    if csl.get("DOI"):
        del item["DOI"]
    [record] = records_of(json.dumps([item]))
    expected = {"type": "book", "title": "A", "DOI": "10.5555/first"} | csl
    assert record.csl == expected
    assert texts_of(record) == messages


@pytest.mark.parametrize(
    ("start", "is_csl"),
    [
        (json.dumps([ITEM]), True), ('[{"type": "book"', True), ("[ ]", True),
        ('[{"DOI": "10.1/x"}]', True), ("[]\n[foo]", False), ('{"protocolSection": {}}', False),
        ('[{"title": "A trial", "status": "x"}]', False), ("[1, 2]", False), ("", False),
        ('[{"type": ["book"]}]', False), ("title: A", False),
    ],
)  # fmt: skip
def test_it_is_known_by_its_variables(start: str, *, is_csl: bool) -> None:
    assert recognises(start) is is_csl


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda values: (
        st.lists(values, max_size=3)
        | st.dictionaries(st.sampled_from(["family", "date-parts", "raw", "x"]), values, max_size=3)
    ),
    max_leaves=6,
)
variables = st.sampled_from(
    ["type", "title", "author", "issued", "DOI", "PMID", "note", "URL", "page", "abstract", "x"]
)


@given(st.lists(st.dictionaries(variables, json_values, max_size=5), max_size=3))
def test_any_items_are_records(items: list[dict[str, Any]]) -> None:
    records = list(read(io.StringIO(json.dumps(items))))
    assert len(records) == len(items)
    assert all(can_be_stored(record.csl) for record in records if record.csl)
    json.dumps([record.csl for record in records], allow_nan=False)


@needs_raw
def test_a_thesis_is_read_field_by_field() -> None:
    records = raw_records("csl-json/citation-js__bibtex-csl.json")
    assert len(records) == 16
    assert records[9].csl == {
        "type": "thesis", "title": "Lorem Ipsum", "author": [{"family": "Adams", "given": "Alice"}],
        "publisher": "The University", "publisher-place": "Goodville", "genre": "Doctoral Thesis",
        "issued": {"date-parts": [[2020, 2]]}, "note": "This is a note.",
    }  # fmt: skip


@needs_raw
def test_a_book_of_zoteros_is_read_field_by_field() -> None:
    [record] = raw_records("csl-json/zotero-translators__CSL_JSON_case01.json")
    assert record.csl == {
        "type": "book",
        "title": "Stochastic biomathematical models: With applications to neuronal modeling",
        "author": [{"family": "Bachar", "given": "Mostafa"}],
        "collection-title": "Lecture notes in mathematics", "publisher": "Springer",
        "publisher-place": "Heidelberg", "event-place": "Heidelberg", "volume": "2058",
        "number-of-pages": "206", "ISBN": "978-3-642-32156-6", "language": "en",
        "issued": {"date-parts": [[2013, 1, 1]]},
    }  # fmt: skip
