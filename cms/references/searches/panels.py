"""What the admin's home page says of saved searches, and the way to them from a topic's form."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import HelpPanel
from wagtail.admin.ui.components import Component

from cms.references.models import FoundPublication, FoundState, SavedSearch

MOST_SHOWN = 10


def new_publications() -> QuerySet[FoundPublication]:
    """Return what saved searches have found and nobody has decided about, the newest first."""
    new = FoundPublication.objects.filter(state=FoundState.NEW, search__isnull=False)
    return new.select_related("search__page")


class NewPublicationsPanel(Component):
    """What is new in Europe PMC for the topics that keep searches."""

    name = "new_publications"
    template_name = "modeladmin/references/new_publications_panel.html"
    order = 220

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        searches = SavedSearch.objects.select_related("page")
        new = new_publications()
        number = new.count()
        return {
            "has_searches": searches.exists(),
            "failed": list(searches.exclude(problem="")[:MOST_SHOWN]),
            "found": list(new[:MOST_SHOWN]),
            "number": number,
            "more": max(0, number - MOST_SHOWN),
            "csrf_token": (parent_context or {}).get("csrf_token"),
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel, for those who may add references."""
    if request.user.has_perm("references.add_reference"):
        panels.append(NewPublicationsPanel())


class SavedSearchesPanel(HelpPanel):
    """The way from a topic's form to its saved searches. They are no part of the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "modeladmin/references/saved_searches_panel.html")
        kwargs.setdefault("heading", "New publications")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        @property
        def searches(self) -> list[SavedSearch]:
            """The topic's searches."""
            return list(SavedSearch.objects.filter(page=self.instance.pk))
