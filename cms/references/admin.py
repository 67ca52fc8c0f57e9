"""References in the admin's Library group."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)

from cms.content.library_admin import ItemSearch, LibraryAdmin
from cms.delivery.filters import Data
from cms.delivery.formats import ExportFormat
from cms.references.choices import CslType, ReferenceStatus
from cms.references.documents import public_csl
from cms.references.exporting import FORMATS
from cms.references.forms import ReferenceForm
from cms.references.models import Reference
from cms.references.queries import references_matching

#: What editors call the formats of reference managers.
LABELS = {"ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}
OPEN_ACCESS = {True: "Yes", False: "No", None: "Not known"}


class RecordPanel(FieldPanel):
    """A field that the form has and the model has not: it is a part of the record.

    Some columns taken from the record are called the same; the form leaves them to the model.
    """

    def get_form_options(self) -> dict[str, Any]:
        return {"fields": [self.field_name], "exclude": [self.field_name]}


class CitationPanel(HelpPanel):
    """The citation as it was formatted when the reference was saved. Nothing to fill in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "modeladmin/references/citation_panel.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk and self.instance.citations)

        @property
        def citation(self) -> SafeString:
            """The citation in NLM style; its HTML was cleaned when it was made."""
            html = str(self.instance.citations["nlm"]["html"])
            return SafeString(html)


class NoticePanel(HelpPanel):
    """The way to say that a notice does not concern the version that the library cites."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "modeladmin/references/notice_panel.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.status != ReferenceStatus.NORMAL)


class TypeFilter(admin.SimpleListFilter):
    """Types that the library has references of."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = Reference.objects.order_by("csl_type").values_list("csl_type", flat=True).distinct()
        return [(value, CslType(value).label) for value in used if value in CslType.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(csl_type=self.value()) if self.value() else queryset


class TagFilter(admin.SimpleListFilter):
    """Tags that references have."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Reference.tags.order_by("name").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(tags__slug=self.value()) if self.value() else queryset


class ReferenceSearch(ItemSearch):
    """Title, author, year, journal or identifier, as they are remembered or pasted."""

    def search_queryset(
        self, queryset: QuerySet[Any], search_term: str, **kwargs: Any
    ) -> QuerySet[Any]:
        return references_matching(queryset, search_term)


class ReferenceAdmin(LibraryAdmin):
    """The publications that the library cites."""

    model = Reference
    menu_icon = "openquote"
    index_template_name = "modeladmin/references/index.html"
    edit_template_name = "modeladmin/references/edit.html"
    inspect_template_name = "modeladmin/references/inspect.html"
    search_handler_class = ReferenceSearch
    search_fields = ("title",)
    list_display = (
        "citation",
        "title",
        "year",
        "published_in",
        "csl_type",
        "status",
        "identifiers",
        "open_access",
    )
    list_export = (
        "citation",
        "full_citation",
        "title",
        "authors",
        "year",
        "published_in",
        "csl_type",
        "doi",
        "pmid",
        "pmcid",
        "address",
        "status",
        "notice",
        "is_open_access",
        "tag_names",
        "note",
        "uuid",
        "created_at",
        "updated_at",
    )
    export_formats: ClassVar[Mapping[str, ExportFormat]] = {
        LABELS[found.name]: found for found in FORMATS if found.name in LABELS
    }
    list_filter = (
        "status",
        TypeFilter,
        "is_open_access",
        ("year", admin.AllValuesFieldListFilter),
        TagFilter,
    )
    ordering = ("-year", "authors_text")
    inspect_view_fields = (
        "full_citation",
        "title",
        "authors",
        "year",
        "published_in",
        "csl_type",
        "doi",
        "pmid",
        "pmcid",
        "address",
        "status",
        "notice",
        "open_access",
        "tag_names",
        "note",
    )

    edit_handler = ObjectList(
        [
            CitationPanel(heading="Citation"),
            MultiFieldPanel(
                [
                    RecordPanel("type"),
                    RecordPanel("title"),
                    RecordPanel("authors"),
                    RecordPanel("container_title"),
                    RecordPanel("issued"),
                    FieldRowPanel(
                        [RecordPanel("volume"), RecordPanel("issue"), RecordPanel("pages")]
                    ),
                    RecordPanel("publisher"),
                ],
                heading="Publication",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([RecordPanel("doi"), RecordPanel("pmid"), RecordPanel("pmcid")]),
                    RecordPanel("url"),
                    FieldPanel("is_open_access"),
                ],
                heading="Where to read it",
            ),
            MultiFieldPanel(
                [FieldPanel("status"), FieldPanel("notice"), NoticePanel()],
                heading="Corrected or retracted",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("tags"),
                    RecordPanel("language"),
                    FieldPanel("abstract"),
                    FieldPanel("note"),
                ],
                heading="For editors",
            ),
        ],
        base_form_class=ReferenceForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.prefetch_related("tags")

    def exported_data(self, item: Reference) -> Data:
        """Return what the API exports of a reference, too."""
        return {"id": str(item.uuid), "csl": public_csl(item)}

    @admin.display(description="reference", ordering="authors_text")
    def citation(self, reference: Reference) -> str:
        """Author and year."""
        return reference.short_citation

    @admin.display(description="identifiers", ordering="doi")
    def identifiers(self, reference: Reference) -> str:
        """Every identifier that it has."""
        pmid = f"PMID {reference.pmid}" if reference.pmid else ""
        return ", ".join(part for part in (reference.doi, pmid, reference.pmcid) if part)

    @admin.display(description="open access", ordering="is_open_access")
    def open_access(self, reference: Reference) -> str:
        """Yes, no or not known, in words."""
        return OPEN_ACCESS[reference.is_open_access]

    @admin.display(description="citation")
    def full_citation(self, reference: Reference) -> str:
        """The whole citation in NLM style, without markup."""
        return str(reference.citations["nlm"]["text"])

    @admin.display(description="authors")
    def authors(self, reference: Reference) -> str:
        """Everybody who wrote it."""
        return reference.authors_text

    @admin.display(description="published in", ordering="container_title")
    def published_in(self, reference: Reference) -> str:
        """The journal, book or website."""
        return reference.container_title

    @admin.display(description="address")
    def address(self, reference: Reference) -> str:
        """Where it can be read."""
        return reference.link

    @admin.display(description="tags")
    def tag_names(self, reference: Reference) -> list[str]:
        """Its tags."""
        return sorted(tag.name for tag in reference.tags.all())
