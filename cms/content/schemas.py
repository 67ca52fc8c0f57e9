"""Public shapes of content in general: rich text, images, people, and what every page has."""

import datetime
import uuid
from typing import Annotated, Literal

from django.utils.safestring import SafeString, mark_safe
from pydantic import Field, GetJsonSchemaHandler, RootModel, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypeAliasType

from cms.content.choices import Audience, CitationStyle, PageTypeName, ReviewState
from cms.content.rich_text_portable import PortableText
from cms.delivery.schemas import Document, Schema


class RichTextHtml(Schema):
    """Running text as HTML: sanitised, citation marks numbered."""

    format: Literal["html"] = "html"
    html: str
    text: str = Field(description="The same words without markup and citation marks.")

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> SafeString:
        return mark_safe(self.html)  # noqa: S308 - cleaned by nh3 where it was rendered


class RichTextMarkdown(Schema):
    """The same text as Markdown (CommonMark); a citation mark is a link to its entry."""

    format: Literal["markdown"] = "markdown"
    markdown: str
    text: str = Field(description="The same words without markup and citation marks.")


class RichTextPortable(Schema):
    """The same text as Portable Text; a citation mark is an object among the words."""

    format: Literal["portable"] = "portable"
    blocks: PortableText
    text: str = Field(description="The same words without markup and citation marks.")


_ANY_FORM: TypeAdapter[RichTextHtml | RichTextMarkdown | RichTextPortable] = TypeAdapter(
    Annotated[RichTextHtml | RichTextMarkdown | RichTextPortable, Field(discriminator="format")]
)


class _DeliveredInAnyForm:
    """Describes what is made as HTML as what a reader may ask for."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(_ANY_FORM.core_schema)


#: Documents are made and stored with HTML; `rich_text_forms` writes the other forms from that.
RichText = TypeAliasType("RichText", Annotated[RichTextHtml, _DeliveredInAnyForm()])


class ImageSource(Schema):
    """One file of an image."""

    url: str
    width: int
    height: int
    type: str
    bytes: int


class FocalPoint(Schema):
    """The part of an image that must stay visible, in pixels of the original."""

    x: int
    y: int
    width: int
    height: int


class ImageSchema(Schema):
    """An image where it is used: its alt text is that of this use."""

    id: uuid.UUID
    alt: str
    decorative: bool
    caption: str
    credit: str
    licence: str
    width: int
    height: int
    focal_point: FocalPoint | None
    src: str
    srcset: list[ImageSource]
    placeholder: str = Field(description="A tiny picture as a data URI, to show while loading.")


class PageLink(Schema):
    """A short object: a page that another object names."""

    id: uuid.UUID
    type: PageTypeName
    title: str
    path: str


class PageCard(PageLink):
    """A short object with what a card shows."""

    summary: str
    hero_image: ImageSchema | None


class PersonLink(Schema):
    """A short object: a person that a page names."""

    id: uuid.UUID
    type: Literal["person"] = "person"
    name: str
    credentials: str
    interests: str


class Review(Schema):
    """The state of a page's medical review."""

    state: ReviewState
    reviewed_on: datetime.date | None
    due_on: datetime.date | None
    reviewers: list[PersonLink]
    independent: bool | None = Field(
        description="Whether no reviewer is also an author; null before the first review."
    )


class Change(Schema):
    """One public change note."""

    date: datetime.date
    kind: Literal["update", "correction"]
    note: str


class Disclosures(Schema):
    """Who paid, and what the site's owner sells."""

    funding: str
    site: str


class Seo(Schema):
    """What search engines and social networks show."""

    title: str
    description: str
    image: ImageSchema | None


class GlossaryEntry(Schema):
    """A glossary term that a page uses."""

    id: uuid.UUID
    term: str
    definition: str


class PageDocument(Document):
    """What the public form of every page has."""

    title: str
    path: str
    summary: str
    audience: Audience
    report_url: str | None
    review: Review
    changes: list[Change]
    authors: list[PersonLink]
    disclosures: Disclosures
    breadcrumbs: list[PageLink]
    children: list[PageCard]
    hero_image: ImageSchema | None
    seo: Seo
    glossary: list[GlossaryEntry]


class PersonDocument(Document):
    """An author or medical reviewer."""

    type: Literal["person"]
    name: str
    credentials: str
    role: str
    photo: ImageSchema | None
    biography: RichText
    orcid: str
    interests: str


class GlossaryTermDocument(Document):
    """A word and what it means."""

    type: Literal["glossary_term"]
    term: str
    synonyms: list[str]
    definition: str


class NavigationItem(PageLink):
    """A page in the menu, with those below it."""

    children: list["NavigationItem"]


class Navigation(Schema):
    """The menu tree."""

    items: list[NavigationItem]


class SiteDocument(Schema):
    """What is said once for the whole site."""

    name: str
    contact: str
    disclaimer: str
    disclosure: str
    citation_style: CitationStyle
    max_offline_days: int
    environment: Literal["development", "staging", "production"]


class VocabularyEntry(Schema):
    """One value of an enumeration, in words."""

    value: str
    label: str
    meaning: str = Field(description="A sentence that explains it; empty where the label does.")


class Vocabularies(RootModel[dict[str, list[VocabularyEntry]]]):
    """Every enumeration, by the name of the field that it belongs to."""
