"""How references are found."""

from typing import Any

from cms.delivery.search.fields import SUMMARY, TITLE, Searchable, SearchField

#: Less than a page's title: what we wrote ourselves comes before what it rests on.
TITLE_WEIGHT = 8


def reference_search(document: dict[str, Any]) -> Searchable:
    """Return how a reference is found: by its own record, not by how it is formatted."""
    authors = [_name(author) for author in document["authors"]]
    identifiers = (
        ("doi", document["doi"]),
        ("pmid", document["pmid"]),
        ("pmcid", document["pmcid"]),
    )
    year = str(document["year"] or "")
    return Searchable(
        path=f"/library/{document['id']}/",
        fields=(
            SearchField(TITLE, document["title"], TITLE_WEIGHT),
            SearchField(SUMMARY, _summary(authors, document["container_title"], year), 0),
            SearchField("authors", "\n".join(authors), 6),
            SearchField("container_title", document["container_title"], 2),
            SearchField("year", year, 2),
            SearchField("tags", "\n".join(document["tags"]), 3),
            *(
                SearchField(name, value, 10, is_identifier=True)
                for name, value in identifiers
                if value
            ),
        ),
    )


def _name(author: dict[str, str]) -> str:
    return author.get("literal") or f"{author['given']} {author['family']}".strip()


def _summary(authors: list[str], container: str, year: str) -> str:
    """Return the line under a reference's title."""
    first = f"{authors[0]} et al." if len(authors) > 1 else "".join(authors)
    return ", ".join(part for part in (first, container, year) if part)
