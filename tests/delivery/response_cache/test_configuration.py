"""The cache as the settings make it."""

import copy
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from environs import ValidationError

from cms import run
from cms.delivery.dependencies import of_request
from cms.delivery.response_cache.cache import ResponseCache
from cms.delivery.response_cache.configuration import hosts, versions, with_response_cache
from cms.delivery.response_cache.versions import PostgresVersions, SqliteVersions
from cms.settings import environment
from tests.conftest import Library
from tests.delivery.response_cache.fakes import FakeSite, FakeVersions, request_of, send


@pytest.mark.parametrize(
    ("allowed", "site_url", "port", "found"),
    [
        (["localhost", "127.0.0.1"], "http://localhost:8000", 8000,
         {"localhost:8000", "127.0.0.1:8000"}),
        (["library.example.org"], "https://library.example.org", 8000,
         {"library.example.org", "library.example.org:8000"}),
        (["library.example.org"], "https://library.example.org:8443", 80,
         {"library.example.org:8443", "library.example.org"}),
        (["*"], "https://library.example.org", 8000,
         {"library.example.org", "library.example.org:8000"}),
        ([".example.org", "localhost"], "http://library.example.org", 80,
         {"library.example.org"}),
    ],
)  # fmt: skip
def test_the_hosts_are_exact(allowed: list[str], site_url: str, port: int, found: set[str]) -> None:
    assert hosts(allowed, site_url, port) == found


def configured(settings: Any, **more: Any) -> None:
    settings.RESPONSE_CACHE = {**copy.deepcopy(settings.RESPONSE_CACHE), "PORT": 8000, **more}


def test_it_can_be_off(settings: Any) -> None:
    site = FakeSite()
    configured(settings, ON=False)
    assert with_response_cache(site) is site


def test_it_is_off_in_development(settings: Any) -> None:
    site = FakeSite()
    configured(settings, ON=True)
    settings.DEBUG = True
    assert with_response_cache(site) is site


def test_the_switch_is_on_or_off() -> None:
    for value in ("on", "off"):
        environment._check_switch(value)
    for value in ("", "ON", "no", "0"):
        with pytest.raises(ValidationError):
            environment._check_switch(value)


@pytest.mark.parametrize(("arguments", "switch"), [([], "on"), (["--no-cache"], "off")])
def test_the_server_can_be_started_without_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], switch: str
) -> None:
    found: list[str] = []

    def serve(password: str | None) -> int:
        found.append(os.environ["RESPONSE_CACHE"])
        return 0

    monkeypatch.setenv("RESPONSE_CACHE", "on")
    monkeypatch.setattr("sys.argv", ["run", *arguments])
    monkeypatch.setattr(run, "DATA_DIR", tmp_path)
    monkeypatch.setattr(run, "_port_is_free", lambda: True)
    monkeypatch.setattr(run, "_serve", serve)
    (tmp_path / "prepared").write_text(run._state())
    assert run.main() == 0
    assert found == [switch]


def test_it_reads_the_database_of_the_settings() -> None:
    found = versions()
    assert isinstance(found, SqliteVersions)


def test_it_reads_postgresql_where_that_is_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    class Postgres:
        vendor = "postgresql"

        def get_connection_params(self) -> dict[str, Any]:
            return {"dbname": "library", "context": object(), "prepare_threshold": None}

    monkeypatch.setattr(
        "cms.delivery.response_cache.configuration.connections", {"default": Postgres()}
    )
    found = versions()
    assert isinstance(found, PostgresVersions)
    assert found._parameters == {"connect_timeout": 2, "dbname": "library"}


@pytest.fixture
def cached(settings: Any, tmp_path: Path) -> tuple[ResponseCache, FakeSite]:
    """Return the cache as the settings make it, before a fake site."""
    configured(settings, ON=True)
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DATA_DIR = tmp_path
    site = FakeSite()
    cache = with_response_cache(site)
    assert isinstance(cache, ResponseCache)
    cache._versions = FakeVersions()
    return cache, site


@pytest.mark.parametrize(
    ("where", "more", "renderings"),
    [
        ("/", {}, 1),
        ("/api/content/v1/", {}, 1),
        ("/static/css/site.css", {}, 2),
        ("/media/a.webp", {}, 2),
        ("/admin/login/", {}, 2),
        ("/api/v3/pages/", {}, 2),
        ("/documents/1/a.pdf", {}, 2),
        ("/", {"HTTP_COOKIE": "sessionid=a"}, 2),
        ("/", {"HTTP_COOKIE": "csrftoken=a"}, 2),
        ("/", {"HTTP_COOKIE": "messages=a"}, 2),
        ("/", {"HTTP_COOKIE": "wagtail_sidebar_collapsed=1"}, 2),
    ],
)
def test_what_is_never_everybodys_is_passed_by(
    cached: tuple[ResponseCache, FakeSite], where: str, more: dict[str, str], renderings: int
) -> None:
    cache, site = cached
    for _ in range(2):
        send(cache, request_of(where, HTTP_HOST="localhost:8000", **more))
    assert len(site.asked) == renderings


def test_a_host_that_another_header_names_is_left_to_django(settings: Any, tmp_path: Path) -> None:
    configured(settings, ON=True)
    settings.USE_X_FORWARDED_HOST = True
    settings.DATA_DIR = tmp_path
    site = FakeSite()
    cache = with_response_cache(site)
    assert isinstance(cache, ResponseCache)
    cache._versions = FakeVersions()
    for _ in range(2):
        send(cache, request_of("/", HTTP_HOST="localhost:8000"))
    assert len(site.asked) == 2


# With Django behind it

asked: list[HttpRequest] = []


def page(request: HttpRequest) -> HttpResponse:
    asked.append(request)
    of_request(request).declare(["page:1"])
    return HttpResponse("Exosomes. " * 100)


urlpatterns = [path("page/", page)]


# Django closes a connection that is in a transaction when a request ends: none is begun around it.
@pytest.mark.django_db(transaction=True)
@override_settings(ROOT_URLCONF=__name__)
def test_an_answer_of_django_is_kept_and_its_request_ended(
    cached: tuple[ResponseCache, FakeSite],
) -> None:
    cache, _ = cached
    cache._application = WSGIHandler()
    ended: list[object] = []

    def end(**signal: object) -> None:
        ended.append(signal)

    request_finished.connect(end)
    asked.clear()
    try:
        for method in ("HEAD", "GET", "GET"):
            got = send(cache, request_of("/page/", HTTP_HOST="localhost:8000", method=method))
            assert got.status == 200
            assert got["Content-Length"] == "1000"
    finally:
        request_finished.disconnect(end)
    assert [request.method for request in asked] == ["GET"]
    assert len(ended) == 1


@pytest.mark.parametrize("path", ["/", "/api/content/v1/", "/api/content/v1/site/"])
@pytest.mark.parametrize(
    "foreign",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "localhost:8000.evil.example"},
        {"HTTP_HOST": "evil.example:8000"},
        {"HTTP_HOST": "localhost:8000@evil.example"},
        {"HTTP_HOST": "localhost:8000/evil.example"},
        {"HTTP_HOST": ""},
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_foreign_host_is_refused_and_nobody_else_hears_of_it(
    library: Library, settings: Any, tmp_path: Path, path: str, foreign: dict[str, str]
) -> None:
    configured(settings, ON=True)
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DATA_DIR = tmp_path
    cache = with_response_cache(WSGIHandler())
    assert isinstance(cache, ResponseCache)
    refused = send(cache, request_of(path, **foreign))
    assert refused.status == 400
    kind = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert refused["Content-Type"].startswith(kind)
    assert b"evil" not in refused.body
    assert all(store["entries"] == 0 for store in cache._memory.sizes().values())
    for _ in range(2):
        ours = send(
            cache,
            request_of(path, HTTP_HOST="localhost:8000", HTTP_X_FORWARDED_HOST="evil.example"),
        )
        assert ours.status == 200
        assert b"evil" not in ours.body
    refused_again = send(cache, request_of(path, **foreign))
    assert refused_again.status == 400
