"""References: real publications, and numbered ones where many are needed."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from cms.references.citations import CitedItem, stored_citation
from cms.references.formatting import STYLES
from cms.references.models import Reference

#: Facts of real publications, newly written down.
ESCUDIER_2005: dict[str, Any] = {
    "type": "article-journal",
    "title": "Vaccination of metastatic melanoma patients with autologous dendritic cell (DC) "
    "derived-exosomes: results of thefirst phase I clinical trial",
    "author": [{"family": "Escudier", "given": "Bernard"}, {"family": "Zitvogel", "given": "L"}],
    "container-title": "Journal of Translational Medicine",
    "volume": "3",
    "page": "10",
    "DOI": "10.1186/1479-5876-3-10",
    "issued": {"date-parts": [[2005]]},
}
MORSE_2005: dict[str, Any] = {
    "type": "article-journal",
    "title": "A phase I study of dexosome immunotherapy in patients with advanced non-small cell "
    "lung cancer",
    "author": [{"family": "Morse", "given": "Michael A"}],
    "container-title": "Journal of Translational Medicine",
    "volume": "3",
    "issue": "1",
    "page": "9",
    "DOI": "10.1186/1479-5876-3-9",
    "PMID": "15723705",
    "issued": {"date-parts": [[2005]]},
}


class ReferenceFactory(DjangoModelFactory):
    """A reference. Its citations are written here, not by pandoc, which would take a second."""

    class Meta:
        model = Reference

    class Params:
        year = 2020

    csl = factory.LazyAttributeSequence(
        lambda maker, number: {
            "type": "article-journal",
            "title": f"Exosomes as carriers in the treatment of cancer, part {number}",
            "author": [
                {"family": "Narayanan", "given": "Eshwaran"},
                {"literal": "The Exosome Working Group"},
            ],
            "container-title": "Current Nanoscience",
            "volume": "16",
            "issue": "1",
            "page": "15-26",
            "DOI": f"10.2174/exosomes.{number}",
            "PMID": str(30_000_000 + number),
            "issued": {"date-parts": [[maker.year]]},
        }
    )

    @classmethod
    def _create(cls, model_class: type[Reference], *args: Any, **kwargs: Any) -> Reference:
        reference = model_class(*args, **kwargs)
        reference.take_columns()
        words = f"{reference.authors_text}. {reference.title}. {reference.year}."
        reference.citations = {style: {"text": words, "html": words} for style in STYLES}
        reference.formatted_from = reference.fingerprint()
        reference.save()
        return reference


def cite(*references: Reference) -> str:
    """Return a citation of `references` as it is stored in rich text."""
    return stored_citation([CitedItem(reference.uuid) for reference in references])
