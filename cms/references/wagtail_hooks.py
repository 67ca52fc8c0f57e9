"""What the references app adds to the admin."""

from wagtail import hooks

from cms.references.actions import register_log_actions
from cms.references.choosers import reference_chooser
from cms.references.draftail import register_citations
from cms.references.imports.urls import urlpatterns as import_urls
from cms.references.merges.urls import urlpatterns as merge_urls
from cms.references.refreshing.actions import register_log_actions as register_refreshing
from cms.references.refreshing.panels import add_panels
from cms.references.refreshing.urls import urlpatterns as refreshing_urls
from cms.references.searches.panels import add_panel as add_panel_of_searches
from cms.references.searches.urls import urlpatterns as search_urls

hooks.register("register_rich_text_features", register_citations)
hooks.register("register_admin_viewset", lambda: reference_chooser)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", register_refreshing)
hooks.register("register_admin_urls", lambda: import_urls)
hooks.register("register_admin_urls", lambda: refreshing_urls)
hooks.register("construct_homepage_panels", add_panels)
hooks.register("register_admin_urls", lambda: search_urls)
hooks.register("construct_homepage_panels", add_panel_of_searches)
hooks.register("register_admin_urls", lambda: merge_urls)
