"""Changes that people make to pages, as Wagtail's action classes."""

from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.registry import ActionRegistry
from wagtail.models import Page

from cms.content.models import ContentPage


class PublishReadyPageAction(PublishPageRevisionAction):
    """Publishes a version of a page that is fit for readers: for API v3, which asks the registry.

    Raises:
        NotReadyToPublish: it is not; nothing has changed.
    """

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks=skip_permission_checks)
        if isinstance(self.object, ContentPage):
            self.object.check_ready_to_publish()


def register_actions(actions: ActionRegistry) -> None:
    """Put our actions in the place of Wagtail's."""
    actions.register(Page, PublishReadyPageAction)
