"""Images where they are used: which sizes there are, and their public form."""

import base64
import uuid

from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from cms.content.schemas import FocalPoint, ImageSchema, ImageSource

#: Widths, in pixels, of the files that are made of every image, as far as the original goes.
WIDTHS = (320, 640, 960, 1280, 1920)
#: Namespace of images' public ids, which are derived: an image is no resource of its own.
NAMESPACE = uuid.UUID("0a0d3cb5-6c3a-4d0a-9c06-6a3b1f0c6f52")


def _filters(image: AbstractImage) -> list[Filter]:
    """Return the filters of every public file of `image`: WebP and its own format, by width."""
    widths = [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])]
    return [
        Filter(spec=spec)
        for width in dict.fromkeys(widths)
        for spec in (f"width-{width}|format-webp", f"width-{width}")
    ]


PLACEHOLDER = Filter(spec="width-16|format-webp")


def make_renditions(image: AbstractImage) -> dict[str, AbstractRendition]:
    """Return every public file of `image` by its filter, making those that do not exist yet."""
    renditions: dict[str, AbstractRendition] = image.get_renditions(*_filters(image), PLACEHOLDER)
    return renditions


def _source(rendition: AbstractRendition, base_url: str) -> ImageSource:
    return ImageSource(
        url=base_url + rendition.url,
        width=rendition.width,
        height=rendition.height,
        type=_content_type(rendition.file.name),
        bytes=rendition.file.size,
    )


def _content_type(name: str) -> str:
    suffix = name.rsplit(".", 1)[-1].lower()
    return {"jpg": "image/jpeg"}.get(suffix, f"image/{suffix}")


def image_schema(
    image: AbstractImage | None,
    *,
    base_url: str,
    alt: str = "",
    decorative: bool = False,
    caption: str = "",
) -> ImageSchema | None:
    """Return the public form of `image` in one use, or None where there is none.

    A private image (its collection is restricted) is not there for readers.
    """
    if image is None or image.collection.get_view_restrictions():
        return None
    found = make_renditions(image)
    placeholder = found.pop(PLACEHOLDER.spec)
    sources = [_source(rendition, base_url) for rendition in found.values()]
    largest = max(
        (source for source in sources if source.type != "image/webp"),
        default=sources[-1],
        key=lambda source: source.width,
    )
    focal_point = image.get_focal_point()
    with placeholder.file.open("rb") as tiny:
        data = base64.b64encode(tiny.read()).decode()
    return ImageSchema(
        id=uuid.uuid5(NAMESPACE, str(image.pk)),
        alt="" if decorative else (alt or image.description),
        decorative=decorative,
        caption=caption,
        credit=image.credit,
        licence=image.licence,
        width=image.width,
        height=image.height,
        focal_point=focal_point
        and FocalPoint(
            x=int(focal_point.centroid_x),
            y=int(focal_point.centroid_y),
            width=int(focal_point.width),
            height=int(focal_point.height),
        ),
        src=largest.url,
        srcset=sources,
        placeholder=f"data:image/webp;base64,{data}",
    )
