"""The admin's pages of saved searches, and of what they have found."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.models import Page

from cms.references.models import FoundPublication, FoundState, SavedSearch
from cms.references.searches.actions import (
    AddFoundPublicationAction,
    DismissFoundPublicationAction,
)
from cms.references.searches.forms import SavedSearchForm
from cms.references.searches.panels import new_publications
from cms.references.searches.running import MOST_FOUND
from cms.references.tasks import run_saved_search

PUBLICATIONS_A_PAGE = 50


class SavedSearchesView(View):
    """The searches of one topic: for those who may edit it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=kwargs["page_pk"])
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, page_pk: int) -> HttpResponse:
        return self._page(request, SavedSearchForm(page=self.page))

    def post(self, request: HttpRequest, page_pk: int) -> HttpResponse:
        if "delete" in request.POST:
            self._delete(request)
            return redirect("saved_searches", page_pk)
        form = SavedSearchForm(request.POST, page=self.page)
        if not form.is_valid():
            return self._page(request, form, status=422)
        form.instance.created_by = request.user  # type: ignore[assignment]  # logged in
        saved = form.save()
        run_saved_search.enqueue(saved.pk)
        messages.success(request, "The search is saved. It is run now, and again each week.")
        return redirect("saved_searches", page_pk)

    def _delete(self, request: HttpRequest) -> None:
        """Delete a search; what it found and nobody has decided about goes with it."""
        key = request.POST["delete"]
        known = key.isdecimal() and len(key) < 19
        saved = SavedSearch.objects.filter(page=self.page, pk=int(key) if known else 0).first()
        if saved is not None:
            saved.found.filter(state=FoundState.NEW).delete()
            saved.delete()
            messages.success(request, f"Deleted: {saved}")

    def _page(self, request: HttpRequest, form: SavedSearchForm, status: int = 200) -> HttpResponse:
        context = {
            "topic": self.page,
            "form": form,
            "searches": SavedSearch.objects.filter(page=self.page),
            "most_found": MOST_FOUND,
            "may_add": request.user.has_perm("references.add_reference"),
        }
        return TemplateResponse(
            request, "modeladmin/references/saved_searches.html", context, status=status
        )


class NewPublicationsView(View):
    """All that is new, some a page, and what is decided about one of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("references.add_reference"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator(new_publications(), PUBLICATIONS_A_PAGE)
        context = {"page": pages.get_page(request.GET.get("p"))}
        return TemplateResponse(request, "modeladmin/references/new_publications.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("add") or request.POST.get("dismiss") or ""
        known = key.isdecimal() and len(key) < 19
        found = get_object_or_404(FoundPublication, pk=int(key) if known else 0)
        back = "wagtailadmin_home" if request.POST.get("next") == "home" else "new_publications"
        try:
            if "add" not in request.POST:
                DismissFoundPublicationAction(found, user=request.user).execute()
                messages.success(request, f"Dismissed: {found}")
                return redirect(back)
            reference = AddFoundPublicationAction(found, user=request.user).execute()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(back)
        messages.success(request, f"In the library: {reference}. Check it and save.")
        return redirect(reverse("references_reference_modeladmin_edit", args=[reference.pk]))
