"""What is answered from memory, until when, and what is passed by."""

import datetime
import logging
import re
from types import SimpleNamespace

import pytest

from cms.delivery.response_cache import cache as cache_module
from cms.delivery.response_cache.statistics import Event
from cms.delivery.response_cache.storing import Kind
from cms.delivery.response_cache.versions import Version
from tests.delivery.response_cache.fakes import JSON, LONG_BODY, FakeVersions, Reader

SOON = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)


def test_what_was_asked_before_is_answered_from_memory(reader: Reader) -> None:
    first, second = reader.get(), reader.get()
    assert first.status == second.status == 200
    assert first.body == second.body == LONG_BODY
    assert first.lasting() == second.lasting()
    assert reader.renderings == 1


def test_an_answer_from_memory_costs_one_query(reader: Reader) -> None:
    reader.get()
    reader.versions.asked.clear()
    reader.get()
    assert reader.versions.asked == ["version"]


def test_after_a_change_elsewhere_it_costs_two_queries_once(reader: Reader) -> None:
    reader.get()
    reader.versions.commit("page:2")
    reader.versions.asked.clear()
    reader.get()
    assert reader.versions.asked == ["version", {"page:1"}]
    reader.versions.asked.clear()
    reader.get()
    assert reader.versions.asked == ["version"]
    assert reader.renderings == 1
    assert reader.counted(Event.RESTAMPED) == 1


@pytest.mark.parametrize("touched", ["page:1", "image:7", "*"])
def test_a_change_of_what_it_was_made_from_is_seen_at_once(reader: Reader, touched: str) -> None:
    reader.site.keys = ["page:1", "image:7"]
    reader.get()
    reader.site.body = b"new"
    reader.versions.commit(touched)
    assert reader.get().body == b"new"
    assert reader.get().body == b"new"
    assert reader.renderings == 2
    assert reader.counted(Event.DROPPED) == 1


def test_an_entry_that_is_over_is_forgotten_though_nothing_takes_its_place(
    reader: Reader,
) -> None:
    reader.get()
    reader.versions.commit("page:1")
    reader.site.keys = None
    reader.get()
    assert reader.entries(Kind.PAGES) == 0


def test_what_changes_while_it_is_made_is_seen_by_the_next(reader: Reader) -> None:
    def change(request: object) -> bytes:
        reader.versions.commit("page:1")
        return b"old"

    reader.site.body = change
    assert reader.get().body == b"old"
    reader.site.body = b"new"
    assert reader.get().body == b"new"


@pytest.mark.parametrize("number", [1, 7])
def test_another_database_drops_everything(reader: Reader, number: int) -> None:
    reader.get("/a/")
    reader.get("/b/")
    reader.versions.version = Version(number, nonce=99)
    reader.versions.lineage = {reader.versions.version}
    reader.get("/a/")
    assert reader.entries(Kind.PAGES) == 1
    reader.get("/b/")
    assert reader.renderings == 4


def test_another_fingerprint_drops_everything(reader: Reader) -> None:
    reader.get("/a/")
    reader.fingerprint = "second release"
    reader.get("/a/")
    assert reader.renderings == 2
    assert reader.entries(Kind.PAGES) == 1


def test_an_answer_of_a_database_that_was_put_back_meanwhile_is_not_kept(reader: Reader) -> None:
    backup = reader.versions.backup()
    reader.versions.commit("page:2")

    def restore(request: object) -> bytes:
        if reader.renderings == 1:
            reader.versions.put_back(backup)
            reader.get("/other/")
        return b"body"

    reader.site.body = restore
    reader.get("/")
    assert reader.entries(Kind.PAGES) == 1
    reader.get("/")
    assert reader.renderings == 3


def test_a_database_that_was_put_back_drops_everything(reader: Reader) -> None:
    backup = reader.versions.backup()
    for _ in range(8):
        reader.versions.commit("page:2")
    reader.get("/a/")
    reader.get("/b/")
    reader.versions.put_back(backup)
    reader.get("/a/")
    assert reader.renderings == 3
    assert reader.entries(Kind.PAGES) == 1


def test_what_was_kept_before_a_backup_is_still_good_after_its_restore(reader: Reader) -> None:
    reader.get()
    reader.versions.commit("page:2")
    backup = reader.versions.backup()
    reader.versions.commit("page:2")
    reader.versions.put_back(backup)
    reader.get()
    assert reader.renderings == 1


def test_the_same_number_again_is_another_version(reader: Reader) -> None:
    backup = reader.versions.backup()
    reader.versions.commit("page:2")
    reader.get()
    number = reader.versions.version.number
    reader.versions.put_back(backup)
    reader.versions.commit("page:1")
    assert reader.versions.version.number == number
    reader.site.body = b"after the restore"
    assert reader.get().body == b"after the restore"


def test_what_is_newer_than_its_version_is_not_kept(reader: Reader) -> None:
    """Put back to that version, the database would take it for right."""

    def change(request: object) -> bytes:
        reader.versions.commit("page:1")
        return b"newer"

    backup = reader.versions.backup()
    reader.site.body = change
    assert reader.get().body == b"newer"
    assert reader.entries(Kind.PAGES) == 0
    reader.versions.put_back(backup)
    reader.site.body = b"as it was"
    assert reader.get().body == b"as it was"


def test_an_entry_that_another_thread_has_marked_later_is_served(reader: Reader) -> None:
    class Late(FakeVersions):
        """Reads the version, and is then overtaken."""

        def current(self) -> Version:
            version = super().current()
            if overtaken:
                overtaken.pop()
                self.commit("page:2")
                reader.get()
            return version

    overtaken: list[str] = []
    reader.versions = Late()
    reader.cache._versions = reader.versions
    reader.get()
    overtaken.append("by a reader after a change")
    assert reader.get().status == 200
    assert reader.renderings == 1


# The clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a clock that stands still where it is set, a minute before `SOON`."""
    hands = SimpleNamespace(now=SOON.timestamp() - 60)
    still = SimpleNamespace(time=lambda: hands.now, monotonic=lambda: hands.now)
    monkeypatch.setattr(cache_module, "time", still)
    monkeypatch.setattr("cms.delivery.response_cache.storing.time", still)
    return hands


def test_an_answer_ends_at_its_minute(reader: Reader, clock: SimpleNamespace) -> None:
    reader.site.valid_until = SOON
    reader.get()
    clock.now = SOON.timestamp() - 0.001
    reader.get()
    assert reader.renderings == 1
    clock.now = SOON.timestamp()
    reader.site.body, reader.site.valid_until = b"after", None
    assert reader.get().body == b"after"
    assert reader.renderings == 2


def test_an_answer_whose_time_is_over_already_is_not_kept(
    reader: Reader, clock: SimpleNamespace
) -> None:
    reader.site.valid_until = SOON
    clock.now = SOON.timestamp()
    reader.get()
    assert reader.entries(Kind.PAGES) == 0


# What each sending has of its own


def test_each_answer_has_an_id_of_its_own(reader: Reader) -> None:
    reader.site.headers.append(("Request-Id", "of Django's own sending"))
    assert reader.get()["Request-Id"] == "of Django's own sending"
    ids = {reader.get()["Request-Id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in ids)


def test_the_date_of_the_first_sending_is_not_repeated(reader: Reader) -> None:
    reader.site.headers.append(("Date", "Mon, 01 Jan 2024 00:00:00 GMT"))
    reader.get()
    assert "Date" not in reader.get()


@pytest.mark.parametrize("declared", [True, False])
def test_each_answer_has_the_version_that_was_read_for_it(reader: Reader, declared: bool) -> None:
    reader.site.headers.append(("Content-Version", "of Django"))
    if not declared:
        reader.site.keys = None
    assert reader.get()["Content-Version"] == "1"
    reader.versions.commit("page:2")
    assert reader.get()["Content-Version"] == "2"
    assert reader.get("/other/")["Content-Version"] == "2"


# What is passed by


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "a=b; sessionid=abc"},
        {"HTTP_AUTHORIZATION": ""},
        {"HTTP_PREVIEW_TOKEN": "abc"},
        {"HTTP_HOST": "elsewhere.example.org"},
        {"HTTP_HOST": "library.example.org:8000"},
        {"HTTP_HOST": "LIBRARY.example.org"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"query": "no-value"},
        {"query": "a=%ff"},
    ],
)
def test_some_requests_neither_read_nor_write(reader: Reader, more: dict[str, str]) -> None:
    reader.get()
    reader.get(**more)
    reader.get(**more)
    assert reader.renderings == 3
    assert reader.site.asked[-1].items() >= {k: v for k, v in more.items() if k.isupper()}.items()
    assert reader.memory.sizes()[Kind.PAGES]["entries"] == 1
    assert reader.entries(Kind.QUERIES) == 0
    assert reader.counted(Event.BYPASSES) == 2


def test_what_is_passed_by_is_left_as_it_is(reader: Reader) -> None:
    reader.site.headers.append(("Set-Cookie", "a=b"))
    got = reader.get("/admin/", HTTP_IF_NONE_MATCH='"a"', HTTP_ACCEPT_ENCODING="gzip")
    assert got.pairs == reader.site.headers
    assert reader.site.asked[0]["HTTP_IF_NONE_MATCH"] == '"a"'
    assert reader.site.asked[0]["HTTP_ACCEPT_ENCODING"] == "gzip"
    assert "Content-Version" not in got


def test_other_cookies_change_nothing(reader: Reader) -> None:
    reader.get(HTTP_COOKIE="a=b")
    reader.get(HTTP_COOKIE="a=c")
    assert reader.renderings == 1
    assert "HTTP_COOKIE" not in reader.site.asked[0]


def test_without_a_version_the_cache_is_passed_by(
    reader: Reader, caplog: pytest.LogCaptureFixture, clock: SimpleNamespace
) -> None:
    reader.get()
    reader.versions.works = False
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert reader.get().body == LONG_BODY
    assert reader.renderings == 4
    assert len(caplog.records) == 1
    clock.now += cache_module.COMPLAINT_SECONDS
    reader.get()
    assert len(caplog.records) == 2
    reader.versions.works = True
    reader.get()
    assert reader.renderings == 5


def test_without_touches_the_cache_is_passed_by(reader: Reader) -> None:
    class Half(FakeVersions):
        def current(self) -> Version:
            return self.version

    reader.versions = Half()
    reader.cache._versions = reader.versions
    reader.get()
    reader.versions.commit("page:2")
    reader.versions.works = False
    reader.get()
    assert reader.renderings == 2
    reader.versions.works = True
    reader.get()
    assert reader.renderings == 2


# How Django is asked


def test_django_is_asked_for_the_whole_plain_answer(reader: Reader) -> None:
    reader.get(
        method="HEAD",
        query="b=2&a=%31&b=1",
        HTTP_IF_NONE_MATCH="*",
        HTTP_IF_MODIFIED_SINCE="Mon, 01 Jan 2024 00:00:00 GMT",
        HTTP_RANGE="bytes=0-1",
        HTTP_ACCEPT_ENCODING="br",
        HTTP_ACCEPT_LANGUAGE="de",
    )
    [asked] = reader.site.asked
    assert asked["REQUEST_METHOD"] == "GET"
    assert asked["QUERY_STRING"] == "a=1&b=2&b=1"
    names = {name for name in asked if name.startswith("HTTP_")}
    assert names == {"HTTP_HOST", "HTTP_ACCEPT_LANGUAGE"}


def test_the_order_of_different_parameters_does_not_matter(reader: Reader) -> None:
    reader.site.body = lambda request: request["QUERY_STRING"].encode()
    assert reader.get(query="b=1&a=2").body == reader.get(query="a=2&b=1").body == b"a=2&b=1"
    assert reader.renderings == 1


def test_the_order_of_values_of_one_parameter_does(reader: Reader) -> None:
    reader.get(query="a=1&a=2")
    reader.get(query="a=2&a=1")
    assert reader.renderings == 2


def test_addresses_are_told_apart(reader: Reader) -> None:
    for path, query in [("/", ""), ("/a/", ""), ("/a/?b=1", ""), ("/a/", "b=1"), ("/a/ b=1", "")]:
        reader.get(path, query=query)
    reader.get("/", **{"wsgi.url_scheme": "https"})
    assert reader.renderings == 6


def test_a_mistake_of_django_reaches_the_server(reader: Reader) -> None:
    def fail(request: object) -> bytes:
        raise ZeroDivisionError

    reader.site.body = fail
    with pytest.raises(ZeroDivisionError):
        reader.get()
    reader.site.body = b"well"
    assert reader.get().body == b"well"


# Apart


def test_made_up_queries_and_addresses_push_out_no_page(reader: Reader) -> None:
    reader.get("/page/")
    for number in range(600):
        reader.get("/page/", query=f"a={number}")
    reader.site.status = "404 Not Found"
    for number in range(600):
        reader.get(f"/{number}/")
    assert 0 < reader.entries(Kind.QUERIES) < 600
    assert 0 < reader.entries(Kind.OTHERS) < 600
    before = reader.renderings
    assert reader.get("/page/").status == 200
    assert reader.renderings == before


def test_what_happened_is_counted(reader: Reader) -> None:
    reader.get()
    reader.get()
    reader.versions.commit("page:2")
    reader.get()
    reader.versions.commit("page:1")
    reader.get()
    reader.get("/admin/")
    assert reader.statistics.counts == {
        Event.HITS: 2,
        Event.MISSES: 2,
        Event.BYPASSES: 1,
        Event.RESTAMPED: 1,
        Event.DROPPED: 1,
    }


def test_a_compressed_form_counts_as_memory(reader: Reader) -> None:
    reader.get()
    before = reader.memory.sizes()[Kind.PAGES]["bytes"]
    reader.get(HTTP_ACCEPT_ENCODING="gzip")
    grown = reader.memory.sizes()[Kind.PAGES]["bytes"]
    assert grown > before
    reader.get(HTTP_ACCEPT_ENCODING="gzip")
    assert reader.memory.sizes()[Kind.PAGES]["bytes"] == grown
    assert reader.renderings == 1


def test_headers_of_an_answer_are_those_of_django(reader: Reader) -> None:
    reader.site.headers = [*JSON, ("Surrogate-Key", "page:1"), ("X-Frame-Options", "SAMEORIGIN")]
    for got in (reader.get(), reader.get()):
        assert set(reader.site.headers) <= set(got.pairs)
