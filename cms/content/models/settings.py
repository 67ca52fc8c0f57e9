"""What is said once for the whole site."""

from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms.content.choices import CitationStyle


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting):
    """Name, contact and the texts that stand on every page."""

    name = models.CharField(max_length=100, default="Health library")
    contact = models.TextField(
        blank=True, help_text="How readers reach you: e-mail, telephone, address."
    )
    disclaimer = models.TextField(blank=True, help_text="Shown at the foot of each page.")
    disclosure = models.TextField(
        blank=True,
        help_text="Whether the clinic offers or sells what its pages describe. "
        "Shown beside the authors of every page, and sent to apps.",
    )
    citation_style = models.CharField(
        max_length=10, choices=CitationStyle.choices, default=CitationStyle.NLM
    )
    max_offline_days = models.PositiveSmallIntegerField(
        "days that apps may show a copy",
        default=7,
        validators=[MaxValueValidator(365)],
        help_text="After this many days without a connection an app says that its copy is old.",
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("contact"),
        FieldPanel("disclaimer"),
        FieldPanel("disclosure"),
        FieldPanel("citation_style"),
        FieldPanel("max_offline_days"),
    ]

    class Meta:
        verbose_name = "site settings"

    @classmethod
    def of_default_site(cls) -> "SiteSettings":
        """Return the settings of the default site, as they are unless somebody has said so.

        Not Wagtail's `for_site`, which writes a row where there is none: readers write nothing.
        """
        return cls._default_manager.filter(site__is_default_site=True).first() or cls()
