"""What content has done in the background."""

import logging

from django.db import IntegrityError, transaction
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from cms.content.images import make_renditions, missing_specs

logger = logging.getLogger(__name__)

#: The backend of what takes seconds.
BACKGROUND = "background"
#: How many images the sweep holds in memory at a time.
AT_ONCE = 200


@task(backend=BACKGROUND)
def make_renditions_task(image_pk: int) -> None:
    """Make the public files of an image, if it is still there and they are not.

    An image that can't be read is not tried again until it changes or the next sweep comes.
    """
    image = _find(image_pk)
    while image is not None:
        try:
            make_renditions(image)
        # Of Pillow and of the storage; of the database, where the image was deleted meanwhile.
        except (OSError, SyntaxError, IntegrityError):
            if _is_current(image):
                facts = {"image": image_pk, "file": image.file.name}
                logger.warning("files of an image not made", extra=facts, exc_info=True)
                return
        image = _replaced(image)


def _find(pk: int) -> AbstractImage | None:
    return get_image_model()._default_manager.filter(pk=pk).first()


def _is_current(image: AbstractImage) -> bool:
    """Return whether an image still is there with the same file."""
    now = _find(image.pk)
    return now is not None and now.file.name == image.file.name


def _replaced(image: AbstractImage) -> AbstractImage | None:
    """Return an image whose file was replaced while files were made of the old one.

    Those files are deleted. The lock waits for a replacement that has not committed yet.
    """
    with transaction.atomic():
        now = get_image_model()._default_manager.select_for_update().filter(pk=image.pk).first()
        if now is None or now.file.name == image.file.name:
            return None
        now.renditions.all().delete()
        return now


def make_missing_renditions() -> int:
    """Enqueue the task of every image that lacks files.

    For a worker's start: one that was killed has left its task half-way, and a later release may
    want files of other sizes.

    Returns:
        How many images there were.
    """
    images = get_image_model()._default_manager.prefetch_related("renditions").order_by("pk")
    lacking = [image.pk for image in images.iterator(AT_ONCE) if missing_specs(image)]
    for pk in lacking:
        make_renditions_task.enqueue(pk)
    return len(lacking)
