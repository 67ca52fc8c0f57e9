"""Reading: few queries, nothing written, and what is wrong in a row is mended by whoever reads."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.content.models import PageReviewer
from cms.delivery import maintenance, reading
from cms.delivery.models import Document, Mark, State
from cms.delivery.touching import number_now
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.documents import source_of
from tests.factories.content import PersonFactory


@pytest.fixture
def clean(library: Library) -> Library:
    """Return the small library with every document rendered."""
    number_now()
    while maintenance.render_ahead(timezone.now()):
        pass
    return library


def addresses(library: Library) -> list[str]:
    return [
        f"topics/{library.cancer.translation_key}/",
        f"pages/{library.trial_index.translation_key}/",
        f"trials/{library.lung_trial.translation_key}/",
        f"references/{library.escudier.uuid}/",
        f"conditions/{library.melanoma.uuid}/",
        "site/", "navigation/", "vocabularies/",
    ]  # fmt: skip


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return what was asked, but for savepoints and what gives numbers in tests' transactions."""
    return [
        query["sql"] for query in queries.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SET CONSTRAINTS"))
    ]  # fmt: skip


def test_a_clean_document_takes_two_queries_at_most_and_writes_nothing(
    clean: Library, api: ApiClient
) -> None:
    for address in addresses(clean):
        api.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = api.client.get(f"/api/content/v1/{address}")
        assert response.status_code == 200
        assert len(statements(queries)) <= 2, address
        assert all(sql.startswith("SELECT") for sql in statements(queries)), address


@pytest.mark.parametrize("name", ["topics", "review-lists", "trials", "references", "people"])
def test_a_list_takes_four_queries_however_long_it_is(
    clean: Library, api: ApiClient, name: str
) -> None:
    api.get(f"{name}/")
    with CaptureQueriesContext(connection) as queries:
        api.client.get(f"/api/content/v1/{name}/?limit=100")
    assert len(statements(queries)) <= 4
    assert all(sql.startswith("SELECT") for sql in statements(queries))


def test_a_page_of_the_site_writes_nothing_once_it_is_clean(clean: Library, client: Any) -> None:
    for page in (clean.home, clean.cancer, clean.trial_index, clean.lung_trial):
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        assert all(sql.startswith("SELECT") for sql in statements(queries)), page


#: What somebody may do to a row with a database client, as `column: SQL`.
EDITS = {
    "content": "replace(content, 'cancer', 'Canary')",
    "summary": "''",
    "etag": "'\"Canary\"'",
    "standing": "'gone'",
    "public_id": "NULL",
    "type": "'home'",
    "path": "'/Canary/'",
    "valid_until": "'2001-01-01'",
    "made_from": "''",
    "source": "'Canary'",
}


@pytest.mark.parametrize("column", EDITS)
def test_a_document_that_was_edited_by_hand_is_found_and_mended_by_who_reads_it(
    clean: Library, api: ApiClient, column: str
) -> None:
    address = f"topics/{clean.cancer.translation_key}/"
    before = api.json(address)
    source = source_of(clean.cancer)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE delivery_document SET {column} = {EDITS[column]} WHERE source = %s",  # noqa: S608 - our own words
            [source],
        )
        assert cursor.rowcount == 1
    number_now()
    assert {mistake.source for mistake in maintenance.check(timezone.now())} == {source}
    after = api.json(address)
    # It has a number of its own, so that copies hear of it.
    assert after.pop("version") > before.pop("version")
    assert after == before
    assert list(maintenance.check(timezone.now())) == []


def test_a_mark_that_was_taken_off_by_hand_is_back(clean: Library, api: ApiClient) -> None:
    type(clean.cancer).objects.filter(pk=clean.cancer.pk).update(title="Another title")
    number_now()
    Document.objects.update(marked=Mark.CLEAN)
    assert api.json(f"topics/{clean.cancer.translation_key}/")["title"] == "Another title"
    maintenance.render_ahead(timezone.now())
    assert list(maintenance.check(timezone.now())) == []


@pytest.mark.parametrize("rows", ["one", "all"])
def test_a_document_that_was_deleted_by_hand_is_found_and_mended_by_who_reads_it(
    clean: Library, api: ApiClient, rows: str
) -> None:
    address = f"topics/{clean.cancer.translation_key}/"
    before = api.json(address), api.json("topics/")
    source = source_of(clean.cancer)
    with connection.cursor() as cursor:
        where = "WHERE source = %s" if rows == "one" else "WHERE source LIKE %s OR source > ''"
        cursor.execute(f"DELETE FROM delivery_document {where}", [source])  # noqa: S608 - see above
    number_now()
    assert source in {mistake.source for mistake in maintenance.check(timezone.now())}
    after = api.json(address), api.json("topics/")
    for answer in (before[0], after[0], *before[1]["items"], *after[1]["items"]):
        answer.pop("version", None)
    assert after == before
    maintenance.render_ahead(timezone.now())
    assert list(maintenance.check(timezone.now())) == []


def test_the_tombstone_of_what_was_withdrawn_outlives_being_deleted_by_hand(
    clean: Library, api: ApiClient
) -> None:
    clean.cancer.unpublish()
    address = f"topics/{clean.cancer.translation_key}/"
    assert api.get(address).status_code == 404
    tombstone = Document.objects.get(source=source_of(clean.cancer))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM delivery_document WHERE id = %s", [tombstone.pk])
    number_now()
    assert api.get(address).status_code == 404
    kept = Document.objects.get(source=source_of(clean.cancer))
    assert (kept.reason, kept.gone_at) == (tombstone.reason, tombstone.gone_at)


def test_the_state_of_a_review_turns_with_nothing_running(
    clean: Library, api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clean.cancer
    page.page_reviewers = [PageReviewer(person=PersonFactory())]
    page.reviewed_on = datetime.date(2025, 3, 1)
    page.review_due_on = datetime.date(2027, 3, 1)
    page.save_revision().publish()
    address = f"topics/{page.translation_key}/"
    assert api.json(address)["review"]["state"] == "current"
    number_now()
    version = State.objects.get().number
    real = timezone.now
    for moment, state in (
        (datetime.datetime(2026, 12, 31, tzinfo=datetime.UTC), "due"),
        (datetime.datetime(2027, 3, 2, tzinfo=datetime.UTC), "overdue"),
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert api.json(address)["review"]["state"] == state
    monkeypatch.setattr(timezone, "now", real)
    assert State.objects.get().number >= version


def test_copies_hear_of_what_the_clock_has_changed(
    clean: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clean.lung_trial
    end = timezone.now() + datetime.timedelta(minutes=5)
    type(page).objects.filter(pk=page.pk).update(expire_at=end)
    number_now()
    maintenance.render_ahead(timezone.now())
    before = State.objects.get().number
    monkeypatch.setattr(timezone, "now", lambda: end)
    maintenance.render_ahead(end)
    number_now()
    row = Document.objects.get(source=source_of(page))
    assert row.version > before
    assert (row.standing, row.reason) == ("gone", "expired")


def test_a_marked_document_is_rendered_by_the_first_who_reads_it(
    clean: Library, api: ApiClient
) -> None:
    clean.escudier.notice = "Corrected in 2006."
    clean.escudier.save()
    number_now()
    row = Document.objects.get(source=source_of(clean.cancer))
    assert row.marked == Mark.DEPENDS
    api.json(f"topics/{clean.cancer.translation_key}/")
    row.refresh_from_db()
    assert row.marked == Mark.CLEAN


def test_settling_makes_known_who_cites_what(clean: Library) -> None:
    page = clean.trial_index
    from tests.factories.references import cite

    page.introduction = f"<p>a{cite(clean.morse)}</p>"
    page.save_revision().publish()
    number_now()
    assert Document.objects.get(source=source_of(clean.morse)).marked == Mark.CLEAN
    reading.settle(timezone.now(), wait=True)
    number_now()
    assert Document.objects.get(source=source_of(clean.morse)).marked == Mark.DEPENDS
