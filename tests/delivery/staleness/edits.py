"""Edits by chance: `EDITS` has them all by name."""

from contextlib import nullcontext, suppress
from enum import Enum
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from tests.delivery.staleness import item_edits, page_edits
from tests.delivery.staleness.choosing import Edit

EDITS: dict[str, Edit] = {
    name: found
    for module in (page_edits, item_edits)
    for name, found in vars(module).items()
    if isinstance(found, Edit)
}
#: What an edit may meet that nobody has promised to do.
REFUSED = (ValidationError, ProtectedError)


class Way(Enum):
    """How what an edit writes is committed."""

    BY_AND_BY = "by and by"
    AT_ONCE = "at once"
    NOT_AT_ALL = "not at all"


class GaveUpError(Exception):
    """Ends a transaction."""


def do(name: str, random: Random, way: Way) -> None:
    """Do an edit by name, as far as it is not refused."""
    together = nullcontext() if way is Way.BY_AND_BY else transaction.atomic()
    with suppress(*REFUSED, GaveUpError), together:
        EDITS[name].do(random)
        if way is Way.NOT_AT_ALL:
            raise GaveUpError
