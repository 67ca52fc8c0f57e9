"""Images and documents that know their credit, licence and language."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Image(AbstractImage):
    """A picture. `description` is its alt text: what a reader who cannot see it should know."""

    description = models.CharField(
        "alt text",
        max_length=255,
        blank=True,
        help_text="What a reader who can’t see the image should know. "
        "It can be changed wherever the image is used.",
    )
    credit = models.CharField(
        max_length=255, blank=True, help_text="Who made it, as they want to be named."
    )
    licence = models.CharField(
        max_length=255, blank=True, help_text="For example: CC BY 4.0, or own work."
    )
    source_url = models.URLField("source address", blank=True, help_text="Where it was found.")

    # Named anew, because Wagtail's own image model has taken the default names of the way back.
    tags = TaggableManager(blank=True, related_name="library_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="library_images",
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit", "licence", "source_url")
    api_fields: ClassVar[list[Any]] = [
        APIField(name) for name in ("description", "credit", "licence", "source_url")
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"


class Rendition(AbstractRendition):
    """An image at one size and in one format."""

    image = models.ForeignKey(Image, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_of_image"
            )
        ]


class Document(AbstractDocument):
    """A file to download."""

    language = models.CharField(
        max_length=10,
        default="en",
        help_text="The language it is written in, as a code: en, fr, zh.",
    )

    tags = TaggableManager(blank=True, related_name="library_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="library_documents",
    )

    admin_form_fields = (*WagtailDocument.admin_form_fields, "language")
    api_fields: ClassVar[list[Any]] = [APIField("language")]

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"
