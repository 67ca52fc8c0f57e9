"""What the editorial app adds to the admin."""

from wagtail import hooks

from cms.editorial.actions import register_log_actions
from cms.editorial.admin_api import register_pages
from cms.editorial.moving import refuse_move_below_itself
from cms.editorial.publishing import refuse_incomplete_pages

hooks.register("before_bulk_action", refuse_incomplete_pages)
hooks.register("before_move_page", refuse_move_below_itself)
hooks.register("construct_admin_api", register_pages)
hooks.register("register_log_actions", register_log_actions)
