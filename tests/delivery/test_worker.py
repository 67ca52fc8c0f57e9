"""The worker: every job in its rhythm, whatever happens to another."""

import datetime
import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.delivery.models import Document, Heartbeat, Mark
from cms.delivery.worker import Job, Worker
from cms.references.models import Reference
from tests.conftest import Library
from tests.documents import source_of
from tests.factories.trials import TrialPageFactory


class Counter:
    """A job that says how often it was done."""

    def __init__(self, *more: bool) -> None:
        self.more = list(more)
        self.done = 0

    def __call__(self) -> bool:
        self.done += 1
        return self.more.pop(0) if self.more else False


def test_a_job_with_more_to_do_has_its_turn_again_at_once() -> None:
    busy, idle = Counter(True, True), Counter()
    found = Worker([Job("busy", 60, busy), Job("idle", 60, idle)])
    while found.run_once():
        pass
    assert (busy.done, idle.done) == (3, 1)


def test_a_job_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("cms.delivery.worker.time.monotonic", lambda: now)
    job = Counter()
    found = Worker([Job("job", 30, job)])
    for moment, done in ((100.0, 1), (129.0, 1), (130.0, 2)):
        now = moment
        found.run_once()
        assert job.done == done


def test_a_job_that_fails_is_logged_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> bool:
        raise ValueError("broken")

    other = Counter()
    with caplog.at_level(logging.ERROR):
        Worker([Job("bad", 0, fail), Job("other", 0, other)]).run_once()
    assert other.done == 1
    assert "job failed" in caplog.text


def test_a_worker_that_is_told_to_stop_does_no_more() -> None:
    found = Worker([])
    second = Counter()

    def stop() -> bool:
        found.stop()
        return False

    found.jobs = [Job("first", 0, stop), Job("second", 0, second)]
    found._due = dict.fromkeys(found.jobs, 0.0)
    found.run_once()
    assert second.done == 0


@pytest.mark.django_db
def test_a_worker_leaves_a_sign_of_life_and_old_ones_are_forgotten() -> None:
    Heartbeat.objects.create(name="old", at=timezone.now() - datetime.timedelta(days=2))
    call_command("worker", once=True)
    (beat,) = Heartbeat.objects.all()
    assert timezone.now() - beat.at < datetime.timedelta(minutes=1)


@pytest.mark.django_db
def test_a_worker_renders_ahead_and_publishes_what_is_due(library: Library) -> None:
    page: Any = TrialPageFactory(
        parent=library.trial_index, published=False, reference=library.morse, title="Now due",
        go_live_at=timezone.now() + datetime.timedelta(hours=1),
    )  # fmt: skip
    page.get_latest_revision().publish()
    revision = page.get_latest_revision()
    due = timezone.now() - datetime.timedelta(minutes=1)
    revision.approved_go_live_at = due
    revision.content["go_live_at"] = due.isoformat()
    revision.save()
    # No service is to be asked about them.
    Reference.objects.update(checked_at=timezone.now())
    call_command("worker", once=True)
    page.refresh_from_db()
    assert page.live
    row = Document.objects.get(source=source_of(page))
    assert (row.marked, row.title) == (Mark.CLEAN, "Now due")
