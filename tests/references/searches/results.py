"""Europe PMC's results, as a test needs them."""

from typing import Any

from tests.references.lookup.server import Reply, Server, as_json

SEARCH = "/europepmc/search"


def result(number: int, **changes: Any) -> dict[str, Any]:
    """Return one result."""
    return {
        "id": str(40_000_000 + number),
        "source": "MED",
        "pmid": str(40_000_000 + number),
        "doi": f"10.5555/New.{number}",
        "title": f"What vesicles of the kind {number} carry to tumours.",
        "authorString": "Narayanan E, de la Cruz JM, Exosome Working Group.",
        "journalTitle": "Current Nanoscience",
        "pubYear": "2026",
        **changes,
    }


def page(*results: dict[str, Any], cursor: str = "") -> Reply:
    """Return one page of results; with a cursor there is another."""
    return as_json({"nextCursorMark": cursor, "resultList": {"result": list(results)}})


def find(server: Server, *results: dict[str, Any]) -> None:
    """Let each search find these."""
    server.on(SEARCH, page(*results))
