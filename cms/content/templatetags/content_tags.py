"""What the site's templates need beyond Django's own tags."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from lxml import html

from cms.content import vocabularies
from cms.content.citing import page_citation
from cms.content.schemas import PageDocument, RichTextHtml, SiteDocument

register = template.Library()

#: Words a minute that an adult reads (Brysbaert 2019, doi 10.1016/j.jml.2019.104047).
WORDS_A_MINUTE = 230


@register.simple_tag
def rich_text(value: RichTextHtml | None) -> SafeString:
    """Return a rich text's HTML, which was cleaned where it was rendered."""
    return mark_safe(value.html if value else "")  # noqa: S308 - cleaned by nh3


@register.filter
def label(value: Any, name: str) -> str:
    """Return the words for one value of a vocabulary, or for several."""
    if isinstance(value, list | tuple):
        words = [label(item, name) for item in value]
        if name == "phase" and len(words) > 1 and all(word.startswith("Phase ") for word in words):
            return "Phase " + "/".join(word.removeprefix("Phase ") for word in words)
        return ", ".join(words)
    return vocabularies.label(name, str(value)) if value else ""


@register.filter
def meaning(value: Any, name: str) -> str:
    """Return the sentence that explains a value of a vocabulary."""
    return vocabularies.meaning(name, str(value)) if value else ""


@register.filter
def country_name(value: str) -> str:
    """Return the name of a country by its ISO code."""
    return vocabularies.label("country", str(value)) if value else ""


@register.filter
def partial_date(value: str | datetime.date | None) -> str:
    """Return a date in words, as precisely as it is known: `February 2005`."""
    if not value:
        return ""
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    parts = [int(part) for part in value.split("-")]
    form = ("Y", "F Y", "j F Y")[len(parts) - 1]
    return date_format(datetime.date(*(*parts, 1, 1)[:3]), form)


@register.filter
def lookup(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what `mapping` holds under `key`, or None."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def cite_page(document: PageDocument, site: SiteDocument, site_url: str) -> str:
    """Return how to cite a page, in the site's citation style."""
    return page_citation(
        document, style=site.citation_style, site_name=site.name, site_url=site_url
    )


@register.simple_tag
def table_of_contents(document: Any) -> list[dict[str, str]]:
    """Return the second-level headings of a document's text blocks: `id` and `title` of each."""
    return [
        {"id": heading.get("id", ""), "title": str(heading.text_content())}
        for block in getattr(document, "body", [])
        if block.type == "text" and block.value.html
        for heading in html.fragment_fromstring(block.value.html, "div").iter("h2")
    ]


@register.filter
def reading_minutes(document: Any) -> int | None:
    """Return how many minutes a document takes to read, at least one; None without text."""
    texts = [block.fallback for block in getattr(document, "body", [])]
    parts = getattr(document, "parts", None)
    texts += [value["text"] for value in parts.model_dump().values()] if parts else []
    words = sum(len(text.split()) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE)) if words else None
