"""TrialIndexPage: all trials of a topic."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.content.fields import StreamField
from cms.delivery.dependencies import of_request
from cms.delivery.reading import dependence_of
from cms.references.models import CitedPage
from trials.blocks.body import TrialIndexBody


class TrialIndexPage(CitedPage):
    """The list of a topic's trials, with what they say together."""

    api_type = "trial_index"
    reading_order = ("introduction", "reading_guide", "conclusion", "body")
    parent_page_types = ["articles.TopicPage"]
    subpage_types = ["trials.TrialPage"]
    max_count_per_parent = 1
    template = "trials/trial_index_page.html"

    introduction = RichTextField(blank=True, help_text="What these trials are about.")
    reading_guide = RichTextField(blank=True, help_text="How to read the list and the numbers.")
    conclusion = RichTextField(
        blank=True, help_text="What the trials say together, with its sources."
    )
    body = StreamField(TrialIndexBody(), blank=True)

    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("conclusion"),
        index.SearchField("body"),
    ]
    api_fields = [
        *CitedPage.api_fields,
        APIField("introduction"),
        APIField("reading_guide"),
        APIField("conclusion"),
        APIField("body"),
    ]
    content_panels = [
        *CitedPage.content_panels,
        *CitedPage.summary_panels,
        FieldPanel("introduction"),
        FieldPanel("reading_guide"),
        FieldPanel("conclusion"),
        FieldPanel("body"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(CitedPage.about_panels, heading="About this page"),
            ObjectList(CitedPage.promote_panels, heading="Promote"),
        ]
    )

    class Meta:
        verbose_name = "trial index"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the trials that the visitor's filters leave."""
        from trials.queries import filtered_trials, trials_of

        context = super().get_context(request, *args, **kwargs)
        trials = trials_of(self)
        for document in trials:
            dependence = dependence_of(document)
            of_request(request).add(dependence.keys, dependence.valid_until)
        return {**context, **filtered_trials(trials, request.GET)}
