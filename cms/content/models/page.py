"""ContentPage: what every page of the library has."""

import datetime
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.api import APIField
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.content.block_errors import stream_messages
from cms.content.choices import Audience, ReviewState
from cms.content.fields import StreamField
from cms.content.forms import ContentPageForm
from cms.content.models.withdrawal import PublicWithdrawal, public_withdrawal_of, withdrawal_of
from cms.content.queries import page_path
from cms.content.schemas import PageDocument
from cms.content.slugs import validate_slug_is_free
from cms.delivery import registry
from cms.delivery.dependencies import of_request
from cms.delivery.models import Standing
from cms.delivery.reading import dependence_of, document_of, parsed
from cms.delivery.registry import Outlet

#: A review is due again this long after it was done, unless the reviewer says otherwise.
REVIEW_INTERVAL_MONTHS = 24
#: A review counts as due this many days before its date.
REVIEW_DUE_WITHIN_DAYS = 60

SUMMARY_LENGTH = 300


class NotReadyToPublish(ValidationError):
    """A version of a page that is not fit for readers, with what is missing."""

    def __init__(self, message: Any, *, page: "ContentPage") -> None:
        super().__init__(message)
        self.page = page


class PagePerson(Orderable):
    """One person's part in a page."""

    person = models.ForeignKey("content.Person", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        abstract = True


class PageAuthor(PagePerson):
    """A person who wrote a page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_authors")
    api_fields = [APIField("person")]

    class Meta(PagePerson.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="author_once")]


class PageReviewer(PagePerson):
    """A person who reviewed a page medically."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_reviewers")
    api_fields = [APIField("person")]

    class Meta(PagePerson.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="reviewer_once")]


class ContentPage(Page):
    """The base of every page type.

    Its public id is Wagtail's `translation_key`: kept when the page moves, new when it is copied.
    """

    #: The document type in the API.
    api_type: ClassVar[str]
    #: Fields and child relations in the order in which a reader meets their text; citations are
    #: numbered along it.
    reading_order: ClassVar[tuple[str, ...]] = ()
    base_form_class = ContentPageForm

    summary = models.TextField(
        max_length=SUMMARY_LENGTH,
        help_text=f"What the page says, in at most {SUMMARY_LENGTH} characters. "
        "Shown on cards, in search results and in lists.",
    )
    hero_image = models.ForeignKey(
        "content.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hero_image_alt = models.CharField(
        "alt text",
        max_length=255,
        blank=True,
        help_text="Leave empty to use the image’s own alt text.",
    )
    hero_image_decorative = models.BooleanField(
        "decorative", default=False, help_text="The image adds nothing that a reader needs to know."
    )
    audience = models.CharField(
        max_length=20, choices=Audience.choices, default=Audience.EVERYONE, db_index=True
    )
    funding = models.CharField(
        max_length=500, blank=True, help_text="Who paid for the writing. Shown to readers."
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When the whole page and its sources were last reviewed."
    )
    review_due_on = models.DateField(
        null=True,
        blank=True,
        db_index=True,
        help_text=f"Leave empty for {REVIEW_INTERVAL_MONTHS} months after the review.",
    )
    social_image = models.ForeignKey(
        "content.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when the page is shared. Without one, the main image is used.",
    )

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.FilterField("audience"),
        index.FilterField("reviewed_on"),
    ]
    api_fields = [
        APIField("summary"),
        APIField("hero_image"),
        APIField("audience"),
        APIField("funding"),
        APIField("reviewed_on"),
        APIField("review_due_on"),
        APIField("page_authors"),
        APIField("page_reviewers"),
    ]
    about_panels: ClassVar[list[Any]] = [
        MultipleChooserPanel(
            "page_authors", chooser_field_name="person", heading="Authors", label="author"
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    "<p>Readers see these dates at the end of the page. Fill them in only after "
                    "somebody has read the whole page and its sources.</p>"
                ),
                MultipleChooserPanel(
                    "page_reviewers",
                    chooser_field_name="person",
                    heading="Medical reviewers",
                    label="reviewer",
                ),
                FieldPanel("reviewed_on"),
                FieldPanel("review_due_on"),
            ],
            heading="Medical review",
        ),
        FieldPanel("audience"),
        FieldPanel("funding"),
        FieldPanel(
            "owner",
            heading="Looked after by",
            help_text="The account that gets reminders about this page. Not shown to readers.",
        ),
    ]
    summary_panels: ClassVar[list[Any]] = [
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("hero_image", heading="Image"),
                FieldPanel("hero_image_alt"),
                FieldPanel("hero_image_decorative"),
            ],
            heading="Main image",
        ),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("social_image")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check what must hold even for a draft."""
        super().clean()
        validate_slug_is_free(self.slug, depth=self.depth or 0)
        errors: dict[str, str] = {}
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            errors["reviewed_on"] = "A review can’t have happened in the future."
        if self.reviewed_on and self.review_due_on and self.review_due_on <= self.reviewed_on:
            errors["review_due_on"] = "The next review comes after the last one."
        if self.review_due_on and not self.reviewed_on:
            errors["reviewed_on"] = "Say when the page was reviewed, or leave both dates empty."
        if errors:
            raise ValidationError(errors)

    def publish_errors(self) -> dict[str, list[str]]:
        """Return what stands between this version and readers: field name → messages.

        Beyond required fields, which Wagtail enforces. Page types add theirs.
        """
        errors: dict[str, list[str]] = {}
        if len(self.summary) > SUMMARY_LENGTH:
            errors["summary"] = [f"This is too long: at most {SUMMARY_LENGTH} characters."]
        if (
            self.hero_image
            and not self.hero_image_decorative
            and not (self.hero_image_alt or self.hero_image.description)
        ):
            errors["hero_image_alt"] = [
                "Describe the image for readers who can’t see it, or mark it as decorative."
            ]
        if review_errors := self._review_errors():
            errors["reviewed_on"] = review_errors
        return errors

    def _review_errors(self) -> list[str]:
        """Return what is missing in the review of this version."""
        reviewers = self.page_reviewers.count()
        if withdrawal := withdrawal_of(self):
            return withdrawal.publish_errors(reviewed_on=self.reviewed_on, reviewers=reviewers)
        if self.reviewed_on and not reviewers:
            return ["Say who reviewed the page, or leave the date empty."]
        return []

    def block_errors(self) -> dict[str, list[str]]:
        """Return what is missing in blocks: only a form checks them, and not all publish by one."""
        errors: dict[str, list[str]] = {}
        for column in self._meta.get_fields():
            if isinstance(column, StreamField):
                stream = getattr(self, column.name)
                try:
                    column.stream_block.clean(stream)
                except StreamBlockValidationError as error:
                    errors[column.name] = list(stream_messages(error, stream))
        return errors

    def check_ready_to_publish(self) -> None:
        """Check that this version is fit for readers.

        Raises:
            NotReadyToPublish: it is not; the error says what is missing.
        """
        errors: dict[str, Any] = {}
        try:
            self.full_clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, messages in self.block_errors().items():
            errors.setdefault(name, messages)
        if not errors:
            errors = self.publish_errors()
        if errors:
            raise NotReadyToPublish(errors, page=self)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish `revision`, whoever asks: the editor, a bulk action, the API, the schedule.

        Raises:
            NotReadyToPublish: the version is not fit for readers; nothing has changed.
        """
        with transaction.atomic():
            revision.as_object().check_ready_to_publish()
            return super().publish(revision, *args, **kwargs)

    def get_effective_review_due_on(self) -> datetime.date | None:
        """Return when the page must be reviewed again, or None when it never was."""
        if self.reviewed_on is None:
            return None
        if self.review_due_on is not None:
            return self.review_due_on
        years, month = divmod(self.reviewed_on.month - 1 + REVIEW_INTERVAL_MONTHS, 12)
        year = self.reviewed_on.year + years
        first = datetime.date(year, month + 1, 1)
        next_month = (first + datetime.timedelta(days=31)).replace(day=1)
        last_day = (next_month - datetime.timedelta(days=1)).day
        return first.replace(day=min(self.reviewed_on.day, last_day))

    def get_review_state(self, *, today: datetime.date) -> ReviewState:
        """Return the state of the page's medical review on `today`. Derived, never typed."""
        due = self.get_effective_review_due_on()
        if due is None:
            return ReviewState.NEVER_REVIEWED
        if today > due:
            return ReviewState.OVERDUE
        if due - today <= datetime.timedelta(days=REVIEW_DUE_WITHIN_DAYS):
            return ReviewState.DUE
        return ReviewState.CURRENT

    def get_next_review_turn(self, *, now: datetime.datetime) -> datetime.datetime | None:
        """Return when the state of the page's medical review turns by itself after `now`."""
        due = self.get_effective_review_due_on()
        if due is None:
            return None
        days = (
            due - datetime.timedelta(days=REVIEW_DUE_WITHIN_DAYS),
            due + datetime.timedelta(days=1),
        )
        zone = timezone.get_current_timezone()
        turns = (datetime.datetime.combine(day, datetime.time(), zone) for day in days)
        return min((turn for turn in turns if turn > now), default=None)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Return what answers an address: a withdrawn page still does, and says that it was."""
        if not path_components and not self.live:
            withdrawal = public_withdrawal_of(self, now=timezone.now())
            if withdrawal is not None:
                return RouteResult(self, kwargs={"withdrawal": withdrawal})
        return super().route(request, path_components)

    def serve(
        self,
        request: HttpRequest,
        *args: Any,
        withdrawal: PublicWithdrawal | None = None,
        **kwargs: Any,
    ) -> Any:
        """Show the page to a reader; one that has expired is gone at its minute, not at a task's.

        Raises:
            Http404: the page has expired.
        """
        if withdrawal is not None:
            return _gone(request, withdrawal)
        if self.expire_at is not None and self.expire_at <= timezone.now():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the template's context: `document` is the page's public form, as apps get it."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "document": self._document_for(request)}

    def _document_for(self, request: HttpRequest) -> PageDocument:
        """Return the prepared document; of a draft or a private page, one made for this reader."""
        now = timezone.now()
        deliverable = registry.get(self.api_type)
        prepared = None if getattr(request, "is_preview", False) else document_of(self.source, now)
        if prepared is None or prepared.standing != Standing.PUBLIC:
            return cast(PageDocument, deliverable.build(self, Outlet(base_url="", now=now)))
        dependence = dependence_of(prepared)
        of_request(request).declare(dependence.keys, dependence.valid_until)
        return cast(PageDocument, parsed(prepared, deliverable.schema, base_url=""))

    @property
    def source(self) -> str:
        """What the page's document is made from, as the read model names it."""
        return f"page:{self.pk}"


def _gone(request: HttpRequest, withdrawal: PublicWithdrawal) -> TemplateResponse:
    """Return the page that stands in the place of a withdrawn one: 410, and why."""
    path = page_path(withdrawal.replacement) if withdrawal.replacement else None
    return TemplateResponse(
        request,
        "410.html",
        {"withdrawal": withdrawal, "replacement_path": path},
        status=410,
        headers={"X-Robots-Tag": "noindex"},
    )
