"""The public form of articles."""

from articles.models import ReviewListPage, TopicPage
from articles.schemas import (
    Approved,
    AtAGlance,
    Entry,
    FeaturedReference,
    Line,
    ReviewListDocument,
    Tested,
    TopicDocument,
)
from cms.content.blocks.base import deliver
from cms.content.documents import rendering_of, rich_text
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet
from cms.references.blocks.base import cite
from cms.references.documents import cited_page_fields


def at_a_glance(page: TopicPage, rendering: Rendering) -> AtAGlance:
    """Return the first answers of a topic."""
    return AtAGlance(
        approved=Approved(
            value=page.approved or None,
            where=page.approved_where,
            text=rich_text(page.approved_text, rendering),
            as_of=page.approved_as_of,
        ),
        tested=Tested(
            people=page.tested_people,
            trials=page.tested_trials,
            phases=page.tested_phases,
            text=rich_text(page.tested_text, rendering),
            as_of=page.tested_as_of,
        ),
        harms=Line(text=rich_text(page.harms_text, rendering), as_of=page.harms_as_of),
        availability=Line(
            text=rich_text(page.availability_text, rendering), as_of=page.availability_as_of
        ),
        questions=Line(text=rich_text(page.questions_text, rendering), as_of=page.questions_as_of),
    )


def topic_document(page: TopicPage, outlet: Outlet) -> TopicDocument:
    """Return the public form of a topic article."""
    rendering = rendering_of(page, outlet)
    featured = None
    if page.featured_reference:
        featured = FeaturedReference(
            reference=cite([page.featured_reference], rendering, "featured")[0],
            why=rich_text(page.featured_reference_why, rendering),
        )
    key_points = [rich_text(child.value.source, rendering) for child in page.key_points]
    glance = at_a_glance(page, rendering)
    body = deliver(page.body, rendering=rendering, outlet=outlet)
    return TopicDocument(
        **cited_page_fields(page, outlet, rendering),
        key_points=key_points,
        featured_reference=featured,
        at_a_glance=glance,
        body=body,
    )


def review_list_document(page: ReviewListPage, outlet: Outlet) -> ReviewListDocument:
    """Return the public form of a review list."""
    rendering = rendering_of(page, outlet)
    body = deliver(page.body, rendering=rendering, outlet=outlet)
    entries = [
        Entry(
            reference=entry.reference.uuid,
            annotation=rich_text(entry.annotation, rendering),
            theme=entry.theme,
            featured=entry.featured,
        )
        for entry in page.ordered_entries()
    ]
    return ReviewListDocument(
        **cited_page_fields(page, outlet, rendering), body=body, entries=entries
    )
