"""What references have done in the background."""

import datetime
from collections.abc import Sequence

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from cms.content.tasks import BACKGROUND
from cms.references.imports.reading import read_import
from cms.references.imports.writing import write_import
from cms.references.models import ImportState, ReferenceImport
from cms.references.refreshing.asking import SERVICES, Services
from cms.references.refreshing.rounds import (
    CHECKED_EVERY,
    due_references,
    next_batch,
    refresh_batch,
)
from cms.references.refreshing.telling import tell_owners
from cms.references.searches.running import due_searches, run_search

#: A task that was begun longer ago belongs to a worker that was killed.
LONGEST_TASK = datetime.timedelta(hours=1)
WORK = {ImportState.READING: read_import, ImportState.IMPORTING: write_import}


@task(backend=BACKGROUND)
def go_on_with_import(pk: int) -> None:
    """Do for an import what its state says, if it is still there."""
    found = ReferenceImport.objects.filter(pk=pk).first()
    if found is not None and found.is_busy:
        WORK[ImportState(found.state)](found)


def go_on_with_imports() -> None:
    """Enqueue every import that a worker that was killed has left half-way."""
    states = [state.value for state in WORK]
    for pk in ReferenceImport.objects.filter(state__in=states).values_list("pk", flat=True):
        go_on_with_import.enqueue(pk)


@task(backend=BACKGROUND)
def refresh_some_references(after: int = 0, out: Sequence[str] = ()) -> None:
    """Ask about the next references that are due, and enqueue the rest.

    Not all in one task: an editor's import waits for one batch at most.

    Args:
        after: the key behind which they are.
        out: services that could not be reached in this round.
    """
    references = due_references(checked_before=timezone.now() - CHECKED_EVERY)
    batch = next_batch(references, after=after)
    services = Services(out=set(out))
    for _ in refresh_batch(batch, services):
        pass
    if batch and services.out < SERVICES:
        refresh_some_references.enqueue(batch[-1].pk, sorted(services.out))
    else:
        tell_owners()


def begin_to_refresh_references() -> None:
    """Enqueue a round, unless one is going on."""
    going_on = DBTaskResult.objects.filter(
        task_path=refresh_some_references.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        enqueued_at__gt=timezone.now() - LONGEST_TASK,
    )
    if not going_on.exists():
        refresh_some_references.enqueue()


@task(backend=BACKGROUND)
def run_saved_search(pk: int) -> None:
    """Run a saved search, if it is still there and is due."""
    found = due_searches(timezone.now()).filter(pk=pk).first()
    if found is not None:
        run_search(found)


def run_due_searches() -> None:
    """Enqueue every saved search that is due."""
    for saved in due_searches(timezone.now()):
        run_saved_search.enqueue(saved.pk)
