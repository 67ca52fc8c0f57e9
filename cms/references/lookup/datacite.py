"""DOIs of DataCite and other agencies: CSL-JSON by content negotiation at the DOI resolver.

https://citation.doi.org/docs.html; the resolver knows which agency has registered a DOI, and sends
on to it: https://support.datacite.org/docs/datacite-content-resolver
"""

import json
from typing import Any
from urllib.parse import quote

from cms.references.lookup.client import Service, ask

CSL_JSON = "application/vnd.citationstyles.csl+json"

#: DataCite allows who says who they are 1,000 requests in five minutes.
#: 204 and 406: the DOI is there, but nothing that describes it.
RESOLVER = Service(
    key="datacite",
    title="The DOI resolver (DataCite)",
    setting="DATACITE_URL",
    interval=0.35,
    redirects_to=frozenset(
        {
            "data.crosscite.org", "data.datacite.org", "api.datacite.org", "api.crossref.org",
            "data.crossref.org", "data.medra.org",
        }
    ),
    missing=frozenset({204, 404, 406, 410}),
)  # fmt: skip


def _record(body: bytes) -> dict[str, Any]:
    """Return the one record of an answer.

    Raises:
        ValueError: there is none.
    """
    record = json.loads(body)
    if not isinstance(record, dict):
        raise ValueError("an answer that is no record")
    return record


def csl(doi: str) -> dict[str, Any]:
    """Return what the agency of a DOI says of it, as it says it.

    Raises:
        LookUpFailed: there is no such DOI, or no answer that can be used.
    """
    return ask(RESOLVER, f"/{quote(doi, safe='')}", _record, accept=CSL_JSON)
