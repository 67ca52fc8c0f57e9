"""The admin's Library group: what pages share, from every app."""

from wagtail_modeladmin.options import ModelAdminGroup

from cms.content.admin import GlossaryTermAdmin, PersonAdmin
from cms.references.admin import ReferenceAdmin
from trials.admin import ConditionAdmin, InterventionAdmin


class LibraryGroup(ModelAdminGroup):
    """References, people, conditions, interventions and the glossary; after the pages."""

    menu_label = "Library"
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (ReferenceAdmin, PersonAdmin, ConditionAdmin, InterventionAdmin, GlossaryTermAdmin)
