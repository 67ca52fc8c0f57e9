"""Which tables hold public facts of pages, people, words, images and of the site itself."""

from collections.abc import Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from modelcluster.fields import ParentalKey
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from cms.content.images import SPEC_PREFIX
from cms.content.models import Document, Image, Rendition, SiteSettings, Withdrawal
from cms.delivery import registry
from cms.delivery.facts import FactTable, columns_of

#: Columns of every page that readers see, or that decide what they see.
PAGE_COLUMNS = (
    "title", "slug", "path", "depth", "url_path", "live", "first_published_at",
    "last_published_at", "expire_at", "expired", "seo_title", "search_description",
    "show_in_menus", "content_type_id", "translation_key", "locale_id", "alias_of_id",
)  # fmt: skip
#: How many characters of a page's path name one step in the tree.
STEP = Page.steplen
PAGE = Page._meta.db_table
WITHDRAWAL = Withdrawal._meta.db_table


def page_types() -> dict[str, type[Page]]:
    """Return the registered types that are pages, with their models."""
    return {
        name: deliverable.model
        for name, deliverable in registry.all_types().items()
        if deliverable.kind == "page" and deliverable.model is not None
    }


def _type_of(row: str) -> str:
    """Return the expression for the set that a page belongs to: all of its type."""
    types = {
        ContentType.objects.get_for_model(model).pk: name for name, model in page_types().items()
    }
    cases = " ".join(f"WHEN {pk} THEN 'type:{name}'" for pk, name in sorted(types.items()))
    return f"CASE {row}.content_type_id {cases} ELSE 'pages' END"


def _page_touches(page: str, source: str = "") -> tuple[str, ...]:
    """Return what a change of one live page touches; a withdrawn one still says why it is gone.

    Args:
        page: what its row is called.
        source: ` FROM … WHERE …`, up to the condition that it is live.
    """
    condition = f"{source} AND" if source else " WHERE"
    is_withdrawn = f"EXISTS (SELECT 1 FROM {WITHDRAWAL} w WHERE w.page_id = {page}.id)"
    return (
        f"SELECT 'page:' || {page}.id AS key, 1 AS own{condition} ({page}.live OR {is_withdrawn})",
        f"SELECT {_type_of(page)} AS key, 0 AS own{condition} {page}.live",
        f"SELECT 'pages' AS key, 0 AS own{condition} {page}.live",
    )


def _place_touches(page: str, source: str = "") -> tuple[str, ...]:
    """Return what a change of a live page's place in the tree touches."""
    condition = f"{source} AND" if source else " WHERE"
    return (
        (
            f"SELECT 'children:' || substr({page}.path, 1, length({page}.path) - {STEP}) AS key, "
            f"0 AS own{condition} {page}.live"
        ),
        f"SELECT 'menu' AS key, 0 AS own{condition} {page}.live AND {page}.show_in_menus",
    )


def _part_of_page(model: type[Model], column: str) -> FactTable:
    """Return the facts of a table whose rows belong to one page each."""
    source = f" FROM {PAGE} p WHERE p.id = {{row}}.{column}"
    return FactTable(
        table=model._meta.db_table, columns=columns_of(model), touches=_page_touches("p", source)
    )


def _child_models(model: type[Page]) -> Iterator[tuple[type[Model], str]]:
    """Yield the models of a page's child rows, with the column that names the page."""
    for relation in model._meta.related_objects:
        if isinstance(relation.field, ParentalKey):
            yield relation.related_model, relation.field.column


#: Child rows that Wagtail itself hangs on pages; readers see nothing of them.
PRIVATE_CHILDREN = ("wagtailcore",)


def page_facts() -> Sequence[FactTable]:
    """Return the tables that pages are made from."""
    parts = {
        child: column
        for model in page_types().values()
        for child, column in _child_models(model)
        if child._meta.app_label not in PRIVATE_CHILDREN
    }
    # A restriction holds for aliases too, and for theirs: of those all, wherever a chain begins.
    below = (
        f" FROM {PAGE} a JOIN {PAGE} p ON substr(p.path, 1, length(a.path)) = a.path"
        " WHERE (a.id = {row}.page_id OR a.alias_of_id = {row}.page_id OR a.alias_of_id IN"
        f" (SELECT b.id FROM {PAGE} b WHERE b.alias_of_id IS NOT NULL))"
    )
    below_alias = (
        f" FROM {PAGE} p WHERE {{row}}.alias_of_id IS NOT NULL"
        f" AND EXISTS (SELECT 1 FROM {PageViewRestriction._meta.db_table})"
        " AND substr(p.path, 1, length({row}.path)) = {row}.path"
    )
    return [
        FactTable(
            table=PAGE,
            columns=PAGE_COLUMNS,
            touches=(
                *_page_touches("{row}"),
                *_place_touches("{row}"),
                # Whether they are private hangs on what the alias is of.
                *_page_touches("p", below_alias),
                *_place_touches("p", below_alias),
            ),
            touches_when_deleted=(
                (
                    "SELECT 'page:' || {row}.id AS key, 1 AS own WHERE EXISTS ("
                    "SELECT 1 FROM delivery_document d WHERE d.source = 'page:' || {row}.id)"
                ),
            ),
            old_path="SELECT {row}.url_path AS path, 'page:' || {row}.id AS source "
            "WHERE {row}.live",
        ),
        *(_part_of_page(model, model._meta.pk.column) for model in page_types().values()),
        *(_part_of_page(child, column) for child, column in parts.items()),
        FactTable(
            table=PageViewRestriction._meta.db_table,
            columns=("page_id", "restriction_type"),
            touches=(*_page_touches("p", below), *_place_touches("p", below)),
        ),
        FactTable(
            table=WITHDRAWAL,
            columns=columns_of(Withdrawal, without=("withdrawn_by",)),
            touches=(
                (
                    "SELECT d.source AS key, 1 AS own FROM delivery_document d "
                    "WHERE d.source = 'page:' || {row}.page_id"
                ),
            ),
        ),
        *media_facts(),
    ]


def media_facts() -> Sequence[FactTable]:
    """Return the tables of images, of files, and of who may see them."""
    return [
        FactTable(
            table=Image._meta.db_table,
            columns=(
                "file",
                "width",
                "height",
                "description",
                "credit",
                "licence",
                "collection_id",
                "focal_point_x",
                "focal_point_y",
                "focal_point_width",
                "focal_point_height",
            ),
            touches=("SELECT 'image:' || {row}.id AS key, 0 AS own",),
        ),
        FactTable(
            table=Rendition._meta.db_table,
            columns=("file", "width", "height", "image_id", "filter_spec", "focal_point_key"),
            touches=(
                (
                    "SELECT 'image:' || {row}.image_id AS key, 0 AS own "
                    f"WHERE {{row}}.filter_spec LIKE '{SPEC_PREFIX}%'"
                ),
            ),
        ),
        FactTable(
            table=Document._meta.db_table,
            columns=("title", "file", "collection_id"),
            touches=("SELECT 'document:' || {row}.id AS key, 0 AS own",),
        ),
        FactTable(
            table=Collection._meta.db_table,
            columns=("path",),
            touches=("SELECT 'collections' AS key, 0 AS own",),
        ),
        FactTable(
            table=CollectionViewRestriction._meta.db_table,
            columns=("collection_id", "restriction_type"),
            touches=("SELECT 'collections' AS key, 0 AS own",),
        ),
    ]


def site_facts() -> Sequence[FactTable]:
    """Return the tables of what there is once for the whole site."""
    return [
        FactTable(
            table=SiteSettings._meta.db_table,
            columns=columns_of(SiteSettings),
            touches=("SELECT 'site' AS key, 1 AS own",),
        ),
        FactTable(
            table=Site._meta.db_table,
            columns=("hostname", "port", "root_page_id", "is_default_site"),
            # Where pages are, and whether they are anywhere.
            touches=("SELECT '*' AS key, 1 AS own",),
        ),
    ]
