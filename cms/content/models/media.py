"""Images and documents that know their credit, licence and language."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from cms.content.tasks import make_renditions_task

#: What the files of an image are made from.
SOURCE_OF_FILES = (
    "file", "width", "height",
    "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
)  # fmt: skip


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; once that has committed, have its files made if it is new or looks different.

        No reader gets to see files of an image's last picture: they go at once.
        """
        with transaction.atomic():
            before = self._source_of_files()
            super().save(*args, **kwargs)
            now = self._source_of_files()
            if before and before["file"] != now["file"]:
                self.renditions.all().delete()
            if before != now:
                transaction.on_commit(lambda: make_renditions_task.enqueue(self.pk))

    def _source_of_files(self) -> dict[str, Any]:
        """Return what its files are made from, as the database has it; empty for a new image."""
        return dict(Image.objects.filter(pk=self.pk).values(*SOURCE_OF_FILES).first() or {})


class Rendition(AbstractRendition):
    """An image at one size and in one format.

    Its file's name can't be guessed, because the image may be private, and never returns with other
    bytes, because browsers keep it for ever.
    """

    image = models.ForeignKey(Image, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_of_image"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        """Return Wagtail's path with a token before the name."""
        return str(super().get_upload_to(f"{secrets.token_hex(12)}.{filename}"))


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
