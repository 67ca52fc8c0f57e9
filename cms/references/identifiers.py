"""DOI, PMID and PMCID: recognised however they are written, kept in one form."""

import re

from django.core.exceptions import ValidationError

# Crossref's recommended pattern for modern DOIs, widened to any suffix without a space:
# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
DOI_PREFIX = re.compile(r"^(https?://)?((dx|www)\.)?(doi\.org/|doi:?\s*)", re.IGNORECASE)
PMID_PREFIX = re.compile(
    r"^(https?://)?((www\.)?ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)",
    re.IGNORECASE,
)
PMCID_PREFIX = re.compile(
    r"^(https?://)?((www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/"
    r"|pmcid:?\s*)",
    re.IGNORECASE,
)


def normalise_doi(value: str) -> str:
    """Return a DOI in lower case without prefix (`10.1038/nri855`); DOIs ignore case.

    Raises:
        ValidationError: `value` is no DOI.
    """
    doi = DOI_PREFIX.sub("", value.strip()).rstrip(".,;").lower()
    if not DOI.fullmatch(doi):
        raise ValidationError(
            "This is no DOI. A DOI begins with 10. and has a slash, for example 10.1038/nri855."
        )
    return doi


def normalise_pmid(value: str) -> str:
    """Return a PubMed id as digits.

    Raises:
        ValidationError: `value` is no PubMed id.
    """
    pmid = PMID_PREFIX.sub("", value.strip()).rstrip("/")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", pmid):
        raise ValidationError("This is no PubMed id. It is a number, for example 12154376.")
    return pmid


def normalise_pmcid(value: str) -> str:
    """Return a PubMed Central id as `PMC` and digits.

    Raises:
        ValidationError: `value` is no PubMed Central id.
    """
    pmcid = PMCID_PREFIX.sub("", value.strip()).rstrip("/").upper()
    pmcid = pmcid if pmcid.startswith("PMC") else f"PMC{pmcid}"
    if not re.fullmatch(r"PMC[1-9][0-9]{0,8}", pmcid):
        raise ValidationError("This is no PubMed Central id, for example PMC2657211.")
    return pmcid
