"""Library items: what pages share and are not pages themselves."""

import re
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.content.fields import StringListField


class LibraryItem(models.Model):
    """The base of what is managed in the admin's Library group.

    `uuid` is the public id: it stays when everything else changes.
    """

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("added", auto_now_add=True)
    updated_at = models.DateTimeField("last changed", auto_now=True)

    #: The document type in the API.
    api_type: ClassVar[str]

    class Meta:
        abstract = True


def validate_orcid(value: str) -> None:
    """Raise ValidationError unless `value` is an ORCID iD with a right check digit (ISO 7064)."""
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", value, re.ASCII):
        raise ValidationError("An ORCID iD has the form 0000-0002-1825-0097.")
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    expected = (12 - total % 11) % 11
    if value[-1] != ("X" if expected == 10 else str(expected)):
        raise ValidationError("This ORCID iD has a typing error: its last digit does not fit.")


class Person(index.Indexed, LibraryItem):
    """An author or medical reviewer."""

    api_type = "person"

    name = models.CharField(max_length=200)
    credentials = models.CharField(
        max_length=200, blank=True, help_text="Degrees and titles, for example: MD, PhD."
    )
    role = models.CharField(
        max_length=200, blank=True, help_text="For example: Consultant oncologist."
    )
    photo = models.ForeignKey(
        "content.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    biography = RichTextField(blank=True)
    orcid = models.CharField(
        "ORCID iD", max_length=19, blank=True, validators=[validate_orcid],
        help_text="For example: 0000-0002-1825-0097.",
    )  # fmt: skip
    interests = models.TextField(
        "declared interests",
        blank=True,
        help_text="Payments, shares or posts that a reader should know of. Shown with their pages.",
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text="Who this person is in the admin, if they have an account.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("credentials"),
                FieldPanel("role"),
                FieldPanel("photo"),
                FieldPanel("orcid"),
            ],
            heading="Who they are",
        ),
        FieldPanel("biography"),
        FieldPanel("interests"),
        FieldPanel("account"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("uuid"),
    ]
    #: In Wagtail's own APIs, where a page names them.
    api_fields: ClassVar[list[Any]] = [
        APIField(name) for name in ("uuid", "name", "credentials", "role", "orcid", "interests")
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class GlossaryTerm(index.Indexed, LibraryItem):
    """A word that readers may not know, and what it means in plain language."""

    api_type = "glossary_term"

    term = models.CharField(max_length=100, unique=True)
    synonyms = StringListField(help_text="Other words for the same thing, one a line.")
    definition = models.TextField(
        max_length=600, help_text="What it means, in words that everybody knows."
    )

    panels = [FieldPanel("term"), FieldPanel("synonyms"), FieldPanel("definition")]
    search_fields = [
        index.SearchField("term", boost=4),
        index.AutocompleteField("term"),
        index.SearchField("definition"),
    ]

    class Meta:
        ordering = ["term"]
        verbose_name = "glossary term"

    def __str__(self) -> str:
        return self.term

    @property
    def anchor(self) -> str:
        """Where the term stands on the glossary page."""
        return f"term-{self.uuid.hex[:8]}"
