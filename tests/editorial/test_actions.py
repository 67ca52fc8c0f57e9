"""Withdrawing: who may, what happens to the page, what is kept of it, who is told."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageLogEntry,
    Workflow,
    WorkflowTask,
)

from articles.models import TopicPage
from cms.content.models import PageReviewer, Withdrawal
from cms.content.models.page import NotReadyToPublish
from cms.editorial.actions import WithdrawPageAction, may_withdraw
from cms.editorial.groups import GroupName
from tests.admin_client import client_of
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.users import UserFactory

REASON = "The dose in the table was ten times too high."
CANCER = "/exosome-therapy/cancer/"


def withdraw(page: Page, **values: Any) -> Withdrawal:
    return WithdrawPageAction(page, **{"reason": REASON, **values}).execute()


def is_live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


def refusal(page: Page, **values: Any) -> Any:
    """Return why a page can't be withdrawn; nothing has changed."""
    live, before = is_live(page), list(Withdrawal.objects.values())
    with pytest.raises(ValidationError) as caught:
        withdraw(page, **values)
    assert is_live(page) == live
    assert list(Withdrawal.objects.values()) == before
    return caught.value


def alias_of(page: Page, slug: str) -> Page:
    return page.create_alias(update_slug=slug)


# Who may


@pytest.mark.parametrize("group", [*GroupName, None], ids=str)
def test_editors_and_medical_reviewers_may_withdraw(
    library: Library, group: GroupName | None
) -> None:
    user = UserFactory(group=group)
    allowed = group not in {GroupName.AUTHOR, None}
    assert may_withdraw(user, library.cancer) == allowed
    if allowed:
        withdraw(library.cancer, user=user)
    else:
        with pytest.raises(PermissionDenied):
            withdraw(library.cancer, user=user)
    assert is_live(library.cancer) != allowed
    assert Withdrawal.objects.exists() == allowed


def test_who_publishes_a_part_of_the_tree_may_withdraw_there(library: Library) -> None:
    user = UserFactory()
    user.groups.add(own := Group.objects.create(name="Trials"))
    GroupPagePermission.objects.create(
        group=own, page=library.trial_index, permission_type="publish"
    )
    assert may_withdraw(user, library.lung_trial)
    assert not may_withdraw(user, library.cancer)


@pytest.mark.parametrize("group", [GroupName.EDITOR, GroupName.MEDICAL_REVIEWER])
def test_who_has_left_may_not(library: Library, group: GroupName) -> None:
    assert not may_withdraw(UserFactory(group=group, is_active=False), library.cancer)


def test_a_command_needs_no_user(library: Library) -> None:
    assert withdraw(library.cancer).withdrawn_by is None
    user = UserFactory(group=GroupName.AUTHOR)
    action = WithdrawPageAction(library.therapy, reason=REASON, user=user)
    action.execute(skip_permission_checks=True)
    assert Withdrawal.objects.get(page=library.therapy).withdrawn_by == user


# What happens to the page


def test_a_withdrawn_page_is_gone_at_once(client: Client, library: Library) -> None:
    user = UserFactory(group=GroupName.MEDICAL_REVIEWER)
    found = withdraw(library.cancer, replacement=library.therapy, user=user)
    found.refresh_from_db()
    assert client.get(CANCER).status_code == 410
    assert found.page_id == library.cancer.pk
    assert found.reason == REASON
    assert found.replacement_id == library.therapy.pk
    assert found.withdrawn_by == user
    assert timezone.now() - found.withdrawn_at < datetime.timedelta(minutes=1)


def test_what_is_below_stays(library: Library) -> None:
    withdraw(library.cancer)
    assert is_live(library.trial_index)
    assert is_live(library.lung_trial)


def test_a_draft_in_memory_is_not_stored(library: Library) -> None:
    library.cancer.summary = "A draft."
    library.cancer.save_revision()
    withdraw(library.cancer.get_latest_revision_as_object())
    stored = TopicPage.objects.get(pk=library.cancer.pk)
    assert stored.summary != "A draft."
    assert stored.get_latest_revision_as_object().summary == "A draft."
    assert stored.has_unpublished_changes


def test_a_lock_does_not_stop_it(library: Library) -> None:
    Page.objects.filter(pk=library.cancer.pk).update(locked=True, locked_by=UserFactory())
    withdraw(library.cancer, user=UserFactory(group=GroupName.MEDICAL_REVIEWER))
    assert not is_live(library.cancer)


@pytest.mark.parametrize("live", [True, False])
def test_a_schedule_is_cancelled(library: Library, *, live: bool) -> None:
    page = library.cancer
    if not live:
        page.unpublish()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    assert TopicPage.objects.get(pk=page.pk).approved_schedule
    withdraw(page)
    assert not TopicPage.objects.get(pk=page.pk).approved_schedule


@pytest.mark.parametrize("status", ["in_progress", "needs_changes"])
def test_a_workflow_is_ended(library: Library, status: str) -> None:
    task = GroupApprovalTask.objects.create(name="Sign-off")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    library.cancer.save_revision()
    state = workflow.start(library.cancer, UserFactory(group=GroupName.AUTHOR))
    if status == "needs_changes":
        state.current_task_state.reject(user=UserFactory(group=GroupName.EDITOR))
    state.refresh_from_db()
    assert state.status == status
    withdraw(library.cancer, user=UserFactory(group=GroupName.EDITOR))
    state.refresh_from_db()
    assert state.status == "cancelled"


def test_a_page_that_was_public_once_can_be_withdrawn(client: Client, library: Library) -> None:
    library.cancer.unpublish()
    withdraw(library.cancer)
    assert client.get(CANCER).status_code == 410


# What is refused


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001])
def test_a_reason_is_needed_and_not_longer_than_1000_characters(
    library: Library, reason: str
) -> None:
    assert list(refusal(library.cancer, reason=reason).message_dict) == ["reason"]


def test_what_was_never_public_is_not_withdrawn(library: Library) -> None:
    draft = TopicPageFactory(parent=library.therapy, published=False)
    assert refusal(draft).message_dict == {"page": ["This page has never been public."]}


def test_a_page_is_not_withdrawn_twice(library: Library) -> None:
    withdraw(library.cancer)
    assert refusal(library.cancer).message_dict == {"page": ["This page is already withdrawn."]}


def test_a_page_does_not_stand_in_for_itself(library: Library) -> None:
    error = refusal(library.cancer, replacement=library.cancer)
    assert error.messages == ["What to read instead is another page."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(
            page=library.cancer, reason=REASON, replacement=library.cancer.page_ptr
        )


# Aliases


def test_pages_that_show_the_same_text_go_with_it(client: Client, library: Library) -> None:
    first = alias_of(library.review_list, "first")
    second = alias_of(first, "second")
    hidden = alias_of(library.review_list, "hidden")
    third = alias_of(hidden, "third")
    Page.objects.filter(pk=hidden.pk).update(live=False)
    withdraw(library.review_list, replacement=library.cancer)
    for page, status in ((first, 410), (second, 410), (third, 410), (hidden, 404)):
        assert not is_live(page)
        assert client.get(page.get_url_parts()[2]).status_code == status
    withdrawn = {withdrawal.page_id for withdrawal in Withdrawal.objects.all()}
    assert withdrawn == {library.review_list.pk, first.pk, second.pk, third.pk}


def test_an_alias_is_withdrawn_by_what_it_shows(library: Library) -> None:
    alias = alias_of(library.review_list, "alias")
    assert "Withdraw that one: “Review articles”." in refusal(alias).message
    error = refusal(library.review_list, replacement=alias)
    assert error.messages == ["What to read instead is another page."]
    assert is_live(alias)


def test_pages_that_show_the_same_text_come_back_with_it(library: Library) -> None:
    alias = alias_of(library.review_list, "alias")
    withdraw(library.review_list)
    draft = type(library.review_list).objects.get(pk=library.review_list.pk)
    draft.reviewed_on = timezone.localdate()
    draft.page_reviewers = [PageReviewer(person=PersonFactory())]
    draft.save_revision(clean=False).publish()
    assert is_live(alias)
    assert not Withdrawal.objects.exists()


def test_an_alias_that_becomes_a_page_is_still_withdrawn(library: Library) -> None:
    alias = alias_of(library.review_list, "alias")
    withdraw(library.review_list)
    alias = ConvertAliasPageAction(Page.objects.get(pk=alias.pk).specific).execute()
    with pytest.raises(NotReadyToPublish):
        alias.get_latest_revision().publish()


# What is kept, and who is told


def test_the_history_of_a_page_says_why(library: Library) -> None:
    user = UserFactory(group=GroupName.EDITOR)
    reason = "<script>x</script> was wrong."
    withdraw(library.cancer, reason=f" {reason} ", replacement=library.therapy, user=user)
    entry = PageLogEntry.objects.filter(page=library.cancer).latest("pk")
    assert (entry.action, entry.user, entry.label) == (
        "library.withdraw", user, library.cancer.title,
    )  # fmt: skip
    assert entry.data == {
        "reason": reason,
        "replacement": {"id": library.therapy.pk, "title": "Exosome therapy"},
    }
    assert entry.message == f"Withdrawn: {reason}"
    text = client_of(user).open(f"/admin/pages/{library.cancer.pk}/history/").content.decode()
    assert "Withdrawn: &lt;script&gt;x&lt;/script&gt; was wrong." in text
    assert "<script>x" not in text
    assert not PageLogEntry.objects.filter(page=library.cancer, action="wagtail.unpublish").exists()


def test_nothing_is_kept_of_what_did_not_happen(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise RuntimeError

    entries = PageLogEntry.objects.count()
    monkeypatch.setattr("cms.editorial.actions.log", fail)
    with pytest.raises(RuntimeError):
        withdraw(library.cancer)
    assert is_live(library.cancer)
    assert not Withdrawal.objects.exists()
    assert PageLogEntry.objects.count() == entries


@pytest.fixture
def administrators(db: None) -> list[User]:
    """Return those who are told; others there are too."""
    told = [
        UserFactory(group=GroupName.ADMINISTRATOR),
        UserFactory(is_superuser=True),
        UserFactory(group=GroupName.ADMINISTRATOR, is_superuser=True),
    ]
    # Found twice, told once.
    told[-1].groups.add(Group.objects.get(name=GroupName.EDITOR))
    UserFactory(group=GroupName.ADMINISTRATOR, email="")
    UserFactory(group=GroupName.ADMINISTRATOR, is_active=False)
    UserFactory(is_superuser=True, is_active=False)
    for group in (GroupName.EDITOR, GroupName.MEDICAL_REVIEWER, GroupName.AUTHOR, None):
        UserFactory(group=group)
    return told


def test_every_administrator_is_told_apart(
    library: Library,
    administrators: list[User],
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = UserFactory(group=GroupName.EDITOR)
    alias_of(library.cancer, "alias")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(library.cancer, replacement=library.therapy, user=user)
        assert not mail.outbox
    assert sorted(message.to for message in mail.outbox) == sorted(
        [administrator.email] for administrator in administrators
    )
    message = mail.outbox[0]
    assert message.subject == "Withdrawn: Exosomes in the treatment of cancer"
    for words in (
        "“Exosomes in the treatment of cancer” was withdrawn by Ada Example on ",
        f"Why: {REASON}",
        "Instead: Exosome therapy",
        f"http://localhost:8000/admin/pages/{library.cancer.pk}/edit/",
    ):
        assert words in message.body


def test_a_mail_says_only_what_there_is(
    library: Library, administrators: list[User], django_capture_on_commit_callbacks: Any
) -> None:
    TopicPage.objects.filter(pk=library.cancer.pk).update(draft_title="Two\nlines")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(library.cancer)
    message = mail.outbox[0]
    assert message.subject == "Withdrawn: Two lines"
    assert "was withdrawn on " in message.body
    assert "Instead" not in message.body


def test_a_mail_server_that_is_down_keeps_nothing_back(
    library: Library,
    administrators: list[User],
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(library.cancer)
    assert not is_live(library.cancer)
