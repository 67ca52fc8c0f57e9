"""The ledger of the starter content."""

from django.db import models


class StarterItem(models.Model):
    """One thing that the starter content has brought, once.

    What stands here is never brought again, so that nothing an editor changed, moved or deleted
    comes back.
    """

    key = models.CharField(max_length=255, unique=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "starter item"

    def __str__(self) -> str:
        return self.key
