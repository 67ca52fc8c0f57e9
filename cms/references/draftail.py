"""Citations in the rich text editor and in API v3: every way in and out of the stored form.

In the editor a citation is one piece, an author and a year that can't be typed into. Stored it is
`<a linktype="citation" items="…">[x]</a>`, see `citations`. A citation can't stand inside a link:
the link gives way.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.forms.utils import flatatt
from django.utils.html import format_html
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.editor_html import LinkTypeRule
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    HtmlToContentStateHandler,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.content.rich_text import UNREADABLE, StoredValue, stored_links
from cms.references.choices import ReferenceStatus
from cms.references.citations import LINK_TYPE, MISSING, CitedItem, parse_items, write_items
from cms.references.models import Reference

#: The name of the feature in an editor's list, and of the entity in Draftail.
FEATURE = "citation"
ENTITY = "CITATION"
#: The visible inner text of a stored citation; nobody reads it.
INNER_TEXT = "[x]"

References = Mapping[uuid.UUID, Reference]


def references_of(items: Iterable[CitedItem]) -> dict[uuid.UUID, Reference]:
    """Return the references that `items` name, by id, in one query; one that is gone is not."""
    wanted = {item.reference for item in items}
    found = Reference.objects.filter(uuid__in=wanted) if wanted else ()
    return {reference.uuid: reference for reference in found}


def references_cited_in(html: str) -> dict[uuid.UUID, Reference]:
    """Return the references that a stored text cites, by id."""
    links = stored_links([StoredValue("rich_text", html)], LINK_TYPE)
    return references_of(
        item for _, attributes in links for item in parse_items(attributes.get("items", ""))
    )


def short_label(items: Sequence[CitedItem], references: References) -> str:
    """Return a citation in words: `(Dai et al. 2008; Escudier et al. 2005, p. 4)`."""
    labels = []
    for item in items:
        reference = references.get(item.reference)
        words = reference.short_citation if reference else MISSING
        labels.append(f"{words}, {item.locator}" if item.locator else words)
    # One line of readable characters: it stands in running text, also in Markdown.
    line = " ".join(UNREADABLE.sub(" ", "; ".join(labels)).split())
    return f"({line or MISSING})"


def _long_label(items: Sequence[CitedItem], references: References) -> str:
    """Return the whole citations, one a line, each with what is wrong with it first."""
    lines = []
    for item in items:
        reference = references.get(item.reference)
        if reference is None:
            lines.append(f"This reference is not in the library ({item.reference})")
            continue
        is_normal = reference.status == ReferenceStatus.NORMAL
        status = "" if is_normal else f"{reference.get_status_display()}: "
        lines.append(status + reference.citations["nlm"]["text"])
    return "\n".join(lines)


def _state(items: Sequence[CitedItem], references: References) -> str:
    """Return what the editor should notice about a citation: `missing`, `retracted` or nothing."""
    if not items or any(item.reference not in references for item in items):
        return "missing"
    statuses = {references[item.reference].status for item in items}
    return "retracted" if ReferenceStatus.RETRACTED in statuses else ""


def _address(items: Sequence[CitedItem], references: References) -> str:
    """Return where the first reference that is known can be read."""
    known = (references[item.reference] for item in items if item.reference in references)
    return next((reference.link for reference in known), "")


# From the stored form to the editor


class CitationElementHandler(InlineEntityElementHandler):
    """Reads a stored citation. What stands inside it is replaced by its words."""

    mutability = "IMMUTABLE"

    def __init__(self) -> None:
        super().__init__(ENTITY)

    def handle_starttag(self, name: str, attrs: Any, state: Any, contentstate: Any) -> None:
        for outer in state.current_entity_ranges:
            if state.current_block and outer in state.current_block.entity_ranges:
                state.current_block.entity_ranges.remove(outer)
        super().handle_starttag(name, attrs, state, contentstate)
        items = parse_items(dict(attrs).get("items") or "")
        references = getattr(contentstate, "cited", None)
        if references is None:
            references = references_of(items)
        opened = state.current_entity_ranges[-1]
        opened.block = state.current_block
        opened.styles = len(state.current_block.inline_style_ranges)
        opened.label = short_label(items, references)
        contentstate.entity_map[opened.key].data = {
            "items": write_items(items),
            "title": _long_label(items, references),
            "state": _state(items, references),
            "url": _address(items, references),
        }

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        closed = state.current_entity_ranges.pop()
        block = closed.block
        block.text = block.text[: closed.offset] + closed.label
        closed.length = len(closed.label)
        del block.inline_style_ranges[closed.styles :]
        del block.entity_ranges[block.entity_ranges.index(closed) + 1 :]
        state.leading_whitespace = KEEP_WHITESPACE


class CitedHtmlHandler(HtmlToContentStateHandler):
    """Reads a stored text; all that it cites is looked up at once."""

    def feed(self, data: str) -> None:
        self.contentstate.cited = references_cited_in(data)
        super().feed(data)


# From the editor to the stored form


def citation_entity(props: Mapping[str, Any]) -> Any:
    """Return the stored form of an entity. What it says in the editor is left behind."""
    items = write_items(parse_items(props.get("items") or ""))
    return DOM.create_element("a", {"linktype": LINK_TYPE, "items": items}, INNER_TEXT)


def _overlap(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return (
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def apart(
    ranges: Iterable[Mapping[str, int]], entities: Mapping[str, Any], length: int
) -> list[Mapping[str, int]]:
    """Return the entity ranges of a block so that no two overlap: citations stay, links give way.

    What the browser sends is in order; what anybody else sends may not be.
    """
    known = [
        found
        for found in ranges
        if str(found["key"]) in entities and found["offset"] >= 0 and found["length"] > 0
        and found["offset"] + found["length"] <= length
    ]  # fmt: skip
    known.sort(key=lambda found: (entities[str(found["key"])]["type"] != ENTITY, found["offset"]))
    kept: list[Mapping[str, int]] = []
    for found in known:
        if not any(_overlap(found, other) for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda found: found["offset"])


class CitationConverter(ContentstateConverter):
    """Converts texts with citations."""

    def __init__(self, features: Sequence[str] | None = None) -> None:
        super().__init__(features)
        self.html_to_contentstate_handler = CitedHtmlHandler(features)

    def to_database_format(self, contentstate_json: str) -> str:
        # An editor that nobody has typed into sends `null`.
        content = json.loads(contentstate_json) or {}
        entities = content.get("entityMap", {})
        for block in content.get("blocks", []):
            ranges = block.get("entityRanges", [])
            block["entityRanges"] = apart(ranges, entities, len(block.get("text", "")))
        return str(self.exporter.render(content))


class RichTextArea(DraftailRichTextArea):
    """The rich text editor of the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = CitationConverter(self.features)


# Everywhere else


class CitationLinkHandler(LinkHandler):
    """A citation in the HTML of API v2 and v3, and in the index of what uses what.

    The numbers and the list belong to a whole page: here the mark names its references.
    """

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[Reference]:
        return Reference

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Reference | None]:
        """Return the first known reference of each citation."""
        cited = [parse_items(attrs.get("items", "")) for attrs in attrs_list]
        references = references_of(item for items in cited for item in items)
        return [
            next((references[i.reference] for i in items if i.reference in references), None)
            for items in cited
        ]

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        cited = [parse_items(attrs.get("items", "")) for attrs in attrs_list]
        references = references_of(item for items in cited for item in items)
        return [cls._opening_tag(items, references) for items in cited]

    @staticmethod
    def _opening_tag(items: Sequence[CitedItem], references: References) -> str:
        attributes = {
            "class": "citation",
            "data-references": " ".join(str(item.reference) for item in items),
            "title": short_label(items, references)[1:-1],
        }
        address = _address(items, references)
        if address:
            attributes["href"] = address
        return format_html("<a{}>", flatatt(attributes))

    @classmethod
    def extract_references(
        cls, attrs: dict[str, str]
    ) -> Iterator[tuple[type[Reference], str, str, str]]:
        for reference in references_of(parse_items(attrs.get("items", ""))).values():
            yield Reference, str(reference.pk), "", ""


class WrittenCitation:
    """A citation in text that API v3 is given."""

    @staticmethod
    def get_db_attributes(tag: Any) -> dict[str, str]:
        """Return the stored attributes; the tag loses what is inside and the links around it.

        Raises:
            KeyError: it names no reference; Wagtail reports the link as removed.
        """
        items = parse_items(tag.get("data-items", ""))
        tag.string = INNER_TEXT if items else ""
        for link in tag.find_parents("a"):
            link.unwrap()
        if not items:
            raise KeyError("data-items")
        return {"items": write_items(items)}

    @staticmethod
    def expand_db_attributes(attrs: Mapping[str, str]) -> str:
        """Return the opening tag in the form that is written."""
        attributes = {"data-linktype": LINK_TYPE, "data-items": attrs.get("items", "")}
        return format_html("<a{}>", flatatt(attributes))


def register_citations(features: FeatureRegistry) -> None:
    """Make `citation` a feature of the editor, of API v3 and of every stored text."""
    features.register_link_type(CitationLinkHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        EntityFeature(
            # Without icon and label it has no button: the tool to add one is to come.
            {"type": ENTITY, "attributes": ["items", "title", "state", "url"]},
            js=["js/admin/citation.js"],
            css={"all": ["css/admin/citation.css"]},
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'a[linktype="{LINK_TYPE}"]': CitationElementHandler()},
            "to_database_format": {"entity_decorators": {ENTITY: citation_entity}},
        },
    )
    features.register_converter_rule(
        "editorhtml", FEATURE, [LinkTypeRule(LINK_TYPE, WrittenCitation)]
    )
