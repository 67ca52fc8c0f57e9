"""Rounds through the library: some at a time, each once a day, gone on with after a stop."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.references import tasks
from cms.references.choices import ReferenceStatus
from cms.references.jobs import refresh
from cms.references.models import Reference
from cms.references.refreshing import rounds
from cms.references.refreshing.asking import Services
from tests.conftest import Library
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.lookup.server import Reply, Server
from tests.references.refreshing.services import crossref, pubmed, update


@pytest.fixture
def quiet(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return the services, which have nothing new; two references are a batch."""
    monkeypatch.setattr(rounds, "BATCH", 2)
    crossref(server)
    pubmed(server, MORSE_2005)
    return server


def unchecked() -> int:
    return Reference.objects.filter(checked_at=None).count()


def test_the_worker_checks_all_and_mails_at_the_end(library: Library, quiet: Server) -> None:
    others = [ReferenceFactory() for _ in range(4)]
    retracted = [library.escudier, library.morse]
    library.cancer.owner = library.review_list.owner = UserFactory()
    library.cancer.save()
    library.review_list.save()
    crossref(quiet, notices=[update(each.doi or "", "retraction") for each in retracted])
    refresh()
    assert unchecked() == 0
    assert len(quiet.asked("/ncbi/efetch.fcgi")) == 3
    (message,) = mail.outbox
    assert message.subject == "2 publications that you cite have been retracted"
    assert str(others[0]) not in message.body
    quiet.requests.clear()
    refresh()
    assert not quiet.requests, "asked again though it was asked a moment ago"


def test_each_is_asked_for_once_a_day(library: Library, quiet: Server) -> None:
    refresh()
    a_day_ago = timezone.now() - rounds.CHECKED_EVERY - datetime.timedelta(minutes=1)
    Reference.objects.filter(pk=library.morse.pk).update(checked_at=a_day_ago)
    refresh()
    library.morse.refresh_from_db()
    assert library.morse.checked_at is not None
    assert library.morse.checked_at > a_day_ago + rounds.CHECKED_EVERY


def test_one_service_that_is_down_keeps_no_other_from_being_asked(
    library: Library, quiet: Server
) -> None:
    ReferenceFactory.create_batch(4)
    quiet.on("/crossref/works", Reply(status=503))
    refresh()
    assert len(quiet.asked("/ncbi/efetch.fcgi")) == 3
    assert len(quiet.asked("/crossref/works")) == 4, "asked again for every batch"
    assert unchecked() == 6


def test_where_all_are_down_the_round_ends_and_the_next_one_checks(
    library: Library, quiet: Server
) -> None:
    ReferenceFactory.create_batch(4)
    quiet.on("/crossref/works", Reply(status=503))
    quiet.on("/ncbi/efetch.fcgi", Reply(status=503))
    refresh()
    assert len(quiet.requests) == 8
    crossref(quiet)
    pubmed(quiet, MORSE_2005)
    refresh()
    assert unchecked() == 0


def test_a_round_that_was_killed_is_gone_on_with(
    library: Library, quiet: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ReferenceFactory.create_batch(4)
    crossref(quiet, notices=[update(library.escudier.doi or "", "retraction")])
    batch = rounds.next_batch(Reference.objects.all(), after=0)
    for _ in rounds.refresh_batch(batch, Services()):
        pass
    assert (unchecked(), len(mail.outbox)) == (4, 0)
    library.cancer.owner = UserFactory()
    library.cancer.save()
    refresh()
    assert (unchecked(), len(mail.outbox)) == (0, 1)


@pytest.mark.parametrize(("hours", "begins"), [(0, False), (2, True)])
def test_no_round_begins_while_one_goes_on(
    library: Library, quiet: Server, hours: int, begins: bool
) -> None:
    """A task that was begun long ago belongs to a worker that was killed."""
    DBTaskResult.objects.create(
        task_path=tasks.refresh_some_references.module_path, args_kwargs={},
        status=TaskResultStatus.RUNNING, backend_name="background", queue_name="default",
        run_after=timezone.now(),
    )  # fmt: skip
    long_ago = timezone.now() - datetime.timedelta(hours=hours)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    refresh()
    assert bool(quiet.requests) == begins


def test_a_reference_without_doi_and_pubmed_id_is_never_due(quiet: Server) -> None:
    ReferenceFactory(csl={"type": "book", "title": "A book that has neither"})
    assert not rounds.due_references(checked_before=timezone.now()).exists()


def test_a_reference_that_is_deleted_meanwhile_is_passed_over(
    library: Library, quiet: Server
) -> None:
    gone = ReferenceFactory()
    crossref(quiet, notices=[update(gone.doi or "", "retraction")])
    batch = rounds.next_batch(Reference.objects.all(), after=library.morse.pk)
    Reference.objects.filter(pk=gone.pk).delete()
    (refreshed,) = rounds.refresh_batch(batch, Services())
    assert refreshed.notices == ()


def test_a_status_that_is_worse_than_what_is_told_stays(library: Library, quiet: Server) -> None:
    Reference.objects.filter(pk=library.escudier.pk).update(
        status=ReferenceStatus.RETRACTED, notice="The publisher has told us by letter."
    )
    crossref(quiet, notices=[update(library.escudier.doi or "", "correction")])
    refresh()
    library.escudier.refresh_from_db()
    assert library.escudier.status == ReferenceStatus.RETRACTED
    assert library.escudier.notice.splitlines() == [
        "Correction: https://doi.org/10.5555/notice", "The publisher has told us by letter.",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [0, 40])
def test_a_batch_without_news_costs_four_queries(
    quiet: Server, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 200)
    ReferenceFactory.create_batch(2 + number)
    with django_assert_num_queries(4):
        batch = rounds.next_batch(Reference.objects.all(), after=0)
        assert len(list(rounds.refresh_batch(batch, Services()))) == 2 + number
