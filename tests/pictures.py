"""Pictures to upload."""

import io

from django.core.files.images import ImageFile
from PIL import Image as PillowImage


def picture(width: int = 20, height: int = 20, kind: str = "PNG") -> bytes:
    """Return the bytes of a plain picture."""
    stream = io.BytesIO()
    PillowImage.new("1", (width, height)).save(stream, kind)
    return stream.getvalue()


def picture_file(width: int = 20, height: int = 20) -> ImageFile:
    """Return a plain picture as a file that was uploaded."""
    return ImageFile(io.BytesIO(picture(width, height)), name="picture.png")
