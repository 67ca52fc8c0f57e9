"""The public form of trials and of what they are about."""

from wagtail.models import Page

from cms.content.blocks.base import deliver
from cms.content.documents import library_fields, page_link, rendering_of, rich_text
from cms.content.queries import is_public, pages_above, public_pages
from cms.content.rich_text import Rendering
from cms.content.schemas import PageLink
from cms.delivery.recording import recorder
from cms.delivery.registry import Outlet
from cms.references.blocks.base import cite
from cms.references.documents import cited_page_fields
from trials.models import Condition, Intervention, TrialIndexPage, TrialPage
from trials.models.trial_page import PARTS
from trials.queries import enrollment_of, has_results, open_to_patients, publications_of
from trials.schemas import (
    ConditionDocument,
    Eligibility,
    InterventionDocument,
    InterventionLink,
    Location,
    Parts,
    Product,
    Publication,
    RegistryId,
    RegistryState,
    TaxonomyLink,
    TrialDocument,
    TrialIndexDocument,
)


def _topic(page: TrialPage, outlet: Outlet) -> PageLink | None:
    """Return the topic that a trial stands under, the page above its index, if it is public."""
    above = [found for found in pages_above(page) if found.depth == page.depth - 2]
    return page_link(above[0]) if above and is_public(above[0], now=outlet.now) else None


def _part_of(page: TrialPage, outlet: Outlet) -> PageLink | None:
    if page.part_of_id:
        recorder().use(f"page:{page.part_of_id}")
    found = page.part_of_id and (
        public_pages(Page.objects.filter(pk=page.part_of_id), now=outlet.now).first()
    )
    return page_link(found) if found else None


def _condition_link(condition: Condition) -> TaxonomyLink:
    recorder().use(f"condition:{condition.pk}")
    return TaxonomyLink(id=condition.uuid, name=condition.name, slug=condition.slug)


def _intervention_link(intervention: Intervention) -> InterventionLink:
    recorder().use(f"intervention:{intervention.pk}")
    return InterventionLink(
        id=intervention.uuid,
        type=intervention.type,
        name=intervention.name,
        slug=intervention.slug,
    )


def _discrepancies(page: TrialPage, rendering: Rendering) -> list[object]:
    return [
        child.block.api_value(
            child.value,
            cite=lambda chosen, number=number: cite(chosen, rendering, f"discrepancy-{number}"),
        )
        for number, child in enumerate(page.discrepancies, start=1)
    ]


def _original(page: TrialPage) -> TrialPage:
    """Return the page whose text an alias shows, and which has the registry ids; else itself."""
    while page.alias_of_id is not None:
        recorder().use(f"page:{page.alias_of_id}")
        page = page.alias_of.specific
    return page


def trial_document(page: TrialPage, outlet: Outlet) -> TrialDocument:
    """Return the public form of a trial."""
    rendering = rendering_of(page, outlet)
    parts = Parts(
        **{name: rich_text(getattr(page, f"part_{name}"), rendering) for name, _, _ in PARTS}
    )
    eligibility = Eligibility(
        text=rich_text(page.eligibility_text, rendering),
        criteria=page.eligibility_criteria,
        sex=page.sex or None,
        minimum_age=page.minimum_age,
        maximum_age=page.maximum_age,
    )
    discrepancies = _discrepancies(page, rendering)
    return TrialDocument(
        **cited_page_fields(page, outlet, rendering),
        topic=_topic(page, outlet),
        official_title=page.official_title,
        acronym=page.acronym,
        registry_ids=[
            RegistryId(registry=found.registry, id=found.identifier, url=found.url)
            for found in _original(page).registry_ids.all()
        ],
        part_of=_part_of(page, outlet),
        phases=page.phases,
        overall_status=page.overall_status or None,
        status_verified_on=page.status_verified_on,
        study_type=page.study_type or None,
        allocation=page.allocation or None,
        intervention_model=page.intervention_model or None,
        masking=page.masking or None,
        primary_purpose=page.primary_purpose or None,
        start_date=page.start_date or None,
        primary_completion_date=page.primary_completion_date or None,
        completion_date=page.completion_date or None,
        results_first_posted_date=page.results_first_posted_date or None,
        enrollment=enrollment_of(page),
        sponsor=page.sponsor,
        collaborators=page.collaborators,
        countries=page.countries,
        locations=[
            Location(
                facility=place.facility,
                city=place.city,
                country=place.country,
                status=place.status or None,
            )
            for place in page.locations.all()
        ],
        eligibility=eligibility,
        open_to_patients=open_to_patients(page),
        conditions=[
            _condition_link(link.condition)
            for link in page.trial_conditions.select_related("condition")
        ],
        interventions=[
            _intervention_link(link.intervention)
            for link in page.trial_interventions.select_related("intervention")
        ],
        product=Product(
            source=page.product_source or None,
            cargo=page.product_cargo,
            loading=page.product_loading,
            route=page.product_route,
            dose=page.product_dose,
            schedule=page.product_schedule,
        ),
        arms=[],
        outcomes=[],
        has_results=has_results(page),
        results=None,
        parts=parts,
        publications=[
            Publication(reference=found.reference.uuid, role=found.role)
            for found in publications_of(page)
        ],
        discrepancies=discrepancies,
        registry=RegistryState(snapshot_at=None, checked_at=None, changed_since=[]),
    )


def trial_index_document(page: TrialIndexPage, outlet: Outlet) -> TrialIndexDocument:
    """Return the public form of a trial index."""
    rendering = rendering_of(page, outlet)
    texts = {
        name: rich_text(getattr(page, name), rendering)
        for name in ("introduction", "reading_guide", "conclusion")
    }
    body = deliver(page.body, rendering=rendering, outlet=outlet)
    return TrialIndexDocument(**cited_page_fields(page, outlet, rendering), **texts, body=body)


def condition_document(condition: Condition, outlet: Outlet) -> ConditionDocument:
    """Return the public form of a condition."""
    return ConditionDocument(
        **library_fields(condition, outlet, path="/"),
        name=condition.name,
        slug=condition.slug,
        synonyms=condition.synonyms,
        mesh_id=condition.mesh_id or None,
    )


def intervention_document(intervention: Intervention, outlet: Outlet) -> InterventionDocument:
    """Return the public form of an intervention."""
    return InterventionDocument(
        **library_fields(intervention, outlet, path="/"),
        name=intervention.name,
        slug=intervention.slug,
        intervention_type=intervention.type,
        synonyms=intervention.synonyms,
        mesh_id=intervention.mesh_id or None,
    )
