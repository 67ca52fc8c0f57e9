"""Ways of reading the content version: one is right, tests of staleness have to catch the rest."""

from collections.abc import Callable, Collection

from cms.delivery.response_cache.versions import Version, Versions

#: The variable that tells a web process of a test in which way it reads the content version.
WAY = "STALENESS_WAY"


def exactly(real: Versions) -> Versions:
    """Read the version anew each time: as it is done."""
    return real


class Polled:
    """Wrong: the version of a while ago. Here, time stands still: the first one for ever."""

    def __init__(self, real: Versions) -> None:
        self.real = real
        self.read: Version | None = None

    def current(self) -> Version:
        self.read = self.read or self.real.current()
        return self.read

    def last_touch(self, keys: Collection[str]) -> int:
        return self.real.last_touch(keys)


class Afterwards:
    """Wrong: the version is looked at after rendering, when the entry takes its number."""

    def __init__(self, real: Versions) -> None:
        self.real = real

    def current(self) -> Version:
        real = self.real

        class Late(Version):
            @property
            def number(self) -> int:
                return real.current().number

        return Late(*real.current())

    def last_touch(self, keys: Collection[str]) -> int:
        return self.real.last_touch(keys)


WAYS: dict[str, Callable[[Versions], Versions]] = {
    "exactly": exactly,
    "polled": Polled,
    "afterwards": Afterwards,
}
