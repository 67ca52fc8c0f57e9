"""What the content app adds to the admin."""

from wagtail import hooks

from cms.content.actions import register_actions
from cms.content.admin_assets import scripts, styles
from cms.content.choosers import glossary_term_chooser, person_chooser
from cms.content.editor import keep_in_api, limit_default_features

hooks.register("register_actions", register_actions)
hooks.register("register_rich_text_features", keep_in_api)
# After the apps that add features of their own.
hooks.register("register_rich_text_features", limit_default_features, order=1000)
hooks.register("insert_global_admin_js", scripts)
hooks.register("insert_global_admin_css", styles)
hooks.register("register_admin_viewset", lambda: [person_chooser, glossary_term_chooser])
