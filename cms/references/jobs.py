"""What the worker does for references."""

import datetime

from django.utils import timezone

from cms.delivery import worker
from cms.references.merges.doubles import look_for_doubles
from cms.references.models import ImportState, ReferenceImport
from cms.references.tasks import (
    begin_to_refresh_references,
    go_on_with_imports,
    run_due_searches,
)

#: A worker that was killed has left an import half-way; another goes on with it soon.
IMPORTS_SECONDS = 600.0
#: Looks for what is due, references each day and searches each week: so often one is tried again
#: that a service had no answer for.
REFRESH_SECONDS = 3600.0
DOUBLES_SECONDS = 300.0
PRUNE_SECONDS = 86_400.0
#: What became of an import is shown for so long.
KEPT_DAYS = 30


def go_on() -> bool:
    """Go on with imports that were left half-way."""
    go_on_with_imports()
    return False


def prune_imports() -> bool:
    """Forget imports that ended some time ago; what they brought stays."""
    before = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    ended = [ImportState.DONE, ImportState.FAILED]
    ReferenceImport.objects.filter(state__in=ended, created_at__lt=before).delete()
    return False


def refresh() -> bool:
    """Ask what has become of references, each once a day."""
    begin_to_refresh_references()
    return False


def search() -> bool:
    """Run saved searches, each once a week."""
    run_due_searches()
    return False


def look_for_duplicates() -> bool:
    """Compare references that came or changed with the library; return whether there are more."""
    return look_for_doubles(timezone.now())


def register() -> None:
    """Give the worker these jobs."""
    worker.register(worker.Job("go on with imports", IMPORTS_SECONDS, go_on))
    worker.register(worker.Job("look for duplicates", DOUBLES_SECONDS, look_for_duplicates))
    worker.register(worker.Job("prune imports", PRUNE_SECONDS, prune_imports))
    worker.register(worker.Job("refresh references", REFRESH_SECONDS, refresh))
    worker.register(worker.Job("run saved searches", REFRESH_SECONDS, search))
