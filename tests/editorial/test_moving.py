"""Where pages may not be moved to, and what editors and programs are told."""

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken, Page

from cms.delivery.reading import content_version
from cms.delivery.touching import number_now
from tests.admin_client import client_of
from tests.conftest import Library
from tests.factories.users import UserFactory

#: A page, and where it must not go: below itself, below its child, below its grandchild.
BELOW_ITSELF = [("therapy", "therapy"), ("therapy", "cancer"), ("therapy", "trial_index")]


def state() -> tuple[Any, int]:
    """Return the whole tree, and the number of the last public change."""
    number_now()
    return list(Page.objects.order_by("path").values_list("pk", "path", "url_path")), (
        content_version()
    )


@pytest.mark.parametrize(("page", "target"), BELOW_ITSELF)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_says_why_a_page_is_not_moved_below_itself(
    library: Library, page: str, target: str, method: str
) -> None:
    before = state()
    pk, to = getattr(library, page).pk, getattr(library, target).pk
    client = client_of(UserFactory(is_superuser=True))
    response = getattr(client, method)(f"/admin/pages/{pk}/move/{to}/confirm/", follow=True)
    assert response.redirect_chain == [(f"/admin/pages/{pk}/move/", 302)]
    assert "can&#x27;t be moved below itself" in response.content.decode()
    assert state() == before


@pytest.mark.parametrize(("page", "target"), BELOW_ITSELF)
def test_bulk_moves_leave_a_page_out_that_would_go_below_itself(
    library: Library, page: str, target: str
) -> None:
    before = state()
    pk, to = getattr(library, page).pk, getattr(library, target).pk
    client = client_of(UserFactory(is_superuser=True))
    response = client.post(f"/admin/bulk/wagtailcore/page/move/?id={pk}", {"chooser": to})
    assert response.status_code < 500
    assert state() == before


@pytest.mark.parametrize(("page", "target"), BELOW_ITSELF)
@pytest.mark.parametrize("position", ["first-child", "last-child"])
def test_v3_refuses_to_move_a_page_below_itself(
    library: Library, page: str, target: str, position: str
) -> None:
    before = state()
    pk, to = getattr(library, page).pk, getattr(library, target).pk
    token = APIToken.create_token(user=UserFactory(is_superuser=True), name="tests")[1]
    response = Client().post(
        f"/api/v3/pages/{pk}/actions/move/",
        json.dumps({"destination_id": to, "position": position}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert "move the page to the target" in response.json()["detail"]
    assert state() == before


def test_other_moves_go_on(library: Library) -> None:
    client = client_of(UserFactory(is_superuser=True))
    address = f"/admin/pages/{library.trial_index.pk}/move/{library.therapy.pk}/confirm/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert Page.objects.get(pk=library.trial_index.pk).get_parent().pk == library.therapy.pk
