"""The admin's form of an image."""

from typing import Any

from django.db import transaction
from wagtail.images.forms import BaseImageForm

from cms.content.tasks import make_renditions_task


class ImageForm(BaseImageForm):
    """Wagtail's form, which deletes an image's files after it has saved another one."""

    def save(self, commit: bool = True) -> Any:
        """Save the image; have its files made anew, should the deletion have taken some of them."""
        image = super().save(commit=commit)
        if commit and "file" in self.changed_data and self.original_file:
            transaction.on_commit(lambda: make_renditions_task.enqueue(image.pk))
        return image
