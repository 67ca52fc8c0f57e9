"""Writing references in the formats of reference managers and of CSL."""

import json
import uuid
from collections.abc import Iterable, Iterator

from cms.delivery.filters import Data
from cms.delivery.formats import ExportFormat
from cms.references.bibtex import bibtex_of
from cms.references.ris import ris_of


def _csl(references: Iterable[Data]) -> Iterator[str]:
    """Yield a JSON array of CSL items."""
    start = "["
    for reference in references:
        yield start + json.dumps(reference["csl"], ensure_ascii=False, separators=(",", ":"))
        start = ",\n"
    yield "]\n" if start != "[" else "[]\n"


def _text(references: Iterable[Data]) -> Iterator[str]:
    """Yield each reference in the site's citation style, a line each."""
    return (f"{reference['citation']['text']}\n" for reference in references)


FORMATS = (
    ExportFormat(
        "bibtex",
        "application/x-bibtex",
        "bib",
        lambda references: (
            bibtex_of(reference["csl"], uuid.UUID(reference["id"])) for reference in references
        ),
    ),
    ExportFormat(
        "ris",
        "application/x-research-info-systems",
        "ris",
        lambda references: (ris_of(reference["csl"]) for reference in references),
    ),
    ExportFormat("csl", "application/vnd.citationstyles.csl+json", "json", _csl),
    ExportFormat("text", "text/plain", "txt", _text),
)

#: Those that readers of the site are offered, by what people call them.
OFFERED = {"ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}
