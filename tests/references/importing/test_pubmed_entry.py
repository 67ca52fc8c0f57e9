"""Reads the PubMed ids of entries in ASN.1, as PmFetch gave them in a page."""

from cms.references.importing.pubmed_entry import recognises
from tests.references.importing.raw import needs_raw, raw_records, records_of

PAGE = """<html><head><title>PmFetch response</title></head><body>
<pre>
Pubmed-entry ::= {
  pmid 30000001,
  medent {
    pmid 1
  }
}
Pubmed-entry ::= {
  pmid 30000002
}
</pre></body></html>
"""


def test_every_entry_is_a_record_to_be_looked_up() -> None:
    records = records_of(PAGE)
    assert [record.csl for record in records] == [{"PMID": "30000001"}, {"PMID": "30000002"}]
    assert [(record.index, record.line) for record in records] == [(1, 3), (2, 9)]
    assert all(record.needs_lookup for record in records)


def test_it_is_known_by_how_an_entry_begins() -> None:
    assert recognises(PAGE)
    assert not recognises("<html>pmid 30000001</html>")


@needs_raw
def test_the_page_of_the_raw_files_is_read() -> None:
    [record] = raw_records("pubmed-xml/biopython__pubmed3.html")
    assert record.csl == {"PMID": "19304878"}
