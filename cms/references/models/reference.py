"""The reference library."""

import hashlib
import json
import uuid
from dataclasses import asdict
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.search import index

from cms.content.models import ContentPage, LibraryItem
from cms.references import csl as csl_json
from cms.references.choices import CslType, ReferenceStatus
from cms.references.formatting import format_in_all_styles, title_text
from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from cms.references.match_keys import KEY_LENGTH, Work


def anchor_of(public_id: uuid.UUID) -> str:
    """Return where the reference of an id stands in every page's reference list."""
    return f"ref-{public_id.hex[:8]}"


def _match_key() -> Any:
    return models.CharField(max_length=KEY_LENGTH, editable=False, blank=True, db_index=True)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """References in chains."""

    def with_tags(self) -> "ReferenceQuerySet":
        """Return the same references with their tags at hand, in one more query."""
        # django-stubs can't see through taggit's manager.
        return self.prefetch_related("tags")  # type: ignore[misc]


class Reference(index.Indexed, LibraryItem):
    """One publication. `csl` is the record; the other bibliographic columns are taken from it."""

    api_type = "reference"

    csl = models.JSONField("CSL-JSON", help_text="The canonical record. Nothing in it is lost.")

    title = models.TextField(editable=False)
    authors_text = models.TextField(editable=False, blank=True)
    year = models.PositiveSmallIntegerField(editable=False, null=True, db_index=True)
    container_title = models.TextField(editable=False, blank=True, db_index=True)
    csl_type = models.CharField(
        "type", max_length=30, editable=False, choices=CslType.choices, db_index=True
    )
    doi = models.CharField("DOI", max_length=500, editable=False, null=True, unique=True)
    pmid = models.CharField("PMID", max_length=9, editable=False, null=True, unique=True)
    pmcid = models.CharField("PMCID", max_length=12, editable=False, null=True, unique=True)
    #: What records of the same publication are found by: see `match_keys`.
    title_key = _match_key()
    title_end_key = _match_key()
    author_key = _match_key()
    place_key = _match_key()
    citations = models.JSONField(editable=False, default=dict)
    formatted_from = models.CharField(editable=False, max_length=64, blank=True)

    status = models.CharField(
        max_length=25,
        choices=ReferenceStatus.choices,
        default=ReferenceStatus.NORMAL,
        db_index=True,
        help_text="Readers and apps are told when it is not normal.",
    )
    notice = models.TextField(
        blank=True, help_text="What the publisher’s notice says, and where it is."
    )
    #: When the services were last asked what has become of it.
    checked_at = models.DateTimeField(editable=False, null=True, db_index=True)
    abstract = models.TextField(
        blank=True, help_text="For your own use. It is never shown to readers or sent to apps."
    )
    is_open_access = models.BooleanField(
        "open access", null=True, blank=True, db_index=True,
        help_text="Whether everybody can read the full text without paying.",
    )  # fmt: skip
    tags = TaggableManager(blank=True)
    note = models.TextField("editor’s note", blank=True, help_text="Not shown to readers.")

    objects = ReferenceQuerySet.as_manager()

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title", boost=4),
        index.SearchField("authors_text", boost=2),
        index.SearchField("container_title"),
        index.SearchField("doi"),
        index.SearchField("pmid"),
        index.AutocompleteField("title"),
        index.AutocompleteField("authors_text"),
        index.AutocompleteField("doi"),
        index.AutocompleteField("pmid"),
        index.FilterField("year"),
        index.FilterField("csl_type"),
        index.FilterField("status"),
    ]
    #: In Wagtail's own APIs, where a page names it.
    api_fields: ClassVar[list[Any]] = [
        APIField(name)
        for name in (
            "uuid", "title", "authors_text", "year", "container_title", "csl_type", "doi", "pmid",
            "pmcid", "status", "notice",
        )
    ]  # fmt: skip

    class Meta:
        ordering = ["-year", "title", "pk"]
        verbose_name = "reference"

    def __str__(self) -> str:
        names = csl_json.short_name(self.csl)
        lead = " ".join(part for part in (names, f"({self.year})" if self.year else "") if part)
        return f"{lead} {self.title}".strip()

    def clean(self) -> None:
        """Check the record and take the columns from it, so that uniqueness is checked too."""
        super().clean()
        if not isinstance(self.csl, dict):
            raise ValidationError({"csl": "The record must be one CSL-JSON object."})
        if not csl_json.can_be_stored(self.csl):
            raise ValidationError({"csl": "The record holds a character that no text may hold."})
        self.take_columns()
        errors: dict[str, str] = {}
        if not self.title:
            errors["csl"] = "A reference needs a title."
        if self.csl_type not in CslType.values:
            errors["csl"] = f"{self.csl_type or 'Nothing'} is no type that the library knows."
        if self.status != ReferenceStatus.NORMAL and not self.notice:
            errors["notice"] = "Say what the notice says and where it is."
        if errors:
            raise ValidationError(errors)

    def take_columns(self) -> None:
        """Set every column that is taken from `csl`, and put its identifiers in their one form.

        Raises:
            ValidationError: an identifier is none.
        """
        record: dict[str, Any] = dict(self.csl)
        errors: dict[str, ValidationError] = {}
        for key, column, normalise in (
            ("DOI", "doi", normalise_doi),
            ("PMID", "pmid", normalise_pmid),
            ("PMCID", "pmcid", normalise_pmcid),
        ):
            written = str(record.get(key) or "").strip()
            try:
                value = normalise(written) if written else None
            except ValidationError as error:
                errors[column] = error
                continue
            setattr(self, column, value)
            if value:
                record[key] = value
            else:
                record.pop(key, None)
        if errors:
            raise ValidationError({name: error.messages for name, error in errors.items()})
        self.csl = record
        self.title = title_text(str(record.get("title") or ""))
        self.authors_text = "; ".join(
            name.get("literal") or f"{name['family']} {name['given']}".strip()
            for name in csl_json.names_of(record)
        )
        self.year = csl_json.year_of(record)
        self.container_title = title_text(str(record.get("container-title") or ""))
        self.csl_type = str(record.get("type") or "")
        for name, key in asdict(Work.of(record).keys).items():
            setattr(self, name, key)

    def fingerprint(self) -> str:
        """Return what tells whether the stored citations belong to this record."""
        return hashlib.sha256(json.dumps(self.csl, sort_keys=True).encode()).hexdigest()

    def format_citations(self) -> None:
        """Format the record in every style, when it changed since that was last done.

        Raises:
            FormattingError: the record can't be formatted.
        """
        if self.formatted_from != self.fingerprint():
            self.citations = format_in_all_styles([self.csl])[0]
            self.formatted_from = self.fingerprint()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with every derived column in step.

        Raises:
            ValidationError: an identifier in the record is none.
            FormattingError: the record can't be formatted.
        """
        self.take_columns()
        self.format_citations()
        super().save(*args, **kwargs)

    @property
    def short_citation(self) -> str:
        """The reference as an author and a year: `Dai et al. 2008`."""
        names = csl_json.short_name(self.csl) or Truncator(self.title).chars(40)
        return " ".join(part for part in (names, str(self.year or "")) if part)

    @property
    def identifier(self) -> str:
        """What tells it from every other publication: DOI, else PubMed or PubMed Central id."""
        return self.doi or (f"PMID {self.pmid}" if self.pmid else "") or self.pmcid or ""

    @property
    def anchor(self) -> str:
        """Where the reference stands in a page's reference list: it does not move with numbers."""
        return anchor_of(self.uuid)

    @property
    def link(self) -> str:
        """The best address to read it at: DOI, else PubMed Central, PubMed, its own URL."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        url = str(self.csl.get("URL") or "")
        return url if url.startswith(("http://", "https://")) else ""


class MergedReference(models.Model):
    """A reference that was merged into another: its id leads there for as long as that one is."""

    #: Its key while it was in the library.
    merged_pk = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    into = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="merged")
    merged_at = models.DateTimeField(default=timezone.now)

    #: Nobody has to be asked before the reference is deleted that it was merged into.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "merged reference"

    def __str__(self) -> str:
        return f"{self.uuid}, merged into {self.into}"


class CitedPage(ContentPage):
    """A page whose text cites references: they are numbered and listed at its end."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the context with `references`: what the document names, by id."""
        from cms.references.documents import references_in

        context = super().get_context(request, *args, **kwargs)
        return {**context, "references": references_in(context["document"])}
