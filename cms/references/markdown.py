"""Citations in the Markdown of API v3.

Wagtail's converter knows no links but its own and would drop a citation on the way out and on the
way in. It has no place to register another, so its two factories are wrapped here, once. In
`db_markdown` a citation is `[(Dai et al. 2008)](wagtail://citation?items=…)`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from draftjs_exporter import HTMLExporter, MarkdownImporter, scheme_resolver
from draftjs_exporter.options import Options
from wagtail.admin.rich_text.converters import markdown_db

from cms.references.draftail import ENTITY

KIND = "citation"


def _stored_link(props: Mapping[str, Any]) -> Any:
    """Return a citation as Markdown that can be written back."""
    address = markdown_db.wagtail_ref(KIND, items=props.get("items") or "")
    return markdown_db._markdown_link(props["children"], address)  # noqa: SLF001 - see above


def _public_link(props: Mapping[str, Any]) -> Any:
    """Return a citation as Markdown to read: its words, with the address of its reference."""
    return markdown_db._resolved_link(props)  # noqa: SLF001 - see above


def _exporter(make: Callable[[bool], HTMLExporter]) -> Callable[[bool], HTMLExporter]:
    def exporter(resolved: bool) -> HTMLExporter:
        made = make(resolved)
        made.entity_options[ENTITY] = Options(ENTITY, _public_link if resolved else _stored_link)
        return made

    return exporter


def _importer(make: Callable[[], MarkdownImporter]) -> Callable[[], MarkdownImporter]:
    resolve = scheme_resolver(markdown_db.REFERENCE_SCHEME, {KIND: ENTITY}, mutability="IMMUTABLE")

    def importer() -> MarkdownImporter:
        made = make()
        made.parser.config.setdefault("link_resolvers", []).append(resolve)
        return made

    return importer


def keep_citations() -> None:
    """Teach Wagtail's Markdown converter what a citation is. Called once, when the app is ready."""
    markdown_db._markdown_exporter = _exporter(markdown_db._markdown_exporter)  # noqa: SLF001 - see above
    markdown_db._importer = _importer(markdown_db._importer)  # noqa: SLF001 - see above
