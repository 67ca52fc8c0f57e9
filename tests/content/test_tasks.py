"""Background tasks of content: files of images, whatever happens to the image meanwhile."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from cms.content import tasks
from cms.content.images import make_renditions, missing_specs
from cms.content.jobs import run_task
from cms.content.models import Image, Rendition
from cms.content.tasks import make_missing_renditions, make_renditions_task
from cms.settings.tasks import TASKS
from tests.factories.content import ImageFactory
from tests.pictures import picture_file


def broken(image: Image, content: bytes) -> Image:
    """Return an image whose file holds something else by now."""
    Path(image.file.path).write_bytes(content)
    return image


def test_files_are_made_once() -> None:
    image = ImageFactory(files=False)
    make_renditions_task.enqueue(image.pk)
    made = set(image.renditions.values_list("pk", flat=True))
    assert missing_specs(image) == []
    make_renditions_task.enqueue(image.pk)
    assert set(image.renditions.values_list("pk", flat=True)) == made


def test_only_what_is_missing_is_made() -> None:
    image = ImageFactory()
    image.renditions.filter(filter_spec="width-40|format-avif").delete()
    kept = set(image.renditions.values_list("pk", flat=True))
    make_renditions_task.call(image.pk)
    assert missing_specs(image) == []
    assert kept < set(image.renditions.values_list("pk", flat=True))


def test_an_image_that_is_gone_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    make_renditions_task.call(0)
    assert not caplog.records


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_is_gone", [True, False])
def test_an_image_that_goes_while_its_files_are_made_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, file_is_gone: bool
) -> None:
    image = ImageFactory()
    image.renditions.all().delete()
    content = Path(image.file.path).read_bytes()

    def make(found: Image) -> None:
        Image.objects.filter(pk=image.pk).delete()
        if not file_is_gone:
            Path(found.file.path).write_bytes(content)
        make_renditions(found)

    monkeypatch.setattr(tasks, "make_renditions", make)
    make_renditions_task.call(image.pk)
    assert not Rendition.objects.exists()
    assert not caplog.records


@pytest.mark.parametrize("file_is_gone", [True, False])
def test_an_image_that_is_replaced_while_its_files_are_made_has_those_of_the_new_picture(
    monkeypatch: pytest.MonkeyPatch, *, file_is_gone: bool
) -> None:
    image = ImageFactory(files=False)
    again = Image.objects.get(pk=image.pk)
    old, pictures = Path(image.file.path), [picture_file(30, 10)]

    def make(found: Image) -> None:
        if pictures:
            again.file = pictures.pop()
            again.save()
            if file_is_gone:
                old.unlink()
        make_renditions(found)

    monkeypatch.setattr(tasks, "make_renditions", make)
    make_renditions_task.call(image.pk)
    assert missing_specs(again) == []
    assert {(one.width, one.height) for one in again.renditions.all()} == {(16, 5), (30, 10)}


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n cut off", b"\xff\xd8\xff\xe0 cut off"]
)
def test_an_image_that_cannot_be_read_is_logged_once(
    caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    image = broken(ImageFactory(files=False), content)
    make_renditions_task.call(image.pk)
    [record] = caplog.records
    assert (record.levelno, record.message) == (logging.WARNING, "files of an image not made")
    assert record.__dict__["image"] == image.pk
    assert not image.renditions.exists()


def test_an_image_whose_file_is_gone_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    image = ImageFactory(files=False)
    Path(image.file.path).unlink()
    make_renditions_task.call(image.pk)
    assert [record.message for record in caplog.records] == ["files of an image not made"]


def test_the_sweep_takes_only_images_that_lack_files() -> None:
    whole, half, none = ImageFactory(), ImageFactory(), ImageFactory(files=False)
    half.renditions.filter(filter_spec__endswith="avif").delete()
    before = set(whole.renditions.values_list("pk", flat=True))
    assert make_missing_renditions() == 2
    assert missing_specs(half) == missing_specs(none) == []
    assert set(whole.renditions.values_list("pk", flat=True)) == before
    assert make_missing_renditions() == 0


def test_the_sweep_asks_the_database_the_same_however_many_images_there_are(
    django_assert_num_queries: Any,
) -> None:
    ImageFactory.create_batch(3)
    with django_assert_num_queries(2):
        make_missing_renditions()


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_waits_in_the_database(settings: Any) -> None:
    settings.TASKS = TASKS
    image = Image.objects.create(title="New", file=picture_file())
    assert not image.renditions.exists()
    waiting = DBTaskResult.objects.filter(task_path="cms.content.tasks.make_renditions_task")
    assert [task.args_kwargs["args"] for task in waiting] == [[image.pk]]
    assert run_task()
    assert not run_task()
    assert missing_specs(image) == []
    assert not DBTaskResult.objects.ready().exists()
    assert not DBTaskResult.objects.failed().exists()
