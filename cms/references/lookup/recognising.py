"""Which identifier it is that somebody has pasted."""

import re
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from cms.references.importing.identifier_list import identifier_in
from cms.references.lookup.errors import Failure, LookUpFailed


class Kind(StrEnum):
    """A kind of identifier, as the ID converter names it; CSL does in capitals."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"


#: A DOI within an address of a publisher: `https://www.nejm.org/doi/full/10.1056/NEJMoa…`.
DOI_IN_PATH = re.compile(r"10\.[0-9]{4,9}/.+")
#: Addresses in which an id stands behind another path than on NCBI's own sites.
EUROPE_PMC_PATH = re.compile(r"/(?:article|abstract)/(med|pmc)/(?:PMC)?([0-9]+)", re.IGNORECASE)


def recognised(typed: str) -> tuple[Kind, str]:
    """Return the kind of an identifier and its one form. A number alone is a PMID.

    Raises:
        LookUpFailed: it is none.
    """
    found = identifier_in(_out_of_address(typed.strip()))
    if not found:
        raise LookUpFailed(Failure.NO_IDENTIFIER, typed.strip())
    ((variable, value),) = found.items()
    return Kind(variable.lower()), value


def _out_of_address(written: str) -> str:
    """Return the identifier in a web address: what stands behind `?` and `#` is none of it."""
    if not written.lower().startswith(("http://", "https://")):
        return written
    try:
        parts = urlsplit(written)
    except ValueError:
        return written
    path = unquote(parts.path)
    if found := DOI_IN_PATH.search(path):
        return found[0].rstrip("/")
    if found := EUROPE_PMC_PATH.search(path):
        return f"PMC{found[2]}" if found[1].lower() == "pmc" else found[2]
    return f"{parts.scheme}://{parts.netloc}{path}"
