"""Public shapes of trials. The vocabulary is ClinicalTrials.gov's, in snake case."""

import datetime
import uuid
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from cms.content.blocks.base import BlockEnvelope, union_of
from cms.content.countries import Country
from cms.content.schemas import PageLink, RichText
from cms.delivery.schemas import Document, Schema
from cms.references.schemas import CitedPageDocument, ReferenceId
from trials import choices
from trials.blocks.body import TrialIndexBody
from trials.blocks.discrepancy import Discrepancy

if TYPE_CHECKING:
    TrialIndexBlock = BlockEnvelope
else:
    #: Any block of a trial index's body, told apart by `type`.
    TrialIndexBlock = union_of("TrialIndexBlock", TrialIndexBody)


class Enrollment(Schema):
    """How many people took or are to take part."""

    count: int
    type: choices.EnrollmentType


class TrialCard(PageLink):
    """A short object with what a list shows of a trial."""

    summary: str
    phases: list[choices.Phase]
    overall_status: choices.OverallStatus | None
    enrollment: Enrollment | None


class RegistryId(Schema):
    """An id in one registry; `url` is empty where the registry has no address by id."""

    registry: choices.Registry
    id: str
    url: str


class Location(Schema):
    """A place where people took part."""

    facility: str
    city: str
    country: Country
    status: choices.OverallStatus | None


class Eligibility(Schema):
    """Who can take part: in plain words, and as registered."""

    text: RichText
    criteria: str
    sex: choices.Sex | None
    minimum_age: str
    maximum_age: str


class Openness(Schema):
    """Whether people can take part, as of a date (of its real precision)."""

    value: choices.OpenToPatients
    as_of: str | None


class TaxonomyLink(Schema):
    """A short object: a condition that a trial names."""

    id: uuid.UUID
    type: Literal["condition"] = "condition"
    name: str
    slug: str


class InterventionLink(Schema):
    """A short object: an intervention that a trial names. `type` is ClinicalTrials.gov's."""

    id: uuid.UUID
    type: choices.InterventionType
    name: str
    slug: str


class Product(Schema):
    """What was given."""

    source: choices.ProductSource | None
    cargo: str
    loading: str
    route: str
    dose: str
    schedule: str


class Parts(Schema):
    """The summary, in five headed parts."""

    why: RichText
    what_was_done: RichText
    what_was_found: RichText
    what_it_means: RichText
    limitations: RichText


class Publication(Schema):
    """A publication about a trial."""

    reference: ReferenceId
    role: choices.PublicationRole


class RegistryState(Schema):
    """When the registry was read, and what has changed there since."""

    snapshot_at: datetime.datetime | None
    checked_at: datetime.datetime | None
    changed_since: list[str]


class TrialDocument(CitedPageDocument):
    """A summary of one human trial."""

    type: Literal["trial"]
    topic: PageLink | None
    official_title: str
    acronym: str
    registry_ids: list[RegistryId]
    part_of: PageLink | None
    phases: list[choices.Phase]
    overall_status: choices.OverallStatus | None
    status_verified_on: datetime.date | None
    study_type: choices.StudyType | None
    allocation: choices.Allocation | None
    intervention_model: choices.InterventionModel | None
    masking: choices.Masking | None
    primary_purpose: choices.PrimaryPurpose | None
    start_date: str | None
    primary_completion_date: str | None
    completion_date: str | None
    results_first_posted_date: str | None
    enrollment: Enrollment | None
    sponsor: str
    collaborators: list[str]
    countries: list[Country]
    locations: list[Location]
    eligibility: Eligibility
    open_to_patients: Openness
    conditions: list[TaxonomyLink]
    interventions: list[InterventionLink]
    product: Product
    arms: list[dict[str, Any]] = Field(description="Empty until trials hold structured arms.")
    outcomes: list[dict[str, Any]] = Field(description="Empty until trials hold outcomes.")
    has_results: bool
    results: dict[str, Any] | None = Field(description="Null until trials hold results.")
    parts: Parts
    publications: list[Publication]
    discrepancies: list[Discrepancy]
    registry: RegistryState


class TrialIndexDocument(CitedPageDocument):
    """All trials of a topic."""

    type: Literal["trial_index"]
    introduction: RichText
    reading_guide: RichText
    conclusion: RichText
    body: list[TrialIndexBlock]


class ConditionDocument(Document):
    """A condition, with every name that it goes by."""

    type: Literal["condition"]
    name: str
    slug: str
    synonyms: list[str]
    mesh_id: str | None


class InterventionDocument(Document):
    """An intervention, with every name that it goes by."""

    type: Literal["intervention"]
    name: str
    slug: str
    intervention_type: choices.InterventionType
    synonyms: list[str]
    mesh_id: str | None
