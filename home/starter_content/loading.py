"""Bringing the starter content into a library: everything once, nothing over an editor's work."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any, TypeVar

from django.core.files.images import ImageFile
from django.db import models, transaction
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.models import Page, Site

from articles.models import ReviewListEntry, ReviewListPage, TopicPage
from cms.content.blocks import TableBlock
from cms.content.models import ContentPage, GlossaryTerm, Image, SiteSettings
from cms.references.choosers import ReferenceChooserBlock
from cms.references.formatting import format_in_all_styles
from cms.references.models import Reference
from home.models import FeaturedPage, HomePage, StarterItem
from home.starter_content import source
from home.starter_content.source import FOLDER, StarterContentError, identifier
from trials.models import (
    Condition,
    Intervention,
    TrialCondition,
    TrialIndexPage,
    TrialIntervention,
    TrialLocation,
    TrialPage,
    TrialPublication,
    TrialRegistryId,
)

logger = logging.getLogger(__name__)

Thing = TypeVar("Thing")


class Known(dict[str, Thing]):
    """What there is of one kind, by the keys that the data files use."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, key: str) -> Thing:
        raise StarterContentError(f"there is no {self.kind} {key!r}")


@dataclass
class Loaded:
    """What there is to refer to while loading, by the keys that the data files use."""

    references: Known[Reference] = field(default_factory=lambda: Known("reference"))
    images: Known[Image] = field(default_factory=lambda: Known("image"))
    conditions: Known[Condition] = field(default_factory=lambda: Known("condition"))
    interventions: Known[Intervention] = field(default_factory=lambda: Known("intervention"))
    pages: Known[ContentPage] = field(default_factory=lambda: Known("page"))
    #: Paths of the pages that this run has made; only they are filled.
    new_pages: set[str] = field(default_factory=set)

    def rich_text(self, text: str) -> str:
        """Return an author's text in the stored form."""
        return source.stored_rich_text(
            text,
            references={key: reference.uuid for key, reference in self.references.items()},
            pages={path: page.pk for path, page in self.pages.items()},
        )


def load_starter_content() -> int:
    """Bring what was never brought before, all or nothing.

    Returns:
        How many things were new.

    Raises:
        StarterContentError: a data file names something that there is not.
        FormattingError: the references can't be formatted.
        ValidationError: a page does not keep the rules of publishing.
    """
    with transaction.atomic():
        known = set(StarterItem.objects.values_list("key", flat=True))
        brought: list[str] = []

        def is_new(key: str) -> bool:
            if key in known:
                return False
            brought.append(key)
            return True

        loaded = Loaded()
        _load_references(loaded, is_new)
        _load_taxonomy(loaded.conditions, Condition, "conditions", is_new)
        _load_taxonomy(loaded.interventions, Intervention, "interventions", is_new)
        _load_glossary(is_new)
        _load_images(loaded, is_new)
        _load_pages(loaded, is_new)
        StarterItem.objects.bulk_create([StarterItem(key=key) for key in brought])
    logger.info("starter content loaded", extra={"new": len(brought)})
    return len(brought)


def _load_references(loaded: Loaded, is_new: Callable[[str], bool]) -> None:
    """Bring the references; one that the library has already (by DOI or PMID) stands in."""
    records = {record["id"]: record for record in source.read_references()}
    new = []
    for key, record in records.items():
        uid = identifier("reference", key)
        found = Reference.objects.filter(
            models.Q(uuid=uid)
            | models.Q(doi__isnull=False, doi=str(record.get("DOI", "")).lower())
            | models.Q(pmid__isnull=False, pmid=record.get("PMID", ""))
        ).first()
        if is_new(f"reference:{key}") and found is None:
            found = Reference(uuid=uid, csl={**record, "id": str(uid)})
            found.take_columns()
            new.append(found)
        if found is not None:
            loaded.references[key] = found
    for reference, citations in zip(
        new, format_in_all_styles([reference.csl for reference in new]), strict=True
    ):
        reference.citations = citations
        reference.formatted_from = reference.fingerprint()
        reference.full_clean(exclude=["citations"])
        reference.save()


def _load_taxonomy(
    found: dict[str, Any], model: Any, name: str, is_new: Callable[[str], bool]
) -> None:
    """Bring conditions or interventions."""
    for entry in source.read(f"{name}.toml")[name]:
        key = f"{name}:{entry['name']}"
        existing = model.objects.filter(name=entry["name"]).first()
        if is_new(key) and existing is None:
            existing = model(uuid=identifier(name, entry["name"]), **entry)
            existing.full_clean(exclude=["slug"])
            existing.save()
        if existing is not None:
            found[entry["name"]] = existing


def _load_glossary(is_new: Callable[[str], bool]) -> None:
    for entry in source.read("glossary.toml")["terms"]:
        exists = GlossaryTerm.objects.filter(term=entry["term"]).exists()
        if is_new(f"glossary:{entry['term']}") and not exists:
            term = GlossaryTerm(uuid=identifier("glossary", entry["term"]), **entry)
            term.full_clean()
            term.save()


def _load_images(loaded: Loaded, is_new: Callable[[str], bool]) -> None:
    for entry in source.read("images.toml")["images"]:
        stem = entry["file"].rsplit(".", 1)[0]
        image = Image.objects.filter(title=entry["title"]).first()
        if is_new(f"image:{stem}") and image is None:
            with (FOLDER / "images" / entry["file"]).open("rb") as file:
                image = Image.objects.create(
                    title=entry["title"],
                    file=ImageFile(file, name=entry["file"]),
                    description=entry["alt"],
                    credit=entry["credit"],
                    licence=entry["licence"],
                )
        if image is not None:
            loaded.images[stem] = image


PAGE_MODELS: dict[str, type[ContentPage]] = {
    "home": HomePage,
    "topic": TopicPage,
    "review_list": ReviewListPage,
    "trial_index": TrialIndexPage,
    "trial": TrialPage,
}


def _page_sources() -> list[tuple[str, dict[str, Any]]]:
    """Return every page of the starter content with its type, parents before children."""
    trials = [("trial", trial) for trial in source.read_trials()]
    return [
        ("home", source.read("home.toml")),
        ("topic", source.read("topics/exosome-therapy.toml")),
        ("topic", source.read("topics/cancer.toml")),
        ("review_list", source.read("review-articles.toml")),
        ("trial_index", source.read("trials.toml")),
        *trials,
    ]


def _load_pages(loaded: Loaded, is_new: Callable[[str], bool]) -> None:
    """Make the tree first, so that pages can link to one another; then fill and publish it."""
    sources = _page_sources()
    for kind, data in sources:
        path = data["path"]
        existing = (
            PAGE_MODELS[kind].objects.filter(translation_key=identifier("page", path)).first()
        )
        if is_new(f"page:{path}") and existing is None:
            existing = _make_page(loaded, kind, data)
            if existing is not None:
                loaded.new_pages.add(path)
        if existing is not None:
            loaded.pages[path] = existing
    for kind, data in sources:
        if data["path"] in loaded.new_pages:
            page = loaded.pages[data["path"]]
            FILLERS[kind](page, data, loaded)
            page.save_revision(clean=False).publish()


def _make_page(loaded: Loaded, kind: str, data: Mapping[str, Any]) -> ContentPage | None:
    """Make an empty draft at its place, or nothing where an editor has taken its parent away."""
    page: ContentPage = PAGE_MODELS[kind](
        translation_key=identifier("page", data["path"]),
        title=data["title"],
        slug=data["slug"],
        live=False,
        show_in_menus=data.get("show_in_menus", False),
    )
    if kind == "home":
        return _make_home(page)
    parent = loaded.pages.get(data["path"].removesuffix(f"{data['slug']}/"))
    if parent is None or parent.get_children().filter(slug=data["slug"]).exists():
        return None
    parent.refresh_from_db()
    parent.add_child(instance=page)
    return page


def _make_home(page: ContentPage) -> ContentPage | None:
    """Make the home page in place of Wagtail's own; leave a site that has another one alone."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and site.root_page.specific_class is not Page:
        return None
    root = Page.get_first_root_node()
    if site is not None:
        # Its place is kept until the new one has it, for a site must have a root.
        Page.objects.filter(pk=site.root_page_id).update(slug="welcome")
    root.add_child(instance=page)
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
        old = None
    else:
        old = site.root_page
    site.root_page = page
    site.save()
    if old is not None:
        Page.objects.get(pk=old.pk).delete()
    page.refresh_from_db()
    _fill_settings(site)
    return page


def _fill_settings(site: Site) -> None:
    settings = SiteSettings.for_site(site)
    for name, value in source.read("site.toml").items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()


#: Keys of a page's file that are not fields of the page.
STRUCTURE = {"path", "slug", "title", "show_in_menus", "body"}


def _fill_common(page: ContentPage, data: Mapping[str, Any], loaded: Loaded) -> None:
    """Set every plain field that a file names, each by the kind of its column."""
    for name, value in data.items():
        if name in STRUCTURE or name in PARTS_OF_OTHER_MODELS:
            continue
        column = page._meta.get_field(name)
        if isinstance(column, RichTextField):
            setattr(page, name, loaded.rich_text(value))
        elif name == "hero_image":
            page.hero_image = loaded.images[value]
        elif name == "part_of":
            setattr(page, name, loaded.pages[value] if value else None)
        else:
            setattr(page, name, value)
    if "body" in data:
        page.body = _stream(page, "body", data["body"], loaded)


#: Keys that the fillers of each page type handle themselves.
PARTS_OF_OTHER_MODELS = {
    "at_a_glance", "conditions", "discrepancies", "entries", "featured_pages",
    "featured_reference", "interventions", "key_points", "locations", "parts", "product",
    "publications", "registry_ids",
}  # fmt: skip


def _stream(
    page: ContentPage, name: str, entries: Iterable[Mapping[str, Any]], loaded: Loaded
) -> Any:
    """Return a StreamField's value of blocks as a file gives them."""
    stream_block = getattr(page, name).stream_block
    raw = [
        {
            "type": entry["type"],
            "value": _stored(stream_block.child_blocks[entry["type"]], entry["value"], loaded),
            "id": str(identifier("block", f"{page.translation_key}:{name}:{position}")),
        }
        for position, entry in enumerate(entries)
    ]
    return blocks.StreamValue(stream_block, raw, is_lazy=True)


@singledispatch
def _stored(block: blocks.Block, value: Any, loaded: Loaded) -> Any:
    """Return one value of a file in the form in which its block is stored."""
    return value


@_stored.register
def _(block: blocks.RichTextBlock, value: Any, loaded: Loaded) -> Any:
    return loaded.rich_text(value)


@_stored.register
def _(block: ReferenceChooserBlock, value: Any, loaded: Loaded) -> Any:
    return loaded.references[value].pk if value else None


@_stored.register
def _(block: blocks.PageChooserBlock, value: Any, loaded: Loaded) -> Any:
    return loaded.pages[value].pk if value else None


@_stored.register
def _(block: WagtailImageBlock, value: Any, loaded: Loaded) -> Any:
    image = loaded.images[value]
    return {"image": image.pk, "alt_text": image.description, "decorative": False}


@_stored.register
def _(block: blocks.ListBlock, value: Any, loaded: Loaded) -> Any:
    return [_stored(block.child_block, item, loaded) for item in value]


@_stored.register
def _(block: blocks.StructBlock, value: Any, loaded: Loaded) -> Any:
    unknown = set(value) - set(block.child_blocks)
    if unknown:
        raise StarterContentError(f"{block.name} has no {sorted(unknown)}")
    return {
        name: _stored(child, value[name], loaded)
        for name, child in block.child_blocks.items()
        if name in value
    }


@_stored.register
def _(block: TableBlock, value: Any, loaded: Loaded) -> Any:
    return _stored_table(value, loaded)


def _stored_table(value: Mapping[str, Any], loaded: Loaded) -> dict[str, Any]:
    """Return a table of texts; its first row holds the headings where `header_row` says so."""
    rows = list(value["rows"])
    headings = rows.pop(0) if value.get("header_row") else [""] * len(rows[0])
    return {
        "table": {
            "caption": value.get("caption", ""),
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": [loaded.rich_text(cell) for cell in row]} for row in rows],
        },
        "header_column": bool(value.get("header_column")),
    }


def _fill_home(page: Any, data: Mapping[str, Any], loaded: Loaded) -> None:
    _fill_common(page, data, loaded)
    page.featured_pages = [
        FeaturedPage(featured=loaded.pages[path], sort_order=position)
        for position, path in enumerate(data["featured_pages"])
        if path in loaded.pages
    ]


def _fill_topic(page: Any, data: Mapping[str, Any], loaded: Loaded) -> None:
    _fill_common(page, data, loaded)
    page.key_points = _stream(
        page,
        "key_points",
        [{"type": "key_point", "value": text} for text in data.get("key_points", [])],
        loaded,
    )
    if "featured_reference" in data:
        page.featured_reference = loaded.references[data["featured_reference"]["reference"]]
        page.featured_reference_why = loaded.rich_text(data["featured_reference"]["why"])
    for line, values in data["at_a_glance"].items():
        for name, value in values.items():
            if name == "value":
                setattr(page, line, value)
            else:
                text = loaded.rich_text(value) if name == "text" else value
                setattr(page, f"{line}_{name}", text)


def _fill_review_list(page: Any, data: Mapping[str, Any], loaded: Loaded) -> None:
    _fill_common(page, data, loaded)
    page.entries = [
        ReviewListEntry(
            reference=loaded.references[entry["reference"]],
            annotation=loaded.rich_text(entry["annotation"]),
            theme=entry["theme"],
            featured=entry["featured"],
            sort_order=position,
        )
        for position, entry in enumerate(data["entries"])
    ]


def _fill_trial(page: Any, data: Mapping[str, Any], loaded: Loaded) -> None:
    _fill_common(page, data, loaded)
    for name, text in data["parts"].items():
        setattr(page, f"part_{name}", loaded.rich_text(text))
    for name, value in data.get("product", {}).items():
        setattr(page, f"product_{name}", value)
    page.registry_ids = [
        TrialRegistryId(registry=entry["registry"], identifier=entry["id"], sort_order=position)
        for position, entry in enumerate(data.get("registry_ids", []))
    ]
    page.locations = [
        TrialLocation(**entry, sort_order=position)
        for position, entry in enumerate(data.get("locations", []))
    ]
    page.publications = [
        TrialPublication(
            reference=loaded.references[entry["reference"]],
            role=entry["role"],
            sort_order=position,
        )
        for position, entry in enumerate(data.get("publications", []))
    ]
    page.trial_conditions = [
        TrialCondition(condition=loaded.conditions[name], sort_order=position)
        for position, name in enumerate(data.get("conditions", []))
    ]
    page.trial_interventions = [
        TrialIntervention(intervention=loaded.interventions[name], sort_order=position)
        for position, name in enumerate(data.get("interventions", []))
    ]
    page.discrepancies = _stream(
        page,
        "discrepancies",
        [{"type": "discrepancy", "value": entry} for entry in data.get("discrepancies", [])],
        loaded,
    )


FILLERS: dict[str, Callable[[Any, Mapping[str, Any], Loaded], None]] = {
    "home": _fill_home,
    "topic": _fill_topic,
    "review_list": _fill_review_list,
    "trial_index": _fill_common,
    "trial": _fill_trial,
}
