"""Public shapes of references and of citations."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from cms.content.choices import CitationStyle
from cms.content.schemas import PageDocument, PageLink
from cms.delivery.schemas import Document, Schema
from cms.references.choices import CslType, ReferenceStatus


class PersonName(Schema):
    """An author by family and given name."""

    family: str
    given: str


class LiteralName(Schema):
    """An author that is an organisation, or a name that can't be split."""

    literal: str


class FormattedReference(Schema):
    """A reference in one citation style."""

    style: CitationStyle
    text: str
    html: str


class ReferenceDocument(Document):
    """One publication."""

    type: Literal["reference"]
    title: str
    title_html: str
    csl_type: CslType
    authors: list[PersonName | LiteralName]
    year: int | None
    container_title: str
    volume: str
    issue: str
    pages: str
    doi: str | None
    pmid: str | None
    pmcid: str | None
    status: ReferenceStatus
    notice: str
    open_access: bool | None
    tags: list[str]
    citation: FormattedReference = Field(description="In the site's citation style.")
    cite_as: list[FormattedReference] = Field(
        description="In every citation style, the site's first."
    )
    csl: dict[str, Any]
    cited_by: list[PageLink]


#: Where an object names a reference it gives its id; `?include=references` brings the documents.
ReferenceId = Annotated[uuid.UUID, Field(description="The id of a reference.")]


class Citation(Schema):
    """A reference that the page cites, with its number."""

    number: int
    reference: ReferenceId
    anchor: str
    text: str
    html: str
    url: str
    status: ReferenceStatus
    uses: list[str] = Field(
        description="The ids of the marks that name it, in reading order: for links back to them."
    )


class CitedPageDocument(PageDocument):
    """What the public form of every page that cites has."""

    citations: list[Citation]
