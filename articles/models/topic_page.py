"""TopicPage: an article on one topic."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from articles.blocks.body import ArticleBody
from articles.blocks.key_points import FEATURES, KeyPoints
from articles.choices import Approval
from cms.content.countries import Country
from cms.content.fields import ChoiceListField, StreamField
from cms.content.rich_text import StoredValue
from cms.references.citations import cites
from cms.references.models import CitedPage
from cms.references.searches.panels import SavedSearchesPanel
from trials.choices import Phase

#: The lines of "At a glance": field prefix, heading, what an editor writes there.
AT_A_GLANCE = (
    ("approved", "Approved for this use", "Anywhere? By whom, for what?"),
    ("tested", "Tested in people", "How far: how many people, in what kind of trials."),
    ("harms", "Known harms", "What was reported, and what trials of this size can’t show."),
    ("availability", "Outside trials", "Whether and where it is offered outside trials."),
    ("questions", "Ask your doctor", "What somebody who is ill may want to ask."),
)
AT_A_GLANCE_TEXTS = tuple(f"{name}_text" for name, _, _ in AT_A_GLANCE)


def _line_text(index_: int) -> Any:
    """Return the text field of one line."""
    _, heading, help_text = AT_A_GLANCE[index_]
    return RichTextField(heading, features=FEATURES, help_text=f"{help_text} Cite the source.")


class TopicPage(CitedPage):
    """A topic article, which stands above its own topics, lists and trials."""

    api_type = "topic"
    reading_order = ("featured_reference", "featured_reference_why", "key_points",
                     *AT_A_GLANCE_TEXTS, "body")  # fmt: skip
    parent_page_types = ["home.HomePage", "articles.TopicPage"]
    subpage_types = ["articles.TopicPage", "articles.ReviewListPage", "trials.TrialIndexPage"]
    template = "articles/topic_page.html"

    key_points = StreamField(KeyPoints(), blank=True)
    featured_reference = models.ForeignKey(
        "references.Reference",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The review article that a reader should open first.",
    )
    featured_reference_why = RichTextField(
        "why it matters", blank=True, features=FEATURES, help_text="What a reader gets from it."
    )

    approved = models.CharField("approved", max_length=20, choices=Approval.choices)
    approved_where = ChoiceListField("where", choices_class=Country)
    approved_text = _line_text(0)
    approved_as_of = models.DateField("as of", null=True)
    tested_people = models.PositiveIntegerField("people", null=True, blank=True)
    tested_trials = models.PositiveIntegerField("trials", null=True, blank=True)
    tested_phases = ChoiceListField("phases", choices_class=Phase)
    tested_text = _line_text(1)
    tested_as_of = models.DateField("as of", null=True)
    harms_text = _line_text(2)
    harms_as_of = models.DateField("as of", null=True)
    availability_text = _line_text(3)
    availability_as_of = models.DateField("as of", null=True)
    questions_text = _line_text(4)
    questions_as_of = models.DateField("as of", null=True)

    body = StreamField(ArticleBody(), blank=True)

    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("key_points"),
        *(index.SearchField(name) for name in AT_A_GLANCE_TEXTS),
        index.SearchField("body"),
    ]
    api_fields = [
        *CitedPage.api_fields,
        APIField("key_points"),
        APIField("featured_reference"),
        APIField("featured_reference_why"),
        *(
            APIField(name)
            for name in (
                "approved", "approved_where", "approved_text", "approved_as_of", "tested_people",
                "tested_trials", "tested_phases", "tested_text", "tested_as_of", "harms_text",
                "harms_as_of", "availability_text", "availability_as_of", "questions_text",
                "questions_as_of",
            )
        ),
        APIField("body"),
    ]  # fmt: skip
    content_panels = [
        *CitedPage.content_panels,
        *CitedPage.summary_panels,
        FieldPanel("key_points"),
        MultiFieldPanel(
            [FieldPanel("featured_reference"), FieldPanel("featured_reference_why")],
            heading="Featured review article",
        ),
        FieldPanel("body"),
        SavedSearchesPanel(),
    ]
    at_a_glance_panels: ClassVar[list[Any]] = [
        HelpPanel(
            "<p>The first thing that readers see. Each line says what is known, when that was "
            "checked, and cites its source. All five are needed to publish.</p>"
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("approved"), FieldPanel("approved_as_of")]),
                FieldPanel("approved_text"),
                FieldPanel("approved_where"),
            ],
            heading=AT_A_GLANCE[0][1],
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("tested_people"),
                        FieldPanel("tested_trials"),
                        FieldPanel("tested_as_of"),
                    ]
                ),
                FieldPanel("tested_phases"),
                FieldPanel("tested_text"),
            ],
            heading=AT_A_GLANCE[1][1],
        ),
        *(
            MultiFieldPanel(
                [FieldPanel(f"{name}_text"), FieldPanel(f"{name}_as_of")], heading=heading
            )
            for name, heading, _ in AT_A_GLANCE[2:]
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(at_a_glance_panels, heading="At a glance"),
            ObjectList(CitedPage.about_panels, heading="About this page"),
            ObjectList(CitedPage.promote_panels, heading="Promote"),
        ]
    )

    class Meta:
        verbose_name = "topic"

    def publish_errors(self) -> dict[str, list[str]]:
        errors = super().publish_errors()
        for name in AT_A_GLANCE_TEXTS:
            if not cites([StoredValue("rich_text", getattr(self, name))]):
                errors[name] = ["This line needs a citation: say where it is known from."]
        if self.approved == Approval.SOME_COUNTRIES and not self.approved_where:
            errors["approved_where"] = ["Say in which countries it is approved."]
        if self.featured_reference and not self.featured_reference_why:
            errors["featured_reference_why"] = ["Say why a reader should open it."]
        return errors
