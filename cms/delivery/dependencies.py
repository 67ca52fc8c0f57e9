"""What an answer was made from, told by the view that made it to whoever may keep the answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest

#: Under which name a request carries its dependencies.
NAME = "cms.delivery.dependencies"


@dataclass
class Dependencies:
    """What one answer depends on.

    Args:
        declared: whether the view has said it. If not, the answer is for this reader only.
        keys: what it was made from, as `cms.delivery.models.Touch` names it.
        valid_until: when the clock changes it; None for never.
    """

    declared: bool = False
    keys: set[str] = field(default_factory=set)
    valid_until: datetime | None = None

    def declare(self, keys: Iterable[str], valid_until: datetime | None = None) -> None:
        """Say that whoever may read the answer may keep it, as long as `add` says.

        Args:
            keys: what the answer was made from; none, if only the release changes it.
            valid_until: when the clock changes it, with its time zone; None for never.
        """
        self.declared = True
        self.add(keys, valid_until)

    def add(self, keys: Iterable[str], valid_until: datetime | None = None) -> None:
        """Add `keys`, and the moment until which what they are of stands; the earliest one counts.

        Args:
            keys: what a part of the answer was made from; none, if only the release changes it.
            valid_until: when the clock changes that part, with its time zone; None for never.
        """
        self.keys.update(keys)
        if valid_until is not None:
            self.valid_until = min(valid_until, self.valid_until or valid_until)


def of_request(request: HttpRequest) -> Dependencies:
    """Return the dependencies of the answer to `request`; nobody reads them if nobody keeps it."""
    found = request.META.get(NAME)
    return found if isinstance(found, Dependencies) else Dependencies()
