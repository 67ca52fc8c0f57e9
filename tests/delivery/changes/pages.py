"""Changes of pages that readers see, by Wagtail's models and actions."""

import datetime

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page, PageViewRestriction

from articles.models import TopicPage
from cms.content.models import PageAuthor, Withdrawal
from cms.editorial.actions import WithdrawPageAction
from tests.delivery.changes.base import Steps, marks
from tests.delivery.rich import RichLibrary
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.trials import ConditionFactory, TrialPageFactory
from trials.models import TrialCondition, TrialLocation


@marks
def a_page_is_created(rich: RichLibrary) -> Steps:
    yield ()
    page = TopicPageFactory(parent=rich.therapy, reference=rich.morse)
    yield page, rich.therapy


@marks
def a_trial_comes_to_a_list(rich: RichLibrary) -> Steps:
    yield ()
    trial = TrialPageFactory(parent=rich.trial_index, reference=rich.morse)
    yield trial, rich.trial_index, rich.home


@marks
def an_edit_is_published(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.title = "Newer"
    rich.cancer.save_revision().publish()
    yield rich.cancer, rich.therapy, rich.home, rich.trial_index, rich.lung_trial, "navigation"


@marks
def a_draft_is_published(rich: RichLibrary) -> Steps:
    rich.draft.title = "Ready"
    rich.draft.save_revision()
    yield ()
    rich.draft.get_latest_revision().publish()
    yield rich.draft, rich.therapy


@marks
def an_alias_follows_its_source(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.summary = "Newer."
    rich.cancer.save_revision().publish()
    yield (rich.alias,)


@marks
def an_alias_is_created(rich: RichLibrary) -> Steps:
    yield ()
    alias = rich.review_list.create_alias(parent=rich.therapy)
    yield alias, rich.therapy


@marks
def an_alias_of_a_subtree_is_created(rich: RichLibrary) -> Steps:
    TopicPageFactory(parent=rich.alias, reference=rich.morse)
    yield ()
    alias = rich.alias.create_alias(parent=rich.therapy, recursive=True)
    yield alias, *alias.get_children().specific(), rich.therapy


@marks
def child_rows_change(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.page_authors = [PageAuthor(person=PersonFactory())]
    rich.cancer.save_revision().publish()
    yield (rich.cancer,)


@marks
def a_child_row_is_written_alone(rich: RichLibrary) -> Steps:
    yield ()
    TrialLocation.objects.filter(page=rich.lung_trial).update(city="Durham")
    yield rich.lung_trial, rich.home


@marks
def a_child_row_is_added_alone(rich: RichLibrary) -> Steps:
    condition = ConditionFactory()
    yield ()
    TrialCondition.objects.create(page=rich.lung_trial, condition=condition, sort_order=2)
    yield (rich.lung_trial,)


@marks
def a_child_row_is_deleted_alone(rich: RichLibrary) -> Steps:
    yield ()
    PageAuthor.objects.filter(page=rich.cancer).delete()
    yield (rich.cancer,)


@marks
def a_page_is_unpublished(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.unpublish()
    yield (rich.cancer, rich.therapy, rich.home, rich.trial_index, rich.lung_trial, rich.alias,
           "navigation")  # fmt: skip


@marks
def a_page_is_published_again(rich: RichLibrary) -> Steps:
    yield ()
    rich.gone.save_revision().publish()
    yield rich.gone, rich.therapy


@marks
def an_old_version_is_published(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.revisions.order_by("pk").first().publish()
    yield (rich.cancer,)


@marks
def a_copy_stays_live(rich: RichLibrary) -> Steps:
    yield ()
    copy = CopyPageAction(
        rich.trial_index, to=rich.therapy, recursive=True, keep_live=True
    ).execute()
    yield copy, *copy.get_children().specific(), rich.therapy


@marks
def a_page_is_deleted(rich: RichLibrary) -> Steps:
    source = f"page:{rich.review_list.pk}"
    yield ()
    rich.review_list.delete()
    yield source, rich.cancer


@marks
def a_subtree_is_deleted(rich: RichLibrary) -> Steps:
    below = [f"page:{pk}" for pk in rich.trial_index.get_descendants(inclusive=True).values_list(
        "pk", flat=True)]  # fmt: skip
    yield ()
    rich.trial_index.delete()
    yield *below, rich.cancer, rich.home


@marks
def an_unpublished_page_that_was_public_is_deleted(rich: RichLibrary) -> Steps:
    source = f"page:{rich.gone.pk}"
    yield ()
    rich.gone.delete()
    yield (source,)


@marks
def a_page_expires_by_the_command(rich: RichLibrary) -> Steps:
    Page.objects.filter(pk=rich.lung_trial.pk).update(expire_at=_in_minutes(-1))
    yield ()
    call_command("publish_scheduled")
    yield rich.lung_trial, rich.trial_index, rich.home


@marks
def a_page_goes_live_by_the_command(rich: RichLibrary) -> Steps:
    rich.draft.go_live_at = _in_minutes(-5)
    rich.draft.save_revision(approved_go_live_at=_in_minutes(-5))
    yield ()
    call_command("publish_scheduled")
    yield rich.draft, rich.therapy


@marks
def an_end_is_set(rich: RichLibrary) -> Steps:
    yield ()
    Page.objects.filter(pk=rich.lung_trial.pk).update(expire_at=_in_minutes(5))
    yield (rich.lung_trial, rich.home)


@marks
def a_page_is_withdrawn(rich: RichLibrary) -> Steps:
    yield ()
    WithdrawPageAction(rich.cancer, reason="A number was wrong.", replacement=rich.home).execute()
    yield rich.cancer, rich.therapy, rich.home, rich.alias


@marks
def the_words_of_a_withdrawal_change(rich: RichLibrary) -> Steps:
    WithdrawPageAction(rich.cancer, reason="A number was wrong.").execute()
    yield ()
    Withdrawal.objects.filter(page=rich.cancer).update(
        reason="Two numbers were wrong.", replacement=rich.therapy
    )
    yield (rich.cancer,)


@marks
def a_withdrawn_page_becomes_private(rich: RichLibrary) -> Steps:
    WithdrawPageAction(rich.cancer, reason="A number was wrong.").execute()
    yield ()
    PageViewRestriction.objects.create(page=rich.therapy, restriction_type="login")
    yield (rich.cancer,)


@marks
def a_withdrawn_page_comes_back(rich: RichLibrary) -> Steps:
    WithdrawPageAction(rich.cancer, reason="A number was wrong.").execute()
    yield ()
    page = TopicPage.objects.get(pk=rich.cancer.pk)
    page.reviewed_on = timezone.localdate()
    page.save_revision().publish()
    yield rich.cancer, rich.therapy


@marks
def a_title_is_written_by_sql(rich: RichLibrary) -> Steps:
    yield ()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_page SET title = 'By hand' WHERE id = %s", [rich.cancer.pk]
        )
    yield rich.cancer, rich.therapy, rich.home


@marks
def a_page_is_deleted_by_sql(rich: RichLibrary) -> Steps:
    page = TopicPageFactory(parent=rich.therapy, reference=rich.morse)
    source = f"page:{page.pk}"
    yield ()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_topicpage WHERE page_ptr_id = %s", [page.pk])
        cursor.execute("DELETE FROM wagtailcore_page WHERE id = %s", [page.pk])
    yield source, rich.therapy


def _in_minutes(minutes: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=minutes)
