"""What stands between a page and its readers, said to whoever tries to publish it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin import messages
from wagtail.models import Page

from cms.content.models import ContentPage
from cms.content.models.page import NotReadyToPublish

#: At most this many pages are named; the rest are counted.
MAX_NAMED = 10


def _label(page: Page, name: str) -> str:
    """Return what the editor calls a field."""
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return capfirst(name.replace("_", " "))
    words = getattr(field, "verbose_name", name.replace("_", " "))
    return str(capfirst(words))


def problems(error: NotReadyToPublish) -> list[str]:
    """Return what is missing or wrong, a sentence each, with the field's name before it."""
    found = []
    for name, errors in error.error_dict.items():
        for each in errors:
            # An error inside a block knows its place only; its own words are the editor's to see.
            words = " ".join(each.messages) if hasattr(each, "messages") else str(each)
            found.append(
                words if name == NON_FIELD_ERRORS else f"{_label(error.page, name)}: {words}"
            )
    return found


def not_ready(pages: Iterable[Page]) -> Iterator[NotReadyToPublish]:
    """Yield why a page can't be published, for each of `pages` whose latest version can't be."""
    for page in pages:
        if issubclass(page.specific_class or Page, ContentPage):
            try:
                page.get_latest_revision_as_object().check_ready_to_publish()
            except NotReadyToPublish as error:
                yield error


def say(request: HttpRequest, errors: Iterable[NotReadyToPublish]) -> None:
    """Tell the editor, page by page, with the way to each."""
    errors = list(errors)
    for error in errors[:MAX_NAMED]:
        sentences = [sentence.rstrip(".") for sentence in problems(error)]
        title = error.page.get_admin_display_title()
        messages.error(
            request,
            f"“{title}” is not ready to be published. {'. '.join(sentences)}.",
            buttons=[messages.button(_edit_url(error.page), "Edit")],
        )
    if len(errors) > MAX_NAMED:
        messages.error(request, f"{len(errors) - MAX_NAMED} more pages are not ready.")
    messages.error(request, "Nothing was published.")


def _edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def refuse_incomplete_pages(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Before pages are published together: if one of them can't be, publish none and say why."""
    if action_type != "publish":
        return None
    pages = list(objects)
    if action.get_execution_context().get("include_descendants"):
        for page in objects:
            pages.extend(
                found
                for found in page.get_descendants().not_live().specific()
                if found.permissions_for_user(request.user).can_publish()
            )
    errors = list(not_ready(pages))
    if not errors:
        return None
    say(request, errors)
    return redirect(action.next_url)


class RefusedPublication:
    """Middleware: a publication that is refused anywhere in the admin is a message, not an error.

    The editor's form and bulk actions check before; what is left is a workflow's last approval.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Send the editor to the page, with the reasons."""
        if not isinstance(exception, NotReadyToPublish):
            return None
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        say(request, [exception])
        address = _edit_url(exception.page)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The dialogue in which a workflow step is approved follows this.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
