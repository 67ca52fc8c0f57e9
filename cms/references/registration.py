"""What this app delivers."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from cms.content.registration import item_kind
from cms.delivery import registry
from cms.delivery.facts import FactTable, columns_of, own_touch
from cms.delivery.models import GoneReason
from cms.delivery.registry import Found
from cms.references.documents import reference_document
from cms.references.match_keys import MATCH_KEYS
from cms.references.models import MergedReference, Reference
from cms.references.schemas import ReferenceDocument
from cms.references.search import reference_search

#: What editors keep to themselves, publishers' property, and what only the library works with.
PRIVATE = ("abstract", "note", "formatted_from", "checked_at", *MATCH_KEYS)


def _tag_facts() -> Sequence[FactTable]:
    """Return the tables of references' tags."""
    of_references = ContentType.objects.get_for_model(Reference).pk
    tagged = TaggedItem._meta.db_table
    return [
        FactTable(
            table=tagged,
            columns=("tag_id", "object_id", "content_type_id"),
            touches=(
                (
                    "SELECT 'reference:' || {row}.object_id AS key, 1 AS own "
                    f"WHERE {{row}}.content_type_id = {of_references}"
                ),
                (
                    "SELECT 'type:reference' AS key, 0 AS own "
                    f"WHERE {{row}}.content_type_id = {of_references}"
                ),
            ),
        ),
        FactTable(
            table=Tag._meta.db_table,
            columns=("name", "slug"),
            touches=(
                (
                    f"SELECT 'reference:' || t.object_id AS key, 1 AS own FROM {tagged} t "
                    f"WHERE t.tag_id = {{row}}.id AND t.content_type_id = {of_references}"
                ),
                # By its name references are found that no answer has shown so far.
                (
                    "SELECT 'type:reference' AS key, 0 AS own WHERE EXISTS (SELECT 1 "
                    f"FROM {tagged} t WHERE t.tag_id = {{row}}.id "
                    f"AND t.content_type_id = {of_references})"
                ),
            ),
        ),
    ]


def _facts() -> Sequence[FactTable]:
    """Return the tables that documents of references are made from, besides their own."""
    merged = FactTable(
        table=MergedReference._meta.db_table,
        columns=columns_of(MergedReference),
        touches=own_touch("reference", "reference", pk="merged_pk"),
    )
    return [*_tag_facts(), merged]


def _merged(key: str) -> Found | None:
    """Return what stands behind the source of a reference that was merged into another."""
    row = MergedReference.objects.filter(pk=key).first()
    if row is None:
        return None
    return Found(
        type="reference",
        public_id=row.uuid,
        reason=GoneReason.MERGED,
        gone_at=row.merged_at,
        replaced_by=f"reference:{row.into_id}",
    )


def register() -> None:
    """Register references."""
    registry.register_kind(
        item_kind(
            Reference,
            private=PRIVATE,
            tables=_facts,
            find_gone=_merged,
            rows=Reference.objects.with_tags,
            # They show which pages cite them.
            is_derived=True,
        )
    )
    registry.register(
        registry.DeliverableType(
            name="reference",
            kind="reference",
            model=Reference,
            schema=ReferenceDocument,
            public=lambda now: Reference.objects.all(),
            build=reference_document,
            search=reference_search,
        )
    )
