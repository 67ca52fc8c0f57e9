"""The admin's own API: its `publish` goes round `Page.publish`, and so round the rules of it."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter

from cms.content.models import ContentPage
from cms.content.models.page import NotReadyToPublish


class PublishReadyPage(PublishPageAPIAction):
    """Publishes the latest version of a page that is ready for it; 400 says what is missing."""

    def execute(self, instance: Any, data: Any) -> Response:
        latest = instance.get_latest_revision_as_object()
        if isinstance(latest, ContentPage):
            try:
                latest.check_ready_to_publish()
            except NotReadyToPublish as error:
                raise ValidationError(error.message_dict) from error
        return super().execute(instance, data)


class PagesViewSet(PagesAdminAPIViewSet):
    """Pages in the admin's own API."""

    actions = {**PagesAdminAPIViewSet.actions, "publish": PublishReadyPage}


def register_pages(router: WagtailAPIRouter) -> None:
    """Put our pages in the place of Wagtail's."""
    router.register_endpoint("pages", PagesViewSet)
