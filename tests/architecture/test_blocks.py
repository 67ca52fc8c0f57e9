"""Every block is complete: form, public shape, template, style and example under one name."""

import inspect
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pydantic import BaseModel, TypeAdapter
from wagtail.blocks import Block

from cms.content.blocks.base import ContentBlock
from cms.content.fields import StreamField
from cms.content.reading_order import block_values
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet
from tests.admin_client import client_of
from tests.architecture.source import CSS, PACKAGES, ROOT
from tests.factories.users import UserFactory
from tests.page_types import PAGE_TYPES

#: Streams whose members are parts of one field, shown by their page's own template.
STREAMS_OF_PARTS = {"TopicPage.key_points", "TrialPage.discrepancies"}


def streams() -> dict[str, StreamField]:
    """Return every StreamField of every page type, by `<model>.<field>`."""
    return {
        f"{model.__name__}.{field.name}": field
        for model in PAGE_TYPES
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    }


def _blocks() -> Iterator[Block]:
    for name, field in streams().items():
        if name not in STREAMS_OF_PARTS:
            yield from field.stream_block.child_blocks.values()


#: Each body block once, as the first page type has it.
BLOCKS: dict[str, Any] = {block.name: block for block in reversed(list(_blocks()))}

each_block = pytest.mark.parametrize("name", sorted(BLOCKS))


def file_of(name: str) -> Path:
    """Return the file that a block's class stands in."""
    return Path(inspect.getfile(type(BLOCKS[name])))


def api_value_of_the_example(name: str) -> Any:
    block = BLOCKS[name]
    example = block.get_preview_value()
    outlet = Outlet(base_url="https://library.example.org", now=timezone.now())
    rendering = Rendering.of(block_values(example))
    return block.api_value(example, rendering=rendering, outlet=outlet, block_id="example")


def test_streams_of_parts_are_streams() -> None:
    assert set(streams()) >= STREAMS_OF_PARTS


def test_every_block_file_is_a_block_of_some_page() -> None:
    folders = [path for package in PACKAGES for path in (ROOT / package).glob("**/blocks/*.py")]
    defined = {
        path.stem for path in folders if f"class {_class_name(path.stem)}(" in path.read_text()
    }
    parts = {
        name for stream in STREAMS_OF_PARTS for name in streams()[stream].stream_block.child_blocks
    }
    assert defined - parts == set(BLOCKS)


def _class_name(stem: str) -> str:
    return "".join(part.title() for part in stem.split("_")) + "Block"


@each_block
def test_a_block_has_one_stem_for_file_class_template_and_style(name: str) -> None:
    block = BLOCKS[name]
    assert isinstance(block, ContentBlock)
    assert type(block).__name__ == _class_name(name)
    assert file_of(name).stem == name
    assert file_of(name).parent.name == "blocks"
    assert block.meta.template.endswith(f"/blocks/{name}.html")
    assert (CSS / "blocks" / f"{name}.css").is_file()


@each_block
def test_a_block_has_the_same_class_in_every_page_type(name: str) -> None:
    assert {type(block) for block in _blocks() if block.name == name} == {type(BLOCKS[name])}


@each_block
def test_a_blocks_template_exists(name: str) -> None:
    get_template(BLOCKS[name].meta.template)


@each_block
def test_a_blocks_style_is_part_of_the_stylesheet(name: str) -> None:
    assert f'@import "blocks/{name}.css" layer(blocks);' in (CSS / "site.css").read_text()


@each_block
def test_a_block_says_to_editors_what_it_is(name: str) -> None:
    meta = BLOCKS[name].meta
    assert meta.label
    assert meta.icon != Block._meta_class.icon
    assert meta.group
    assert BLOCKS[name].get_description()


@each_block
def test_a_block_has_tests_of_its_own(name: str) -> None:
    """One file a block, in the tests of its app, under the same name."""
    app = file_of(name).relative_to(ROOT).parts[:-2]
    folder = ROOT / "tests" / app[-1]
    assert list(folder.glob(f"**/blocks/test_{name}.py"))


@each_block
@pytest.mark.django_db
def test_a_blocks_public_value_has_its_schema(name: str) -> None:
    schema = TypeAdapter(BLOCKS[name].meta.api_schema)
    for value in (api_value_of_the_example(name), BLOCKS[name].example()):
        delivered = value.model_dump(mode="json")
        read = schema.validate_python(delivered)
        assert isinstance(read, BaseModel)
        assert read.model_dump(mode="json") == delivered


@each_block
@pytest.mark.django_db
def test_a_blocks_fallback_has_words(name: str) -> None:
    words = BLOCKS[name].fallback(api_value_of_the_example(name))
    assert words.strip()
    assert "<" not in words


@each_block
@pytest.mark.django_db
def test_a_block_renders_alone(name: str) -> None:
    """Also one whose pages, trials or picture are still to be chosen."""
    assert "None" not in BLOCKS[name].render(BLOCKS[name].get_preview_value())


@each_block
@pytest.mark.django_db
def test_an_editor_sees_the_example_in_the_block_picker(name: str) -> None:
    block = BLOCKS[name]
    assert block.is_previewable
    user: User = UserFactory(is_superuser=True)
    address = f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}"
    page = client_of(user).open(address).content.decode()
    assert "css/site.css" in page
    assert "None" not in page
    shown = words_in(page.partition("<main>")[2])
    assert shown
    for words in texts_in(block.example().model_dump(mode="json")):
        assert words_in(words) in shown


def words_in(html: str) -> str:
    """Return the words of a page without its tags and spaces, which lie differently in a text."""
    return "".join(unescape(strip_tags(html)).split())


def texts_in(value: Any) -> Iterator[str]:
    """Yield what a reader must see of an example: titles, captions, statements."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str) and key in {"title", "caption", "text", "attribution"}:
                yield from (line.strip() for line in part.splitlines() if line.strip())
            else:
                yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
