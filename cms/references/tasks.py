"""What references have done in the background."""

from django_tasks import task

from cms.content.tasks import BACKGROUND
from cms.references.imports.reading import read_import
from cms.references.imports.writing import write_import
from cms.references.models import ImportState, ReferenceImport

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
