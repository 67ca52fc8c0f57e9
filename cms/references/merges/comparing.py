"""Two references beside each other, field by field, with what the merged one will have."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms.references import csl as csl_json
from cms.references.choices import CslType
from cms.references.formatting import title_text
from cms.references.match_keys import IDENTIFIERS
from cms.references.merging import take_over
from cms.references.models import Reference

#: Fields of a record in the order in which an editor looks for them, by what the form calls them.
#: Any other follows under its own name.
LABELS = {
    "type": "Type", "title": "Title", "author": "Authors", "container-title": "Published in",
    "issued": "Date", "volume": "Volume", "issue": "Issue", "page": "Pages",
    "publisher": "Publisher", "DOI": "DOI", "PMID": "PubMed id", "PMCID": "PubMed Central id",
    "URL": "Address", "language": "Language",
}  # fmt: skip
#: What the record says to nobody.
HIDDEN = {"id"}
YES_NO = {True: "Yes", False: "No", None: ""}


class Source(StrEnum):
    """Where the merged reference has a field from."""

    SAME = "The same in both"
    KEPT = "From the one that stays"
    OTHER = "From the one that goes"
    BOTH = "From both"


@dataclass(frozen=True)
class ComparedField:
    """One field of two references, in words.

    Args:
        label: what it is called.
        kept: what the reference says that stays; empty where it says nothing.
        other: what the one says that goes.
        merged: what the merged one will say.
    """

    label: str
    kept: str
    other: str
    merged: str

    @property
    def source(self) -> Source:
        """Where the merged one has it from."""
        if self.kept == self.other:
            return Source.SAME
        if self.merged == self.kept:
            return Source.KEPT
        return Source.OTHER if self.merged == self.other else Source.BOTH

    @property
    def loses(self) -> bool:
        """Whether something that one of them says is in the merged one no more."""
        return self.source in {Source.KEPT, Source.OTHER} and bool(self.kept and self.other)


def compared(kept: Reference, other: Reference) -> list[ComparedField]:
    """Return every field in which at least one of two references says something.

    Args:
        kept: the one that stays.
        other: the one that is merged into it.
    """
    sides = [dict(_fields(each, _tags(each))) for each in (kept, other)]
    merged = dict(_fields(_merged(kept, other), sorted({*_tags(kept), *_tags(other)})))
    order = [*LABELS.values(), *sides[0], *sides[1]]
    fields = (
        ComparedField(label, *(side.get(label, "") for side in (*sides, merged)))
        for label in dict.fromkeys(order)
    )
    return [field for field in fields if field.kept or field.other]


def different_identifiers(kept: Reference, other: Reference) -> list[str]:
    """Return the identifiers that both have and that differ, by what the form calls them."""
    return [
        LABELS[name]
        for name in IDENTIFIERS
        if len({getattr(each, name.lower()) for each in (kept, other)} - {None}) == 2
    ]


def _merged(kept: Reference, other: Reference) -> Reference:
    """Return what the merged reference will be; neither of the two is changed."""
    names = ("csl", "status", "notice", "abstract", "is_open_access", "note")
    merged = Reference(**{name: getattr(kept, name) for name in names})
    take_over(merged, other)
    return merged


def _tags(reference: Reference) -> list[str]:
    return sorted(tag.name for tag in reference.tags.all())


def _fields(reference: Reference, tags: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the label and the words of each field of a reference."""
    for key, value in reference.csl.items():
        if key not in HIDDEN:
            yield LABELS.get(key, key.replace("-", " ").capitalize()), in_words(key, value)
    yield "Status", reference.get_status_display()
    yield "Notice", reference.notice
    yield "Open access", YES_NO[reference.is_open_access]
    yield "Abstract", reference.abstract
    yield "Tags", ", ".join(tags)
    yield "Editor’s note", reference.note


def in_words(key: str, value: Any) -> str:
    """Return what a field of a CSL record says, as a text."""
    if key == "type":
        return str(CslType(value).label) if value in CslType.values else str(value)
    if isinstance(value, Mapping):
        return csl_json.partial_date_of({key: value}, key) or _json(value)
    if isinstance(value, list):
        return _list_in_words(key, value)
    return title_text(str(value)) if value is not None else ""


def _list_in_words(key: str, values: list[Any]) -> str:
    if all(isinstance(value, str | int) for value in values):
        return ", ".join(map(str, values))
    if key not in csl_json.NAME_FIELDS:
        return _json(values)
    names = csl_json.names_of({key: values}, key)
    return "; ".join(
        name.get("literal") or f"{name['family']} {name['given']}".strip() for name in names
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
