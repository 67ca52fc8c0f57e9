"""Links to pages and documents in rich text."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from lxml import html
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.content.queries import page_paths, private_collections, public_pages
from cms.content.rich_text import (
    LinkType,
    Rendering,
    StoredValue,
    inner_html,
    parse,
    stored_links,
)
from cms.delivery.recording import recorder


def _ids(values: Sequence[StoredValue], identifier: str) -> set[int]:
    """Return the numeric ids that links of one kind name; anything else is ignored."""
    found = (attributes.get("id", "") for _, attributes in stored_links(values, identifier))
    return {int(value) for value in found if value.isdecimal() and len(value) < 19}


class PageLinkType:
    """`<a linktype="page" id="3">`: a link to a page. One that is not public is plain text."""

    identifier = "page"

    def resolve(
        self, values: Sequence[StoredValue], rendering: Rendering
    ) -> Mapping[str, tuple[Page, str]]:
        ids = _ids(values, self.identifier)
        if not ids:
            return {}
        recorder().use(*(f"page:{pk}" for pk in ids))
        pages = list(public_pages(Page.objects.filter(pk__in=ids), now=timezone.now()))
        for page in pages:
            recorder().ends(page.expire_at)
        paths = page_paths(pages)
        return {str(page.pk): (page, path) for page in pages if (path := paths[page.pk])}

    def write(self, element: html.HtmlElement, resolved: Any, rendering: Rendering) -> None:
        target = resolved.get(element.attrib.pop("id", ""))
        if target is None:
            element.drop_tag()
            return
        page, path = target
        element.set("href", rendering.base_url + path)
        element.set("data-page", str(page.translation_key))
        element.set("data-type", getattr(page.specific_class, "api_type", ""))
        element.set("data-path", path)


class DocumentLinkType:
    """`<a linktype="document" id="3">`: a file to download. A private one is plain text."""

    identifier = "document"

    def resolve(self, values: Sequence[StoredValue], rendering: Rendering) -> Mapping[str, Any]:
        ids = _ids(values, self.identifier)
        if not ids:
            return {}
        recorder().use("collections", *(f"document:{pk}" for pk in ids))
        documents = get_document_model().objects.filter(pk__in=ids)
        public = documents.exclude(collection__in=private_collections())
        return {str(document.pk): document for document in public}

    def write(self, element: html.HtmlElement, resolved: Any, rendering: Rendering) -> None:
        document = resolved.get(element.attrib.pop("id", ""))
        if document is None:
            element.drop_tag()
        else:
            element.set("href", rendering.base_url + document.url)


LINK_TYPES: tuple[LinkType, ...] = (PageLinkType(), DocumentLinkType())


def without_private_links(source: str) -> str:
    """Return a stored rich text in which links to what is not public are plain text."""
    values = [StoredValue("rich_text", source)]
    tree = parse(source)
    private = [
        element
        for link_type in LINK_TYPES
        for public in [link_type.resolve(values, Rendering())]
        for element in tree.findall(f".//a[@linktype='{link_type.identifier}']")
        if element.get("id") not in public
    ]
    if not private:
        return source
    for element in private:
        element.drop_tag()
    return inner_html(tree)
