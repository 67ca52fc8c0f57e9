"""What stands in a BibTeX file before its fields are read."""

from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.bibtex_entries import BibtexEntry, entries_of
from cms.references.importing.records import Level


def fields_of(text: str) -> dict[str, dict[str, str]]:
    return {entry.key: entry.fields for entry in entries_of(text)}


def one(text: str) -> BibtexEntry:
    [entry] = entries_of(text)
    return entry


def test_values_are_joined_and_strings_put_in_wherever_they_are_defined() -> None:
    entry = one(
        '@string(acm = "The " # {ACM})\n'
        "@Misc(a, Title = ACM # { and } # later, month = 10 # \"~\" # jan, year = 1999)\n"
        "@string{later = {others}}"
    )  # fmt: skip
    assert entry.fields == {"title": "The ACM and others", "month": "10~jan", "year": "1999"}
    assert (entry.kind, entry.line) == ("misc", 2)


def test_strings_that_grow_without_end_are_cut() -> None:
    doubled = "\n".join(f"@string{{s{n + 1} = s{n} # s{n}}}" for n in range(60))
    entry = one(f"@string{{s0 = {{xxxxxxxxxx}}}}\n{doubled}\n@misc{{a, title = s60}}")
    assert len(entry.fields["title"]) == 10_000


def test_quotes_and_braces_in_each_other() -> None:
    fields = one('@misc{a, title = "x {"}y{"} z", note = {a "quoted" {B}}, isbn = 123}').fields
    assert fields == {"title": 'x {"}y{"} z', "note": 'a "quoted" {B}', "isbn": "123"}


def test_a_part_of_a_book_takes_what_it_lacks_from_it() -> None:
    fields = fields_of(
        "@incollection{part, title={Part}, crossref={Whole}, pages={1--2}}\n"
        "@book{whole, title={Whole}, subtitle={All}, editor={E, A}, year=2000, doi={10.1/x}}"
    )["part"]
    assert fields == {
        "title": "Part", "crossref": "Whole", "pages": "1--2", "booktitle": "Whole",
        "booksubtitle": "All", "editor": "E, A", "year": "2000",
    }  # fmt: skip


def test_its_own_date_wins_over_any_form_of_the_others() -> None:
    fields = fields_of("@inbook{a, crossref={b}, year=2001}\n@book{b, date={1999-05}}")["a"]
    assert "date" not in fields


def test_an_article_is_in_the_periodical_that_it_names() -> None:
    fields = fields_of("@article{a, crossref={p}}\n@periodical{p, title={Journal}, volume=3}")["a"]
    assert (fields["journaltitle"], fields["volume"]) == ("Journal", "3")


def test_xdata_is_taken_through_others_and_is_no_publication() -> None:
    fields = fields_of(
        "@book{a, xdata={x, missing}}\n@xdata{x, publisher={P}, xdata={y}}\n"
        "@xdata{y, location={L}, xdata={x}}"
    )
    assert fields.keys() == {"a"}
    assert (fields["a"]["publisher"], fields["a"]["location"]) == ("P", "L")
    [message] = one("@book{a, xdata={missing}}").messages
    assert "missing" in message.text


def test_an_entry_that_inherits_from_itself_is_read() -> None:
    assert fields_of("@book{a, title={T}, crossref={a}}")["a"]["title"] == "T"


def test_a_broken_entry_is_said_and_the_next_is_read() -> None:
    text = "@article{a, title={A}}\n\n@article{b, title={B\n@article{c, title={C}}\n@string{x = {y"
    first, broken, last = entries_of(text)
    assert (first.key, last.key, last.line) == ("a", "c", 4)
    [message] = broken.messages
    assert (message.level, message.line, broken.kind) == (Level.ERROR, 3, "")
    assert "@article{b" in message.text


def test_what_stands_twice_is_read_once_or_twice_and_said() -> None:
    text = "@misc{a, pmid=1, pmid=1, year=1, year=2}\n@misc{a, title={other}}"
    first, second = entries_of(text)
    assert first.fields == {"pmid": "1", "year": "1"}
    assert ["year" in message.text for message in first.messages] == [True]
    assert second.fields == {"title": "other"}


def test_comments_preambles_and_settings_are_no_entries() -> None:
    text = (
        "Words before.\n@comment{x}\n@preamble{\"\\newcommand{\\x}{}\"}\n"
        "@IEEEtranBSTCTL{c, y = \"no\"}\n@set{s, entryset = {a}}\n@misc{a, title={T}}"
    )  # fmt: skip
    assert one(text).key == "a"


PIECES = ["@", "@misc{", "@string{", "{", "}", '"', "=", ",", "#", "a", "\\", "\n", "crossref={a}"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4)).map("".join))
def test_no_text_raises(text: str) -> None:
    list(entries_of(text))
