"""Citations in text: their stored form, their numbers, their public marks.

Stored as `<a linktype="citation" items="…">[x]</a>`, where items is escaped JSON:
`[{"reference": "<uuid>", "locator": "p. 4"}]`. Numbered along a page's reading order; the same
reference keeps its number; runs collapse.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from cms.content.rich_text import UNREADABLE, Rendering, StoredValue, parse
from cms.delivery.recording import recorder
from cms.references.choices import ReferenceStatus
from cms.references.models import Reference

LINK_TYPE = "citation"
#: Characters that stand as \\u00XX in stored items, so that no HTML parser ever touches them.
ESCAPED = {character: f"\\u{ord(character):04x}" for character in "<>&'"}
MISSING = "citation missing"
#: A mark with more characters than this may be broken over lines.
LONG_LABEL = 24


@dataclass(frozen=True)
class CitedItem:
    """One reference in a citation, with where in it to look."""

    reference: uuid.UUID
    locator: str = ""


def parse_items(stored: str) -> list[CitedItem]:
    """Return the items of a stored citation. What is no item is left out; this never raises."""
    try:
        entries = json.loads(stored)
    except (TypeError, ValueError, RecursionError):
        return []
    items = []
    for entry in entries if isinstance(entries, list) else []:
        try:
            reference = uuid.UUID(str(entry["reference"]))
        except (KeyError, TypeError, ValueError):
            continue
        items.append(CitedItem(reference, str(entry.get("locator") or "")))
    return items


def write_items(items: Iterable[CitedItem]) -> str:
    """Return items as the JSON that is stored: ASCII, without `< > & '`."""
    text = json.dumps(
        [
            {
                "reference": str(item.reference),
                **({"locator": item.locator} if item.locator else {}),
            }
            for item in items
        ]
    )
    return "".join(ESCAPED.get(character, character) for character in text)


def stored_citation(items: Iterable[CitedItem]) -> str:
    """Return the stored form of one citation."""
    attribute = write_items(items).replace('"', "&quot;")
    return f'<a linktype="{LINK_TYPE}" items="{attribute}">[x]</a>'


def label(numbers: Iterable[int]) -> str:
    """Return numbers as a mark shows them: `2`, `2, 3`, `2–4`, `1, 3–5`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts.extend([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    return ", ".join(parts)


def locators_of(items: Iterable[CitedItem]) -> dict[uuid.UUID, list[str]]:
    """Return where in each reference to look, each place once; a reference without is left out."""
    found: dict[uuid.UUID, list[str]] = {}
    for item in items:
        locator = UNREADABLE.sub("", item.locator).strip()
        if locator and locator not in found.setdefault(item.reference, []):
            found[item.reference].append(locator)
    return found


@dataclass
class Citations:
    """What one page cites.

    Args:
        numbers: the number of each reference that text cites, in order of first use.
        references: those, and the members of lists, by id; one that is gone is absent.
    """

    numbers: dict[uuid.UUID, int]
    references: dict[uuid.UUID, Reference]
    #: The ids of the marks that name a reference, filled while the page is rendered.
    uses: dict[uuid.UUID, list[str]] = field(default_factory=dict)
    marks: int = 0

    def use(self, references: Iterable[uuid.UUID], mark_id: str) -> None:
        """Note that the mark called `mark_id` names `references`."""
        for reference in references:
            self.uses.setdefault(reference, []).append(mark_id)

    def next_mark_id(self) -> str:
        """Return the id of the next mark in text."""
        self.marks += 1
        return f"cite-{self.marks}"


def _cited(values: Iterable[StoredValue]) -> tuple[list[uuid.UUID], dict[uuid.UUID, Reference]]:
    """Return the ids that text cites, in reading order, and the references already at hand."""
    cited: list[uuid.UUID] = []
    at_hand: dict[uuid.UUID, Reference] = {}
    for value in values:
        if value.kind == "object":
            if isinstance(value.value, Reference):
                at_hand[value.value.uuid] = value.value
                if not value.listed:
                    cited.append(value.value.uuid)
        elif f'linktype="{LINK_TYPE}"' in value.value:
            for element in parse(value.value).iterfind(f".//a[@linktype='{LINK_TYPE}']"):
                cited.extend(item.reference for item in parse_items(element.get("items", "")))
    return cited, at_hand


class CitationLinkType:
    """`<a linktype="citation">`: one or several references, shown as a numbered mark."""

    identifier = LINK_TYPE

    def resolve(self, values: Sequence[StoredValue], rendering: Rendering) -> Citations:
        cited, references = _cited(values)
        absent = set(cited) - set(references)
        if absent:
            found = Reference.objects.filter(uuid__in=absent)
            references.update({reference.uuid: reference for reference in found})
        if not set(cited) <= set(references):
            # One that is not in the library may come to it.
            recorder().use("type:reference")
        for reference in references.values():
            recorder().use(f"reference:{reference.pk}")
            recorder().contribute(f"cited_by:{reference.pk}")
        order = dict.fromkeys(identifier for identifier in cited if identifier in references)
        numbers = {identifier: number for number, identifier in enumerate(order, start=1)}
        return Citations(numbers=numbers, references=references)

    def write(self, element: html.HtmlElement, resolved: Any, rendering: Rendering) -> None:
        """Write the mark. A reference that is gone is shown as missing, never hidden."""
        citations: Citations = resolved or Citations({}, {})
        items = parse_items(element.get("items", ""))
        known = sorted(
            {item.reference for item in items if item.reference in citations.numbers},
            key=citations.numbers.__getitem__,
        )
        element.attrib.clear()
        for child in list(element):
            element.remove(child)
        if not known:
            element.tag = "sup"
            element.text = f"[{MISSING}]"
            return
        numbers = [citations.numbers[reference] for reference in known]
        words = label(numbers)
        if len(known) < len({item.reference for item in items}):
            words = f"{words}, {MISSING}"
        classes = ["citation"]
        if any(
            citations.references[reference].status == ReferenceStatus.RETRACTED
            for reference in known
        ):
            words = f"{words}, retracted"
            classes.append("citation--retracted")
        if len(words) > LONG_LABEL:
            classes.append("citation--long")
        mark_id = citations.next_mark_id()
        citations.use(known, mark_id)
        element.text = f"[{words}]"
        element.set("class", " ".join(classes))
        element.set("id", mark_id)
        element.set("href", f"#{citations.references[known[0]].anchor}")
        element.set("data-references", " ".join(str(reference) for reference in known))
        element.set("data-numbers", " ".join(str(number) for number in numbers))
        _write_locators(element, items, citations.numbers)


def _write_locators(
    element: html.HtmlElement, items: Iterable[CitedItem], numbers: Mapping[uuid.UUID, int]
) -> None:
    """Write the locators of a mark's references, where it has any, for the forms made from it."""
    locators = locators_of(item for item in items if item.reference in numbers)
    if locators:
        named = {str(reference): places for reference, places in locators.items()}
        element.set("data-locators", json.dumps(named))


def citations_of(rendering: Rendering) -> Citations:
    """Return what the page being rendered cites."""
    found: Citations = rendering.resolved[LINK_TYPE]
    return found


def cites(values: Iterable[StoredValue]) -> bool:
    """Return whether any of `values` cites a reference (whether or not it exists)."""
    return bool(_cited(values)[0])
