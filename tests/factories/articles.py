"""Topics and review lists."""

import datetime
from typing import Any

import factory

from articles.choices import Approval
from articles.models import ReviewListEntry, ReviewListPage, TopicPage
from articles.models.topic_page import AT_A_GLANCE
from tests.factories.pages import ContentPageFactory
from tests.factories.references import ReferenceFactory, cite

AS_OF = datetime.date(2026, 11, 1)


class TopicPageFactory(ContentPageFactory):
    """A topic with everything that publishing asks for, each line cited."""

    class Meta:
        model = TopicPage

    class Params:
        reference = factory.SubFactory(ReferenceFactory)

    featured_reference = factory.SelfAttribute("reference")
    featured_reference_why = "<p>It is short.</p>"
    approved = Approval.NO
    body: Any = ()

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        mark = cite(kwargs["featured_reference"])
        kwargs.setdefault("key_points", [("key_point", f"<p>Exosomes are small{mark}.</p>")])
        for name, heading, _ in AT_A_GLANCE:
            kwargs.setdefault(f"{name}_text", f"<p>{heading}: see the source{mark}.</p>")
            kwargs.setdefault(f"{name}_as_of", AS_OF)
        kwargs["body"] = list(kwargs["body"])
        return kwargs


class ReviewListPageFactory(ContentPageFactory):
    """A list of `references`, each with what it adds."""

    class Meta:
        model = ReviewListPage

    title = "Review articles"
    references: Any = ()

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        kwargs["entries"] = [
            ReviewListEntry(
                reference=reference, annotation="<p>It adds a table.</p>", theme="Delivery"
            )
            for reference in kwargs.pop("references")
        ]
        return kwargs
