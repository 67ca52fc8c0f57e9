"""Several editors at once: nobody is refused, nothing is lost."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.urls import reverse

from cms import run
from tests.admin_client import client_of, form_data
from tests.conftest import Library
from tests.databases import databases
from tests.factories.trials import TrialPageFactory
from tests.factories.users import UserFactory
from tests.running import Running, running
from trials.models import TrialPage

CLIENTS = 8
PUBLICATIONS = 2


@dataclass(frozen=True)
class Editor:
    """One editor with a page: an open form, and the cookies of somebody who is logged in."""

    page: TrialPage
    form: dict[str, list[Any]]
    session: str

    def title(self, number: int) -> str:
        """Return the title that this editor gives the page in a round."""
        return f"Title {number} of {self.page.slug}"

    def publish_all(self, library: Running, together: Barrier) -> list[tuple[int, str | None]]:
        """Publish the page again and again; return each answer's status and where it leads."""
        together.wait(timeout=60)
        return [self._publish(library, self.title(number)) for number in range(1, PUBLICATIONS + 1)]

    def _publish(self, library: Running, title: str) -> tuple[int, str | None]:
        token = _get_new_csrf_string()
        body = {**self.form, "title": [title], "action-publish": ["1"],
                "csrfmiddlewaretoken": [token]}  # fmt: skip
        talk = http.client.HTTPConnection(run.HOST, library.port, timeout=60)
        talk.request(
            "POST",
            reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            body=urlencode(body, doseq=True),
            headers={
                "Host": f"localhost:{library.port}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; "
                f"{settings.CSRF_COOKIE_NAME}={token}",
            },
        )
        response = talk.getresponse()
        response.read()
        talk.close()
        return response.status, response.headers["Location"]


def editor_of(page: TrialPage) -> Editor:
    """Let an administrator of their own open a page's form."""
    client = client_of(UserFactory(is_superuser=True))
    form = client.open(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    data = {name: values for name, values in form_data(form).items() if values != [None]}
    return Editor(page, data, client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("run")
def test_eight_editors_publish_at_once_and_nothing_is_lost(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the server of `make run`: two processes, one database."""
    pages = [
        TrialPageFactory(
            parent=library.trial_index, reference=library.escudier, conditions=[library.melanoma]
        )
        for _ in range(CLIENTS)
    ]
    editors = [editor_of(page) for page in pages]
    connection.close()
    folder = tmp_path / "data"
    folder.mkdir()
    address = databases.url(databases.used())

    together = Barrier(CLIENTS)
    with (
        running(
            folder, patch=monkeypatch, DATABASE_URL=address, SECRET_KEY=settings.SECRET_KEY
        ) as server,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        answers = list(clients.map(lambda editor: editor.publish_all(server, together), editors))
    assert "Traceback" not in (folder / "errors").read_text()
    explore = reverse("wagtailadmin_explore", args=[library.trial_index.pk])
    assert answers == [[(302, explore)] * PUBLICATIONS] * CLIENTS

    for editor in editors:
        page = TrialPage.objects.get(pk=editor.page.pk)
        assert page.live
        assert not page.has_unpublished_changes
        assert page.title == editor.title(PUBLICATIONS)
        assert page.latest_revision == page.live_revision
        titles = [revision.as_object().title for revision in page.revisions.order_by("pk")]
        assert titles == [
            editor.page.title, *(editor.title(number) for number in range(1, PUBLICATIONS + 1)),
        ]  # fmt: skip
        assert page.publications.count() == editor.page.publications.count()
        assert page.trial_conditions.count() == 1
    connection.close()
    databases.check(databases.used())


@pytest.mark.sqlite_only(reason="On PostgreSQL a reader never waits.")
@pytest.mark.django_db
def test_a_reader_does_not_wait_for_a_writer() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
