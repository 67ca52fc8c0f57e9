"""Reads the PubMed ids of entries in ASN.1, as PmFetch gave them in a page until PubMed ended it.

Of such an entry only the id is read: PubMed has the rest, and newer. `needs_lookup` says so.
"""

import re
from collections.abc import Iterator
from typing import TextIO

from cms.references.importing.cleaning import cleaned_record
from cms.references.importing.records import ImportedRecord

ENTRY = re.compile(r"\s*Pubmed-entry ::= \{")
PMID = re.compile(r"\s*pmid ([0-9]+)")


def recognises(start: str) -> bool:
    """Return whether a text that begins like this holds such entries."""
    return any(ENTRY.match(line) for line in start.split("\n")[:20])


def read(text: TextIO) -> Iterator[ImportedRecord]:
    """Yield a record for each entry, one by one."""
    index = begins = 0
    for number, line in enumerate(text, 1):
        if ENTRY.match(line):
            begins = number
        elif begins and (found := PMID.match(line)):
            index += 1
            yield cleaned_record({"PMID": found[1]}, index=index, line=begins)
            begins = 0
