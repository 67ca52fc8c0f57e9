"""`sync/`: everything once, then what has changed, in commit order, with none lost."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import TopicPage
from cms.delivery import maintenance, reading, sync
from cms.delivery.models import Document
from cms.delivery.reading import content_version
from cms.delivery.touching import number_now
from cms.editorial.actions import WithdrawPageAction
from cms.references.models import Reference
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.delivery.following import Follower, relative
from tests.delivery.rich import RichLibrary, settle
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory
from tests.hiding import HIDE


@pytest.fixture
def follower(rich: RichLibrary, api: ApiClient) -> Follower:
    """Return an app that has everything."""
    found = Follower(api)
    found.catch_up()
    return found


def publish(page: Page, title: str) -> None:
    page = page.specific_class.objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()


def key(page: Page) -> str:
    return str(page.translation_key)


# The first walk


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_first_walk_brings_every_public_document_as_its_own_address_has_it(
    rich: RichLibrary, api: ApiClient, limit: int
) -> None:
    follower = Follower(api)
    items = follower.catch_up(limit)
    assert {item["op"] for item in items} == {"put"}
    public = Document.objects.filter(standing="public")
    assert set(follower.documents) == {str(document.public_id) for document in public}
    for address, identifier in (
        ("topics", key(rich.cancer)), ("trials", key(rich.lung_trial)), ("pages", key(rich.home)),
        ("references", rich.morse.uuid), ("people", rich.author.uuid),
        ("glossary", rich.term.uuid), ("interventions", rich.dexosomes.uuid),
    ):  # fmt: skip
        assert follower.documents[str(identifier)] == api.json(f"{address}/{identifier}/")
    for name in ("site", "navigation", "vocabularies"):
        document = next(item["document"] for item in items if item["type"] == name)
        assert document == api.json(f"{name}/")


def test_what_was_gone_before_the_first_walk_is_in_none_of_its_answers(
    rich: RichLibrary, follower: Follower
) -> None:
    assert follower.gone == {}
    assert key(rich.gone) not in follower.documents


def test_what_goes_during_the_first_walk_is_told(rich: RichLibrary, api: ApiClient) -> None:
    follower = Follower(api)
    walk = follower.steps(5)
    next(walk)
    rich.cancer.unpublish()
    for _ in walk:
        pass
    assert key(rich.cancer) in follower.gone
    assert key(rich.cancer) not in follower.documents


def test_what_changes_during_a_walk_comes_as_it_is_then(rich: RichLibrary, api: ApiClient) -> None:
    follower = Follower(api)
    walk = follower.steps(5)
    first = next(walk)
    reference = Reference.objects.get(uuid=rich.morse.uuid)
    reference.notice = "Corrected."
    reference.save()
    rest = [item for items in walk for item in items]
    assert len(first) == 5
    assert str(rich.morse.uuid) in {item["id"] for item in rest}
    assert follower.documents[str(rich.morse.uuid)]["notice"] == "Corrected."


def test_a_walk_that_was_stopped_goes_on_where_it_was(rich: RichLibrary, api: ApiClient) -> None:
    follower = Follower(api)
    next(follower.steps(4))
    publish(rich.cancer, "Newer")
    rich.lung_trial.unpublish()
    next(follower.steps(3))
    TopicPageFactory(parent=rich.home, reference=rich.morse)
    follower.catch_up(5)
    assert follower.documents == fully(api)


def fully(api: ApiClient) -> dict[str, Any]:
    """Return what a walk from the start brings."""
    follower = Follower(api)
    follower.catch_up()
    return follower.documents


# What has changed since


def test_nothing_changed_is_a_304(follower: Follower, api: ApiClient) -> None:
    first = api.get("sync/", follower.query)
    assert first.json()["items"] == []
    assert relative(first.json()["sync"])[1] == follower.query
    again = api.get("sync/", follower.query, if_none_match=first["ETag"])
    assert again.status_code == 304
    assert again.content == b""


def test_nothing_changed_takes_few_queries_and_renders_nothing(
    follower: Follower, api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.delivery.rendering.render", lambda *_: pytest.fail("rendered"))
    with CaptureQueriesContext(connection) as queries:
        api.get("sync/", follower.query)
    asked = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SET"))]
    assert all(sql.startswith("SELECT") for sql in asked)
    assert len(asked) <= 6


def test_a_full_walk_takes_a_constant_number_of_queries(rich: RichLibrary, api: ApiClient) -> None:
    def queries_of(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(api.json("sync/", f"?limit={limit}")["items"]) == limit
        return len(queries)

    queries_of(1)
    assert queries_of(15) == queries_of(1)


def test_only_what_changed_comes_once_each_in_commit_order(
    rich: RichLibrary, follower: Follower, api: ApiClient
) -> None:
    rich.author.credentials = "PhD"
    rich.author.save()
    number_now()
    rich.term.definition = "A bubble."
    rich.term.save()
    ids = [item["id"] for item in follower.catch_up()]
    assert ids.index(str(rich.author.uuid)) < ids.index(str(rich.term.uuid))
    assert key(rich.cancer) in ids
    assert key(rich.review_list) not in ids
    assert follower.documents == fully(api)


def test_what_shows_a_change_elsewhere_comes_too(
    rich: RichLibrary, follower: Follower, api: ApiClient
) -> None:
    """Who cites a reference is known only when the page is rendered."""
    page = TopicPageFactory(parent=rich.home, reference=rich.unused)
    follower.catch_up()
    cited_by = follower.documents[str(rich.unused.uuid)]["cited_by"]
    assert [link["id"] for link in cited_by] == [key(page)]
    assert follower.documents == fully(api)


def test_drafts_are_in_no_answer(rich: RichLibrary, follower: Follower, api: ApiClient) -> None:
    before = follower.query
    draft = TopicPageFactory(parent=rich.home, reference=rich.unused, published=False)
    rich.cancer.title = "Newer"
    rich.cancer.save_revision()
    publish_later = TopicPage.objects.get(pk=rich.draft.pk)
    publish_later.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    publish_later.save_revision().publish()
    assert follower.catch_up() == []
    assert follower.query == before
    assert not {key(draft), key(rich.draft)} & set(fully(api))


def test_a_page_that_came_and_went_between_two_visits_is_in_no_answer(
    rich: RichLibrary, follower: Follower
) -> None:
    page = TopicPageFactory(parent=rich.home, reference=rich.morse)
    page.unpublish()
    follower.catch_up()
    assert key(page) not in {*follower.documents, *follower.gone}


REASONS = {
    "unpublished": "unpublished", "withdrawn": "withdrawn", "expired": "expired",
    "for members": "restricted", "for a group": "restricted", "with a password": "restricted",
    "below a private page": "restricted", "deleted": "deleted",
}  # fmt: skip


@pytest.mark.parametrize("name", HIDE)
def test_every_deletion_comes_with_its_reason(
    rich: RichLibrary, follower: Follower, api: ApiClient, name: str
) -> None:
    page = rich.lung_trial
    identifier = key(page)
    HIDE[name](page)
    items = follower.catch_up()
    told = {item["id"]: item for item in items}[identifier]
    assert (told["op"], told["type"], told["reason"]) == ("delete", "trial", REASONS[name])
    assert told["replaced_by"] is None
    assert set(told) == {"op", "id", "type", "version", "reason", "replaced_by"}
    assert follower.documents == fully(api)
    assert follower.catch_up() == []


def test_a_withdrawn_page_names_what_stands_in_its_place(
    rich: RichLibrary, follower: Follower
) -> None:
    WithdrawPageAction(rich.cancer, reason="Wrong.", replacement=rich.therapy).execute()
    follower.catch_up()
    assert follower.gone[key(rich.cancer)]["replaced_by"] == key(rich.therapy)


def test_what_stands_in_its_place_is_not_named_while_it_is_private(
    rich: RichLibrary, follower: Follower
) -> None:
    WithdrawPageAction(rich.cancer, reason="Wrong.", replacement=rich.lung_trial).execute()
    PageViewRestriction.objects.create(page=rich.lung_trial, restriction_type="login")
    follower.catch_up()
    assert follower.gone[key(rich.cancer)]["replaced_by"] is None


def test_what_comes_back_is_put_again(rich: RichLibrary, follower: Follower) -> None:
    rich.cancer.unpublish()
    follower.catch_up()
    assert key(rich.cancer) in follower.gone
    TopicPage.objects.get(pk=rich.cancer.pk).save_revision().publish()
    follower.catch_up()
    assert key(rich.cancer) in follower.documents


def test_a_deleted_library_item_is_told(rich: RichLibrary, follower: Follower) -> None:
    identifier = str(rich.unused.uuid)
    rich.unused.delete()
    follower.catch_up()
    assert follower.gone[identifier]["reason"] == "deleted"


# The clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.datetime], None]:
    """Return what sets the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize("reader_first", [True, False])
def test_what_expires_with_nothing_running_is_told_whoever_reads_it_first(
    rich: RichLibrary,
    api: ApiClient,
    at: Callable[[datetime.datetime], None],
    *,
    reader_first: bool,
) -> None:
    end = timezone.now() + datetime.timedelta(hours=1)
    Page.objects.filter(pk=rich.lung_trial.pk).update(expire_at=end)
    number_now()
    settle()
    follower = Follower(api)
    follower.catch_up()
    at(end)
    if reader_first:
        assert api.get(f"trials/{key(rich.lung_trial)}/").status_code == 404
        assert api.get(f"pages/{key(rich.home)}/").status_code == 200
    items = {item["id"]: item for item in follower.catch_up()}
    assert items[key(rich.lung_trial)]["reason"] == "expired"
    assert key(rich.home) in items
    assert follower.documents == fully(api)


def test_a_reference_is_not_cited_by_a_page_that_has_expired(
    rich: RichLibrary, api: ApiClient, at: Callable[[datetime.datetime], None]
) -> None:
    end = timezone.now() + datetime.timedelta(hours=1)
    Page.objects.filter(pk=rich.lung_trial.pk).update(expire_at=end)
    number_now()
    settle()
    address = f"references/{rich.morse.uuid}/"
    assert key(rich.lung_trial) in api.get(address).content.decode()
    at(end)
    assert key(rich.lung_trial) not in api.get(address).content.decode()


# What is fixed in the token


def test_only_the_types_that_were_asked_for_come(rich: RichLibrary, api: ApiClient) -> None:
    follower = Follower(api, "?types=trial,person")
    assert {item["type"] for item in follower.catch_up(2)} == {"trial", "person"}
    publish(rich.lung_trial, "Newer")
    publish(rich.review_list, "Newer")
    rich.melanoma_trial.unpublish()
    assert {item["id"] for item in follower.catch_up()} == {
        key(rich.lung_trial), key(rich.melanoma_trial)
    }  # fmt: skip


def test_rich_text_keeps_the_form_that_was_asked_for(rich: RichLibrary, api: ApiClient) -> None:
    follower = Follower(api, "?rich_text=markdown&types=topic")
    follower.catch_up(1)
    publish(rich.cancer, "Newer")
    follower.catch_up()
    found = follower.documents[key(rich.cancer)]
    assert found == api.json(f"topics/{key(rich.cancer)}/", "?rich_text=markdown")
    assert found["key_points"][0]["format"] == "markdown"


@pytest.mark.parametrize("name", ["types=topic", "rich_text=markdown"])
def test_what_is_fixed_in_the_token_is_not_asked_for_again(
    follower: Follower, api: ApiClient, name: str
) -> None:
    errors = api.errors("sync/", f"{follower.query}&{name}")
    assert "fixed in the token" in errors[name.partition("=")[0]]["detail"]


@pytest.mark.parametrize("token", ["", "abc", "a.b.c", "eyJlIjoxfQ.aaaa"])
def test_what_is_no_token_is_refused(rich: RichLibrary, api: ApiClient, token: str) -> None:
    assert "token" in api.errors("sync/", f"?token={token}")


def test_a_damaged_token_is_refused(follower: Follower, api: ApiClient) -> None:
    middle = len(follower.query) // 2
    other = "A" if follower.query[middle] != "A" else "B"
    damaged = follower.query[:middle] + other + follower.query[middle + 1 :]
    assert "token" in api.errors("sync/", damaged)


def test_every_damage_to_a_token_is_noticed(follower: Follower, api: ApiClient) -> None:
    token = follower.query.partition("token=")[2].partition("&")[0]
    signed, _, signature = token.rpartition(".")
    damaged = [
        token[:-1], token[1:], f"{token}A", signed, f"{signed}.", f".{signature}", signature,
        f"{signature}.{signed}", token.swapcase(), f"{token}.{signature}", "%00", "%F0%9F%92%A5",
        "null", "..", "a" * 5000,
    ]  # fmt: skip
    for text in damaged:
        assert "token" in api.errors("sync/", f"?token={text}"), text


def test_a_token_of_another_library_is_refused(
    follower: Follower, api: ApiClient, settings: Any
) -> None:
    settings.SECRET_KEY = "another"
    assert "token" in api.errors("sync/", follower.query)


def test_a_cursor_of_a_list_is_no_token(rich: RichLibrary, api: ApiClient) -> None:
    address = api.json("topics/", "?limit=1")["next"]
    cursor = relative(address)[1].partition("cursor=")[2]
    assert "token" in api.errors("sync/", f"?token={cursor}")


# Editors at work while an app reads


def test_what_is_published_while_sync_answers_is_not_lost(
    rich: RichLibrary, follower: Follower, api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new page that nobody has settled stands before an edit of the same moment."""
    settled = reading.settle

    def settle_and_publish(*args: Any, **kwargs: Any) -> Any:
        found = settled(*args, **kwargs)
        monkeypatch.setattr(sync, "settle", settled)
        TopicPageFactory(parent=rich.home, title="New", reference=rich.morse)
        publish(rich.review_list, "Newer")
        number_now()
        return found

    monkeypatch.setattr(sync, "settle", settle_and_publish)
    follower.catch_up()
    follower.catch_up()
    assert follower.documents == fully(api)


@pytest.mark.parametrize("step", ["settle", "_rows_after"])
def test_what_shows_a_change_that_came_meanwhile_comes_with_it(
    rich: RichLibrary,
    follower: Follower,
    api: ApiClient,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """A reference shows the titles of pages, by what their documents say when they are settled."""
    done = getattr(sync, step)

    def do_and_publish(*args: Any, **kwargs: Any) -> Any:
        found = done(*args, **kwargs)
        monkeypatch.setattr(sync, step, done)
        publish(rich.cancer, "Newer")
        number_now()
        return found

    Reference.objects.filter(pk=rich.escudier.pk).update(notice="Corrected.")
    number_now()
    monkeypatch.setattr(sync, step, do_and_publish)
    follower.catch_up()
    follower.catch_up()
    cited_by = follower.documents[str(rich.escudier.uuid)]["cited_by"]
    assert "Newer" in {link["title"] for link in cited_by}
    assert follower.documents == fully(api)
    assert list(maintenance.check(timezone.now())) == []


def test_the_version_of_an_answer_is_never_ahead_of_what_it_says(
    rich: RichLibrary, follower: Follower, api: ApiClient
) -> None:
    person = PersonFactory()
    ReferenceFactory()
    response = api.get("sync/", follower.query)
    assert int(response["Content-Version"]) == content_version()
    assert str(person.uuid) in {item["id"] for item in response.json()["items"]}


def test_a_copy_can_have_some_fields_only_and_what_documents_name(
    api: ApiClient, library: Library
) -> None:
    found = api.json("sync/", "?types=trial&fields=title&include=references,conditions")
    assert all(set(item["document"]) == {"id", "type", "title"} for item in found["items"])
    assert {document["type"] for document in found["included"].values()} == {
        "reference", "condition",
    }  # fmt: skip
    assert found["not_included"] == []
    library.lung_trial.title = "Another title"
    library.lung_trial.save_revision().publish()
    later = api.json("sync/", relative(found["sync"])[1])
    [item] = later["items"]
    assert item["document"]["title"] == "Another title"
    assert set(item["document"]) == {"id", "type", "title"}
    assert str(library.morse.uuid) in later["included"]
