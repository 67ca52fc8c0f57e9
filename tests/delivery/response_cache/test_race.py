"""Nothing stale, however changes, restores and readings meet; and wrong ways are caught."""

import itertools
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.versions import UnknownVersionError, Version, Versions
from tests.delivery.response_cache.fakes import FakeSite, FakeVersions, Reader, request_of, send
from tests.delivery.response_cache.ways import Afterwards, Polled, exactly

PAGES = ("a", "b")


class Library:
    """Two pages, of which both show a third thing; each reading may be met by changes.

    Args:
        cached: makes of the real versions those that the cache reads.
    """

    def __init__(self, folder: Path, cached: Callable[[FakeVersions], Versions]) -> None:
        self.real = FakeVersions()
        #: Each text is the number of a change: no two changes write the same.
        self.texts = dict.fromkeys((*PAGES, "shared"), 0)
        self.changes = 0
        self.reader = Reader(folder)
        self.reader.cache._versions = cached(self.real)
        self.reader.site = FakeSite(body=self.render)
        self.reader.cache._application = self.answer
        self.before: Collection[str] = ()
        self.after: Collection[str] = ()

    def change(self, things: Collection[str]) -> None:
        """Commit a change of each of `things`."""
        for thing in things:
            self.changes += 1
            self.texts[thing] = self.changes
            self.real.commit(thing)

    def backup(self) -> Callable[[], None]:
        """Return what puts everything back to what it is now."""
        versions, texts = self.real.backup(), dict(self.texts)

        def put_back() -> None:
            self.real.put_back(versions)
            self.texts = dict(texts)

        return put_back

    def page(self, name: str) -> bytes:
        """Return what a page says now."""
        return f"{self.texts[name]} {self.texts['shared']}".encode()

    def answer(self, request: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.reader.site.keys = (request["PATH_INFO"].strip("/"), "shared")
        return self.reader.site(request, start)

    def render(self, request: WSGIEnvironment) -> bytes:
        self.change(self.before)
        page = self.page(request["PATH_INFO"].strip("/"))
        self.change(self.after)
        return page

    def read(self, name: str, *, before: Collection[str] = (), after: Collection[str] = ()) -> bool:
        """Return whether a reader sees what there was when the reading began, or what came then.

        Args:
            name: of the page.
            before: what changes while it is rendered, before it is looked at.
            after: what changes while it is rendered, after it was looked at.
        """
        self.before, self.after = before, after
        known, changes = self.page(name).split(), self.changes
        seen = send(self.reader.cache, request_of(f"/{name}/")).body.split()
        return all(
            number == there or int(number) > changes
            for number, there in zip(seen, known, strict=True)
        )


class ByNumber:
    """Wrong: the number alone says what was read, and whether the database was there."""

    def __init__(self, real: FakeVersions) -> None:
        self.real = real

    def current(self) -> Version:
        return Version(self.real.current().number, 0)

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        known = {found.number: found for found in self.real.lineage}.get(version.number)
        if known is None:
            raise UnknownVersionError
        found = self.real.unchanged_since(known, keys)
        return found and Version(found.number, 0)


class Unchecked:
    """Wrong: an answer that shows what came while it was made is kept all the same."""

    def __init__(self, real: FakeVersions) -> None:
        self.real = real
        self.fresh: Version | None = None

    def current(self) -> Version:
        self.fresh = self.real.current()
        return self.fresh

    def unchanged_since(self, version: Version, keys: Collection[str]) -> Version | None:
        # What was read a moment ago is asked about only when an answer has just been made.
        return version if version is self.fresh else self.real.unchanged_since(version, keys)


def stale_readings(library: Library) -> int:
    """Let readings and changes meet in every place; return how many readings were stale."""
    stale = 0
    for changed in ("a", "shared"):
        for meeting in ({}, {"before": [changed]}, {"after": [changed]}):
            library.change([changed])
            for reading in (meeting, {}, {}):
                stale += not library.read("a", **reading)
                stale += not library.read("b", **reading)
    return stale


def test_no_reading_is_stale(tmp_path: Path) -> None:
    library = Library(tmp_path, exactly)
    assert stale_readings(library) == 0
    assert library.read("a")
    before = library.reader.renderings
    library.read("a")
    assert library.reader.renderings == before


@pytest.mark.parametrize("wrong", [Polled, Afterwards])
def test_a_wrong_way_is_caught(tmp_path: Path, wrong: Callable[[Versions], Versions]) -> None:
    assert stale_readings(Library(tmp_path, wrong)) > 0


def wrong_readings_after_a_restore(library: Library) -> int:
    """Put the library back and change it on to the old number and past it; count wrong readings."""
    readings = []
    meetings: list[dict[str, Any]] = [{}, {"before": ["a"]}, {"after": ["a"]}]
    for meeting, goes_on, looks in itertools.product(meetings, [True, False], [True, False]):
        library.change(["a"])
        put_back = library.backup()
        library.read("a", **meeting)
        if goes_on:
            library.change(["a"])
            readings += [library.read(page) for page in PAGES]
        put_back()
        if looks:
            readings += [library.read(page) for page in PAGES]
        for other in ("b", "a", "shared"):
            library.change([other])
            readings += [library.read(page) for page in PAGES]
    return readings.count(False)


def test_no_reading_is_of_what_was_put_back(tmp_path: Path) -> None:
    assert wrong_readings_after_a_restore(Library(tmp_path, exactly)) == 0


@pytest.mark.parametrize("wrong", [Polled, ByNumber, Unchecked])
def test_a_wrong_way_is_caught_after_a_restore(
    tmp_path: Path, wrong: Callable[[FakeVersions], Versions]
) -> None:
    assert wrong_readings_after_a_restore(Library(tmp_path, wrong)) > 0


things = st.lists(st.sampled_from(["a", "b", "shared"]), max_size=2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), things, things, st.just("")),
        st.tuples(st.just("read"), things, things, st.sampled_from(PAGES)),
        st.tuples(st.sampled_from(["backup", "restore"]), things, things, st.just("")),
    ),
    max_size=16,
)


@given(steps)
def test_no_reading_is_stale_in_any_order_of_things(
    tmp_path_factory: pytest.TempPathFactory,
    taken: list[tuple[str, list[str], list[str], str]],
) -> None:
    library = Library(tmp_path_factory.getbasetemp(), exactly)
    backups = [library.backup()]
    for step, before, after, page in taken:
        if step == "change":
            library.change(before)
        elif step == "backup":
            backups.append(library.backup())
        elif step == "restore":
            backups[len(before) % len(backups)]()
        else:
            assert library.read(page, before=before, after=after)
