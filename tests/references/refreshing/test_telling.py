"""Mails to owners of pages that cite newly retracted publications: each is told once."""

from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from wagtail.models import Page

from cms.references.choices import ReferenceStatus
from cms.references.models import Reference
from cms.references.refreshing import telling
from cms.references.refreshing.actions import DismissNoticesAction
from cms.references.refreshing.telling import tell_owners
from tests.conftest import Library
from tests.factories.references import ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.refreshing.stored import CORRECTION, RETRACTION, tell


def owned(page: Page, **changes: Any) -> User:
    """Return the owner of a page, from now on."""
    owner: User = UserFactory(**changes)
    Page.objects.filter(pk=page.pk).update(owner=owner)
    return owner


def test_each_owner_gets_one_mail_with_all_of_it(library: Library) -> None:
    therapist, reviewer = owned(library.therapy), owned(library.review_list)
    tell(library.escudier, RETRACTION)
    tell(library.morse, RETRACTION)
    assert tell_owners() == 2
    by_address = {message.to[0]: message.body for message in mail.outbox}
    assert str(library.escudier) in by_address[therapist.email]
    assert str(library.morse) not in by_address[therapist.email]
    for reference in (library.escudier, library.morse):
        assert str(reference) in by_address[reviewer.email]
        assert RETRACTION.text in by_address[reviewer.email]
    assert tell_owners() == 0


def test_titles_are_written_as_they_are(library: Library) -> None:
    """The mail is plain text: nothing in it is escaped."""
    owned(library.therapy)
    Page.objects.filter(pk=library.therapy.pk).update(title="Risks & “benefits” of <5 nm")
    tell(library.escudier, RETRACTION)
    tell_owners()
    assert "- Risks & “benefits” of <5 nm: http" in mail.outbox[0].body


def test_a_correction_is_no_reason_for_a_mail(library: Library) -> None:
    owned(library.therapy)
    tell(library.escudier, CORRECTION)
    assert tell_owners() == 0


def test_a_second_notice_of_a_retraction_is_no_news(library: Library) -> None:
    owned(library.therapy)
    tell(library.escudier, RETRACTION)
    tell_owners()
    tell(library.escudier, RETRACTION, RETRACTION.__class__(
        "Retraction in: Lancet.", ReferenceStatus.RETRACTED, "Retraction in: Lancet.", "PubMed",
    ))  # fmt: skip
    assert tell_owners() == 0


def test_a_notice_that_was_put_aside_before_is_not_told(library: Library) -> None:
    owned(library.therapy)
    tell(library.escudier, RETRACTION)
    DismissNoticesAction(library.escudier, reason="On the first version.").execute()
    assert tell_owners() == 0


@pytest.mark.parametrize("changes", [{"email": ""}, {"is_active": False}])
def test_who_has_no_address_or_has_left_is_not_mailed(
    library: Library, changes: dict[str, Any]
) -> None:
    owned(library.therapy, **changes)
    tell(library.escudier, RETRACTION)
    assert tell_owners() == 0


def test_a_page_that_is_not_live_counts_for_nothing(library: Library) -> None:
    owned(library.lung_trial)
    Page.objects.filter(pk=library.lung_trial.pk).update(live=False)
    tell(library.morse, RETRACTION)
    assert tell_owners() == 0


def test_whom_the_server_refuses_is_told_later_and_nobody_twice(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = owned(library.therapy), owned(library.cancer)
    tell(library.escudier, RETRACTION)
    sends = mail.send_mail

    def refuse(*arguments: Any) -> None:
        if arguments[3] == [second.email]:
            raise SMTPException("try again later")
        sends(*arguments)

    monkeypatch.setattr(telling, "send_mail", refuse)
    assert tell_owners() == 1
    monkeypatch.setattr(telling, "send_mail", sends)
    assert tell_owners() == 1
    assert tell_owners() == 0
    assert [message.to for message in mail.outbox] == [[first.email], [second.email]]


def test_the_number_of_queries_does_not_grow_with_retractions(
    library: Library, django_assert_max_num_queries: Any
) -> None:
    for each in (*ReferenceFactory.create_batch(20), *Reference.objects.all()[:2]):
        tell(each, RETRACTION)
    with django_assert_max_num_queries(6):
        tell_owners()
