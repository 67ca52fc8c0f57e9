"""Searches that topics keep, and what they have found that is not in the library."""

from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Page

from cms.references.importing.records import ImportedRecord
from cms.references.models.described import DescribedByCsl
from cms.references.models.reference import Reference


class SavedSearch(models.Model):
    """A search of Europe PMC that is run again each week, for one topic.

    It is no content of the page: it has no drafts, and takes effect when it is saved.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="saved_searches")
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_run_at = models.DateTimeField(null=True)
    #: Why it could not be run the last time, for the editor.
    problem = models.TextField(blank=True)
    #: Whether it found more than is looked at.
    is_cut_off = models.BooleanField(default=False)

    class Meta:
        verbose_name = "saved search"
        verbose_name_plural = "saved searches"
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "query"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.query


class FoundState(models.TextChoices):
    """What became of a publication that was found."""

    NEW = "new", "New"
    ADDED = "added", "Added"
    DISMISSED = "dismissed", "Dismissed"


class FoundPublication(DescribedByCsl, models.Model):
    """A publication that a saved search has found. It is shown once, whichever search finds it."""

    wagtail_reference_index_ignore = True

    #: Null once the search is gone: what was decided stays.
    search = models.ForeignKey(
        SavedSearch, null=True, on_delete=models.SET_NULL, related_name="found"
    )
    #: Europe PMC's own: `MED:12154376`.
    key = models.CharField(max_length=100, unique=True)
    doi = models.CharField(max_length=500, blank=True, db_index=True)
    csl = models.JSONField()
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=FoundState.choices, default=FoundState.NEW, db_index=True
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reference = models.ForeignKey(Reference, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "found publication"
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def record(self) -> ImportedRecord:
        """The publication as a record to be imported."""
        return ImportedRecord(index=1, line=0, csl=self.csl)

    @property
    def identifier(self) -> str:
        """What it is looked up by; empty where there is nothing."""
        pmid: Any = self.csl.get("PMID")
        return self.doi or (f"PMID: {pmid}" if pmid else "") or str(self.csl.get("PMCID") or "")

    @property
    def link(self) -> str:
        """Where it can be read about."""
        source, _, identifier = self.key.partition(":")
        return f"https://europepmc.org/article/{source}/{identifier}"
