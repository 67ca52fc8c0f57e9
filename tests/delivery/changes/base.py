"""What a change is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from tests.admin_client import AdminClient, client_of
from tests.delivery.rich import ADMINISTRATOR, RichLibrary

Steps = Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Change:
    """One way of changing the library.

    Args:
        steps: does it; see the package.
        is_public: whether readers can see it, so that it must mark something.
    """

    steps: Callable[[RichLibrary], Steps]
    is_public: bool


def marks(steps: Callable[[RichLibrary], Steps]) -> Change:
    """Make a change of what is public."""
    return Change(steps, is_public=True)


def leaves(steps: Callable[[RichLibrary], Steps]) -> Change:
    """Make a change of nothing that is public."""
    return Change(steps, is_public=False)


def administrator() -> AdminClient:
    """Return the client of somebody who may do everything."""
    return client_of(User.objects.get(username=ADMINISTRATOR))


def done(response: Any) -> None:
    """Fail unless the admin did what it was asked: it leads on, or answers that it has."""
    assert response.status_code in (200, 201, 204, 302), (response.status_code, response.content)
    form = response.context and response.context.get("form")
    assert not getattr(form, "errors", None), form.errors
