"""TrialPage: a plain-language summary of one human trial, and the trial's record."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from cms.content.countries import Country
from cms.content.fields import ChoiceListField, PartialDateField, StreamField, StringListField
from cms.references.models import CitedPage
from trials import choices
from trials.blocks.discrepancy import DiscrepancyStream

#: The five headed parts of the summary: field, heading, what an editor writes there.
PARTS = (
    ("why", "Why it was done", "The question, and why somebody asked it."),
    ("what_was_done", "What was done", "Who took part, what they were given, what was measured."),
    (
        "what_was_found",
        "What was found",
        "With numbers: 8 of 13 people. Where there are no results, say so and when you looked.",
    ),
    ("what_it_means", "What it means and what it does not", "In words for somebody who is ill."),
    ("limitations", "Limitations", "What this trial can’t show, and why."),
)
PART_FIELDS = tuple(f"part_{name}" for name, _, _ in PARTS)


class TrialPage(CitedPage):
    """One human trial."""

    api_type = "trial"
    reading_order = (*PART_FIELDS, "eligibility_text", "discrepancies", "publications")
    parent_page_types = ["trials.TrialIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    #: An id belongs to one page.
    exclude_fields_in_copy: ClassVar[list[str]] = ["registry_ids"]
    template = "trials/trial_page.html"

    # Identity
    official_title = models.TextField(
        blank=True, help_text="As the registry or the paper gives it."
    )
    acronym = models.CharField(max_length=60, blank=True)
    sponsor = models.CharField(max_length=300, blank=True)
    collaborators = StringListField(help_text="One a line.")
    countries = ChoiceListField(choices_class=Country, help_text="Where people took part.")
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sub_studies",
        help_text="For a sub-study: the trial that it belongs to.",
    )
    # Design
    phases = ChoiceListField(choices_class=choices.Phase, help_text="Two for a phase 1/2 trial.")
    overall_status = models.CharField(
        max_length=30,
        blank=True,
        choices=choices.OverallStatus.choices,
        db_index=True,
        help_text="As the registry says. Leave empty for a trial that no registry holds.",
    )
    status_verified_on = models.DateField(
        null=True, blank=True, help_text="When the registry said so."
    )
    study_type = models.CharField(max_length=30, blank=True, choices=choices.StudyType.choices)
    allocation = models.CharField(max_length=30, blank=True, choices=choices.Allocation.choices)
    intervention_model = models.CharField(
        max_length=30, blank=True, choices=choices.InterventionModel.choices
    )
    masking = models.CharField(max_length=30, blank=True, choices=choices.Masking.choices)
    primary_purpose = models.CharField(
        max_length=30, blank=True, choices=choices.PrimaryPurpose.choices
    )
    # Dates, with their real precision
    start_date = PartialDateField(help_text="2005, 2005-02 or 2005-02-14: only what is known.")
    primary_completion_date = PartialDateField()
    completion_date = PartialDateField()
    results_first_posted_date = PartialDateField(
        help_text="When the registry first showed results."
    )
    # People
    enrollment_count = models.PositiveIntegerField("people", null=True, blank=True)
    enrollment_type = models.CharField(
        "actual or estimated", max_length=10, blank=True, choices=choices.EnrollmentType.choices
    )
    eligibility_text = RichTextField("who could take part", blank=True, help_text="In plain words.")
    eligibility_criteria = models.TextField(
        "criteria as registered", blank=True, help_text="As the registry gives them."
    )
    sex = models.CharField(max_length=10, blank=True, choices=choices.Sex.choices)
    minimum_age = models.CharField(max_length=30, blank=True, help_text="For example: 18 Years.")
    maximum_age = models.CharField(max_length=30, blank=True, help_text="For example: 75 Years.")
    # Product
    product_source = models.CharField(
        max_length=40, blank=True, choices=choices.ProductSource.choices, db_index=True
    )
    product_cargo = models.CharField(max_length=300, blank=True)
    product_loading = models.CharField(max_length=300, blank=True)
    product_route = models.CharField(max_length=300, blank=True)
    product_dose = models.CharField(max_length=300, blank=True)
    product_schedule = models.CharField(max_length=300, blank=True)
    # The summary: required to publish
    part_why = RichTextField(PARTS[0][1], help_text=PARTS[0][2])
    part_what_was_done = RichTextField(PARTS[1][1], help_text=PARTS[1][2])
    part_what_was_found = RichTextField(PARTS[2][1], help_text=PARTS[2][2])
    part_what_it_means = RichTextField(PARTS[3][1], help_text=PARTS[3][2])
    part_limitations = RichTextField(PARTS[4][1], help_text=PARTS[4][2])

    discrepancies = StreamField(
        DiscrepancyStream(),
        blank=True,
        help_text="Where sources disagree. Shown to readers.",
    )

    search_fields = [
        *CitedPage.search_fields,
        index.SearchField("official_title"),
        index.SearchField("acronym"),
        *(index.SearchField(name) for name in PART_FIELDS),
        index.FilterField("overall_status"),
        index.RelatedFields("registry_ids", [index.SearchField("identifier")]),
    ]
    api_fields = [
        *CitedPage.api_fields,
        *(
            APIField(name)
            for name in (
                "official_title", "acronym", "registry_ids", "sponsor", "collaborators",
                "countries", "part_of", "phases", "overall_status", "status_verified_on",
                "study_type", "allocation", "intervention_model", "masking", "primary_purpose",
                "start_date", "primary_completion_date", "completion_date",
                "results_first_posted_date", "enrollment_count", "enrollment_type",
                "eligibility_text", "eligibility_criteria", "sex", "minimum_age", "maximum_age",
                "product_source", "product_cargo", "product_loading", "product_route",
                "product_dose", "product_schedule", *PART_FIELDS, "trial_conditions",
                "trial_interventions", "locations", "publications", "discrepancies",
            )
        ),
    ]  # fmt: skip
    content_panels = [
        *CitedPage.content_panels,
        *CitedPage.summary_panels,
        MultiFieldPanel([FieldPanel(name) for name in PART_FIELDS], heading="The summary"),
        MultipleChooserPanel(
            "publications",
            chooser_field_name="reference",
            heading="Publications",
            label="publication",
        ),
        FieldPanel("discrepancies"),
    ]
    record_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                HelpPanel(
                    "<p>Fill in what the registry or the paper says, in its words. What is not "
                    "known stays empty.</p>"
                ),
                FieldPanel("official_title"),
                FieldPanel("acronym"),
                InlinePanel("registry_ids", heading="Registry ids", label="Registry id"),
                FieldPanel("sponsor"),
                FieldPanel("collaborators"),
                FieldPanel("countries"),
                PageChooserPanel("part_of", "trials.TrialPage"),
            ],
            heading="Identity",
        ),
        MultiFieldPanel(
            [
                FieldPanel("phases"),
                FieldRowPanel([FieldPanel("overall_status"), FieldPanel("status_verified_on")]),
                FieldRowPanel([FieldPanel("study_type"), FieldPanel("primary_purpose")]),
                FieldRowPanel([FieldPanel("allocation"), FieldPanel("intervention_model")]),
                FieldPanel("masking"),
                MultipleChooserPanel(
                    "trial_conditions",
                    chooser_field_name="condition",
                    heading="Conditions",
                    label="condition",
                ),
                MultipleChooserPanel(
                    "trial_interventions",
                    chooser_field_name="intervention",
                    heading="Interventions",
                    label="intervention",
                ),
            ],
            heading="Design",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("primary_completion_date")]),
                FieldRowPanel(
                    [FieldPanel("completion_date"), FieldPanel("results_first_posted_date")]
                ),
            ],
            heading="Dates",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("enrollment_count"), FieldPanel("enrollment_type")]),
                FieldPanel("eligibility_text"),
                FieldPanel("eligibility_criteria"),
                FieldPanel("sex"),
                FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
                InlinePanel("locations", heading="Places", label="Place"),
            ],
            heading="Taking part",
        ),
        MultiFieldPanel(
            [
                FieldPanel("product_source"),
                FieldPanel("product_cargo"),
                FieldPanel("product_loading"),
                FieldPanel("product_route"),
                FieldPanel("product_dose"),
                FieldPanel("product_schedule"),
            ],
            heading="What was given",
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Summary"),
            ObjectList(record_panels, heading="Trial record"),
            ObjectList(CitedPage.about_panels, heading="About this page"),
            ObjectList(CitedPage.promote_panels, heading="Promote"),
        ]
    )

    class Meta:
        verbose_name = "trial"

    def clean(self) -> None:
        """Check what must hold even for a draft."""
        super().clean()
        errors: dict[str, str] = {}
        if self.overall_status and self.status_verified_on is None:
            errors["status_verified_on"] = "Say when the registry said so."
        if self.status_verified_on and not self.overall_status:
            errors["overall_status"] = "Choose the status that was verified, or clear its date."
        if (self.enrollment_count is None) != (not self.enrollment_type):
            errors["enrollment_type"] = "Give both the number of people and whether it is actual."
        if self.part_of_id is not None and self.part_of_id == self.pk:
            errors["part_of"] = "A trial can’t be a part of itself."
        if errors:
            raise ValidationError(errors)

    def copy_all_child_relations(self, target: Any, exclude: Any = None, **options: Any) -> Any:
        """Copy what belongs to the page; registry ids stay with what an alias is of."""
        if target.alias_of_id:
            exclude = [*(exclude or []), "registry_ids"]
            # Wagtail has read the rows of the other page into an alias that follows it.
            target.registry_ids = []
        return super().copy_all_child_relations(target, exclude, **options)

    def publish_errors(self) -> dict[str, list[str]]:
        errors = super().publish_errors()
        if self.overall_status and not self.registry_ids.count():
            errors["overall_status"] = [
                "Only a registry gives a status. Add the registry id, or clear the status."
            ]
        return errors


class TrialRegistryId(Orderable):
    """The id of a trial in one registry. An id belongs to one page."""

    page = ParentalKey(TrialPage, on_delete=models.CASCADE, related_name="registry_ids")
    registry = models.CharField(max_length=10, choices=choices.Registry.choices)
    identifier = models.CharField("id", max_length=60)

    panels = [FieldRowPanel([FieldPanel("registry"), FieldPanel("identifier")])]
    api_fields = [APIField("registry"), APIField("identifier")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["registry", "identifier"],
                name="registry_id_once",
                violation_error_message="Another trial has this registry id already.",
            )
        ]

    def clean(self) -> None:
        """Check the id’s form; how letters are cased is the registry’s way, not the editor’s."""
        super().clean()
        if self.registry not in choices.Registry.values:
            return  # the field itself says so
        registry = choices.Registry(self.registry)
        identifier = self.identifier.strip()
        if registry == choices.Registry.CHICTR:
            identifier = re.sub("^chictr", "ChiCTR", identifier, flags=re.IGNORECASE)
        else:
            identifier = identifier.upper()
        pattern = choices.REGISTRY_ID_PATTERNS.get(registry)
        if pattern and not re.fullmatch(pattern, identifier, re.ASCII):
            raise ValidationError({"identifier": f"This is no id of {registry.label}."})
        self.identifier = identifier

    @property
    def url(self) -> str:
        """The address of the record, or an empty text where the registry has none by id."""
        template = choices.REGISTRY_URLS.get(choices.Registry(self.registry), "")
        return template.format(id=self.identifier)


class TrialCondition(Orderable):
    """A condition that a trial is about."""

    page = ParentalKey(TrialPage, on_delete=models.CASCADE, related_name="trial_conditions")
    condition = models.ForeignKey("trials.Condition", on_delete=models.PROTECT, related_name="+")
    panels = [FieldPanel("condition")]
    api_fields = [APIField("condition")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "condition"], name="condition_once")]


class TrialIntervention(Orderable):
    """What a trial gave or did."""

    page = ParentalKey(TrialPage, on_delete=models.CASCADE, related_name="trial_interventions")
    intervention = models.ForeignKey(
        "trials.Intervention", on_delete=models.PROTECT, related_name="+"
    )
    panels = [FieldPanel("intervention")]
    api_fields = [APIField("intervention")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "intervention"], name="intervention_once")
        ]


class TrialLocation(Orderable):
    """A place where people took part."""

    page = ParentalKey(TrialPage, on_delete=models.CASCADE, related_name="locations")
    facility = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, choices=Country.choices)
    status = models.CharField(max_length=30, blank=True, choices=choices.OverallStatus.choices)

    panels = [
        FieldPanel("facility"),
        FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
        FieldPanel("status"),
    ]
    api_fields = [
        APIField("facility"),
        APIField("city"),
        APIField("country"),
        APIField("status"),
    ]


class TrialPublication(Orderable):
    """A publication about a trial."""

    reading_order = ("reference",)
    listed_fields = ("reference",)

    page = ParentalKey(TrialPage, on_delete=models.CASCADE, related_name="publications")
    reference = models.ForeignKey(
        "references.Reference", on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(
        max_length=20,
        choices=choices.PublicationRole.choices,
        default=choices.PublicationRole.PRIMARY_RESULTS,
    )
    panels = [FieldPanel("reference"), FieldPanel("role")]
    api_fields = [APIField("reference"), APIField("role")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "reference"], name="publication_once")
        ]
