"""Edits of pages by chance, through every way in; each may find nothing to do."""

import datetime
from random import Random

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    APIToken,
    Page,
    PageViewRestriction,
)

from articles.models import TopicPage
from cms.content.models import (
    Image,
    PageAuthor,
    PageReviewer,
    Person,
)
from cms.editorial.actions import WithdrawPageAction
from cms.references.models import Reference
from home.models import HomePage
from tests.delivery.changes.base import administrator
from tests.delivery.rich import ADMINISTRATOR, link
from tests.delivery.staleness.choosing import Edit, bulk, publish, some, some_page, soon, words
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import TrialPageFactory
from trials.models import Condition, TrialIndexPage, TrialPage

# Texts


@Edit
def a_title_is_published(random: Random) -> None:
    page = some_page(random, alias_of=None)
    page.title = words(random)
    page.show_in_menus = random.random() < 0.5
    publish(page)


@Edit
def a_title_is_published_by_the_form(random: Random) -> None:
    page = some_page(random, alias_of=None)
    administrator().save(
        f"/admin/pages/{page.pk}/edit/", title=words(random), **{"action-publish": "1"}
    )


@Edit
def a_draft_is_saved(random: Random) -> None:
    page = some_page(random, alias_of=None)
    page.title = words(random)
    page.slug = f"slug-{random.randrange(10_000)}"
    page.save_revision(clean=False)


@Edit
def a_draft_is_saved_by_the_form(random: Random) -> None:
    page = some_page(random, alias_of=None)
    administrator().save(f"/admin/pages/{page.pk}/edit/", summary=words(random))


@Edit
def pages_are_published_together(random: Random) -> None:
    bulk("publish", some_page(random), some_page(random), include_descendants="on")


@Edit
def an_old_version_is_published(random: Random) -> None:
    page = some_page(random, alias_of=None)
    revision = page.revisions.order_by("pk").first()
    if revision is not None:
        revision.publish()


@Edit
def a_topic_cites_and_links_to_something_else(random: Random) -> None:
    topic = some_page(random, TopicPage, alias_of=None)
    reference, other = some(random, Reference), some_page(random)
    if topic is None or reference is None:
        return
    topic.featured_reference = reference
    topic.body = [
        (
            "text",
            f"<p>{words(random)} {link(other.pk)}{cite(reference, ReferenceFactory.build())}</p>",
        ),
        ("trial_list", {"title": "", "topic": some_page(random, TopicPage)}),
        ("page_cards", {"title": "", "pages": [other]}),
        ("reference_list", {"title": "", "references": [some(random, Reference)]}),
    ]
    topic.hero_image = some(random, Image)
    publish(topic)


@Edit
def people_and_reviews_change(random: Random) -> None:
    page = some_page(random, alias_of=None)
    person = some(random, Person) or PersonFactory()
    page.page_authors = [PageAuthor(person=person)]
    page.page_reviewers = [PageReviewer(person=person)]
    page.reviewed_on = timezone.localdate()
    page.review_due_on = timezone.localdate() + datetime.timedelta(days=random.choice([1, 60, 61]))
    publish(page)


# Pages that come and go


@Edit
def a_topic_is_made(random: Random) -> None:
    parent = some_page(random, random.choice([HomePage, TopicPage]))
    reference = some(random, Reference)
    if parent is not None and reference is not None:
        TopicPageFactory(
            parent=parent, title=words(random), reference=reference,
            published=random.random() < 0.7,
        )  # fmt: skip


@Edit
def a_trial_is_made(random: Random) -> None:
    parent, reference = some_page(random, TrialIndexPage), some(random, Reference)
    if parent is not None and reference is not None:
        TrialPageFactory(
            parent=parent, title=words(random), reference=reference,
            part_of=some_page(random, TrialPage), conditions=[some(random, Condition)],
            published=random.random() < 0.7,
        )  # fmt: skip


@Edit
def a_page_is_unpublished(random: Random) -> None:
    some_page(random).unpublish()


@Edit
def pages_are_unpublished_together(random: Random) -> None:
    bulk("unpublish", some_page(random), some_page(random), include_descendants="on")


@Edit
def a_page_is_published_again(random: Random) -> None:
    page = some_page(random, live=False, alias_of=None)
    if page is not None:
        publish(page)


@Edit
def a_page_is_published_by_v3(random: Random) -> None:
    user = User.objects.get(username=ADMINISTRATOR)
    _, token = APIToken.create_token(user=user, name=words(random))
    # Wagtail fails on an alias.
    Client(raise_request_exception=False).post(
        f"/api/v3/pages/{some_page(random).pk}/actions/publish/",
        headers={"Authorization": f"Bearer {token}"},
    )


@Edit
def a_page_is_copied(random: Random) -> None:
    page = some_page(random, TopicPage)
    if page is not None:
        page.copy(
            recursive=random.random() < 0.5, keep_live=random.random() < 0.5,
            update_attrs={"slug": f"copy-{random.randrange(10_000)}"},
        )  # fmt: skip


@Edit
def an_alias_is_made(random: Random) -> None:
    page = some_page(random, TopicPage)
    if page is not None:
        page.create_alias(update_slug=f"alias-{random.randrange(10_000)}")


@Edit
def a_page_is_deleted(random: Random) -> None:
    page = some_page(random, depth__gt=2)
    if page is not None:
        page.delete()


@Edit
def a_page_is_deleted_by_the_form(random: Random) -> None:
    page = some_page(random, depth__gt=3)
    if page is not None:
        administrator().post(f"/admin/pages/{page.pk}/delete/")


@Edit
def a_page_is_withdrawn(random: Random) -> None:
    page, other = some_page(random), some_page(random)
    WithdrawPageAction(page, reason=words(random), replacement=other).execute()


# Where pages are, and who may see them


@Edit
def a_page_moves(random: Random) -> None:
    page, target = some_page(random, depth__gt=2), some_page(random)
    if page and page.can_move_to(target) and not target.path.startswith(page.path):
        page.move(target, pos="last-child")


@Edit
def a_page_moves_by_the_list(random: Random) -> None:
    page, target = some_page(random, depth__gt=2), some_page(random)
    if page is not None:
        bulk("move", page, chooser=target.pk)


@Edit
def pages_change_places(random: Random) -> None:
    page = some_page(random, depth__gt=2)
    first = page and page.get_siblings().first()
    if first != page:
        page.move(first, pos="left")


@Edit
def a_slug_is_published(random: Random) -> None:
    page = some_page(random, alias_of=None)
    page.slug = f"slug-{random.randrange(10_000)}"
    publish(page)


@Edit
def a_page_becomes_private(random: Random) -> None:
    kind = random.choice(["login", "groups", "password"])
    PageViewRestriction.objects.create(page=some_page(random, depth__gt=2), restriction_type=kind)


@Edit
def a_page_becomes_public(random: Random) -> None:
    if restriction := some(random, PageViewRestriction):
        restriction.delete()


# The clock


@Edit
def an_end_is_set(random: Random) -> None:
    Page.objects.filter(pk=some_page(random).pk).update(expire_at=soon(random), expired=False)


@Edit
def an_end_is_published(random: Random) -> None:
    page = some_page(random, alias_of=None)
    page.expire_at = soon(random)
    publish(page)


@Edit
def a_beginning_is_published(random: Random) -> None:
    page = some_page(random, alias_of=None)
    page.title = words(random)
    page.go_live_at = soon(random)
    publish(page)


@Edit
def the_schedule_is_kept(random: Random) -> None:
    call_command("publish_scheduled")
