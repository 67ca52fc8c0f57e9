"""The admin's list of references that may be of one publication."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages

from cms.references.merges.views import MergingReferences
from cms.references.models import PossibleDuplicate

PAIRS_A_PAGE = 50
DISMISSED = "dismissed"


class DoublesView(MergingReferences, View):
    """Lists pairs to be merged or, once somebody has looked, to be left alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        is_dismissed = request.GET.get("show") == DISMISSED
        pairs = PossibleDuplicate.objects.filter(is_dismissed=is_dismissed)
        pairs = pairs.select_related("one", "other").order_by("-score", "pk")
        context = {
            "page": Paginator(pairs, PAIRS_A_PAGE).get_page(request.GET.get("p")),
            "is_dismissed": is_dismissed,
        }
        return TemplateResponse(request, "modeladmin/references/doubles.html", context)


class DismissView(MergingReferences, View):
    """Takes down that a pair is two publications, or that it may be one after all."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = get_object_or_404(PossibleDuplicate, pk=pk)
        pair.is_dismissed = request.POST.get("dismiss") == "1"
        pair.save(update_fields=["is_dismissed"])
        if pair.is_dismissed:
            messages.success(request, "Noted: they are two publications.")
            return redirect("reference_doubles")
        messages.success(request, "The pair is in the list of possible duplicates again.")
        return redirect(f"{reverse('reference_doubles')}?show={DISMISSED}")
