"""References of the library that may be of one publication, for an editor to decide."""

from django.db import models
from django.utils import timezone

from cms.references.models.reference import Reference


class PossibleDuplicate(models.Model):
    """Two references that are alike, or that somebody has said to be two publications."""

    #: No use that keeps a reference from being deleted.
    wagtail_reference_index_ignore = True

    #: The one with the smaller key.
    one = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    #: Why they are alike, for the editor.
    reason = models.TextField()
    #: Somebody has said that they are two publications.
    is_dismissed = models.BooleanField(default=False)

    class Meta:
        verbose_name = "possible duplicate"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="possible_duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="possible_duplicate_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["is_dismissed", "-score", "id"], name="possible_duplicate_shown")
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"


class DuplicateSearch(models.Model):
    """How far the library was looked through for duplicates. There is one row at most.

    References that changed later, or at the same moment with a greater key, are still to be
    compared.
    """

    wagtail_reference_index_ignore = True

    changed_at = models.DateTimeField(default=timezone.now)
    key = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "search for duplicates"

    def __str__(self) -> str:
        return f"until {self.changed_at.isoformat()}, key {self.key}"
