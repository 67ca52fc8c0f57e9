"""Reads over references."""

from typing import Any

from django.db.models import QuerySet

from cms.content.matching import items_matching
from cms.references.identifiers import DOI_PREFIX, PMCID_PREFIX, PMID_PREFIX

#: What an editor may remember of a publication.
SEARCHED = ("title", "authors_text", "container_title", "year", "doi", "pmid", "pmcid")
#: Words of a short citation that its record does not hold: `Dai et al.`, `Kalluri and LeBleu`.
CONNECTING = {"and", "et", "al", "&"}


def references_matching(references: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Return those of `references` that hold every word of `query`.

    A DOI, PubMed id or PubMed Central id may be pasted with its address or prefix.
    """
    words = []
    for word in query.split():
        for prefix in (DOI_PREFIX, PMID_PREFIX, PMCID_PREFIX):
            word = prefix.sub("", word)
        if word.strip(".,").lower() not in CONNECTING:
            words.append(word.rstrip("/.,;"))
    return items_matching(references, " ".join(words), fields=SEARCHED)
