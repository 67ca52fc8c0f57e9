"""The worker: what is done beside the answering of requests, each thing in its rhythm.

Apps register their jobs. A job that fails is logged and done again in its turn; the others go on.
"""

import datetime
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections
from django.utils import timezone

from cms.delivery import maintenance
from cms.delivery.models import Heartbeat

logger = logging.getLogger(__name__)

#: How long the worker rests when there is nothing to do, in seconds.
REST = 1.0
HEARTBEAT_SECONDS = 10.0
#: A worker that was not seen for so long is forgotten.
FORGOTTEN_AFTER = 86_400


@dataclass(frozen=True)
class Job:
    """Something that the worker does again and again.

    Args:
        name: what it is called in logs.
        every: seconds from the end of one time to the next.
        run: does it; returns whether there is more to do at once.
    """

    name: str
    every: float
    run: Callable[[], bool]


#: Works in a thread of its own until the event is set.
Companion = Callable[[threading.Event], None]

_jobs: list[Job] = []
_companions: list[Companion] = []


def register(job: Job) -> None:
    """Let the worker do a job."""
    _jobs.append(job)


def register_companion(companion: Companion) -> None:
    """Let something that takes long be done beside the jobs."""
    _companions.append(companion)


def render_ahead() -> bool:
    """Render what is marked, a batch; return whether there was any."""
    return maintenance.render_ahead(timezone.now()) > 0


def beat() -> bool:
    """Leave a sign of life."""
    now = timezone.now()
    name = f"{socket.gethostname()}:{os.getpid()}"
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - datetime.timedelta(seconds=FORGOTTEN_AFTER)).delete()
    return False


class Worker:
    """Does every registered job until it is told to stop."""

    def __init__(self, jobs: list[Job] | None = None) -> None:
        if jobs is None:
            # What the others have changed is rendered in the same round.
            jobs = [
                Job("heartbeat", HEARTBEAT_SECONDS, beat),
                *_jobs,
                Job("render ahead", REST, render_ahead),
            ]
        self.jobs = jobs
        self._due = dict.fromkeys(self.jobs, 0.0)
        self._stopped = threading.Event()

    def stop(self, *args: object) -> None:
        """Stop after what is being done now."""
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped."""
        maintenance.adopt_release()
        for companion in _companions:
            # Not waited for: what it leaves half-way is done again.
            threading.Thread(target=companion, args=[self._stopped], daemon=True).start()
        while not self._stopped.is_set():
            close_old_connections()
            if not self.run_once():
                self._stopped.wait(REST)

    def run_once(self) -> bool:
        """Do every job that is due; return whether one has more to do."""
        has_more = False
        for job in self.jobs:
            if self._stopped.is_set() or time.monotonic() < self._due[job]:
                continue
            more = self._do(job)
            self._due[job] = time.monotonic() + (0 if more else job.every)
            has_more = has_more or more
        return has_more

    def _do(self, job: Job) -> bool:
        try:
            return job.run()
        except Exception:
            logger.exception("job failed", extra={"job": job.name})
            return False


def stop_by_signal(worker: Worker) -> None:
    """Let SIGTERM and SIGINT stop the worker in good order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
