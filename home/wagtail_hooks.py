"""What the home app adds to the admin."""

from wagtail_modeladmin.options import modeladmin_register

from home.admin import LibraryGroup

modeladmin_register(LibraryGroup)
