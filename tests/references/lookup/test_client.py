"""The real client against a local server: whatever a service does, an editor gets a sentence."""

import gzip
import json
from typing import Any

import pytest

from cms.references.lookup import client, pacing
from cms.references.lookup.client import Service, ask
from cms.references.lookup.errors import Failure, LookUpFailed
from tests.references.lookup.server import Reply, Server, as_json
from tests.references.lookup.services import Clock

SERVICE = Service(
    key="crossref", title="Crossref", setting="CROSSREF_URL", interval=0.5,
    contact=("tool", "mailto"), redirects_to=frozenset({"data.example.org"}),
)  # fmt: skip
PATH = "/crossref/works/x"
FINE = as_json({"fine": True})


def read_json(body: bytes) -> Any:
    return json.loads(body)


def get() -> Any:
    return ask(SERVICE, "/works/x", read_json, parameters={"q": "a b"})


def failure(server: Server, *replies: Reply) -> LookUpFailed:
    """Return how asking fails."""
    server.on(PATH, *replies)
    with pytest.raises(LookUpFailed) as caught:
        get()
    assert "Crossref" in str(caught.value)
    assert "by hand" in str(caught.value)
    return caught.value


def test_a_service_is_told_who_asks(server: Server, settings: Any) -> None:
    server.on(PATH, FINE)
    assert get() == {"fine": True}
    asked = server.requests[0]
    assert asked.query == {"q": "a b", "tool": client.TOOL, "mailto": "librarian@example.org"}
    assert "mailto:librarian@example.org" in asked.headers["User-Agent"]
    assert settings.SITE_URL in asked.headers["User-Agent"]


def test_without_a_contact_address_none_is_told(server: Server, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""
    server.on(PATH, FINE)
    get()
    assert server.requests[0].query == {"q": "a b", "tool": client.TOOL}
    assert "mailto" not in server.requests[0].headers["User-Agent"]


def test_an_answer_is_kept(server: Server) -> None:
    server.on(PATH, FINE)
    assert get() == get()
    assert len(server.requests) == 1


def test_an_answer_too_large_to_keep_is_asked_for_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_KEPT_BYTES", 5)
    server.on(PATH, FINE)
    assert get() == get()
    assert len(server.requests) == 2


def test_a_packed_answer_is_unpacked(server: Server) -> None:
    packed = gzip.compress(b'{"fine": true}')
    server.on(PATH, Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert get() == {"fine": True}


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_not_found_at_once(server: Server, status: int) -> None:
    assert failure(server, Reply(status=status)).failure == Failure.NOT_FOUND
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 418])
def test_a_status_that_nobody_expects_is_no_answer(server: Server, status: int) -> None:
    assert failure(server, Reply(status=status)).failure == Failure.UNREADABLE
    assert len(server.requests) == 1


def test_a_passing_error_is_asked_again(server: Server, clock: Clock) -> None:
    server.on(PATH, Reply(status=500), Reply(status=502), FINE)
    assert get() == {"fine": True}
    assert len(server.requests) == 3


def test_an_error_that_stays_ends(server: Server) -> None:
    assert failure(server, Reply(status=500)).failure == Failure.UNREADABLE
    assert len(server.requests) == client.ATTEMPTS


def test_each_wait_is_longer(server: Server, clock: Clock) -> None:
    failure(server, Reply(status=500))
    waits = [wait for wait in clock.waits if wait > SERVICE.interval]
    assert len(waits) == client.ATTEMPTS - 1
    # With up to a second by chance, so that not all come back at once.
    assert all(0 <= wait - shortest <= 1 for wait, shortest in zip(waits, (0.5, 1, 2), strict=True))


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_asks_us_to_wait_gets_its_time(
    server: Server, clock: Clock, status: int
) -> None:
    server.on(PATH, Reply(status=status, headers={"Retry-After": "7"}), FINE)
    before = clock.time
    assert get() == {"fine": True}
    assert 7 <= clock.time - before < 8.5


def test_a_time_to_wait_until_is_understood(server: Server, clock: Clock) -> None:
    clock.time = 784111777.0
    later = {"Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"}
    server.on(PATH, Reply(status=429, headers=later), FINE)
    get()
    assert clock.time >= 784111787


@pytest.mark.parametrize("value", ["soon", "", "-3", "１０", "Sun, 99 Nov 1994 08:49:47 GMT"])
def test_a_time_to_wait_that_is_none_is_passed_over(server: Server, value: str) -> None:
    headers = {"Retry-After": value.encode().decode("latin-1")}
    server.on(PATH, Reply(status=429, headers=headers), FINE)
    assert get() == {"fine": True}


def test_nobody_waits_longer_than_an_editor_would(server: Server, clock: Clock) -> None:
    before = clock.time
    busy = failure(server, Reply(status=429, headers={"Retry-After": "3600"}))
    assert busy.failure == Failure.BUSY
    assert clock.time - before < 2
    # And in that hour nobody else asks.
    assert failure(server, FINE).failure == Failure.BUSY
    assert len(server.requests) == 1
    clock.time += 3600
    assert get() == {"fine": True}


def test_silence_is_too_slow(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_SECONDS", 0.05)
    monkeypatch.setattr(client, "ATTEMPTS", 2)
    assert failure(server, Reply(waits=True)).failure == Failure.TOO_SLOW
    assert len(server.requests) == 2


def test_an_answer_that_drips_is_too_slow(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later() -> float:
        clock.time += 5
        return clock.time

    monkeypatch.setattr(pacing, "now", later)
    monkeypatch.setattr(client, "MOST_BYTES", 10**9)
    body = json.dumps(" " * 5_000_000).encode()
    assert failure(server, Reply(body)).failure == Failure.TOO_SLOW


def test_a_huge_answer_is_not_read_to_its_end(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1_000_000)
    # Could be read, but for its length.
    body = json.dumps(" " * 3_000_000).encode()
    assert failure(server, Reply(body)).failure == Failure.UNREADABLE
    bomb = Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    assert failure(server, bomb).failure == Failure.UNREADABLE


@pytest.mark.parametrize(
    "body", [b'{"status": "ok", "mess', b"<!doctype html><title>Down</title>", b"", b"\xff\xfe{}"]
)
def test_what_cannot_be_read_is_told_and_not_kept(server: Server, body: bytes) -> None:
    assert failure(server, Reply(body)).failure == Failure.UNREADABLE
    server.on(PATH, FINE)
    assert get() == {"fine": True}


def test_an_answer_packed_wrongly_cannot_be_read(server: Server) -> None:
    reply = Reply(b"no gzip", headers={"Content-Encoding": "gzip"})
    assert failure(server, reply).failure == Failure.UNREADABLE


def test_an_answer_that_breaks_off_is_asked_for_again(server: Server) -> None:
    server.on(PATH, Reply(b'{"fi', length=1000), FINE)
    assert get() == {"fine": True}


def test_offline_says_so(server: Server) -> None:
    server.stop()
    assert failure(server).failure == Failure.UNREACHABLE


def test_offline_the_second_look_up_says_so_at_once(server: Server, clock: Clock) -> None:
    server.stop()
    failure(server)
    before = clock.time
    assert failure(server).failure == Failure.UNREACHABLE
    assert clock.time == before


# Redirects


def test_a_redirect_within_the_service_is_followed(server: Server) -> None:
    server.on(PATH, Reply(status=301, headers={"Location": "/elsewhere"}))
    server.on("/elsewhere", FINE)
    assert get() == {"fine": True}


@pytest.mark.parametrize(
    "location",
    [
        "{other}/elsewhere",
        "https://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "https://elsewhere.example.com/",
        "http://data.example.org/",
        "https://data.example.org:8443/",
        "https://data.example.org@elsewhere.example.com/",
        "https://user:word@data.example.org/",
        "file:///etc/passwd",
        "//data.example.org./",
        "https://",
        "https://[",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(
    server: Server, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Server()
    try:
        location = location.format(other=other.address)
        reply = Reply(status=302, headers={"Location": location})
        assert failure(server, reply).failure == Failure.UNREADABLE
        assert not other.requests
    finally:
        other.stop()
    assert len(server.requests) == 1


def test_a_redirect_to_a_host_that_the_service_names_is_followed(server: Server) -> None:
    """Its port is not open, so that it cannot be reached: but it was tried, again and again."""
    named = Service(
        key="doi", title="Crossref", setting="CROSSREF_URL", interval=0.5,
        redirects_to=frozenset({"localhost"}),
    )  # fmt: skip
    server.on(PATH, Reply(status=302, headers={"Location": "https://localhost/x"}))
    with pytest.raises(LookUpFailed) as caught:
        ask(named, "/works/x", read_json)
    assert caught.value.failure == Failure.UNREACHABLE


def test_redirects_in_a_circle_end(server: Server) -> None:
    reply = Reply(status=302, headers={"Location": PATH})
    assert failure(server, reply).failure == Failure.UNREADABLE
    assert len(server.requests) == client.MOST_REDIRECTS + 1
