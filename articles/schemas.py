"""Public shapes of articles."""

import datetime
from typing import TYPE_CHECKING, Literal

from articles.blocks.body import ArticleBody
from articles.choices import Approval
from cms.content.blocks.base import BlockEnvelope, union_of
from cms.content.countries import Country
from cms.content.schemas import RichText
from cms.delivery.schemas import Schema
from cms.references.schemas import CitedPageDocument, ReferenceId
from trials.choices import Phase

if TYPE_CHECKING:
    ArticleBlock = BlockEnvelope
else:
    #: Any block of an article's body, told apart by `type`.
    ArticleBlock = union_of("ArticleBlock", ArticleBody)


class Approved(Schema):
    """Whether it is approved for this use anywhere."""

    value: Approval | None
    where: list[Country]
    text: RichText
    as_of: datetime.date | None


class Tested(Schema):
    """How far it was tested in people."""

    people: int | None
    trials: int | None
    phases: list[Phase]
    text: RichText
    as_of: datetime.date | None


class Line(Schema):
    """One line of "At a glance"."""

    text: RichText
    as_of: datetime.date | None


class AtAGlance(Schema):
    """The first answers: each line cited and dated."""

    approved: Approved
    tested: Tested
    harms: Line
    availability: Line
    questions: Line


class FeaturedReference(Schema):
    """The review article that a reader should open first."""

    reference: ReferenceId
    why: RichText


class TopicDocument(CitedPageDocument):
    """A topic article."""

    type: Literal["topic"]
    key_points: list[RichText]
    featured_reference: FeaturedReference | None
    at_a_glance: AtAGlance
    body: list[ArticleBlock]


class Entry(Schema):
    """One article of a review list."""

    reference: ReferenceId
    annotation: RichText
    theme: str
    featured: bool


class ReviewListDocument(CitedPageDocument):
    """A curated list of review articles."""

    type: Literal["review_list"]
    body: list[ArticleBlock]
    entries: list[Entry]
