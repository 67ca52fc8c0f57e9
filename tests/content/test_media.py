"""Images: when their public files are made, and when those of an old picture go."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from cms.content.images import missing_specs
from cms.content.models import Image, Rendition, media
from tests.factories.content import ImageFactory
from tests.pictures import picture_file

Commits = Callable[..., Any]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commits) -> Callable[[], Any]:
    """Return a block at whose end everything is done that waits for a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the images whose files were asked for, instead of making them."""
    asked: list[int] = []
    monkeypatch.setattr(media, "make_renditions_task", SimpleNamespace(enqueue=asked.append))
    return asked


def change(image: Image, **values: Any) -> None:
    for name, value in values.items():
        setattr(image, name, value)
    image.save()


def test_a_new_image_has_its_files_made_once_it_has_committed(commits: Callable[[], Any]) -> None:
    with commits():
        image = Image.objects.create(title="New", file=picture_file())
        assert not image.renditions.exists()
    assert missing_specs(image) == []


def test_an_image_that_was_rolled_back_has_nothing_made(
    enqueued: list[int], commits: Callable[[], Any]
) -> None:
    with commits(), transaction.atomic():
        Image.objects.create(title="New", file=picture_file())
        transaction.set_rollback(True)
    assert enqueued == []


@pytest.mark.parametrize(
    "values",
    [{}, {"title": "Another"}, {"description": "Another"}, {"credit": "Us", "licence": "CC BY"}],
    ids=["nothing", "title", "alt text", "credit"],
)
def test_a_change_of_words_makes_nothing(
    enqueued: list[int], commits: Callable[[], Any], values: dict[str, str]
) -> None:
    image = ImageFactory(files=False)
    with commits():
        change(image, **values)
    assert enqueued == []


@pytest.mark.parametrize("name", ["focal_point_x", "focal_point_width", "width", "height"])
def test_a_change_of_looks_has_files_made(
    enqueued: list[int], commits: Callable[[], Any], name: str
) -> None:
    image = ImageFactory(files=False)
    with commits():
        change(image, **{name: 7})
    assert enqueued == [image.pk]


def test_a_save_of_some_columns_asks_for_no_more_than_it_stores(
    enqueued: list[int], commits: Callable[[], Any]
) -> None:
    image = ImageFactory(files=False)
    image.title, image.focal_point_x = "Another", 7
    with commits():
        image.save(update_fields=["title"])
    assert enqueued == []
    with commits():
        image.save(update_fields=["focal_point_x"])
    assert enqueued == [image.pk]


def test_files_of_the_last_picture_are_gone_with_it(commits: Callable[[], Any]) -> None:
    image = ImageFactory()
    old = [Path(settings.MEDIA_ROOT) / one.file.name for one in image.renditions.all()]
    assert all(path.exists() for path in old)
    with commits():
        change(image, file=picture_file(20, 10))
        assert not image.renditions.exists()
    assert missing_specs(image) == []
    assert {one.width for one in image.renditions.all()} == {16, 20}
    assert not any(path.exists() for path in old)


def test_a_deleted_image_takes_its_files_with_it(commits: Callable[[], Any]) -> None:
    image = ImageFactory()
    files = [Path(settings.MEDIA_ROOT) / one.file.name for one in image.renditions.all()]
    with commits():
        image.delete()
    assert not Rendition.objects.exists()
    assert not any(path.exists() for path in files)
