"""The way to imports in the admin's menu."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem


class ImportsMenuItem(MenuItem):
    """Leads whoever may add references to the imports.

    Args:
        order: where it stands in its menu.
    """

    def __init__(self, *, order: float) -> None:
        super().__init__(
            "Import references", reverse("reference_imports"), icon_name="upload", order=order
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("references.add_reference")
