"""Conditions and interventions: what trials are about, with every name they go by."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from rest_framework.fields import CharField
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms.content.fields import StringListField
from cms.content.models import LibraryItem
from trials.choices import InterventionType

MESH_ID = RegexValidator(r"^[CD]\d{6,9}$", "A MeSH id is a letter and digits, for example D008175.")


class Taxonomy(index.Indexed, LibraryItem):
    """A named thing with synonyms."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True, editable=False)
    synonyms = StringListField(help_text="Other names for the same thing, one a line.")
    mesh_id = models.CharField(
        "MeSH id", max_length=10, blank=True, validators=[MESH_ID],
        help_text="From the Medical Subject Headings, for example D008175.",
    )  # fmt: skip

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
    ]
    #: In Wagtail's own APIs, where a trial names it.
    api_fields: ClassVar[list[Any]] = [
        APIField(name) for name in ("uuid", "name", "slug", "synonyms", "mesh_id")
    ]

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the slug is made once, so that addresses with it stay good."""
        if not self.slug:
            base = slugify(self.name)[:190] or "item"
            taken = set(
                type(self)
                ._default_manager.filter(slug__startswith=base)
                .values_list("slug", flat=True)
            )
            numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
            self.slug = base if base not in taken else next(s for s in numbered if s not in taken)
        super().save(*args, **kwargs)


class Condition(Taxonomy):
    """A disease or state that trials are about."""

    api_type = "condition"
    panels = [FieldPanel("name"), FieldPanel("synonyms"), FieldPanel("mesh_id")]

    class Meta(Taxonomy.Meta):
        verbose_name = "condition"


class Intervention(Taxonomy):
    """What is given or done in trials."""

    api_type = "intervention"
    type = models.CharField(max_length=30, choices=InterventionType.choices)

    # Not `type`: in Wagtail's v2 that is the name of the model.
    api_fields: ClassVar[list[Any]] = [
        *Taxonomy.api_fields,
        APIField("intervention_type", serializer=CharField(source="type")),
    ]
    panels = [
        FieldPanel("name"),
        FieldPanel("type"),
        FieldPanel("synonyms"),
        FieldPanel("mesh_id"),
    ]

    class Meta(Taxonomy.Meta):
        verbose_name = "intervention"
