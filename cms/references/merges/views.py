"""The admin's pages of merging two references."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages

from cms.content.usage import usages_of
from cms.references.actions import GONE, MERGE_RIGHTS, MergeReferencesAction
from cms.references.duplicates import doubles_of
from cms.references.formatting import FormattingError
from cms.references.merges.comparing import compared, different_identifiers
from cms.references.merges.doubles import dismissed_with
from cms.references.merges.forms import MergeForm
from cms.references.models import MergedReference, Reference

LIST = "references_reference_modeladmin_index"
EDIT = "references_reference_modeladmin_edit"
#: Keys are whole numbers that fit a column.
MAX_KEY = 2**63 - 1
CHANGED = (
    "Somebody has changed one of the two since you opened this page, so nothing was merged. "
    "Look at them again, and confirm if they are still the same."
)
NOT_FORMATTED = (
    "The citation can’t be made from what the merged reference would say, so nothing was merged. "
    "Check type, authors and date of both, and merge them then."
)


class MergingReferences:
    """Mixin: for those who may merge references."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perms(MERGE_RIGHTS):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin of views
        return response


class MergeView(MergingReferences, View):
    """Asks which other reference one is merged with, compares the two, and merges them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self._find(pk):
            return self._led_on(pk)
        if "other" not in request.GET:
            return self._choosing(MergeForm(kept=self.kept))
        form = MergeForm(request.GET, kept=self.kept)
        if not form.is_valid():
            return self._choosing(form, status=422)
        return self._comparing(form.cleaned_data["other"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self._find(pk):
            return self._led_on(pk)
        form = MergeForm(request.POST, kept=self.kept)
        if not form.is_valid():
            return self._choosing(form, status=422)
        other = form.cleaned_data["other"]
        if request.POST.get("seen") != seen(self.kept, other):
            return self._comparing(other, refusal=CHANGED, status=409)
        title = str(other)
        try:
            kept = MergeReferencesAction(self.kept, merged=other, user=request.user).execute()
        except FormattingError:
            return self._comparing(other, refusal=NOT_FORMATTED, status=422)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(LIST)
        messages.success(
            request, f"Merged. Whatever named “{title}” names “{kept}” now.", extra_tags="merged"
        )
        return redirect(EDIT, kept.pk)

    def _find(self, pk: int) -> bool:
        """Find the reference that stays; return whether it is there."""
        found = Reference.objects.filter(pk=pk).first() if pk <= MAX_KEY else None
        if found is not None:
            self.kept = found
        return found is not None

    def _led_on(self, pk: int) -> HttpResponse:
        """Lead from a reference that was merged to what it is now."""
        merged = MergedReference.objects.filter(merged_pk=pk).first() if pk <= MAX_KEY else None
        if merged is None:
            raise Http404
        messages.warning(self.request, GONE)
        return redirect(EDIT, merged.into_id)

    def _choosing(self, form: MergeForm, status: int = 200) -> HttpResponse:
        apart = dismissed_with(self.kept)
        doubles = [each for each in doubles_of([self.kept]) if each.other not in apart]
        found = Reference.objects.in_bulk([double.other for double in doubles])
        context = {
            "kept": self.kept,
            # Without what was refused: the chooser can't show what is no reference.
            "form": MergeForm(kept=self.kept),
            "errors": form.errors.get("other", ()),
            "doubles": [(found[each.other], each) for each in doubles if each.other in found],
        }
        return self._page("merge.html", context, status)

    def _comparing(self, other: Reference, *, refusal: str = "", status: int = 200) -> HttpResponse:
        kept, user = self.kept, self.request.user
        context = {
            "kept": kept,
            "other": other,
            "fields": compared(kept, other),
            "different_identifiers": different_identifiers(kept, other),
            "used": [(each, usages_of(each, user=user)) for each in (kept, other)],
            "seen": seen(kept, other),
            "refusal": refusal,
            "swapped": f"{reverse('reference_merge', args=[other.pk])}?other={kept.pk}",
        }
        return self._page("merge_comparison.html", context, status)

    def _page(self, name: str, context: dict[str, Any], status: int) -> HttpResponse:
        template = f"modeladmin/references/{name}"
        return TemplateResponse(self.request, template, context, status=status)


def seen(kept: Reference, other: Reference) -> str:
    """Return what tells the two as they are from what they were."""
    return f"{kept.updated_at.isoformat()} {other.updated_at.isoformat()}"
