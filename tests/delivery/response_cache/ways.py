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

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        return self.real.unchanged_since(version, keys)


class Late:
    """The version of when its number is first asked for."""

    def __init__(self, real: Versions) -> None:
        self._real = real
        self._read: Version | None = None

    @property
    def number(self) -> int:
        self._read = self.version
        return self._read.number

    @property
    def version(self) -> Version:
        return self._read or self._real.current()

    def __eq__(self, other: object) -> bool:
        return self.version == (other.version if isinstance(other, Late) else other)

    __hash__ = None  # type: ignore[assignment]  # nobody keeps it in a set


class Afterwards:
    """Wrong: the version is looked at after rendering, when the entry takes its number."""

    def __init__(self, real: Versions) -> None:
        self.real = real

    def current(self) -> Version:
        return Late(self.real)  # type: ignore[return-value]  # as far as the cache can tell

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        read = version.version if isinstance(version, Late) else version
        return self.real.unchanged_since(read, keys)


WAYS: dict[str, Callable[[Versions], Versions]] = {
    "exactly": exactly,
    "polled": Polled,
    "afterwards": Afterwards,
}
