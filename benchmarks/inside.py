"""Measurements that run inside of Django, on the data folder of the environment; see `delivery`."""

import json
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction

from cms.content.models import Image
from cms.delivery import maintenance
from cms.delivery.sync import Position, _item, _rows_after
from cms.delivery.triggers import installing
from articles.models import TopicPage
from trials.models import TrialPage

ROUNDS = 7


def fill(pages: str) -> dict[str, float]:
    """Copy trials of the starter content until there are `pages` of them."""
    originals = list(TrialPage.objects.live())
    for number in range(int(pages) - len(originals)):
        original = originals[number % len(originals)]
        with transaction.atomic():
            CopyPageAction(
                original, to=original.get_parent(), keep_live=True, copy_revisions=False,
                update_attrs={"slug": f"copy-{number}", "title": f"{original.title} ({number})"},
            ).execute(skip_permission_checks=True)  # fmt: skip
    return {"trials": float(TrialPage.objects.count())}


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median_ms(work: Callable[[], object]) -> float:
    return statistics.median(_seconds(work) for _ in range(ROUNDS)) * 1000


def _publish() -> None:
    page = TopicPage.objects.get(slug="cancer")
    with transaction.atomic():
        page.save_revision().publish()


def _save_image() -> None:
    image = Image.objects.all()[0]
    image.description += "."
    image.save()


def _walk() -> int:
    """Take everything by sync, as its view puts it together."""
    position, count = Position(epoch=""), 0
    while rows := _rows_after(position, 100):
        count += sum(len(_item(row, position)) for row in rows)
        position = Position(epoch="", number=rows[-1].version, row=rows[-1].pk)
    return count


def costs() -> dict[str, float]:
    """Measure what writing and preparing cost."""
    now = timezone.now()
    rebuilt = _seconds(lambda: maintenance.rebuild(now, resume=False, progress=lambda *_: None))
    found = {"rebuild of everything, s": rebuilt, "walk of everything by sync, s": _seconds(_walk)}
    with_triggers, image_with = _median_ms(_publish), _median_ms(_save_image)
    maintenance.render_ahead(now, limit=100_000)
    installing.remove()
    without, image_without = _median_ms(_publish), _median_ms(_save_image)
    installing.install()
    maintenance.render_ahead(now, limit=100_000)
    return {
        **found,
        "publish of an article, ms": with_triggers,
        "the same without triggers, ms": without,
        "change of an image, ms": image_with,
        "the same without triggers (image), ms": image_without,
    }


if __name__ == "__main__":
    measurements: dict[str, Callable[..., dict[str, float]]] = {"fill": fill, "costs": costs}
    sys.stdout.write(json.dumps(measurements[sys.argv[1]](*sys.argv[2:])) + "\n")
