"""How an edit chooses what it edits."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone
from wagtail.models import (
    Page,
)

from cms.content.models import (
    ContentPage,
)
from tests.delivery.changes.base import administrator

#: Some are in the library from the beginning; some are like each other, as misspelt words are.
WORDS = ("Dexosomes", "melanoma", "exosomes", "Vesicle", "vesicles", "plasma", "plasmid", "trial")


@dataclass(frozen=True)
class Edit:
    """Something that an editor, a command or a program may do."""

    do: Callable[[Random], None]


def soon(random: Random) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=random.choice([-1, 1, 30, 90]))


def some_page(random: Random, model: type[Page] = Page, **filters: Any) -> Any:
    """Return one of the pages, of its own class, or None."""
    pages = model.objects.not_exact_type(Page).filter(**filters).order_by("pk")
    found = random.choice(list(pages)) if pages else None
    return found and found.specific


def some(random: Random, model: Any) -> Any:
    """Return one of the rows of a model, or None."""
    rows = model.objects.order_by("pk")
    return random.choice(list(rows)) if rows else None


def words(random: Random) -> str:
    """Return a text that is nowhere yet, of words some of which are in other texts too."""
    found = " ".join(random.sample(WORDS, 2))
    return f"{found} {random.randrange(1_000_000_000)}"


def publish(page: ContentPage) -> None:
    page.save_revision(clean=False).publish()


def bulk(action: str, *pages: Page, **data: Any) -> None:
    ids = "&".join(f"id={page.pk}" for page in pages)
    client = administrator()
    # Wagtail fails on some selections; then nothing may have happened.
    client.raise_request_exception = False
    client.post(f"/admin/bulk/wagtailcore/page/{action}/?{ids}", data)
