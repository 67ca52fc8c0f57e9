"""Measurements that run inside of Django, on the data folder of the environment; see `delivery`."""

import itertools
import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from copy import copy

import django

django.setup()

from django.conf import settings
from django.db import transaction
from django.db.models.base import ModelState
from django.test import Client
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction

from articles.models import TopicPage
from cms.content.models import Image
from cms.delivery import maintenance
from cms.delivery.resources import ROOT
from cms.delivery.triggers import installing
from cms.references.models import Reference
from trials.models import TrialPage

ROUNDS = 9
#: Of the page whose publishing is measured.
BLOCKS, CITATIONS = 60, 120


def fill(pages: str) -> dict[str, float]:
    """Copy trials of the starter content until there are `pages`, which all show one image."""
    originals = list(TrialPage.objects.live())
    for number in range(int(pages) - len(originals)):
        original = originals[number % len(originals)]
        with transaction.atomic():
            CopyPageAction(
                original, to=original.get_parent(), keep_live=True, copy_revisions=False,
                update_attrs={"slug": f"copy-{number}", "title": f"{original.title} ({number})"},
            ).execute(skip_permission_checks=True)  # fmt: skip
    TrialPage.objects.update(hero_image=Image.objects.earliest("pk"), hero_image_decorative=True)
    return {"trials": float(TrialPage.objects.count())}


def references(count: str) -> dict[str, float]:
    """Copy references of the starter content until there are `count`, ready to be read."""
    originals = list(Reference.objects.all())
    copies = []
    for number in range(int(count) - len(originals)):
        copied = copy(originals[number % len(originals)])
        copied.pk, copied.uuid, copied.title = None, uuid.uuid4(), f"{copied.title} ({number})"
        # Of one publication only.
        copied.doi = copied.pmid = copied.pmcid = None
        copied._state = ModelState()
        copies.append(copied)
    Reference.objects.bulk_create(copies, batch_size=500)
    _render_ahead()
    return {"references": float(Reference.objects.count())}


def publish(per_second: str) -> dict[str, float]:
    """Publish trials, one after the other, so many a second, until it is stopped."""
    # A copy has no registry id, and so may not be published with a registry's status.
    # And of an original many copies say that they are a part.
    pages = list(TrialPage.objects.live().filter(overall_status="", slug__startswith="copy-"))
    pause = 1 / float(per_second)
    for number in itertools.count():
        start = time.perf_counter()
        page = TrialPage.objects.get(pk=pages[number % len(pages)].pk)
        page.summary = f"Published {number} times while others read."
        with transaction.atomic():
            page.save_revision().publish()
        time.sleep(max(0, pause - (time.perf_counter() - start)))
    return {}


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median_ms(work: Callable[[], object]) -> float:
    return statistics.median(_seconds(work) for _ in range(ROUNDS)) * 1000


def _citation(reference: uuid.UUID) -> str:
    items = json.dumps([{"reference": str(reference)}]).replace('"', "&quot;")
    return f'<a linktype="citation" items="{items}">[x]</a>'


def _make_long_page() -> TopicPage:
    """Return a page of many blocks and citations, published."""
    page: TopicPage = TopicPage.objects.get(slug="cancer")
    references = itertools.cycle(Reference.objects.values_list("uuid", flat=True))
    each = CITATIONS // BLOCKS
    page.body = json.dumps(
        [
            {
                "type": "text",
                "value": "<p>"
                + " ".join(f"What is known{_citation(next(references))}." for _ in range(each))
                + "</p>",
            }
            for _ in range(BLOCKS)
        ]
    )
    page.save_revision().publish()
    return page


def _publish(page: TopicPage) -> None:
    page = TopicPage.objects.get(pk=page.pk)
    with transaction.atomic():
        page.save_revision().publish()


def _save_image() -> None:
    image = Image.objects.earliest("pk")
    image.description += "."
    with transaction.atomic():
        image.save()


def _render_ahead() -> None:
    while maintenance.count_unclean(timezone.now()):
        maintenance.render_ahead(timezone.now())


def _sync() -> None:
    """Take everything by `sync/`."""
    client = Client()
    address: str | None = f"{ROOT}sync/?limit=100"
    while address:
        answer = client.get(address.removeprefix(settings.SITE_URL)).json()
        address = answer["next"]


def costs() -> dict[str, float]:
    """Measure what writing and preparing cost."""
    settings.ALLOWED_HOSTS = ["*"]
    now = timezone.now()
    rebuilt = _seconds(lambda: maintenance.rebuild(now, resume=False, progress=lambda *_: None))
    synced = _seconds(_sync)
    page = _make_long_page()
    _render_ahead()
    with_triggers = _median_ms(lambda: _publish(page))
    _render_ahead()
    image_with = _median_ms(_save_image)
    _render_ahead()
    installing.remove()
    without, image_without = _median_ms(lambda: _publish(page)), _median_ms(_save_image)
    installing.install()
    _render_ahead()
    count = TrialPage.objects.live().count()
    return {
        f"rebuild of everything with {count} trials, s": rebuilt,
        "all of it by sync, s": synced,
        f"publish of a page with {BLOCKS} blocks and {CITATIONS} citations, ms": with_triggers,
        "that, with triggers / without": with_triggers / without,
        f"what an image shown by {count} pages takes more to save with triggers, ms": (
            image_with - image_without
        ),
    }


if __name__ == "__main__":
    measurements: dict[str, Callable[..., dict[str, float]]] = {
        "fill": fill, "costs": costs, "publish": publish,
        "references": references,
    }  # fmt: skip
    sys.stdout.write(json.dumps(measurements[sys.argv[1]](*sys.argv[2:])) + "\n")
