"""The admin's Library group: what pages share, from every app."""

from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from cms.content.admin import GlossaryTermAdmin, PersonAdmin
from cms.references.admin import ReferenceAdmin
from cms.references.imports.menu import ImportsMenuItem
from trials.admin import ConditionAdmin, InterventionAdmin


class LibraryGroup(ModelAdminGroup):
    """References, people, conditions, interventions and the glossary; after the pages."""

    menu_label = "Library"
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (ReferenceAdmin, PersonAdmin, ConditionAdmin, InterventionAdmin, GlossaryTermAdmin)

    def get_submenu_items(self) -> list[MenuItem]:
        """Return the lists, and after that of references the way to import some."""
        return [*super().get_submenu_items(), ImportsMenuItem(order=1.5)]
