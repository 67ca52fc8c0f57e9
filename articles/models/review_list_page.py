"""ReviewListPage: a curated list of review articles."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from articles.blocks.body import ArticleBody
from articles.blocks.key_points import FEATURES
from articles.choices import EntryOrder
from cms.content.fields import StreamField
from cms.references.models import CitedPage


class ReviewListPage(CitedPage):
    """Review articles worth reading, each with what it adds."""

    api_type = "review_list"
    reading_order = ("body", "ordered_entries")
    parent_page_types = ["articles.TopicPage"]
    subpage_types: list[str] = []
    template = "articles/review_list_page.html"

    ordering = models.CharField(
        "order of the entries",
        max_length=10,
        choices=EntryOrder.choices,
        default=EntryOrder.NEWEST,
    )
    body = StreamField(ArticleBody(), blank=True, help_text="What stands above the list.")

    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("body"),
        index.RelatedFields("entries", [index.SearchField("annotation")]),
    ]
    api_fields = [
        *CitedPage.api_fields,
        APIField("ordering"),
        APIField("body"),
        APIField("entries"),
    ]
    content_panels = [
        *CitedPage.content_panels,
        *CitedPage.summary_panels,
        FieldPanel("body"),
        FieldPanel("ordering"),
        InlinePanel("entries", heading="Review articles", label="Review article"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(CitedPage.about_panels, heading="About this page"),
            ObjectList(CitedPage.promote_panels, heading="Promote"),
        ]
    )

    class Meta:
        verbose_name = "review list"

    def ordered_entries(self) -> list["ReviewListEntry"]:
        """Return the entries as they are to be read.

        The featured one stands first and those with its theme after it; then theme by theme, in
        the order in which the editor first names them; within a theme newest first or by hand.
        """
        entries = list(self.entries.select_related("reference"))
        if self.ordering == EntryOrder.NEWEST:
            ordered = sorted(entries, key=lambda entry: entry.reference.title)
            ordered.sort(key=lambda entry: entry.reference.year or 0, reverse=True)
        else:
            ordered = entries
        featured_first = sorted(entries, key=lambda entry: not entry.featured)
        themes = list(dict.fromkeys(entry.theme for entry in featured_first))
        return sorted(ordered, key=lambda entry: (themes.index(entry.theme), not entry.featured))

    def publish_errors(self) -> dict[str, list[str]]:
        errors = super().publish_errors()
        if sum(entry.featured for entry in self.entries.all()) > 1:
            errors["ordering"] = ["Only one review article can be the featured one."]
        return errors


class ReviewListEntry(Orderable):
    """One review article in a list."""

    reading_order = ("reference", "annotation")
    listed_fields = ("reference",)

    page = ParentalKey(ReviewListPage, on_delete=models.CASCADE, related_name="entries")
    reference = models.ForeignKey(
        "references.Reference", on_delete=models.PROTECT, related_name="+"
    )
    annotation = RichTextField(
        "what it adds", blank=True, features=FEATURES, help_text="One to three sentences."
    )
    theme = models.CharField(
        max_length=80, blank=True, help_text="Entries with the same theme stand together."
    )
    featured = models.BooleanField(default=False, help_text="Shown first. One of a list.")

    panels = [
        FieldPanel("reference"),
        FieldPanel("annotation"),
        FieldPanel("theme"),
        FieldPanel("featured"),
    ]
    api_fields = [
        APIField("reference"),
        APIField("annotation"),
        APIField("theme"),
        APIField("featured"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "reference"],
                name="entry_once",
                violation_error_message="This article is in the list already.",
            )
        ]
