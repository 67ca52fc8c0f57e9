"""HomePage: the entry to the library."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.models import Orderable, Page
from wagtail.search import index

from articles.blocks.body import ArticleBody
from cms.content.fields import StreamField
from cms.references.models import CitedPage


class HomePage(CitedPage):
    """The first page: what the library holds and where to begin."""

    api_type = "home"
    reading_order = ("body",)
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.TopicPage"]
    template = "home/home_page.html"

    hero_heading = models.CharField(
        "heading", max_length=120, help_text="The first words that a visitor reads."
    )
    body = StreamField(ArticleBody(), blank=True)

    search_fields = [*CitedPage.search_fields, index.SearchField("body")]
    api_fields = [
        *CitedPage.api_fields,
        APIField("hero_heading"),
        APIField("featured_pages"),
        APIField("body"),
    ]
    content_panels = [
        *CitedPage.content_panels,
        FieldPanel("hero_heading"),
        *CitedPage.summary_panels,
        MultipleChooserPanel(
            "featured_pages",
            chooser_field_name="featured",
            heading="Featured pages",
            label="page",
        ),
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
        verbose_name = "home page"


class FeaturedPage(Orderable):
    """A page that the home page leads to."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_pages")
    featured = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("featured")]
    api_fields = [APIField("featured")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "featured"], name="featured_once")]
