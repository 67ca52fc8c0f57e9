"""What the head of a reference's page tells search engines and reference managers."""

from typing import Any

import pytest
from django.utils import timezone

from cms.delivery.registry import Outlet
from cms.references.choices import CslType, ReferenceStatus
from cms.references.documents import reference_document
from cms.references.page_metadata import SCHEMA_TYPES, citation_tags, structured_data
from cms.references.schemas import ReferenceDocument
from tests.factories.references import ReferenceFactory

ARTICLE: dict[str, Any] = {
    "type": "article-journal",
    "title": "A study of CD8<sup>+</sup> cells",
    "author": [{"family": "Morse", "given": "Michael A"}, {"literal": "The Group"}],
    "container-title": "Journal of Tests",
    "publisher": "A publisher",
    "volume": "3",
    "issue": "1",
    "page": "9-12",
    "ISSN": "1234-5678",
    "DOI": "10.1186/1479-5876-3-9",
    "PMID": "15723705",
    "PMCID": "PMC1234",
    "language": "en",
    "issued": {"date-parts": [[2005, 2]]},
}


def document_of(csl: dict[str, Any], **values: Any) -> ReferenceDocument:
    reference = ReferenceFactory(csl=csl, **values)
    return reference_document(reference, Outlet(base_url="", now=timezone.now()))


def test_an_article_is_told_by_the_names_that_google_scholar_asks_for() -> None:
    assert citation_tags(document_of(ARTICLE)) == [
        ("citation_title", "A study of CD8+ cells"),
        ("citation_author", "Morse, Michael A"),
        ("citation_author", "The Group"),
        ("citation_publication_date", "2005/02"),
        ("citation_journal_title", "Journal of Tests"),
        ("citation_publisher", "A publisher"),
        ("citation_volume", "3"),
        ("citation_issue", "1"),
        ("citation_issn", "1234-5678"),
        ("citation_doi", "10.1186/1479-5876-3-9"),
        ("citation_pmid", "15723705"),
        ("citation_language", "en"),
        ("citation_firstpage", "9"),
        ("citation_lastpage", "12"),
    ]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("thesis", "citation_dissertation_institution", "A publisher"),
        ("report", "citation_technical_report_institution", "A publisher"),
        ("chapter", "citation_inbook_title", "Journal of Tests"),
        ("paper-conference", "citation_conference_title", "Journal of Tests"),
        ("book", "citation_publisher", "A publisher"),
    ],
)
def test_what_is_no_article_is_not_told_as_one(kind: str, name: str, value: str) -> None:
    found = dict(citation_tags(document_of({**ARTICLE, "type": kind})))
    assert found[name] == value
    assert "citation_journal_title" not in found


def test_an_article_stands_in_the_issue_of_a_volume_of_a_journal() -> None:
    found = structured_data(document_of(ARTICLE, is_open_access=True))
    assert found == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": "A study of CD8+ cells",
        "headline": "A study of CD8+ cells",
        "author": [
            {
                "@type": "Person",
                "name": "Michael A Morse",
                "givenName": "Michael A",
                "familyName": "Morse",
            },
            {"@type": "Organization", "name": "The Group"},
        ],
        "datePublished": "2005-02",
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": "1",
            "isPartOf": {
                "@type": "PublicationVolume",
                "volumeNumber": "3",
                "isPartOf": {
                    "@type": "Periodical",
                    "name": "Journal of Tests",
                    "issn": "1234-5678",
                },
            },
        },
        "pagination": "9-12",
        "publisher": {"@type": "Organization", "name": "A publisher"},
        "inLanguage": "en",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1186/1479-5876-3-9"},
            {"@type": "PropertyValue", "propertyID": "PMID", "value": "15723705"},
            {"@type": "PropertyValue", "propertyID": "PMCID", "value": "PMC1234"},
        ],
        "sameAs": [
            "https://doi.org/10.1186/1479-5876-3-9",
            "https://pubmed.ncbi.nlm.nih.gov/15723705/",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC1234/",
        ],
        "isAccessibleForFree": True,
    }


def test_only_what_is_known_is_told() -> None:
    found = structured_data(document_of({"type": "document", "title": "A leaflet"}))
    assert found == {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": "A leaflet",
    }


def test_that_a_text_costs_money_is_told_too() -> None:
    assert structured_data(document_of(ARTICLE, is_open_access=False))["isAccessibleForFree"] is (
        False
    )


def test_a_retraction_is_told() -> None:
    document = document_of(ARTICLE, status=ReferenceStatus.RETRACTED, notice="See there.")
    assert structured_data(document)["creativeWorkStatus"] == "Retracted"


def test_types_are_those_of_the_library() -> None:
    assert set(SCHEMA_TYPES) <= set(CslType.values)
