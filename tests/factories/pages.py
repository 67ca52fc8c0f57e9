"""What the factories of all page types share."""

from typing import Any

import factory
import wagtail_factories
from wagtail.models import Page


class ContentPageFactory(wagtail_factories.PageFactory):
    """A page below `parent`, published as an editor publishes it.

    With `published=False` it stays a draft: a revision, and a row that is not live.
    """

    class Meta:
        abstract = True

    title = factory.Sequence(lambda number: f"A page about exosomes {number}")
    summary = "What is known, and what is not."

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        published = kwargs.pop("published", True)
        page: Page = super()._create(model_class, *args, **kwargs, live=False)
        revision = page.save_revision()
        if published:
            revision.publish()
        page.refresh_from_db()
        return page
