"""A database that is put back to an earlier state, while web processes live on, is noticed."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signing import Signer
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.delivery import maintenance, sync
from cms.delivery.models import Document, Lineage, State
from cms.delivery.reading import content_version, data_of
from cms.delivery.rendering import NotStored, render, store
from cms.delivery.resources import ROOT
from cms.delivery.response_cache.cache import ResponseCache
from cms.delivery.response_cache.configuration import with_response_cache
from cms.delivery.response_cache.statistics import Event
from cms.delivery.response_cache.versions import Version
from cms.delivery.touching import touch
from cms.urls import content_api
from tests.api_client import ApiClient
from tests.databases import databases
from tests.delivery.following import Follower
from tests.delivery.response_cache.fakes import Got, request_of, send
from tests.delivery.rich import RichLibrary
from tests.delivery.staleness.answers import Reader
from tests.delivery.staleness.truth import Answer, Truth
from tests.documents import source_of
from tests.factories.articles import TopicPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

PutBack = Callable[[], None]


class WebProcess:
    """A web process that lives on: its response cache, in front of Django."""

    def __init__(self) -> None:
        cache = with_response_cache(WSGIHandler())
        assert isinstance(cache, ResponseCache)
        self.cache = cache

    def get(self, address: str, **more: str) -> Got:
        path, _, query = address.partition("?")
        return send(self.cache, request_of(path, query=query, HTTP_HOST="localhost:8000", **more))

    def ask(self, path: str, query: str = "") -> Answer:
        """Ask the content API, as the reader of the test of staleness does."""
        got = self.get(f"{ROOT}{path}{query}")
        fields = dict(got.pairs)
        return Answer(got.status, got.body, fields.get("ETag", ""), fields.get("Location", ""))

    @property
    def hits(self) -> int:
        return self.cache._statistics.counts[Event.HITS]


@pytest.fixture
def web(settings: Any, tmp_path: Path) -> WebProcess:
    """Return a web process as the settings make it."""
    settings.RESPONSE_CACHE = {**settings.RESPONSE_CACHE, "ON": True, "PORT": 8000}
    settings.DATA_DIR = tmp_path
    return WebProcess()


@pytest.fixture
def backup(tmp_path: Path) -> Callable[[], PutBack]:
    """Return what makes a backup and returns what puts the database back to it."""

    def make() -> PutBack:
        file = tmp_path / "backup"
        databases.back_up(databases.used(), file)
        return lambda: databases.put_back(file, databases.used())

    return make


class Watcher:
    """Reads everything through a web process, and compares it with renderings from scratch."""

    def __init__(self, web: WebProcess) -> None:
        self.web = web
        self.reader = Reader(Random(0), web.ask, texts=2)
        self.reader.learn(Truth.now())
        #: The last ETag that came with each address.
        self.etags: dict[str, str] = {}

    def look(self) -> None:
        """Read everything, twice, so that the second answers are from memory; compare."""
        self._look_at_what_never_was()
        for _ in range(2):
            self.reader.read_everything()
            truth = Truth.now()
            self.reader.learn(truth)
            self.reader.compare(truth)
        self._look_at_conditional_answers()
        self._look_at_the_site()

    def _look_at_what_never_was(self) -> None:
        """Fail where something is still shown that the database no longer knows of."""
        known = {str(found) for found in Document.objects.values_list("public_id", flat=True)}
        for public_id in set(self.reader.ids) - known:
            for resource in content_api.resources:
                if self.reader.ids[public_id] in resource.types:
                    assert self.web.ask(f"{resource.name}/{public_id}/").status == 404
            del self.reader.ids[public_id]

    def _look_at_conditional_answers(self) -> None:
        """Fail where a 304 confirms what is not there, or what is there is not confirmed."""
        for address, answer in self.reader.answers.items():
            before = self.etags.get(address)
            if before and answer.status == 200:
                got = self.web.get(f"{ROOT}{address}", HTTP_IF_NONE_MATCH=before)
                if "format=" in address and got.status == 200:
                    # An export's ETag is of a number, which may have risen for something else.
                    continue
                assert got.status == (304 if before == answer.etag else 200), address
            if answer.etag:
                self.etags[address] = answer.etag

    def _look_at_the_site(self) -> None:
        """Fail where a page of the site is not what Django alone answers."""
        for path in self.reader.paths:
            got = self.web.get(path)
            alone = send(WSGIHandler(), request_of(path, HTTP_HOST="localhost:8000"))
            assert (got.status, got.body) == (alone.status, alone.body), path


def publish(page: Page, title: str) -> None:
    page = page.specific_class.objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()


def go_on_to(number: int) -> None:
    """Let the content version rise to a number, without a change that anybody sees."""
    while content_version() < number:
        touch("nothing")
    assert content_version() == number


def change_much(rich: RichLibrary) -> None:
    """Change what is to be undone: texts, what is public, what there is."""
    publish(rich.cancer, "Undone")
    publish(rich.home, "Undone too")
    Page.objects.get(pk=rich.lung_trial.pk).specific.unpublish()
    TopicPageFactory(parent=rich.home, title="Never was", reference=rich.morse)
    rich.unused.delete()
    rich.author.credentials = "Undone"
    rich.author.save()


def change_other(rich: RichLibrary) -> None:
    """Change something else after the restore."""
    publish(rich.therapy, "After the restore")
    rich.term.definition = "After the restore."
    rich.term.save()


@pytest.mark.parametrize("looks_at_once", [True, False])
def test_no_answer_is_of_what_was_put_back(
    rich: RichLibrary, web: WebProcess, backup: Callable[[], PutBack], *, looks_at_once: bool
) -> None:
    watcher = Watcher(web)
    watcher.look()
    put_back = backup()
    at_backup = content_version()
    change_much(rich)
    watcher.look()
    before = content_version()
    put_back()
    assert content_version() == at_backup
    if looks_at_once:
        watcher.look()
    change_other(rich)
    assert content_version() < before
    go_on_to(before)
    watcher.look()
    publish(rich.review_list, "Past the old number")
    watcher.look()
    assert web.hits
    assert list(maintenance.check(timezone.now())) == []


def test_a_control_that_goes_by_numbers_alone_is_caught(
    rich: RichLibrary,
    web: WebProcess,
    backup: Callable[[], PutBack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Version, "__eq__", lambda one, other: one.number == other.number)
    put_back = backup()
    change_much(rich)
    watcher = Watcher(web)
    watcher.look()
    before = content_version()
    put_back()
    change_other(rich)
    go_on_to(before)
    with pytest.raises(AssertionError):
        watcher.look()


def test_what_was_being_rendered_is_not_stored(
    rich: RichLibrary, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    publish(rich.cancer, "Undone")
    maintenance.render_ahead(timezone.now())
    rendered = render(source_of(rich.cancer), timezone.now())
    put_back()
    publish(rich.cancer, "After the restore")
    # Nothing but the lineage tells them apart.
    rendered.document.version = render(source_of(rich.cancer), timezone.now()).document.version
    with pytest.raises(NotStored):
        store(rendered, wait=True)


# Numbers and their nonces


def test_each_number_has_its_nonce(rich: RichLibrary) -> None:
    before = State.objects.get()
    publish(rich.cancer, "Newer")
    touch("nothing")
    after = State.objects.get()
    assert after.number > before.number
    known = dict(Lineage.objects.filter(number__gte=before.number).values_list())
    assert list(known) == list(range(before.number, after.number + 1))
    assert (known[before.number], known[after.number]) == (before.nonce, after.nonce)
    assert len(set(known.values())) == len(known)


def test_what_was_rolled_back_leaves_no_number(rich: RichLibrary) -> None:
    before = list(Lineage.objects.values_list())

    class GaveUpError(Exception):
        pass

    with pytest.raises(GaveUpError), transaction.atomic():  # noqa: PT012 - one transaction
        publish(rich.cancer, "Never")
        raise GaveUpError
    assert list(Lineage.objects.values_list()) == before


# Sync


def caught_up(api: ApiClient) -> Follower:
    found = Follower(api)
    found.catch_up()
    return found


def stopped(api: ApiClient) -> Follower:
    """Return an app whose first walk was cut off."""
    found = Follower(api)
    next(found.steps(5))
    return found


def public_documents() -> dict[str, Any]:
    """Return everything public, rendered from scratch, by id."""
    return {key: data_of(document) for key, document in Truth.now().public.items()}


def is_refused(follower: Follower) -> bool:
    response = ApiClient().get("sync/", follower.query)
    if response.status_code != 410:
        return False
    problem = response.json()
    assert problem["type"].endswith("/problems/token-expired/")
    assert "without a token" in problem["detail"]
    return True


def test_tokens_of_what_was_put_back_are_refused_for_ever(
    rich: RichLibrary, api: ApiClient, backup: Callable[[], PutBack]
) -> None:
    asleep = caught_up(api)
    put_back = backup()
    change_much(rich)
    tokens = [caught_up(api), stopped(api)]
    asleep.catch_up()
    before = content_version()
    put_back()
    assert all(map(is_refused, [*tokens, asleep]))
    change_other(rich)
    assert all(map(is_refused, tokens))
    go_on_to(before)
    assert all(map(is_refused, tokens))
    publish(rich.cancer, "Past the old number")
    assert all(map(is_refused, [*tokens, asleep]))


def test_who_starts_over_has_what_there_is(
    rich: RichLibrary, api: ApiClient, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    change_much(rich)
    put_back()
    follower = caught_up(api)
    change_other(rich)
    follower.catch_up(3)
    assert follower.documents == caught_up(api).documents
    assert follower.documents == public_documents()


def test_tokens_from_before_the_backup_go_on(
    rich: RichLibrary, api: ApiClient, backup: Callable[[], PutBack]
) -> None:
    followers = [caught_up(api), stopped(api)]
    publish(rich.melanoma_trial, "Before the backup")
    put_back = backup()
    change_much(rich)
    before = content_version()
    put_back()
    change_other(rich)
    go_on_to(before)
    publish(rich.cancer, "Past the old number")
    for follower in followers:
        follower.catch_up(4)
        assert follower.documents == public_documents()


def test_a_token_covers_what_came_while_its_answer_was_made(
    rich: RichLibrary,
    api: ApiClient,
    backup: Callable[[], PutBack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_back = backup()
    rows_after = sync._rows_after

    def publish_first(*args: Any) -> Any:
        monkeypatch.setattr(sync, "_rows_after", rows_after)
        publish(rich.cancer, "Undone")
        return rows_after(*args)

    monkeypatch.setattr(sync, "_rows_after", publish_first)
    follower = caught_up(api)
    assert follower.documents[str(rich.cancer.translation_key)]["title"] == "Undone"
    put_back()
    assert is_refused(follower)


def test_a_token_of_an_earlier_release_is_refused_as_too_old(
    rich: RichLibrary, api: ApiClient
) -> None:
    values = {"epoch": "a", "number": 1, "row": 1, "since": 1, "types": [], "rich_text": "html"}
    token = Signer(sep=".", salt=sync.SALT).sign_object(values, compress=True)
    assert is_refused(Follower(api, f"?token={token}"))
