"""DOI, PMID and PMCID: recognised however they are written, kept in one form."""

import re
from urllib.parse import unquote

from django.core.exceptions import ValidationError

# Crossref's recommended pattern for modern DOIs, widened to any suffix without a space:
# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
DOI_PREFIX = re.compile(
    r"^((https?://)?((dx|www)\.)?(doi\.org/|(info:|urn:)?doi[:/]?\s*))+", re.IGNORECASE
)
#: A DOI as part of an address: `https://doi.org/10.1038%2Fnri855`.
QUOTED_DOI = re.compile(r"10\.[0-9]{4,9}%2f", re.IGNORECASE)
PMID_PREFIX = re.compile(
    r"^(https?://)?((www\.)?ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)",
    re.IGNORECASE,
)
PMCID_PREFIX = re.compile(
    r"^(https?://)?((www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/"
    r"|pmcid:?\s*)",
    re.IGNORECASE,
)

#: Dashes that typesetting puts where an identifier has a hyphen, and characters that show nothing.
TYPESET = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
#: What stands around an identifier in a sentence.
WRAPPERS = {"<": ">", "(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "“": "”", "‘": "’"}
#: What says of which kind an identifier is, behind it: `10.1038/nri855 [doi]`.
KIND = re.compile(r"\s*\[(doi|pmid|pmcid)\]$", re.IGNORECASE)


def _bare(value: str) -> str:
    """Return an identifier without what typesetting and sentences put in and around it."""
    bare = KIND.sub("", value.translate(TYPESET).strip()).rstrip(".,;:").strip()
    while len(bare) > 1 and WRAPPERS.get(bare[0]) == bare[-1]:
        bare = bare[1:-1].strip().rstrip(".,;:")
    return bare


def normalise_doi(value: str) -> str:
    """Return a DOI in lower case without prefix (`10.1038/nri855`); DOIs ignore case.

    Raises:
        ValidationError: `value` is no DOI.
    """
    written = unquote(value) if QUOTED_DOI.search(value) else value
    doi = DOI_PREFIX.sub("", _bare(written)).lower()
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
    pmid = PMID_PREFIX.sub("", _bare(value)).rstrip("/")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", pmid):
        raise ValidationError("This is no PubMed id. It is a number, for example 12154376.")
    return pmid


def normalise_pmcid(value: str) -> str:
    """Return a PubMed Central id as `PMC` and digits.

    Raises:
        ValidationError: `value` is no PubMed Central id.
    """
    pmcid = PMCID_PREFIX.sub("", _bare(value)).rstrip("/").upper()
    pmcid = pmcid if pmcid.startswith("PMC") else f"PMC{pmcid}"
    # PubMed Central numbers the versions of a preprint: PMC2657211.1.
    pmcid = re.sub(r"(?<=[0-9])\.[0-9]{1,2}$", "", pmcid)
    if not re.fullmatch(r"PMC[1-9][0-9]{0,8}", pmcid):
        raise ValidationError("This is no PubMed Central id, for example PMC2657211.")
    return pmcid
