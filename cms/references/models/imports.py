"""A file of references on its way into the library: what was read, chosen and written."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models

from cms.references.choices import Choice, RecordStatus, ReferenceStatus
from cms.references.importing.records import ImportedRecord, Level, Message
from cms.references.models.described import DescribedByCsl
from cms.references.models.reference import Reference


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading", "Being read"
    READY = "ready", "Waiting for your choice"
    IMPORTING = "importing", "Being imported"
    DONE = "done", "Done"
    FAILED = "failed", "Could not be read"


class Outcome(models.TextChoices):
    """What became of a record."""

    ADDED = "added", "Added"
    FILLED = "filled", "Filled in"
    LEFT = "left", "Already in the library"
    FAILED = "failed", "Not imported"


def _files() -> Any:
    """Return where files wait to be read. Nobody is given them: the media view knows none."""
    return storages["default"]


class ReferenceImport(models.Model):
    """One file or pasted text, from its upload to what became of each record."""

    #: Editors' drafts of nothing: no use that keeps a reference from being deleted.
    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    format = models.CharField(max_length=60, blank=True)
    #: Empty once all of it is in rows.
    file = models.FileField(upload_to="imports/", storage=_files, blank=True)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.READING
    )
    #: Why it could not be read, for the editor.
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = "import of references"
        verbose_name_plural = "imports of references"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether the worker is at it."""
        return self.state in {ImportState.READING, ImportState.IMPORTING}


class ImportRow(DescribedByCsl, models.Model):
    """One record of an import."""

    wagtail_reference_index_ignore = True

    reference_import = models.ForeignKey(
        ReferenceImport, on_delete=models.CASCADE, related_name="rows"
    )
    #: Which record of the file it is, from 1.
    index = models.PositiveIntegerField()
    #: The `ImportedRecord`.
    record = models.JSONField()
    status = models.CharField(max_length=10, choices=RecordStatus.choices)
    duplicate_of = models.ForeignKey(
        Reference, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    score = models.PositiveSmallIntegerField(null=True)
    #: Why it is taken for a duplicate.
    reason = models.TextField(blank=True)
    choice = models.CharField(max_length=4, choices=Choice.choices)
    #: Empty until it is done.
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reference = models.ForeignKey(Reference, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "record of an import"
        verbose_name_plural = "records of imports"
        constraints = [
            models.UniqueConstraint(fields=["reference_import", "index"], name="import_row_once")
        ]
        indexes = [
            models.Index(fields=["reference_import", "status", "index"], name="import_row_status"),
            models.Index(
                fields=["reference_import", "outcome", "index"], name="import_row_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def imported_record(self) -> ImportedRecord:
        """The record as it was read."""
        values = dict(self.record)
        messages = tuple(
            Message(Level(message["level"]), message["text"], message["line"])
            for message in values.pop("messages")
        )
        status = ReferenceStatus(values.pop("status"))
        return ImportedRecord(**values, status=status, messages=messages)

    def set_record(self, record: ImportedRecord) -> None:
        """Take a record in."""
        self.record = asdict(record)

    @property
    def csl(self) -> dict[str, Any]:
        """The record's CSL; empty where nothing could be read."""
        return self.record["csl"] or {}
