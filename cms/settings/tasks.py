"""Work that nobody waits for."""

from typing import Any

TASKS: dict[str, Any] = {
    # Wagtail's own tasks are quick, and what they keep up to date (where something is used, the
    # admin's search) is to be right at once: they run in the request that enqueues them.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # What takes seconds is kept in the database until a worker does it: no second service to run
    # and to back up.
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
