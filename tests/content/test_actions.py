"""Wagtail's API v3 publishes by an action of its own: it holds to the library's rules too."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.actions import action_registry
from wagtail.models import APIToken, Page

from articles.models import TopicPage
from cms.content.actions import PublishReadyPageAction
from cms.content.models import Withdrawal
from cms.content.models.page import NotReadyToPublish
from cms.editorial.groups import GroupName
from tests.conftest import Library
from tests.factories.users import UserFactory
from tests.hiding import HIDE


def publish(client: Client, page: Page, *, group: str = GroupName.EDITOR) -> Any:
    _, token = APIToken.create_token(user=UserFactory(group=group), name="test")
    return client.post(
        f"/api/v3/pages/{page.pk}/actions/publish/", headers={"Authorization": f"Bearer {token}"}
    )


@pytest.mark.parametrize("ready", [True, False])
def test_v3_publishes_only_what_is_ready(client: Client, library: Library, *, ready: bool) -> None:
    page = library.cancer
    page.title = "Changed"
    page.featured_reference_why = "<p>It is short.</p>" if ready else ""
    page.save_revision(clean=False)
    response = publish(client, page)
    assert (TopicPage.objects.get(pk=page.pk).title == "Changed") == ready
    assert response.status_code == (200 if ready else 422)
    if not ready:
        assert response.json()["errors"] == [{"msg": "Say why a reader should open it."}]


def test_v3_does_not_bring_back_a_withdrawn_page(client: Client, library: Library) -> None:
    HIDE["withdrawn"](library.cancer)
    response = publish(client, library.cancer)
    assert response.status_code == 422
    assert "This page was withdrawn on" in response.json()["errors"][0]["msg"]
    assert not TopicPage.objects.get(pk=library.cancer.pk).live
    assert Withdrawal.objects.exists()


def test_rights_come_before_rules(client: Client, library: Library) -> None:
    HIDE["withdrawn"](library.cancer)
    response = publish(client, library.cancer, group=GroupName.AUTHOR)
    assert response.status_code == 403
    assert "withdrawn" not in response.content.decode()


def test_nobody_without_the_right_learns_what_is_missing(library: Library) -> None:
    library.cancer.summary = ""
    revision = library.cancer.save_revision(clean=False)
    with pytest.raises(PermissionDenied):
        PublishReadyPageAction(revision, user=UserFactory(group=GroupName.AUTHOR)).execute()


def test_the_action_that_wagtail_offers_is_ours(library: Library) -> None:
    assert action_registry.get_action_class(TopicPage, "publish") is PublishReadyPageAction
    library.cancer.summary = ""
    revision = library.cancer.save_revision(clean=False)
    with pytest.raises(NotReadyToPublish):
        PublishReadyPageAction(revision).execute()


def test_pages_that_are_none_of_ours_are_left_to_wagtail(db: None) -> None:
    page = Page.get_first_root_node().add_child(instance=Page(title="Plain", live=False))
    PublishReadyPageAction(page.save_revision()).execute()
    page.refresh_from_db()
    assert page.live
