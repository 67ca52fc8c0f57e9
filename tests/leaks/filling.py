"""What fields and blocks are filled with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail.models import Page

from cms.content.models import Document
from cms.references.models import Reference
from tests.factories.references import cite

#: Stands in what nobody may read; compared without regard to case, because addresses have none.
MARK = "Canary-7f3a"


@dataclass(frozen=True)
class Filling:
    """What fields are filled with.

    Args:
        words: stand in every text.
        pages: are named wherever a page can be.
        objects: what is named of other models: of each, one object.
        number: stands in every number.
        choice: which choice is taken where there are some. Lists of the library's blocks are
            narrowed to the second, which only what is hidden has.
    """

    words: str
    pages: tuple[Page, ...] = ()
    objects: Mapping[type[models.Model], models.Model] = field(default_factory=dict)
    number: int = 73_373_373
    choice: int = 1

    def object_of(self, model: type[models.Model]) -> models.Model | None:
        """Return what is named of a model."""
        return next((found for key, found in self.objects.items() if issubclass(key, model)), None)

    def page_of(self, *models_: type[models.Model]) -> Page | None:
        """Return the first page that is of one of some models."""
        return next((page for page in self.pages if isinstance(page, models_)), None)

    @property
    def host(self) -> str:
        """The words as the name of a host."""
        return f"https://{self.slug}.example.org/"

    @property
    def slug(self) -> str:
        """The words as the part of a path."""
        return re.sub(r"[^a-z0-9]+", "-", self.words.lower()).strip("-")

    @property
    def rich_text(self) -> str:
        """The words with a link of every kind."""
        links = [f'<a linktype="page" id="{page.pk}">one page</a>' for page in self.pages]
        if document := self.object_of(Document):
            links.append(f'<a linktype="document" id="{document.pk}">one file</a>')
        reference = self.object_of(Reference)
        mark = cite(reference) if reference else ""
        return f"<p>{self.words}{mark}. {' '.join(links)}</p>"


def choice_of(choices: Any, place: int) -> Any:
    """Return one of some choices, by its place; the last one where there are fewer."""
    values = [value for value, _ in choices if value]
    return values[min(place, len(values) - 1)]
