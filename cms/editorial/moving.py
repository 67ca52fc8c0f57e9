"""Moving pages in the admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page


def refuse_move_below_itself(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Say why a page can't be moved below itself: Wagtail would ask, and then speak of rights."""
    if destination != page and not destination.is_descendant_of(page):
        return None
    messages.error(
        request,
        f"“{page.get_admin_display_title()}” can't be moved below itself. Choose a page that is "
        "not below it.",
    )
    return redirect("wagtailadmin_pages:move", page.pk)
