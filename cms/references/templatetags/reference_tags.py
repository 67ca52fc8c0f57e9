"""What templates write of references: for machines, and the ways to take them away."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cms.content.schemas import PageDocument
from cms.delivery.resources import ROOT
from cms.references.exporting import OFFERED
from cms.references.fields import address_of
from cms.references.openurl import context_object
from cms.references.page_metadata import citation_tags, structured_data
from cms.references.schemas import ReferenceDocument

register = template.Library()

#: What could end a script element, written as JSON writes any letter.
ESCAPED = str.maketrans({"<": r"\u003C", ">": r"\u003E", "&": r"\u0026"})


@register.filter
def coins(document: ReferenceDocument) -> str:
    """Return a reference as the title of a COinS element; the template escapes it."""
    return context_object(document.csl)


@register.filter
def citation_elements(document: ReferenceDocument) -> list[tuple[str, str]]:
    """Return names and contents of the `citation_*` elements for a reference."""
    return citation_tags(document)


@register.filter
def json_ld(document: ReferenceDocument) -> SafeString:
    """Return a reference as JSON-LD, safe inside a script element."""
    written = json.dumps(structured_data(document), ensure_ascii=False)
    return mark_safe(written.translate(ESCAPED))  # noqa: S308 - nothing in it can end the element


@register.filter
def address(csl: Mapping[str, Any]) -> str:
    """Return a record's own address, if a browser can follow it."""
    return address_of(csl)


@register.simple_tag
def page_exports(document: PageDocument) -> list[tuple[str, str]]:
    """Return the ways to what a page cites: what each format is called, and its address."""
    return [
        (label, reverse("page_references", args=[document.id, name]))
        for name, label in OFFERED.items()
    ]


@register.simple_tag
def reference_exports(document: ReferenceDocument) -> list[tuple[str, str]]:
    """Return the ways to one reference, which the API exports."""
    return [
        (label, f"{ROOT}references/{document.id}/?format={name}") for name, label in OFFERED.items()
    ]
