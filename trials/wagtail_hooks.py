"""What the trials app adds to the admin."""

from wagtail import hooks

from trials.choosers import condition_chooser, intervention_chooser

hooks.register("register_admin_viewset", lambda: [condition_chooser, intervention_chooser])
