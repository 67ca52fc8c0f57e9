"""Where publications are looked up, and where the answers are kept."""

from typing import Any

from . import environment

CROSSREF_URL = environment.CROSSREF_URL
DATACITE_URL = environment.DATACITE_URL
NCBI_URL = environment.NCBI_URL
NCBI_ID_CONVERTER_URL = environment.NCBI_ID_CONVERTER_URL
EUROPEPMC_URL = environment.EUROPEPMC_URL

#: A cache of its own, so that looking up a long list pushes nothing else out.
LOOKUP_CACHE: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "lookup",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}
