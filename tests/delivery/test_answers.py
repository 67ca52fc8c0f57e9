"""What every answer of the content API has."""

import json
from typing import Any

import pytest
from django.test import Client

from cms.content import api as content_api
from cms.urls import content_api as content_v1
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory

ROOT = "/api/content/v1/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(library: Library) -> list[str]:
    """Return one address of each kind."""
    return [
        "", "openapi.json", "topics/", f"topics/{library.cancer.translation_key}/",
        "pages/find/?path=/", "site/", "docs/", "problems/not-found/",
    ]  # fmt: skip


def test_every_answer_has_the_headers(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        response = client.get(ROOT + address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "public, no-cache"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in response["Access-Control-Expose-Headers"]
        assert response["ETag"].startswith('"')
        assert len(response["Request-Id"]) == 32
        assert "Accept-Encoding" in response["Vary"]
        assert "Cookie" not in response["Vary"]
        assert not response.cookies


def test_request_ids_differ(client: Client) -> None:
    assert client.get(ROOT)["Request-Id"] != client.get(ROOT)["Request-Id"]


def test_documents_have_last_modified(client: Client, library: Library) -> None:
    response = client.get(f"{ROOT}topics/{library.cancer.translation_key}/")
    assert response["Last-Modified"].endswith("GMT")


def test_etag_is_a_hash_of_the_bytes(client: Client, addresses: list[str]) -> None:
    first, second = client.get(f"{ROOT}topics/"), client.get(f"{ROOT}topics/")
    assert first["ETag"] == second["ETag"]
    assert first["ETag"] != client.get(f"{ROOT}trials/")["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", "{gzip}", "{br}"])
def test_what_the_client_has_is_not_sent_again(
    client: Client, addresses: list[str], form: str
) -> None:
    for address in addresses:
        first = client.get(ROOT + address)
        etag = first["ETag"]
        sent = form.format(etag, gzip=etag[:-1] + '-gzip"', br=etag[:-1] + '-br"')
        response = client.get(ROOT + address, headers={"If-None-Match": sent})
        assert response.status_code == 304, address
        assert response.content == b""
        assert response["ETag"] == etag
        assert response["Cache-Control"] == "public, no-cache"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Content-Type" not in response


@pytest.mark.parametrize("sent", ['"other"', "other", "", '"', '"*"', "W/", '"a" "b"', "-gzip"])
def test_another_etag_is_answered_in_full(client: Client, sent: str) -> None:
    assert client.get(ROOT, headers={"If-None-Match": sent}).status_code == 200


def test_head_is_get_without_its_body(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        got, head = client.get(ROOT + address), client.head(ROOT + address)
        assert head.status_code == 200, address
        assert head.content == b""
        assert head["ETag"] == got["ETag"]
        assert head["Content-Type"] == got["Content-Type"]
        assert head["Content-Length"] == str(len(got.content))
    assert client.head(f"{ROOT}topics/no-id/").status_code == 404


def test_options_answer_a_browser_that_asks_first(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        response = client.options(ROOT + address)
        assert response.status_code == 204, address
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in response["Access-Control-Allow-Headers"]
        assert response.content == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, addresses: list[str], method: str) -> None:
    for address in addresses:
        response = getattr(client, method)(ROOT + address)
        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "no-store"
        assert response.json()["type"] == f"{ROOT}problems/method-not-allowed/"


def test_writing_needs_no_csrf_token_to_be_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{ROOT}topics/").status_code == 405
    assert strict.post(f"{ROOT}nothing/").status_code == 404


@pytest.mark.parametrize("value", ["Bearer abc", "Basic YTpi", ""])
def test_credentials_are_refused(client: Client, addresses: list[str], value: str) -> None:
    for address in addresses:
        response = client.get(ROOT + address, headers={"Authorization": value})
        assert response.status_code == 401, address
        assert response["WWW-Authenticate"]
        assert response["Cache-Control"] == "no-store"
        assert response.json()["type"] == f"{ROOT}problems/unauthorized/"


@pytest.mark.parametrize(
    "path",
    [
        "/api", "/api/", "/api/nothing/", "/api/v1/", "/api/content/", "/api/content/v2/topics/",
        f"{ROOT}nothing/", f"{ROOT}topics/a/b/", f"{ROOT}topics//", f"{ROOT}openapi.json/",
        f"{ROOT}topics.json", f"{ROOT}Topics/", "/api/v2/nothing/",
        "/api/v2/pages/abc/", "/api/v3/nothing/", "/api/v3/pages/abc/x/", "/api/%00", "/api/%ff/",
        "/api/v3", "/api/v3/", "/api/v4/", "/api/v3/schema/a/b/", "/api/v2/pages/1/2/",
    ],
)  # fmt: skip
def test_unknown_address_is_a_problem(client: Client, path: str) -> None:
    for method in ("get", "post", "options"):
        response = getattr(client, method)(path)
        assert response.status_code == 404, method
        assert response["Content-Type"] == "application/problem+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.json() == {
            "type": f"{ROOT}problems/not-found/",
            "title": "There is nothing here",
            "status": 404,
            "detail": "There is nothing public at this address.",
            "errors": [],
        }


MALFORMED_IDS = (
    "1", "-1", "0", "null", "{}", "..", ".", "%00", "%0a", "%ff", "%2F", "%25", "%F0%9F%92%A5",
    "' OR 1=1",
    "a" * 3000, "99999999999999999999", "6029db4e3cf35ddc91e3c120a014914e",
    "6029db4e-3cf3-5ddc-91e3-c120a014914g", "{6029db4e-3cf3-5ddc-91e3-c120a014914e}",
    "6029db4e-3cf3-5ddc-91e3-c120a014914e%00",
)  # fmt: skip


@pytest.mark.parametrize("name", [resource.name for resource in content_v1.resources])
def test_what_is_no_id_is_a_problem(client: Client, name: str) -> None:
    for text in MALFORMED_IDS:
        response = client.get(f"{ROOT}{name}/{text}/")
        assert response.status_code == 404, text[:40]
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["type"] == f"{ROOT}problems/not-found/"


def test_unknown_problem_type_is_not_found(client: Client) -> None:
    assert client.get(f"{ROOT}problems/nothing/").json()["status"] == 404


def test_the_slash_at_the_end_is_added(client: Client, library: Library) -> None:
    paths = [
        f"{ROOT}topics", f"{ROOT}topics/{library.cancer.translation_key}", "/api/v2/pages",
        "/api/v3/pages", ROOT.rstrip("/"),
    ]  # fmt: skip
    for path in paths:
        for method in ("get", "head"):
            response = getattr(client, method)(f"{path}?a=b%20c&fields=%C3%BC")
            assert response.status_code == 308, path
            assert response["Location"] == f"{path}/?a=b%20c&fields=%C3%BC"
    assert client.post(f"{ROOT}topics").status_code == 404


def test_a_redirect_never_leads_away(client: Client) -> None:
    response = client.get("/api//evil.example/..//content/v1/topics")
    assert response.status_code == 404


def test_a_mistake_of_ours_is_a_problem_without_details(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("cms.delivery.lists.part_of", fail)
    quiet = Client(raise_request_exception=False)
    response = quiet.get(f"{ROOT}topics/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Request-Id"]
    assert response.json()["type"] == f"{ROOT}problems/server-error/"
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content


def test_a_mistake_outside_of_the_content_api_is_a_problem_too(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("wagtail.api.v2.views.BaseAPIViewSet.filter_queryset", fail)
    quiet = Client(raise_request_exception=False)
    response = quiet.get("/api/v2/pages/")
    assert response.status_code == 500
    assert response.json()["type"] == f"{ROOT}problems/server-error/"
    monkeypatch.setattr("wagtail.models.Page.serve", fail)
    page = quiet.get("/")
    assert page.status_code == 500
    assert page["Content-Type"].startswith("text/html")


def test_a_wrong_host_is_a_problem(client: Client) -> None:
    response = client.get(ROOT, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert client.get("/", headers={"Host": "evil.example"})["Content-Type"].startswith("text/html")


def test_accept_is_ignored(client: Client) -> None:
    response = client.get(f"{ROOT}topics/", headers={"Accept": "text/html"})
    assert response["Content-Type"] == "application/json"


def test_text_is_sent_as_utf_8_as_it_is(client: Client) -> None:
    reference = ReferenceFactory(csl={"type": "book", "title": "Exosomen für Ärzte 外泌体"})
    content = client.get(f"{ROOT}references/{reference.uuid}/").content
    assert "Exosomen für Ärzte 外泌体".encode() in content
    assert "Exosomen für Ärzte 外泌体".encode() in client.get(f"{ROOT}references/").content


def test_an_editor_who_is_logged_in_gets_the_same(
    admin_client: Client, client: Client, addresses: list[str]
) -> None:
    for address in addresses:
        assert admin_client.get(ROOT + address).content == client.get(ROOT + address).content


def test_problem_pages_explain_every_type(client: Client) -> None:
    for code in ("invalid-parameter", "not-found", "gone", "unauthorized", "method-not-allowed",
                 "too-many-requests", "token-expired", "server-error"):  # fmt: skip
        response = client.get(f"{ROOT}problems/{code}/")
        assert response["Content-Type"].startswith("text/html")
        assert f"{ROOT}problems/{code}/" in response.content.decode()


def test_reference_page_names_every_address(client: Client) -> None:
    words = client.get(f"{ROOT}docs/").content.decode()
    for path in json.loads(client.get(f"{ROOT}openapi.json").content)["paths"]:
        assert f"GET {ROOT}{path[1:]}" in words
    assert "cdn" not in words


def test_links_are_on_the_site_of_the_settings(api: ApiClient, settings: Any) -> None:
    settings.SITE_URL = "https://library.example.org"
    assert api.json()["links"]["topics"] == f"https://library.example.org{ROOT}topics/"
    assert content_api.SITE_LINKS["site"] == "site/"
