"""NCBI: PubMed's records by PMID (E-utilities), and which ids a publication has (ID converter).

https://www.ncbi.nlm.nih.gov/books/NBK25499/ and
https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/
"""

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

from pydantic import Field

from cms.references.importing import pubmed_xml
from cms.references.importing.records import ImportedRecord
from cms.references.lookup.client import Service, ask
from cms.references.lookup.errors import Failure, LookUpFailed
from cms.references.lookup.sent import Sent

#: 3 requests a second from one address without a key: https://support.nlm.nih.gov/kbArticle/?pn=KA-05510
#: 400: none of the ids is one.
E_UTILITIES = Service(
    key="ncbi", title="PubMed", setting="NCBI_URL", interval=0.4, contact=("tool", "email"),
    missing=frozenset({400, 404, 410}),
)  # fmt: skip
ID_CONVERTER = replace(E_UTILITIES, title="PubMed Central", setting="NCBI_ID_CONVERTER_URL")
#: Both take so many ids in one request.
AT_ONCE = 200


class Ids(Sent):
    """The ids of one publication that is in PubMed Central; without them it is not there."""

    requested: str = Field("", alias="requested-id")
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""


class Conversion(Sent):
    """What the ID converter sends."""

    records: list[Ids]


def _articles(body: bytes) -> list[ImportedRecord]:
    """Return the records of PubMed's XML; a set may be empty.

    Raises:
        ValueError: it is none.
    """
    text = body.decode()
    if "<PubmedArticleSet" not in text:
        raise ValueError("no set of PubMed's articles")
    records = list(pubmed_xml.read(StringIO(text)))
    if any(record.csl is None for record in records):
        raise ValueError("an article that cannot be read")
    return records


def articles(pmids: Sequence[str]) -> dict[str, ImportedRecord]:
    """Return PubMed's records of some PMIDs, with what has become of each publication.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    found: dict[str, ImportedRecord] = {}
    for begin in range(0, len(pmids), AT_ONCE):
        parameters = {
            "db": "pubmed",
            "retmode": "xml",
            "id": ",".join(pmids[begin : begin + AT_ONCE]),
        }
        try:
            records = ask(
                E_UTILITIES, "/efetch.fcgi", _articles, parameters=parameters, accept="text/xml"
            )
        except LookUpFailed as error:
            if error.failure != Failure.NOT_FOUND:
                raise
            records = []
        found |= {
            record.csl["PMID"]: record for record in records if record.csl and "PMID" in record.csl
        }
    return found


def ids_of(kind: str, values: Sequence[str]) -> dict[str, Ids]:
    """Return the ids of publications that are in PubMed Central, by the one that is asked for.

    Args:
        kind: of all of them: `doi`, `pmid` or `pmcid`.
        values: in the library's form.

    Raises:
        LookUpFailed: there is no answer that can be used.
    """
    found: dict[str, Ids] = {}
    # A DOI with a comma would be taken for two.
    values = [value for value in values if "," not in value]
    for begin in range(0, len(values), AT_ONCE):
        parameters = {
            "format": "json",
            "idtype": kind,
            "ids": ",".join(values[begin : begin + AT_ONCE]),
        }
        try:
            conversion = ask(
                ID_CONVERTER, "/", Conversion.model_validate_json, parameters=parameters
            )
        except LookUpFailed as error:
            if error.failure != Failure.NOT_FOUND:
                raise
            continue
        wanted = {value.lower(): value for value in values}
        for ids in conversion.records:
            asked = wanted.get(ids.requested.lower())
            if asked and (ids.pmid or ids.doi):
                found[asked] = ids
    return found
