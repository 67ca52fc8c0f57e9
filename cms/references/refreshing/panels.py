"""What the admin's home page says of the reference library: one panel each, where there is news."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component

from cms.references.choices import ReferenceStatus
from cms.references.models import ProposalState, Reference, ReferenceProposal
from cms.references.refreshing.citing import citing_pages
from cms.references.refreshing.rounds import due_references

MOST_SHOWN = 20
#: A reference that could not be checked for so long is told of.
LATE = datetime.timedelta(days=3)


@dataclass(frozen=True)
class Cited:
    """A retracted reference that live pages cite.

    Args:
        reference: the reference.
        pages: title of each page, and where it can be edited; empty where the asker may not.
    """

    reference: Reference
    pages: list[tuple[str, str]]


def retracted_and_cited(user: Any) -> list[Cited]:
    """Return the retracted references that live pages cite, those with the newest notice first."""
    retracted = Reference.objects.filter(status=ReferenceStatus.RETRACTED)
    told = retracted.annotate(told=Max("notices__found_at"))
    references = list(told.order_by(F("told").desc(nulls_last=True), "-pk"))
    pages = citing_pages([reference.pk for reference in references])
    finder = AdminURLFinder(user)
    return [
        Cited(
            reference,
            [
                (page.get_admin_display_title(), finder.get_edit_url(page) or "")
                for page in pages[reference.pk]
            ],
        )
        for reference in references
        if pages[reference.pk]
    ]


class RetractedPanel(Component):
    """Retracted publications that live pages still cite."""

    name = "retracted"
    template_name = "modeladmin/references/retracted_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        cited = retracted_and_cited(user)
        return {
            "cited": cited[:MOST_SHOWN],
            "more": len(cited[MOST_SHOWN:]),
            "may_change": user.has_perm("references.change_reference"),
        }


class ProposalsPanel(Component):
    """How many changes are proposed, and whether the services can be reached."""

    name = "proposals"
    template_name = "modeladmin/references/proposals_panel.html"
    order = 210

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        proposals = ReferenceProposal.objects.filter(state=ProposalState.OPEN)
        return {
            "proposals": proposals.count(),
            "references": proposals.values("reference").distinct().count(),
            "late": late_references(),
            "late_days": LATE.days,
        }


def late_references() -> int:
    """Return how many references could not be checked for some days."""
    before = timezone.now() - LATE
    return due_references(checked_before=before).filter(created_at__lt=before).count()


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panels that somebody may see."""
    if request.user.has_perm("references.view_reference"):
        panels.append(RetractedPanel())
    if request.user.has_perm("references.change_reference"):
        panels.append(ProposalsPanel())
