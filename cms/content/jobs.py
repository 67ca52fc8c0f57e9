"""What the worker does for content."""

import datetime
import threading

from django.core.management import call_command
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from cms.content.tasks import BACKGROUND, make_missing_renditions
from cms.delivery import worker

#: Going live and expiring are a commit of the worker's: at most this many seconds late.
SCHEDULE_SECONDS = 30.0
#: How often it is looked whether there are tasks.
TASKS_SECONDS = 1.0
#: What became of tasks is kept for a week.
PRUNE_SECONDS = 86_400.0
KEPT_DAYS = 7


def publish_scheduled() -> bool:
    """Publish what is due, and unpublish what has expired."""
    call_command("publish_scheduled", verbosity=0)
    return False


def prune_tasks() -> bool:
    """Forget tasks that were done some time ago."""
    before = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    DBTaskResult.objects.filter(finished_at__lt=before).delete()
    return False


def run_tasks(stopped: threading.Event) -> None:
    """Run tasks one after the other, beside all else: some take many seconds."""
    # A worker that was killed has left its tasks half-way.
    make_missing_renditions()
    while not stopped.is_set():
        if not run_task():
            stopped.wait(TASKS_SECONDS)


def run_task() -> bool:
    """Run one task; return whether there was one."""
    found = TaskWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=BACKGROUND,
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
    )
    found.run()
    return bool(found._run_tasks)  # noqa: SLF001 - it says so nowhere else


def register() -> None:
    """Give the worker these jobs."""
    worker.register(worker.Job("publish scheduled", SCHEDULE_SECONDS, publish_scheduled))
    worker.register(worker.Job("prune tasks", PRUNE_SECONDS, prune_tasks))
    worker.register_companion(run_tasks)
