"""Which answers are kept, and where."""

import pytest

from cms.delivery.response_cache.storing import Kind
from tests.delivery.response_cache.fakes import Reader


def is_kept(reader: Reader) -> bool:
    """Return whether what the site answers is answered from memory the second time."""
    reader.get()
    reader.get()
    return reader.renderings == 1


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("200 OK", True),
        ("301 Moved Permanently", True),
        ("308 Permanent Redirect", True),
        ("404 Not Found", True),
        ("410 Gone", True),
        ("302 Found", False),
        ("400 Bad Request", False),
        ("401 Unauthorized", False),
        ("403 Forbidden", False),
        ("429 Too Many Requests", False),
        ("500 Internal Server Error", False),
        ("503 Service Unavailable", False),
    ],
)
def test_some_statuses_are_kept(reader: Reader, status: str, kept: bool) -> None:
    reader.site.status = status
    assert is_kept(reader) is kept


def test_an_answer_whose_view_declares_nothing_is_not_kept(reader: Reader) -> None:
    reader.site.keys = None
    assert not is_kept(reader)


def test_an_answer_may_be_made_from_nothing_but_the_release(reader: Reader) -> None:
    reader.site.keys = []
    assert is_kept(reader)
    reader.versions.commit("*")
    reader.get()
    assert reader.renderings == 2


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Set-Cookie", "a=b", False),
        ("Cache-Control", "private", False),
        ("Cache-Control", "Private, max-age=60", False),
        ("Cache-Control", "no-store", False),
        ("Cache-Control", "public, no-cache", True),
        ("Content-Security-Policy", "script-src 'nonce-abc'", False),
        ("Content-Security-Policy-Report-Only", "script-src 'nonce-abc'", False),
        ("Content-Security-Policy", "default-src 'self'", True),
        ("Vary", "Cookie", False),
        ("Vary", "Accept-Encoding, Cookie", False),
        ("Vary", "*", False),
        ("Vary", "accept-encoding", True),
        ("Content-Encoding", "gzip", False),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(
    reader: Reader, name: str, value: str, kept: bool
) -> None:
    reader.site.headers = [("Content-Type", "text/html"), (name, value)]
    assert is_kept(reader) is kept


def test_headers_of_one_name_count_together(reader: Reader) -> None:
    reader.site.headers += [("Vary", "Accept"), ("Vary", "Accept-Encoding")]
    assert not is_kept(reader)


@pytest.mark.parametrize(("length", "kept"), [(100_000, True), (100_001, False)])
def test_a_very_large_answer_is_not_kept(reader: Reader, length: int, kept: bool) -> None:
    reader.site.body = b"a" * length
    assert is_kept(reader) is kept


@pytest.mark.parametrize(
    ("status", "query", "kind"),
    [
        ("200 OK", "", Kind.PAGES),
        ("200 OK", "a=1", Kind.QUERIES),
        ("301 Moved Permanently", "", Kind.OTHERS),
        ("308 Permanent Redirect", "a=1", Kind.OTHERS),
        ("404 Not Found", "", Kind.OTHERS),
        ("410 Gone", "a=1", Kind.OTHERS),
    ],
)
def test_pages_queries_and_the_rest_are_kept_apart(
    reader: Reader, status: str, query: str, kind: Kind
) -> None:
    reader.site.status = status
    reader.get(query=query)
    assert {found: reader.entries(found) for found in Kind} == {
        found: int(found is kind) for found in Kind
    }


def test_what_was_missing_and_is_there_now_is_kept_once(reader: Reader) -> None:
    reader.site.status = "404 Not Found"
    reader.get()
    reader.site.status = "200 OK"
    reader.versions.commit("page:1")
    assert reader.get().status == 200
    assert reader.get().status == 200
    assert reader.entries(Kind.OTHERS) == 0
    assert reader.entries(Kind.PAGES) == 1
