"""Rendering: one snapshot, stored only if nothing moved, and nobody waits for it."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.content.models import SiteSettings
from cms.delivery import maintenance, reading, rendering
from cms.delivery.models import (
    Document,
    DocumentKey,
    Lineage,
    Mark,
    OldPath,
    Standing,
    State,
    new_nonce,
)
from cms.delivery.rendering import NotStored, refresh, render, store
from cms.delivery.touching import number_now, touch
from tests.conftest import Library
from tests.databases import databases
from tests.delivery.rich import settle
from tests.documents import document_of, prepared, source_of
from tests.factories.articles import TopicPageFactory


def row_of(item: Any) -> Document:
    """Return the stored row of an item's document."""
    return Document.objects.get(source=source_of(item))


def test_a_rendering_is_stored_with_what_it_was_made_from(library: Library) -> None:
    document_of(library.cancer)
    row = row_of(library.cancer)
    assert (row.marked, row.standing, row.type) == (Mark.CLEAN, Standing.PUBLIC, "topic")
    keys = set(row.keys.values_list("key", flat=True))
    assert {f"reference:{library.escudier.pk}", f"page:{library.home.pk}", "site"} <= keys
    assert f"=cited_by:{library.escudier.pk}" in keys
    assert set(row.made_from.split("\n")) == keys


def test_a_rendering_whose_page_was_published_meanwhile_is_not_stored(library: Library) -> None:
    number_now()
    rendered = render(source_of(library.cancer), timezone.now())
    library.cancer.title = "Newer"
    library.cancer.save_revision().publish()
    number_now()
    with pytest.raises(NotStored):
        store(rendered, wait=True)
    assert document_of(library.cancer).title == "Newer"


def test_a_rendering_that_shows_what_was_touched_meanwhile_is_not_stored(library: Library) -> None:
    """Also where the document did not depend on it before, and so was not marked."""
    reading.settle(timezone.now(), wait=True)
    rendered = render(source_of(library.cancer), timezone.now())
    DocumentKey.objects.filter(document__source=source_of(library.cancer)).delete()
    touch(f"reference:{library.escudier.pk}")
    number_now()
    with pytest.raises(NotStored):
        store(rendered, wait=True)


def test_a_rendering_that_shows_a_document_that_is_not_settled_is_not_stored(
    library: Library,
) -> None:
    """A page is published again after everything was settled, and before who shows it is made."""
    reading.settle(timezone.now(), wait=True)
    library.cancer.title = "Newer"
    library.cancer.save_revision().publish()
    number_now()
    assert not refresh(source_of(library.escudier), timezone.now(), wait=True).is_stored
    assert row_of(library.escudier).marked != Mark.CLEAN
    assert list(maintenance.check(timezone.now())) == []
    settle()
    assert list(maintenance.check(timezone.now())) == []
    assert "Newer" in row_of(library.escudier).content


def test_a_rendering_from_before_a_restore_is_not_stored(library: Library) -> None:
    rendered = render(source_of(library.cancer), timezone.now())
    State.objects.update(nonce=new_nonce())
    Lineage.objects.filter(number=rendered.number).delete()
    with pytest.raises(NotStored):
        store(rendered, wait=True)


def test_nothing_is_stored_while_there_are_no_triggers(library: Library) -> None:
    State.objects.update(signature="")
    number_now()
    Document.objects.update(marked=Mark.OWN)
    assert document_of(library.cancer).title == library.cancer.title
    assert row_of(library.cancer).marked == Mark.OWN


def test_rendering_again_gives_the_same_bytes(library: Library) -> None:
    now = timezone.now()
    first = refresh(source_of(library.cancer), now, wait=True).document
    touched = row_of(library.cancer).version
    again = render(source_of(library.cancer), now).document
    assert (again.content, again.etag, again.version) == (first.content, first.etag, touched)


def test_what_was_never_public_leaves_nothing(library: Library) -> None:
    page = TopicPageFactory(parent=library.home, title="Canary")
    page.unpublish()
    number_now()
    reading.settle(timezone.now(), wait=True)
    assert prepared(page) is None
    assert not Document.objects.filter(source=source_of(page)).exists()


def test_what_was_public_leaves_its_id_and_its_path(library: Library) -> None:
    document_of(library.cancer)
    library.cancer.unpublish()
    assert prepared(library.cancer) is None
    row = row_of(library.cancer)
    assert (row.standing, row.reason) == (Standing.GONE, "unpublished")
    assert row.public_id == library.cancer.translation_key
    assert row.path == "/exosome-therapy/cancer/"
    assert (row.content, row.title, list(row.keys.all())) == ("", "", [])


def test_old_paths_are_remembered_in_the_transaction_of_the_move(library: Library) -> None:
    with transaction.atomic():
        page = Page.objects.get(pk=library.therapy.pk)
        page.slug = "moved"
        page.save()
        remembered = set(OldPath.objects.values_list("path", flat=True))
    root = library.home.url_path
    assert {f"{root}exosome-therapy/", f"{root}exosome-therapy/cancer/"} <= remembered


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite_only(reason="the lock of writers is SQLite's own")
def test_a_reader_does_not_wait_for_a_writer(library: Library) -> None:
    library.cancer.title = "Newer"
    library.cancer.save_revision().publish()
    connection.close()
    with closing(sqlite3.connect(databases.used(), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        found = reading.document_of(source_of(library.cancer), timezone.now())
        assert found is not None
        assert "Newer" in found.content
        assert row_of(library.cancer).marked == Mark.OWN
        writer.execute("ROLLBACK")
    reading.document_of(source_of(library.cancer), timezone.now())
    assert row_of(library.cancer).marked == Mark.CLEAN
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


def test_the_site_s_address_is_put_in_when_a_document_is_handed_out(
    library: Library, settings: Any
) -> None:
    document_of(library.cancer)
    row = row_of(library.cancer)
    assert rendering.PLACE in row.content
    assert settings.SITE_URL not in row.content
    settings.SITE_URL = "https://library.example.org"
    assert b"https://library.example.org/exosome-therapy/" in rendering.delivered_bytes(row.content)


def test_a_rebuild_tells_how_far_it_is_and_goes_on_where_it_was_stopped(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "BATCH", 5)
    told: list[tuple[int, int]] = []

    def stop_at_ten(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        maintenance.rebuild(timezone.now(), resume=False, progress=stop_at_ten)
    (first, total), (second, _) = told
    assert (first, second) == (5, 10)
    left = maintenance.rebuild(timezone.now(), resume=True, progress=lambda *_: None)
    assert left == total - 10
    assert list(maintenance.check(timezone.now())) == []


@pytest.mark.django_db(transaction=True)
def test_what_many_documents_show_is_asked_for_once_as_long_as_nothing_changes(
    library: Library,
) -> None:
    now, source = timezone.now(), source_of(library.lung_trial)
    render(source, now)
    with CaptureQueriesContext(connection) as again:
        rendered = render(source, now)
    assert not [sql for sql in again.captured_queries if "content_sitesettings" in sql["sql"]]
    restriction = PageViewRestriction.objects.create(
        page=library.cancer, restriction_type=PageViewRestriction.LOGIN
    )
    assert render(source, now).document.standing == Standing.GONE
    restriction.delete()
    assert render(source, now).document.standing == rendered.document.standing
    SiteSettings.objects.update_or_create(
        site=library.home.get_site(), defaults={"disclosure": "Nothing is sold."}
    )
    assert "Nothing is sold." in render(source, now).document.content


def test_inside_a_transaction_nothing_is_remembered(library: Library) -> None:
    """There facts may change before they have a number."""
    now, source = timezone.now(), source_of(library.lung_trial)
    with transaction.atomic():
        render(source, now)
        SiteSettings.objects.update_or_create(
            site=library.home.get_site(), defaults={"disclosure": "Nothing is sold."}
        )
        assert "Nothing is sold." in render(source, now).document.content
