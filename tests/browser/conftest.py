"""A real Chromium in front of the real site, with the starter content in a database of its own.

Whatever a page should not do fails its test: a script error, a request that fails, a request to
anybody else.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from cms.editorial.groups import GroupName
from tests.factories.users import UserFactory
from tests.references.lookup.services import clock as clock
from tests.references.lookup.services import escudier as escudier
from tests.references.lookup.services import server as server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Nothing but what the tests ask for: no updates, no look-ups of anybody's hosts.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Enough for a computer that does other things besides.
TIMEOUT_MS = 30_000

OpenPage = Callable[..., Page]


def program() -> str:
    """Return the path of the system's Chromium. Without one these tests fail, never pass by."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.fail(
            "There is no Chromium on this computer; `make test` installs it.", pytrace=False
        )
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the one browser of these tests.

    Playwright keeps an event loop running in this thread, which Django takes for a mistake: it is
    allowed here, and ends with the last of these tests, because other tests start loops of their
    own.
    """
    no_sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=TIMEOUT_MS)
        launched = playwright.chromium.launch(executable_path=program(), args=[*FLAGS, *no_sandbox])
        yield launched
        launched.close()


@dataclass
class Watch:
    """What a page does that it should not do."""

    host: str
    problems: list[str] = field(default_factory=list)
    #: Ends of addresses whose refusal is what the test is about.
    refusals: set[str] = field(default_factory=set)

    def follow(self, context: BrowserContext) -> None:
        """Watch everything that is opened in `context`."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def expect_refusal(self, path: str) -> None:
        """Let requests to `path` be answered by 4xx."""
        self.refusals.add(path)

    def _is_expected(self, address: str) -> bool:
        return urlsplit(address).path in self.refusals

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message.location["url"]):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.problems.append(f"request to somebody else: {request.url}")

    def _failed(self, request: Request) -> None:
        # Whoever leaves a page ends what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not self._is_expected(response.url):
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    """Return what watches the pages of a test, and fail the test for what they should not do."""
    watching = Watch(host=urlsplit(live_server.url).netloc)
    yield watching
    assert not watching.problems


@pytest.fixture
def open_page(
    browser: Browser, starter: None, live_server: LiveServer, watch: Watch
) -> Iterator[OpenPage]:
    """Return what opens an empty page of a new visitor; arguments are Playwright's of a context."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": live_server.url,
                "viewport": {"width": 1280, "height": 900},
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(TIMEOUT_MS)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return the page of a visitor at a desk."""
    return open_page()


@pytest.fixture
def editor(starter: None) -> User:
    """Return somebody who may publish."""
    user: User = UserFactory(group=GroupName.EDITOR)
    return user


@pytest.fixture
def open_editor_page(open_page: OpenPage, editor: User, live_server: LiveServer) -> OpenPage:
    """Return what opens an empty page of an editor who is logged in, as `open_page` does."""
    client = Client()
    client.force_login(editor)

    def open_editor_page(**options: Any) -> Page:
        page = open_page(**options)
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return open_editor_page


@pytest.fixture
def editor_page(open_editor_page: OpenPage) -> Page:
    """Return the page of an editor who is logged in, at a desk."""
    return open_editor_page()
