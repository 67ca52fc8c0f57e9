"""`manage.py refresh_references`: what people script against, from services to what is stored."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from cms.references.choices import ReferenceStatus
from cms.references.models import ProposalState, Reference
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ESCUDIER_2005, MORSE_2005
from tests.factories.users import UserFactory
from tests.references.lookup.server import Reply, Server
from tests.references.lookup.services import Clock
from tests.references.refreshing.services import crossref, pubmed, retraction_in, update

ESCUDIER = ESCUDIER_2005["DOI"]
#: What a page says beside a retracted reference.
RETRACTED = "Retracted"


def report(*arguments: str, status: int = 0) -> Any:
    out = StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("refresh_references", "--json", *arguments, stdout=out)
        assert ended.value.code == status
    else:
        call_command("refresh_references", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def quiet(server: Server) -> Server:
    """Return the services, which have nothing new."""
    crossref(server)
    pubmed(server, MORSE_2005)
    return server


def test_nothing_new_changes_nothing_and_everything_is_checked(
    library: Library, quiet: Server
) -> None:
    told = report()
    assert told["summary"] == {
        "references": 2, "checked": 2, "not_checked": 0, "notices": 0, "proposed": 0, "mails": 0,
        "failures": [],
    }  # fmt: skip
    assert not Reference.objects.filter(checked_at=None).exists()


def test_a_retraction_is_marked_at_once_in_the_api_and_its_pages_owner_is_mailed_once(
    library: Library, quiet: Server, api: ApiClient
) -> None:
    owner = UserFactory()
    library.cancer.owner = library.therapy.owner = owner
    library.cancer.save()
    library.therapy.save()
    crossref(quiet, notices=[update(ESCUDIER.upper(), "retraction")])
    assert RETRACTED not in Client().get(library.cancer.get_url()).content.decode()
    told = report()
    library.escudier.refresh_from_db()
    assert library.escudier.status == ReferenceStatus.RETRACTED
    assert library.escudier.notice == "Retraction: https://doi.org/10.5555/notice"
    assert (told["summary"]["notices"], told["summary"]["mails"]) == (1, 1)
    answer = api.get(f"references/{library.escudier.uuid}/").json()
    assert (answer["status"], answer["notice"]) == ("retracted", library.escudier.notice)
    assert RETRACTED in Client().get(library.cancer.get_url()).content.decode()
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert library.cancer.title in message.body
    assert f"/admin/pages/{library.therapy.pk}/edit/" in message.body
    assert report()["summary"]["mails"] == 0
    assert len(mail.outbox) == 1


def test_pubmed_tells_of_a_retraction_too(library: Library, quiet: Server) -> None:
    pubmed(quiet, MORSE_2005, notices=retraction_in("Lancet. 2010;375:445"))
    report()
    library.morse.refresh_from_db()
    assert (library.morse.status, library.morse.notice) == (
        ReferenceStatus.RETRACTED, "Retraction in: Lancet. 2010;375:445",
    )  # fmt: skip


def test_another_difference_is_proposed_and_changes_nothing(
    library: Library, quiet: Server
) -> None:
    pubmed(quiet, MORSE_2005, volume="4")
    told = report()
    library.morse.refresh_from_db()
    assert library.morse.csl["volume"] == "3"
    (proposal,) = library.morse.proposals.all()
    assert (proposal.field, proposal.old, proposal.new) == ("volume", "3", "4")
    assert proposal.state == ProposalState.OPEN
    assert told["summary"]["proposed"] == 1
    assert report()["summary"]["proposed"] == 0


def test_a_work_that_only_crossref_has_is_compared_with_its_record(
    library: Library, quiet: Server
) -> None:
    work = {"DOI": ESCUDIER, "type": "journal-article", "title": [ESCUDIER_2005["title"]]}
    crossref(quiet, works=[{**work, "volume": "33"}])
    report()
    (proposal,) = library.escudier.proposals.all()
    assert (proposal.field, proposal.new, proposal.source) == ("volume", "33", "Crossref")


def test_dry_run_tells_and_stores_nothing(library: Library, quiet: Server) -> None:
    crossref(quiet, notices=[update(ESCUDIER, "retraction")])
    pubmed(quiet, MORSE_2005, volume="4")
    told = report("--dry-run")
    assert (told["summary"]["notices"], told["summary"]["proposed"]) == (1, 1)
    assert not Reference.objects.filter(status=ReferenceStatus.RETRACTED).exists()
    assert Reference.objects.filter(checked_at=None).count() == 2
    assert not library.morse.proposals.exists()
    assert not mail.outbox


def test_a_service_that_is_down_is_told_and_what_it_has_not_answered_for_stays_due(
    library: Library, quiet: Server
) -> None:
    crossref(quiet, notices=[update(ESCUDIER, "retraction")])
    quiet.on("/ncbi/efetch.fcgi", Reply(status=503))
    told = report(status=1)
    assert told["summary"]["failures"] == [
        {
            "service": "PubMed", "failure": "busy",
            "text": "PubMed asks us to wait before we ask again.",
        }
    ]  # fmt: skip
    assert (told["summary"]["checked"], told["summary"]["not_checked"]) == (1, 1)
    library.escudier.refresh_from_db()
    library.morse.refresh_from_db()
    assert library.escudier.status == ReferenceStatus.RETRACTED
    assert library.morse.checked_at is None
    pubmed(quiet, MORSE_2005)
    told = report("--due")
    assert [each["name"] for each in told["references"]] == [str(library.morse)]


def test_offline_nothing_is_lost(library: Library, clock: Clock) -> None:
    told = report(status=1)
    assert told["summary"]["not_checked"] == 2
    assert {each["failure"] for each in told["summary"]["failures"]} == {"unreachable"}
    assert Reference.objects.filter(checked_at=None).count() == 2


def test_one_answer_that_cannot_be_used_does_not_keep_the_others(
    library: Library, quiet: Server
) -> None:
    """The halves are asked for, so that one record of many stays due and no other."""
    broken = Reply(b"<html>")
    crossref(quiet)
    empty = quiet.next_reply("/crossref/works")
    quiet.on("/crossref/works", broken, empty, broken, empty)
    told = report(status=1)
    assert (told["summary"]["checked"], told["summary"]["not_checked"]) == (1, 1)


def test_text_says_what_is_new(library: Library, quiet: Server) -> None:
    crossref(quiet, notices=[update(ESCUDIER, "correction")])
    out = StringIO()
    call_command("refresh_references", stdout=out)
    assert f"{library.escudier}: Correction: https://doi.org/10.5555/notice" in out.getvalue()
    assert "references: 2\nchecked: 2" in out.getvalue()
