"""`image`: a picture in the text."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Collection, CollectionViewRestriction

from tests.blocks import check, delivered, value_of
from tests.factories.content import ImageFactory

pytestmark = pytest.mark.django_db


def stored(image: Any, *, alt_text: str = "", decorative: bool = False) -> dict[str, Any]:
    chosen = {"image": image and image.pk, "alt_text": alt_text, "decorative": decorative}
    return {"image": chosen, "caption": "A drawing.", "alignment": "start"}


def test_an_image_is_delivered_with_caption_and_place() -> None:
    found = value_of("image", stored(ImageFactory(), alt_text="A bubble"), "https://x.org")
    assert (found["caption"], found["alignment"]) == ("A drawing.", "start")
    assert found["image"]["alt"] == "A bubble"
    assert found["image"]["caption"] == "A drawing."
    assert found["image"]["src"].startswith("https://x.org/media/")


def test_a_decorative_image_has_no_words() -> None:
    found = value_of("image", stored(ImageFactory(), decorative=True))
    assert (found["image"]["alt"], found["image"]["decorative"]) == ("", True)


def test_an_image_in_a_private_collection_leaves_only_its_caption() -> None:
    image = ImageFactory()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image.collection = private
    image.save()
    (block,) = delivered(("image", stored(image, alt_text="A bubble")))
    assert block.value.image is None
    assert block.fallback == "A drawing."


def test_a_deleted_image_is_none() -> None:
    image = ImageFactory()
    value = stored(image, alt_text="A bubble")
    image.delete()
    assert value_of("image", value)["image"] is None


def test_an_image_needs_words_or_is_decorative() -> None:
    image = ImageFactory()
    with pytest.raises(ValidationError):
        check("image", stored(image))
    check("image", stored(image, alt_text="A bubble"))
    check("image", stored(image, decorative=True))


def test_an_image_block_needs_an_image() -> None:
    with pytest.raises(ValidationError):
        check("image", stored(None))
