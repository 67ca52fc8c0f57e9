"""The forms of an answer from memory: 304, without a body, compressed."""

import gzip
from collections.abc import Iterable

import brotli
import pytest

from cms.delivery.response_cache.storing import Kind
from tests.delivery.response_cache.fakes import JSON, LONG_BODY, FakeSite, Reader

CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Content-Version"),
]
MODIFIED = ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")


@pytest.fixture(params=["first", "from memory"])
def asked(request: pytest.FixtureRequest, reader: Reader) -> Reader:
    """Return a reader of a site with everything in its headers, before or after a first reading."""
    reader.site.headers = [*JSON, *CORS, MODIFIED, ("ETag", '"abc"'), ("X-Frame-Options", "DENY")]
    if request.param == "from memory":
        reader.get()
    return reader


@pytest.mark.parametrize(
    "sent",
    ['"abc"', 'W/"abc"', "*", '"other", "abc"', '"abc-gzip"', '"abc-br"', 'W/"abc-br", "other"'],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_reader_has_is_not_sent_again(asked: Reader, sent: str, method: str) -> None:
    got = asked.get(HTTP_IF_NONE_MATCH=sent, method=method)
    assert got.status == 304
    assert got.body == b""
    names = {name for name, _ in got.pairs}
    assert names == {
        "ETag", "Cache-Control", "Vary", "Last-Modified", "Content-Version", "Request-Id",
        "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
    }  # fmt: skip
    assert got["ETag"] == '"abc"'
    assert got["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("sent", ["", '"other"', "abc", '"abc', '"abc-gz"', '"abc-br-gzip"', '"*"'])
def test_another_tag_is_answered_in_full(asked: Reader, sent: str) -> None:
    assert asked.get(HTTP_IF_NONE_MATCH=sent).body == LONG_BODY


def test_a_date_is_information_only(asked: Reader) -> None:
    """Two changes can be in one second."""
    assert asked.get(HTTP_IF_MODIFIED_SINCE=MODIFIED[1]).status == 200


def test_head_is_get_without_its_body(asked: Reader) -> None:
    head, got = asked.get(method="HEAD"), asked.get()
    assert head.status == 200
    assert head.body == b""
    assert head.lasting()[1] == got.lasting()[1]
    assert head["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize(
    ("accepted", "encoding", "expand"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0.5, gzip", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
    ],
)
def test_text_is_compressed_as_the_reader_likes_it(
    asked: Reader, accepted: str, encoding: str, expand: type[bytes]
) -> None:
    got = asked.get(HTTP_ACCEPT_ENCODING=accepted)
    assert got["Content-Encoding"] == encoding
    assert got["ETag"] == f'"abc-{encoding}"'
    assert got["Content-Length"] == str(len(got.body))
    assert len(got.body) < len(LONG_BODY)
    assert expand(got.body) == LONG_BODY
    head = asked.get(HTTP_ACCEPT_ENCODING=accepted, method="HEAD")
    assert head["Content-Length"] == got["Content-Length"]
    assert head.body == b""
    same = asked.get(HTTP_ACCEPT_ENCODING=accepted, HTTP_IF_NONE_MATCH=got["ETag"])
    assert same.status == 304
    assert same["ETag"] == got["ETag"]


@pytest.mark.parametrize("accepted", [None, "", "identity", "deflate", "gzip;q=0", "br;q=2"])
def test_other_encodings_are_not_made(asked: Reader, accepted: str | None) -> None:
    got = asked.get(**({} if accepted is None else {"HTTP_ACCEPT_ENCODING": accepted}))
    assert "Content-Encoding" not in got
    assert got["ETag"] == '"abc"'
    assert got.body == LONG_BODY


@pytest.mark.parametrize(
    ("content_type", "length", "compressed"),
    [
        ("text/html; charset=utf-8", 500, True),
        ("text/html; charset=utf-8", 499, False),
        ("application/problem+json", 900, True),
        ("application/rss+xml; charset=utf-8", 900, True),
        ("image/svg+xml", 900, True),
        ("application/vnd.citationstyles.csl+json", 900, True),
        ("image/png", 900, False),
        ("application/zip", 900, False),
    ],
)
def test_only_longer_texts_are_compressed(
    reader: Reader, content_type: str, length: int, compressed: bool
) -> None:
    reader.site = FakeSite(headers=[("Content-Type", content_type)], body=b"a" * length)
    assert ("Content-Encoding" in reader.get(HTTP_ACCEPT_ENCODING="gzip")) is compressed


def test_a_page_without_a_tag_gets_one(reader: Reader) -> None:
    tag = reader.get()["ETag"]
    assert tag.startswith('"')
    assert reader.get(HTTP_IF_NONE_MATCH=tag).status == 304
    reader.site.body = b"other"
    assert reader.get("/other/")["ETag"] != tag


def test_an_answer_that_is_not_kept_gets_none(reader: Reader) -> None:
    reader.site.keys = None
    assert "ETag" not in reader.get()


def test_a_weak_tag_stays_weak(reader: Reader) -> None:
    reader.site.headers.append(("ETag", 'W/"abc"'))
    assert reader.get()["ETag"] == 'W/"abc"'
    assert reader.get(HTTP_ACCEPT_ENCODING="br")["ETag"] == 'W/"abc-br"'
    assert reader.get(HTTP_IF_NONE_MATCH='"abc"').status == 304


@pytest.mark.parametrize("status", ["301 Moved Permanently", "404 Not Found", "410 Gone"])
def test_only_what_is_there_is_not_modified(reader: Reader, status: str) -> None:
    reader.site.status = status
    reader.site.headers.append(("ETag", '"abc"'))
    for _ in range(2):
        assert reader.get(HTTP_IF_NONE_MATCH="*").status == int(status[:3])
    assert reader.renderings == 1


def test_an_answer_that_is_not_kept_is_answered_by_the_same_rules(reader: Reader) -> None:
    reader.site.keys = None
    reader.site.headers += [("ETag", '"abc"'), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    got = reader.get(HTTP_ACCEPT_ENCODING="br")
    assert got.body == LONG_BODY
    assert [value for name, value in got.pairs if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert "Vary" not in got
    assert reader.get(HTTP_IF_NONE_MATCH='"abc"').status == 304
    head = reader.get(method="HEAD")
    assert head.body == b""
    assert head["Content-Length"] == str(len(LONG_BODY))
    assert reader.renderings == 3


class Pieces:
    """A body that comes in pieces, as of a file."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = 0

    def __iter__(self) -> Iterable[bytes]:
        for piece in self.pieces:
            self.read += 1
            yield piece

    def close(self) -> None:
        self.closed += 1


class Files(FakeSite):
    """A site that streams."""

    def sent(self, body: bytes) -> Iterable[bytes]:
        self.pieces = Pieces(b"one", b"two")
        return self.pieces  # type: ignore[return-value]  # iterable enough


def test_what_comes_in_pieces_is_passed_on_as_it_comes(reader: Reader) -> None:
    reader.site = Files()
    for _ in range(2):
        assert reader.get().body == b"onetwo"
        assert reader.site.pieces.closed == 1
    assert reader.renderings == 2
    assert reader.entries(Kind.PAGES) == 0
    assert reader.get()["Content-Version"] == "1"


def test_a_file_is_not_read_for_head(reader: Reader) -> None:
    reader.site = Files()
    assert reader.get(method="HEAD").body == b""
    assert reader.site.pieces.read == 0
    assert reader.site.pieces.closed == 1
