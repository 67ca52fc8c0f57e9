"""A clock that stands still until it is moved."""

import datetime

import pytest
from django.utils import timezone


class Clock:
    """Tells everybody who asks Django what time it is."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.start = timezone.now()
        self.now = self.start
        patch.setattr(timezone, "now", lambda: self.now)

    def restart(self) -> None:
        self.now = self.start

    def move(self, **time: float) -> None:
        self.now += datetime.timedelta(**time)
