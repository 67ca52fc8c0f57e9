"""Changes of what nobody outside sees."""

import datetime

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from articles.models import TopicPage
from cms.references.models import Reference
from tests.delivery.changes.base import Steps, administrator, leaves, marks
from tests.delivery.rich import ADMINISTRATOR, RichLibrary
from tests.factories.articles import TopicPageFactory
from tests.factories.users import UserFactory


def _user() -> User:
    return User.objects.get(username=ADMINISTRATOR)


def _workflow(rich: RichLibrary) -> Workflow:
    """Return the workflow of all pages: one approval."""
    workflow: Workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.first())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=rich.home, workflow=workflow)
    return workflow


class GaveUpError(Exception):
    """Ends a transaction."""


@leaves
def a_draft_is_saved_over_a_public_page(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.title, rich.cancer.slug = "Newer", "newer"
    rich.cancer.save_revision()
    yield ()


@leaves
def a_draft_is_saved_again_and_again(rich: RichLibrary) -> Steps:
    """As autosave does, which writes over one revision."""
    yield ()
    rich.cancer.title = "Newer"
    revision = rich.cancer.save_revision()
    rich.cancer.title = "Still newer"
    rich.cancer.save_revision(overwrite_revision=revision)
    yield ()


@leaves
def a_page_is_drafted(rich: RichLibrary) -> Steps:
    yield ()
    TopicPageFactory(parent=rich.therapy, reference=rich.morse, published=False)
    yield ()


@leaves
def a_draft_is_edited(rich: RichLibrary) -> Steps:
    yield ()
    rich.draft.title = "Another"
    rich.draft.slug = "another"
    rich.draft.save()
    rich.draft.save_revision()
    yield ()


@leaves
def an_unpublished_page_is_edited(rich: RichLibrary) -> Steps:
    yield ()
    rich.gone.title = "Another"
    rich.gone.save()
    rich.gone.save_revision()
    yield ()


@leaves
def a_draft_moves(rich: RichLibrary) -> Steps:
    yield ()
    rich.draft.move(rich.home, pos="last-child")
    yield ()


@leaves
def a_draft_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    restriction = PageViewRestriction.objects.create(page=rich.draft, restriction_type="login")
    restriction.delete()
    yield ()


@leaves
def what_was_unpublished_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    PageViewRestriction.objects.create(page=rich.gone, restriction_type="login")
    yield ()


@leaves
def a_draft_is_deleted(rich: RichLibrary) -> Steps:
    yield ()
    rich.draft.delete()
    yield ()


@leaves
def an_unpublished_copy_is_made(rich: RichLibrary) -> Steps:
    yield ()
    CopyPageAction(rich.trial_index, to=rich.therapy, recursive=True, keep_live=False).execute()
    yield ()


@leaves
def a_page_is_locked(rich: RichLibrary) -> Steps:
    yield ()
    administrator().post(f"/admin/pages/{rich.cancer.pk}/lock/")
    assert Page.objects.get(pk=rich.cancer.pk).locked
    administrator().post(f"/admin/pages/{rich.cancer.pk}/unlock/")
    yield ()


@leaves
def a_page_is_commented(rich: RichLibrary) -> Steps:
    yield ()
    page = TopicPage.objects.get(pk=rich.cancer.pk)
    page.wagtail_admin_comments.create(user=_user(), contentpath="title", text="Really?")
    yield ()


@leaves
def a_page_is_submitted_to_a_workflow(rich: RichLibrary) -> Steps:
    workflow = _workflow(rich)
    yield ()
    rich.cancer.title = "Newer"
    rich.cancer.save_revision()
    workflow.start(rich.cancer, _user())
    yield ()


@marks
def a_workflow_approves(rich: RichLibrary) -> Steps:
    workflow = _workflow(rich)
    rich.cancer.title = "Newer"
    rich.cancer.save_revision()
    state = workflow.start(rich.cancer, _user())
    yield ()
    while state.status == state.STATUS_IN_PROGRESS:
        state.current_task_state.approve(user=_user())
        state.refresh_from_db()
    yield rich.cancer, rich.therapy


@leaves
def a_publication_is_scheduled(rich: RichLibrary) -> Steps:
    yield ()
    rich.draft.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    rich.draft.save_revision().publish()
    assert not TopicPage.objects.get(pk=rich.draft.pk).live
    call_command("publish_scheduled")
    yield ()


@leaves
def an_edit_is_scheduled(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.title = "Tomorrow"
    rich.cancer.go_live_at = timezone.now() + datetime.timedelta(days=1)
    rich.cancer.save_revision().publish()
    call_command("publish_scheduled")
    yield ()


@leaves
def a_publication_is_refused(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.summary = ""
    administrator().save(
        f"/admin/pages/{rich.cancer.pk}/edit/", summary="", **{"action-publish": "1"}
    )
    yield ()


@leaves
def a_transaction_is_rolled_back(rich: RichLibrary) -> Steps:
    yield ()
    try:
        with transaction.atomic():
            rich.cancer.title = "Newer"
            rich.cancer.save_revision().publish()
            rich.review_list.delete()
            Reference.objects.update(status="retracted")
            raise GaveUpError
    except GaveUpError:
        yield ()


@leaves
def users_and_groups_change(rich: RichLibrary) -> Steps:
    yield ()
    user = UserFactory(group="Editor")
    user.groups.add(Group.objects.create(name="Others"))
    administrator().get("/admin/")
    user.delete()
    yield ()


@leaves
def an_owner_changes(rich: RichLibrary) -> Steps:
    yield ()
    Page.objects.update(owner=_user(), draft_title="Another", locked=True, go_live_at=None)
    yield ()


@marks
def a_savepoint_is_rolled_back_in_a_transaction_that_is_not(rich: RichLibrary) -> Steps:
    yield ()
    with transaction.atomic():
        try:
            with transaction.atomic():
                Reference.objects.update(status="retracted")
                raise GaveUpError
        except GaveUpError:
            rich.dexosomes.name = "Vesicles"
            rich.dexosomes.save()
    yield rich.dexosomes, rich.melanoma_trial
