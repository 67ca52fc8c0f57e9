"""The admin's pages of imports: hand over, choose, see what became of it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View
from wagtail.admin import messages

from cms.references.choices import Choice, RecordStatus
from cms.references.imports.forms import MAX_BYTES, PASTED, TOO_LARGE, ImportForm
from cms.references.imports.reading import FIRST, choose, choose_for_duplicates, read_import
from cms.references.imports.uploads import UploadLimit
from cms.references.models import ImportRow, ImportState, Outcome, ReferenceImport
from cms.references.tasks import go_on_with_import

ROWS_A_PAGE = 100
SHOWN_IMPORTS = 20
#: What the other fields of a form and the edges of its parts may take.
OVERHEAD = 64 * 1024
#: What can be chosen for a record, by what it is to the library.
CHOICES = {
    RecordStatus.NEW: (Choice.ADD, Choice.SKIP),
    RecordStatus.DUPLICATE: (Choice.SKIP, Choice.FILL, Choice.ADD),
}
#: What can be chosen at once for every record that the library has already.
BULK_CHOICES = (Choice.SKIP, Choice.FILL)
ALL = "all"


class AddingReferences(View):
    """The base of what those may do who may add references."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("references.add_reference"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportsView(AddingReferences):
    """Takes a file or a text, and lists what was imported lately."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if request.upload_limit.was_stopped:  # type: ignore[attr-defined]  # set by `limited`
            form.errors.clear()
            form.add_error("file", TOO_LARGE)
            return self._page(request, form, status=413)
        if not form.is_valid():
            return self._page(request, form, status=422)
        file = form.handed_over
        made = ReferenceImport(name=self._name(form), created_by=request.user)  # type: ignore[misc]  # logged in
        made.file.save("references", file, save=False)
        made.save()
        # What fits is shown at once; the worker reads the rest.
        read_import(made, limit=FIRST)
        if made.state == ImportState.READING:
            go_on_with_import.enqueue(made.pk)
        return redirect("reference_import", made.pk)

    def _name(self, form: ImportForm) -> str:
        if not form.is_pasted:
            return Truncator(form.handed_over.name or "File").chars(255)
        start = " ".join(form.cleaned_data["text"].split())
        return Truncator(f"{PASTED}: {start}").chars(80)

    def _page(self, request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "max_bytes": MAX_BYTES,
            "too_large": TOO_LARGE,
            "imports": ReferenceImport.objects.select_related("created_by").annotate(
                records=Count("rows")
            )[:SHOWN_IMPORTS],
        }
        return TemplateResponse(
            request, "modeladmin/references/imports.html", context, status=status
        )


@csrf_exempt
def limited_imports_view(request: HttpRequest) -> HttpResponseBase:
    """Answer as `ImportsView` does, and stop an upload that is too large.

    Exempt itself, because the check reads the body: it comes after the limit is set.
    """
    limit = UploadLimit(request, limit=MAX_BYTES, overhead=OVERHEAD)
    request.upload_handlers.insert(0, limit)
    request.upload_limit = limit  # type: ignore[attr-defined]  # for the view
    return csrf_protect(ImportsView.as_view())(request)


class ImportView(AddingReferences):
    """One import: its records, what is chosen for each, and what became of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(ReferenceImport, pk=pk)
        shown = request.GET.get("show", ALL)
        rows = _rows(found, shown)
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "import": found,
            "counts": counts_of(found),
            "outcomes": outcomes_of(found),
            "shown": shown,
            "page": page,
            "rows": list(_with_choices(page)),
            "bulk_choices": BULK_CHOICES,
            "will_be_written": _chosen(found).count(),
        }
        return TemplateResponse(request, "modeladmin/references/import.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(ReferenceImport, pk=pk)
        if found.state != ImportState.READY:
            messages.warning(request, "This import has begun already. Nothing was changed.")
            return redirect("reference_import", pk)
        choose(found, _choices_in(request))
        for_duplicates = request.POST.get("duplicates", "")
        if for_duplicates in BULK_CHOICES:
            choose_for_duplicates(found, Choice(for_duplicates))
        if "start" not in request.POST:
            query = request.POST.get("next", "")
            address = reverse("reference_import", args=[pk])
            return redirect(f"{address}?{query}" if query else address)
        found.state = ImportState.IMPORTING
        found.save(update_fields=["state"])
        go_on_with_import.enqueue(found.pk)
        return redirect("reference_import", pk)


def _choices_in(request: HttpRequest) -> Iterator[tuple[int, Choice]]:
    for name, value in request.POST.items():
        prefix, _, key = name.partition("-")
        if prefix == "choice" and key.isdecimal() and len(key) < 19 and value in Choice.values:
            yield int(key), Choice(str(value))


def _rows(found: ReferenceImport, shown: str) -> QuerySet[ImportRow]:
    """Return the rows with one status, or one outcome; all of them for any other word."""
    rows = found.rows.select_related("duplicate_of", "reference").order_by("index")
    if shown in RecordStatus.values:
        return rows.filter(status=shown)
    return rows.filter(outcome=shown) if shown in Outcome.values else rows


def _chosen(found: ReferenceImport) -> QuerySet[ImportRow]:
    return found.rows.exclude(status=RecordStatus.INVALID).exclude(choice=Choice.SKIP)


def _with_choices(page: Page[ImportRow]) -> Iterator[tuple[ImportRow, list[Choice]]]:
    """Yield each row with what can be chosen for it."""
    for row in page:
        choices = CHOICES.get(RecordStatus(row.status), ())
        # There is nothing to fill in where the publication is only in this file.
        yield row, [each for each in choices if each != Choice.FILL or row.duplicate_of_id]


def counts_of(found: ReferenceImport) -> dict[str, int]:
    """Return how many records there are of each status."""
    rows = found.rows.order_by().values_list("status").annotate(Count("pk"))
    counts = dict.fromkeys(RecordStatus.values, 0) | dict(rows)
    return {**counts, ALL: sum(counts.values())}


def outcomes_of(found: ReferenceImport) -> dict[str, int]:
    """Return how many records have come to what."""
    rows = found.rows.order_by().exclude(outcome="").values_list("outcome").annotate(Count("pk"))
    return dict.fromkeys(Outcome.values, 0) | dict(rows)


class ProgressView(AddingReferences):
    """Tells the page of an import how far it is."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        found = get_object_or_404(ReferenceImport, pk=pk)
        if found.state == ImportState.READING:
            return JsonResponse({"state": found.state, "done": found.rows.count(), "total": None})
        chosen = _chosen(found)
        done = chosen.exclude(outcome="").count()
        return JsonResponse({"state": found.state, "done": done, "total": chosen.count()})
