"""A page that is not ready is refused in words, wherever somebody tries to publish it."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from articles.models import TopicPage
from cms.content.models import PageReviewer, Withdrawal
from cms.content.models.page import NotReadyToPublish
from cms.editorial.groups import GroupName
from cms.editorial.publishing import MAX_NAMED
from tests.admin_client import AdminClient, client_of
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import ImageFactory, PersonFactory
from tests.factories.users import UserFactory
from tests.hiding import HIDE


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


def incomplete(library: Library, title: str = "Not ready") -> TopicPage:
    """Return a draft without a summary, and with a picture that nobody described."""
    page: TopicPage = TopicPageFactory(
        parent=library.therapy, title=title, reference=library.escudier, published=False
    )
    page.summary = ""
    page.hero_image = ImageFactory(description="")
    page.save_revision(clean=False)
    return page


def bulk_publish(client: AdminClient, *pages: Page, **data: str) -> Any:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return client.post(
        f"/admin/bulk/wagtailcore/page/publish/?{ids}&next=/admin/", data, follow=True
    )


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_bulk_publish_of_an_incomplete_page_says_what_is_missing(
    library: Library, client: AdminClient
) -> None:
    page = incomplete(library)
    response = bulk_publish(client, page)
    assert response.status_code == 200
    html = response.content.decode()
    assert "“Not ready” is not ready to be published. Summary: This field cannot be blank." in html
    assert f'href="/admin/pages/{page.pk}/edit/"' in html
    assert "Nothing was published." in html
    page.refresh_from_db()
    assert not page.live


def test_one_incomplete_page_keeps_back_the_others(library: Library, client: AdminClient) -> None:
    ready = TopicPageFactory(parent=library.therapy, reference=library.escudier, published=False)
    bulk_publish(client, ready, incomplete(library))
    ready.refresh_from_db()
    assert not ready.live


def test_every_incomplete_page_is_named(library: Library, client: AdminClient) -> None:
    pages = [incomplete(library, f"Draft {number}") for number in range(MAX_NAMED + 2)]
    html = bulk_publish(client, *pages).content.decode()
    assert all(f"“Draft {number}”" in html for number in range(MAX_NAMED))
    assert "2 more pages are not ready." in html


def test_pages_below_are_looked_at_too(library: Library, client: AdminClient) -> None:
    page = incomplete(library)
    html = bulk_publish(client, library.therapy, include_descendants="on").content.decode()
    assert "“Not ready” is not ready" in html
    page.refresh_from_db()
    assert not page.live
    assert "has been published" in bulk_publish(client, library.therapy).content.decode()


def test_rules_of_the_page_type_are_said_with_the_fields_name(
    library: Library, client: AdminClient
) -> None:
    library.cancer.harms_text = "<p>None known.</p>"
    library.cancer.save_revision()
    html = bulk_publish(client, library.cancer).content.decode()
    assert "Known harms: This line needs a citation" in html


def test_ready_pages_are_published_together(library: Library, client: AdminClient) -> None:
    pages = [
        TopicPageFactory(parent=library.therapy, reference=library.escudier, published=False)
        for _ in range(2)
    ]
    assert "2 pages have been published" in bulk_publish(client, *pages).content.decode()
    assert TopicPage.objects.filter(pk__in=[page.pk for page in pages], live=True).count() == 2


def test_markup_in_a_title_is_text_in_the_message(library: Library, client: AdminClient) -> None:
    html = bulk_publish(client, incomplete(library, "<script>x</script>")).content.decode()
    assert "<script>x</script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_pages_that_are_none_of_ours_are_left_to_wagtail(
    library: Library, client: AdminClient
) -> None:
    page = Page.get_first_root_node().add_child(instance=Page(title="Plain", live=False))
    assert "1 page has been published" in bulk_publish(client, page).content.decode()


@pytest.fixture
def waiting(library: Library) -> Any:
    """Return an incomplete page that waits for the last approval of a workflow."""
    task = GroupApprovalTask.objects.create(name="Sign-off")
    task.groups.add(Group.objects.get(name=GroupName.EDITOR))
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=library.therapy)
    page = incomplete(library)
    return workflow.start(page, UserFactory(group=GroupName.AUTHOR))


def approve(client: AdminClient, state: Any, **headers: str) -> Any:
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[state.content_object.pk, "approve", state.current_task_state.pk],
    )
    return client.post(address, {"comment": ""}, headers=headers)


def test_last_approval_of_an_incomplete_page_is_refused(waiting: Any, client: AdminClient) -> None:
    response = approve(client, waiting)
    address = f"/admin/pages/{waiting.content_object.pk}/edit/"
    assert response["Location"] == address
    assert "Summary: This field cannot be blank" in client.open(address).content.decode()
    waiting.refresh_from_db()
    assert waiting.status == "in_progress"
    assert waiting.current_task_state.status == "in_progress"
    assert not waiting.content_object.live


def test_the_approval_dialogue_goes_to_the_page(waiting: Any, client: AdminClient) -> None:
    response = approve(client, waiting, **{"x-requested-with": "XMLHttpRequest"})
    assert response.json() == {
        "step": "success",
        "redirect": f"/admin/pages/{waiting.content_object.pk}/edit/",
    }


def test_the_form_says_it_beside_the_field(library: Library, client: AdminClient) -> None:
    page = incomplete(library)
    response = client.save(f"/admin/pages/{page.pk}/edit/", **{"action-publish": "1"})
    assert response.status_code == 200
    assert "summary" in response.context["form"].errors
    response = client.save(
        f"/admin/pages/{page.pk}/edit/", summary="Now there.", **{"action-publish": "1"}
    )
    assert "hero_image_alt" in response.context["form"].errors
    page.refresh_from_db()
    assert not page.live


def test_incomplete_page_is_not_scheduled(library: Library, client: AdminClient) -> None:
    page = incomplete(library)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision(clean=False)
    assert "Nothing was published" in bulk_publish(client, page).content.decode()
    page.refresh_from_db()
    assert page.scheduled_revision is None


def test_error_outside_the_admin_is_an_error(library: Library) -> None:
    with pytest.raises(NotReadyToPublish) as caught:
        incomplete(library).get_latest_revision().publish()
    assert set(caught.value.message_dict) == {"summary"}
    assert caught.value.page.title == "Not ready"


def test_withdrawn_page_is_not_published_by_a_bulk_action(
    library: Library, client: AdminClient
) -> None:
    HIDE["withdrawn"](library.cancer)
    html = bulk_publish(client, library.cancer).content.decode()
    assert "is not ready to be published. Reviewed on: This page was withdrawn on" in html
    library.cancer.refresh_from_db()
    assert not library.cancer.live


def test_last_approval_does_not_bring_back_a_withdrawn_page(
    library: Library, waiting: Any, client: AdminClient
) -> None:
    HIDE["withdrawn"](library.cancer)
    draft = TopicPage.objects.get(pk=library.cancer.pk)
    state = waiting.workflow.start(draft, UserFactory(group=GroupName.AUTHOR))
    html = client.open(approve(client, state)["Location"]).content.decode()
    assert "Reviewed on: This page was withdrawn on" in html
    draft.refresh_from_db()
    assert not draft.live


def test_the_form_brings_a_withdrawn_page_back_after_a_review(
    library: Library, client: AdminClient
) -> None:
    HIDE["withdrawn"](library.cancer)
    address = f"/admin/pages/{library.cancer.pk}/edit/"
    publish = {"action-publish": "1"}
    response = client.save(address, **publish)
    [message] = response.context["form"].errors["reviewed_on"]
    assert message.startswith("This page was withdrawn on")
    reviewer = {
        "page_reviewers-TOTAL_FORMS": "1",
        "page_reviewers-0-person": str(PersonFactory().pk),
        "page_reviewers-0-ORDER": "1",
    }
    client.save(address, reviewed_on=str(timezone.localdate()), **reviewer, **publish)
    library.cancer.refresh_from_db()
    assert library.cancer.live
    assert not Withdrawal.objects.exists()
    assert (
        "Withdrawn: One number was wrong."
        in client.open(f"/admin/pages/{library.cancer.pk}/history/").content.decode()
    )


def test_the_admin_s_own_api_brings_a_withdrawn_page_back_after_a_review(
    library: Library, client: AdminClient
) -> None:
    HIDE["withdrawn"](library.cancer)
    address = f"/admin/api/main/pages/{library.cancer.pk}/action/publish/"
    response = client.post(address)
    assert response.status_code == 400
    assert list(response.json()) == ["reviewed_on"]
    draft = TopicPage.objects.get(pk=library.cancer.pk)
    draft.reviewed_on = timezone.localdate()
    draft.page_reviewers = [PageReviewer(person=PersonFactory())]
    draft.save_revision(clean=False)
    assert client.post(address).status_code == 200
    assert not Withdrawal.objects.exists()
