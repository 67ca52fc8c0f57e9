"""Nothing stale, however changes and readings meet; and two ways of doing it wrong are caught."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.versions import Versions
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
        self.texts = dict.fromkeys((*PAGES, "shared"), 0)
        self.reader = Reader(folder)
        self.reader.cache._versions = cached(self.real)
        self.reader.site = FakeSite(body=self.render)
        self.reader.cache._application = self.answer
        self.before: Collection[str] = ()
        self.after: Collection[str] = ()

    def change(self, things: Collection[str]) -> None:
        """Commit a change of each of `things`."""
        for thing in things:
            self.texts[thing] += 1
            self.real.commit(thing)

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
        """Return whether a reader sees at least what had committed when the reading began.

        Args:
            name: of the page.
            before: what changes while it is rendered, before it is looked at.
            after: what changes while it is rendered, after it was looked at.
        """
        self.before, self.after = before, after
        known = [int(number) for number in self.page(name).split()]
        seen = send(self.reader.cache, request_of(f"/{name}/")).body.split()
        return all(int(number) >= least for number, least in zip(seen, known, strict=True))


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


things = st.lists(st.sampled_from(["a", "b", "shared"]), max_size=2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), things, things, st.just("")),
        st.tuples(st.just("read"), things, things, st.sampled_from(PAGES)),
    ),
    max_size=12,
)


@given(steps)
def test_no_reading_is_stale_in_any_order_of_things(
    tmp_path_factory: pytest.TempPathFactory,
    taken: list[tuple[str, list[str], list[str], str]],
) -> None:
    library = Library(tmp_path_factory.getbasetemp(), exactly)
    for step, before, after, page in taken:
        if step == "change":
            library.change(before)
        else:
            assert library.read(page, before=before, after=after)
