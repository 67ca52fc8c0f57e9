"""Which live pages cite references."""

from collections import defaultdict
from collections.abc import Collection

from wagtail.models import Page, ReferenceIndex

from cms.delivery.models import DocumentKey, Standing
from cms.delivery.recording import CONTRIBUTION
from cms.references.models import Reference


def citing_pages(references: Collection[int]) -> dict[int, list[Page]]:
    """Return the live pages that name each of some references, by their keys; in four queries.

    By the read model, which is exact for what anybody may read, and by Wagtail's index, which knows
    pages with a password too.
    """
    wanted = {f"{CONTRIBUTION}cited_by:{pk}": pk for pk in references}
    documents = DocumentKey.objects.filter(key__in=wanted, document__standing=Standing.PUBLIC)
    found: dict[int, set[int]] = defaultdict(set)
    for key, source in documents.values_list("key", "document__source"):
        kind, _, pk = source.partition(":")
        if kind == "page":
            found[wanted[key]].add(int(pk))
    for reference, page_pk in _indexed(references):
        found[reference].add(page_pk)
    pages = Page.objects.live().select_related("owner").order_by("title", "pk")
    live = list(pages.filter(pk__in=set().union(*found.values())))
    return {pk: [page for page in live if page.pk in found[pk]] for pk in references}


def _indexed(references: Collection[int]) -> list[tuple[int, int]]:
    """Return the references and pages that Wagtail's index knows, in pairs."""
    to, of = (
        ReferenceIndex._get_base_content_type(model)  # noqa: SLF001 - it says so nowhere else
        for model in (Reference, Page)
    )
    rows = ReferenceIndex.objects.filter(
        to_content_type=to, to_object_id__in=map(str, references), base_content_type=of
    )
    return [(int(to_), int(page)) for to_, page in rows.values_list("to_object_id", "object_id")]
