"""Images where they are used: which sizes there are, and their public form."""

import base64
import io
import logging
import uuid

from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from cms.content.schemas import FocalPoint, ImageSchema, ImageSource
from cms.delivery.recording import once, recorder

logger = logging.getLogger(__name__)

#: Widths, in pixels, of the files that are made of every image, as far as the original goes.
WIDTHS = (320, 640, 960, 1280, 1920)
#: Namespace of images' public ids, which are derived: an image is no resource of its own.
NAMESPACE = uuid.UUID("0a0d3cb5-6c3a-4d0a-9c06-6a3b1f0c6f52")


#: How the filters of public files begin; the admin's own thumbnails are of other filters.
SPEC_PREFIX = "width-"
PLACEHOLDER = "width-16|format-webp"


def public_specs(image: AbstractImage) -> list[str]:
    """Return the filters of every public file of `image`: AVIF, WebP and its own format, by width.

    The smallest of them all, which is shown while the others load, stands last.
    """
    widths = [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])]
    return [
        *(
            f"{SPEC_PREFIX}{width}{form}"
            for width in dict.fromkeys(widths)
            for form in ("|format-avif", "|format-webp", "")
        ),
        PLACEHOLDER,
    ]


def make_renditions(image: AbstractImage) -> None:
    """Make every public file of `image` that does not exist yet. This takes some seconds.

    Not by Wagtail's `get_renditions`: its cache may hold what another process has deleted, and it
    unpacks the image three times at once, which takes more than a gigabyte for a large one.
    They appear together, so that no reader gets half of them.
    """
    if not (specs := missing_specs(image)):
        return
    with image.open_file() as file:
        content = file.read()
    made = [
        image.generate_rendition_instance(Filter(spec=spec), io.BytesIO(content)) for spec in specs
    ]
    missing = missing_specs(image)
    image.renditions.bulk_create(
        [rendition for rendition in made if rendition.filter_spec in missing],
        # Another worker's, made since the line above.
        ignore_conflicts=True,
    )


def existing_renditions(image: AbstractImage) -> dict[str, AbstractRendition]:
    """Return the public files of `image` that are there, by filter, small ones first."""
    specs = public_specs(image)
    found = {rendition.filter_spec: rendition for rendition in image.renditions.all()}
    return {spec: found[spec] for spec in specs if spec in found}


def missing_specs(image: AbstractImage) -> list[str]:
    """Return the filters of the public files of `image` that are still to be made."""
    found = existing_renditions(image)
    return [spec for spec in public_specs(image) if spec not in found]


def _source(rendition: AbstractRendition, base_url: str) -> ImageSource | None:
    """Return the public form of one file, or None where the storage has lost it."""
    try:
        size = rendition.file.size
    except OSError:
        logger.warning("file of an image is lost", extra={"file": rendition.file.name})
        return None
    return ImageSource(
        url=base_url + rendition.url,
        width=rendition.width,
        height=rendition.height,
        type=_content_type(rendition.file.name),
        bytes=size,
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

    A private image (its collection is restricted) is not there for readers, nor is one whose files
    are still being made.
    """
    if image is None:
        return None
    recorder().use(f"image:{image.pk}", "collections")
    if once(("restrictions of collection", image.collection_id), lambda: _is_private(image)):
        return None
    sources, placeholder = once(("files", image.pk, base_url), lambda: _files(image, base_url))
    own = [source for source in sources if source.type not in ("image/avif", "image/webp")]
    if not sources:
        return None
    largest = max(own or sources, key=lambda source: source.width)
    focal_point = image.get_focal_point()
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
        placeholder=placeholder,
    )


def _is_private(image: AbstractImage) -> bool:
    return bool(image.collection.get_view_restrictions())


def _files(image: AbstractImage, base_url: str) -> tuple[list[ImageSource], str]:
    """Return the public form of an image's files, and the smallest as an address of its own."""
    found = existing_renditions(image)
    placeholder = found.pop(PLACEHOLDER, None)
    files = (_source(rendition, base_url) for rendition in found.values())
    sources = [source for source in files if source is not None]
    return sources, _data_uri(placeholder) if placeholder else ""


def _data_uri(rendition: AbstractRendition) -> str:
    """Return a small file in the text of an address; an empty text where it is lost."""
    try:
        with rendition.file.open("rb") as tiny:
            data = base64.b64encode(tiny.read()).decode()
    except OSError:
        return ""
    return f"data:{_content_type(rendition.file.name)};base64,{data}"
