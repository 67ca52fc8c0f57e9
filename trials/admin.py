"""Conditions and interventions in the admin's Library group."""

from django.contrib import admin

from cms.content.library_admin import LibraryAdmin
from trials.models import Condition, Intervention
from trials.models.taxonomies import Taxonomy


class TaxonomyAdmin(LibraryAdmin):
    """The base of both."""

    list_display: tuple[str, ...] = ("name", "other_names", "mesh_id", "updated_at")
    list_export: tuple[str, ...] = (
        "name",
        "synonyms",
        "mesh_id",
        "slug",
        "uuid",
        "created_at",
        "updated_at",
    )
    list_filter: tuple[object, ...] = (("mesh_id", admin.EmptyFieldListFilter),)
    search_fields = ("name", "synonyms", "mesh_id")
    ordering = ("name",)
    inspect_view_fields: tuple[str, ...] = ("name", "synonyms", "mesh_id", "slug")

    @admin.display(description="synonyms")
    def other_names(self, item: Taxonomy) -> str:
        """The synonyms in one line."""
        return "; ".join(item.synonyms)


class ConditionAdmin(TaxonomyAdmin):
    """What trials are about."""

    model = Condition
    menu_icon = "tag"


class InterventionAdmin(TaxonomyAdmin):
    """What trials give or do."""

    model = Intervention
    menu_icon = "form"
    list_display = ("name", "type", "other_names", "mesh_id", "updated_at")
    list_export = ("name", "type", *TaxonomyAdmin.list_export[1:])
    list_filter = ("type", *TaxonomyAdmin.list_filter)
    inspect_view_fields = ("name", "type", "synonyms", "mesh_id", "slug")
