"""The edge of the content API: what every answer has, and how problems become answers."""

import datetime
import json
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signals import got_request_exception
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.utils.log import log_response
from django.views import defaults
from pydantic import BaseModel

from cms.delivery.problems import Problem, not_found
from cms.delivery.reading import content_version
from cms.delivery.rendering import etag_of

View = Callable[..., HttpResponseBase]

METHODS = "GET, HEAD, OPTIONS"
#: Everything is public; a browser may read it from any page, and these headers of it.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Version, Request-Id, Retry-After",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, Preview-Token",
    "Access-Control-Max-Age": "86400",
}
#: Anybody may keep an answer, and asks each time whether it is still the same.
CACHE = "public, no-cache"
#: Statuses of answers that nobody keeps, besides those of our own mistakes.
NOT_KEPT = (401, 405)
#: The header that says of which content version an answer is.
CONTENT_VERSION = "Content-Version"
#: What a server in front adds to an ETag inside its quotes when it compresses.
ENCODING_SUFFIX = re.compile(r'-(gzip|br)"$')
API_PREFIX = "/api/"


def json_bytes(data: Any) -> bytes:
    """Return JSON values as they are sent."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def model_answer(model: BaseModel) -> HttpResponse:
    """Return an answer of one public object, whole."""
    return bytes_answer(model.model_dump_json(by_alias=True).encode())


def bytes_answer(
    content: bytes,
    *,
    etag: str = "",
    last_modified: datetime.datetime | None = None,
    surrogate_key: str = "",
    version: int | None = None,
) -> HttpResponse:
    """Return an answer of JSON that is written already.

    Args:
        content: the JSON.
        etag: its ETag, where it is known.
        last_modified: when a person last changed it.
        surrogate_key: the ids by which a CDN can purge it.
        version: the content version that it is of, or an earlier one, where that is known: then
            nobody has to ask for it.
    """
    response = HttpResponse(content, content_type="application/json")
    if surrogate_key:
        response["Surrogate-Key"] = surrogate_key
    if etag:
        response["ETag"] = etag
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    if version is not None:
        response[CONTENT_VERSION] = str(version)
    return response


def delivered(view: View) -> View:
    """Make `view` an address of the content API.

    It is read-only and anonymous, answers HEAD and OPTIONS, and turns what it raises into a
    problem.
    """

    @wraps(view)
    def deliver(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = request.method
        try:
            if "Authorization" in request.headers:
                raise Problem("unauthorized", headers={"WWW-Authenticate": 'Bearer realm="none"'})
            if method == "OPTIONS":
                return finished(request, HttpResponse(status=204, headers=PREFLIGHT))
            if method not in ("GET", "HEAD"):
                raise Problem("method-not-allowed", headers={"Allow": METHODS})
            request.method = "GET"
            response: HttpResponseBase = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem.response()
        except Exception as error:  # noqa: BLE001 - the edge: every mistake becomes an answer
            response = Problem("server-error").response()
            got_request_exception.send(sender=None, request=request)
            log_response(
                "%s: %s", response.reason_phrase, request.path,
                response=response, request=request, exception=error,
            )  # fmt: skip
        request.method = method
        return finished(request, response)

    deliver.csrf_exempt = True  # type: ignore[attr-defined]  # how Django marks a view
    return deliver


def finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return `response` with the headers of every answer, shortened for HEAD and to 304."""
    if isinstance(response, HttpResponse) and response.content and "ETag" not in response:
        response["ETag"] = etag_of(response.content)
    if response.status_code == 200 and "ETag" in response and _is_known(request, response["ETag"]):
        response = _not_modified(response)
    elif request.method == "HEAD":
        _leave_out_body(response)
    kept = response.status_code < 500 and response.status_code not in NOT_KEPT
    response["Cache-Control"] = CACHE if kept else "no-store"
    response["Request-Id"] = uuid.uuid4().hex
    if response.status_code < 500 and CONTENT_VERSION not in response:
        # The response cache writes its own over it, which was read before the answer was made.
        response[CONTENT_VERSION] = str(content_version())
    patch_vary_headers(response, ["Accept-Encoding"])
    for name, value in CORS.items():
        response[name] = value
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Return whether the client has the answer already."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in {
        ENCODING_SUFFIX.sub('"', tag.removeprefix("W/")) for tag in known
    }


def _leave_out_body(response: HttpResponseBase) -> None:
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse) and response.content:
        response["Content-Length"] = str(len(response.content))
        response.content = b""


def _not_modified(response: HttpResponseBase) -> HttpResponse:
    """Return the answer that says that nothing has changed."""
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Last-Modified", CONTENT_VERSION):
        if name in response:
            unchanged[name] = response[name]
    return unchanged


def unknown_address(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Answer an address below /api/ that is none: the right one where only its slash is missing."""
    return finished(request, _with_slash(request) or not_found().response())


unknown_address.csrf_exempt = True  # type: ignore[attr-defined]  # how Django marks a view


def _with_slash(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the same address with a slash at its end, where that is one."""
    if request.method not in ("GET", "HEAD") or request.path_info.endswith("/"):
        return None
    try:
        found = resolve(f"{request.path_info}/")
    except Resolver404:
        return None
    if found.func is unknown_address:
        return None
    return HttpResponsePermanentRedirect(
        request.get_full_path(force_append_slash=True), preserve_request=True
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that Django itself refuses: as a problem below /api/, else as a page."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    return finished(request, Problem("invalid-parameter", "The request can't be read.").response())


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer a mistake that nothing else has answered: as a problem below /api/, else as a page."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return finished(request, Problem("server-error").response())
