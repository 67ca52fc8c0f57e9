"""The admin's pages of notices and of proposed changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages

from cms.references.formatting import FormattingError
from cms.references.models import ProposalState, Reference, ReferenceProposal
from cms.references.refreshing.actions import (
    AcceptProposalsAction,
    DismissNoticesAction,
    DismissProposalsAction,
)
from cms.references.refreshing.differences import LABELS, in_words
from cms.references.refreshing.forms import ReasonForm
from cms.references.refreshing.panels import late_references

REFERENCES_A_PAGE = 25
NOT_FORMATTED = (
    "The citation could not be made from the changed record, so nothing was changed. Accept one "
    "field after the other to see which it is, or fill in the record by hand."
)
NOTHING_CHOSEN = "Nothing was chosen, so nothing has changed."


class ChangingReferences(View):
    """The base of what those may do who may change references."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("references.change_reference"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DismissNoticesView(ChangingReferences):
    """Asks why a notice does not concern the version that the library cites."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, pk, ReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(request, pk, form, status=422)
        reference = get_object_or_404(Reference, pk=pk)
        reason = form.cleaned_data["reason"]
        try:
            DismissNoticesAction(reference, reason=reason, user=request.user).execute()
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, f"The notice is put aside: {reference}")
        return redirect("wagtailadmin_home")

    def _page(
        self, request: HttpRequest, pk: int, form: ReasonForm, status: int = 200
    ) -> HttpResponse:
        context = {"reference": get_object_or_404(Reference, pk=pk), "form": form}
        template = "modeladmin/references/dismiss_notices.html"
        return TemplateResponse(request, template, context, status=status)


@dataclass(frozen=True)
class ShownProposal:
    """A proposal as it is shown: what the record says now, and what it would say."""

    pk: int
    label: str
    now: str
    new: str
    source: str

    @classmethod
    def of(cls, row: ReferenceProposal) -> "ShownProposal":
        """Return a stored proposal as it is shown."""
        now = in_words(row.field, row.reference.csl.get(row.field))
        label = LABELS.get(row.field, row.field)
        return cls(row.pk, label, now, in_words(row.field, row.new), row.source)


class ProposalsView(ChangingReferences):
    """Shows open proposals, some references a page, and takes what is decided about one of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        proposed = Reference.objects.filter(proposals__state=ProposalState.OPEN).distinct()
        pages = Paginator(proposed.order_by("title", "pk"), REFERENCES_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        context = {
            "page": page,
            "proposed": _with_proposals(page),
            "late": late_references(),
        }
        return TemplateResponse(request, "modeladmin/references/proposals.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("reference", "")
        if not (key.isdecimal() and len(key) < 19):
            key = "0"
        reference = get_object_or_404(Reference, pk=int(key))
        chosen = [
            int(value)
            for value in request.POST.getlist("proposal")
            if value.isdecimal() and len(value) < 19
        ]
        if not chosen:
            messages.warning(request, NOTHING_CHOSEN)
        else:
            self._decide(request, reference, chosen)
        page = request.POST.get("p", "")
        address = reverse("reference_proposals")
        return redirect(f"{address}?p={page}" if page.isdecimal() else address)

    def _decide(self, request: HttpRequest, reference: Reference, chosen: list[int]) -> None:
        is_accepted = "accept" in request.POST
        action: AcceptProposalsAction | DismissProposalsAction
        if is_accepted:
            action = AcceptProposalsAction(reference, proposals=chosen, user=request.user)
        else:
            reason = request.POST.get("reason", "")
            action = DismissProposalsAction(
                reference, proposals=chosen, reason=reason, user=request.user
            )
        try:
            changed = action.execute()
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        except FormattingError:
            messages.error(request, NOT_FORMATTED)
        else:
            done = "The record is changed" if is_accepted else "Dismissed; the record stays"
            messages.success(request, f"{done}: {changed}")


def _with_proposals(
    references: Iterable[Reference],
) -> list[tuple[Reference, list[ShownProposal]]]:
    """Return references with their open proposals, in one query."""
    rows = ReferenceProposal.objects.filter(
        state=ProposalState.OPEN, reference__in=[reference.pk for reference in references]
    )
    shown: dict[int, list[ShownProposal]] = {}
    for row in rows.select_related("reference"):
        shown.setdefault(row.reference_id, []).append(ShownProposal.of(row))
    return [(reference, shown.get(reference.pk, [])) for reference in references]
