"""Changes by Wagtail's API v3, with a token."""

import json
from typing import Any

from django.test import Client

from tests.delivery.changes.base import Steps, done, leaves, marks
from tests.delivery.rich import RichLibrary


def _ask(rich: RichLibrary, method: str, address: str, data: Any = None) -> None:
    done(
        Client().generic(
            method,
            f"/api/v3/pages/{address}",
            data="" if data is None else json.dumps(data),
            content_type="application/json",
            headers={"Authorization": f"Bearer {rich.token}"},
        )
    )


@marks
def v3_publishes_an_edit(rich: RichLibrary) -> Steps:
    yield ()
    data = {"meta": {"type": "articles.TopicPage", "action": "publish"}, "title": "By v3"}
    _ask(rich, "PATCH", f"{rich.cancer.pk}/", data)
    yield rich.cancer, rich.therapy, rich.home


@leaves
def v3_saves_a_draft(rich: RichLibrary) -> Steps:
    yield ()
    data = {"meta": {"type": "articles.TopicPage"}, "title": "By v3"}
    _ask(rich, "PATCH", f"{rich.cancer.pk}/", data)
    yield ()


@marks
def v3_publishes(rich: RichLibrary) -> Steps:
    yield ()
    _ask(rich, "POST", f"{rich.draft.pk}/actions/publish/")
    yield rich.draft, rich.therapy


@marks
def v3_unpublishes(rich: RichLibrary) -> Steps:
    yield ()
    _ask(rich, "POST", f"{rich.cancer.pk}/actions/unpublish/", {"recursive": True})
    yield rich.cancer, rich.trial_index, rich.lung_trial, rich.therapy, rich.home


@marks
def v3_moves(rich: RichLibrary) -> Steps:
    yield ()
    data = {"destination_id": rich.therapy.pk, "position": "last-child"}
    _ask(rich, "POST", f"{rich.trial_index.pk}/actions/move/", data)
    yield rich.trial_index, rich.lung_trial, rich.cancer, rich.therapy


@marks
def v3_copies(rich: RichLibrary) -> Steps:
    yield ()
    _ask(rich, "POST", f"{rich.review_list.pk}/actions/copy/", {"destination_id": rich.therapy.pk})
    yield (rich.therapy,)


@marks
def v3_deletes(rich: RichLibrary) -> Steps:
    source = f"page:{rich.lung_trial.pk}"
    yield ()
    _ask(rich, "DELETE", f"{rich.lung_trial.pk}/")
    yield source, rich.trial_index, rich.home
