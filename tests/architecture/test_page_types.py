"""Every page type is complete: delivered, shown, and placed in the tree.

That the tree can only be built as the content model says is in `tests/content/test_page_tree.py`,
that the reading order misses nothing in `tests/content/test_reading_order.py`.
"""

import inspect

import pytest
from django.template.loader import get_template
from wagtail.models import Page, get_page_models

from cms.content.models import ContentPage
from cms.delivery import registry
from cms.delivery.schemas import Document
from tests.architecture.source import ROOT
from tests.page_types import PAGE_TYPES

each_page_type = pytest.mark.parametrize("model", PAGE_TYPES)


def test_every_page_type_that_can_be_made_is_one_of_the_library() -> None:
    assert {model for model in get_page_models() if model is not Page} == set(PAGE_TYPES)


@each_page_type
def test_a_page_type_is_delivered_under_its_api_type(model: type[ContentPage]) -> None:
    deliverable = registry.get(model.api_type)
    assert deliverable.model is model
    assert issubclass(deliverable.schema, Document)
    assert callable(deliverable.build)


@each_page_type
def test_a_page_type_has_one_stem_for_model_file_and_template(model: type[ContentPage]) -> None:
    stem = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in
                   model.__name__).strip("_")  # fmt: skip
    app = model._meta.app_label
    assert model.template == f"{app}/{stem}.html"
    get_template(model.template)
    file = inspect.getfile(model)
    assert stem.endswith(file.rpartition("/")[2].removesuffix(".py"))


@each_page_type
def test_a_page_type_says_its_place_in_the_tree(model: type[ContentPage]) -> None:
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)


@each_page_type
def test_a_page_type_gives_its_own_fields_to_the_api(model: type[ContentPage]) -> None:
    given = {field.name for field in model.api_fields}
    own = {
        field.name
        for field in model._meta.local_fields
        if not field.primary_key and field.name != "page_ptr"
    }
    # How the picture is described is in the picture's own object; the other is for social networks.
    own -= {"hero_image_alt", "hero_image_decorative", "social_image"}
    assert not own - given
    assert all(hasattr(model, name) for name in given)


@each_page_type
def test_a_reading_order_names_what_is_there(model: type[ContentPage]) -> None:
    assert "reading_order" in vars(model)
    assert all(hasattr(model, name) for name in model.reading_order)
    assert len(set(model.reading_order)) == len(model.reading_order)


@each_page_type
def test_a_page_types_fields_can_all_be_edited(model: type[ContentPage]) -> None:
    edited = set(model.get_edit_handler().get_form_options()["fields"])
    own = {field.name for field in model._meta.local_fields if field.editable}
    assert not own - edited - {"page_ptr"}


@each_page_type
def test_a_page_type_has_a_factory_and_tests(model: type[ContentPage]) -> None:
    factories = ROOT / "tests" / "factories" / f"{model._meta.app_label}.py"
    assert f"class {model.__name__}Factory(" in factories.read_text()
    assert list((ROOT / "tests" / model._meta.app_label).glob("test_*.py"))
