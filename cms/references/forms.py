"""The form of a reference: an editor fills in plain fields, the form writes the CSL record.

What the form does not show stays in the record as it is, and so does what was not changed: a name
keeps its particle, a date its precision, a number its type.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import format_html
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.content.fields import validate_partial_date
from cms.references import csl as csl_json
from cms.references.choices import CslType
from cms.references.formatting import FormattingError
from cms.references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from cms.references.models import Reference

#: Form fields that hold one text of the record each, and its key.
TEXT_KEYS = {
    "type": "type",
    "title": "title",
    "container_title": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "url": "URL",
    "language": "language",
}
#: Identifiers: the form field and the column are called the same.
IDENTIFIERS = {
    "doi": ("DOI", normalise_doi),
    "pmid": ("PMID", normalise_pmid),
    "pmcid": ("PMCID", normalise_pmcid),
}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def name_line(name: Mapping[str, str]) -> str:
    """Return one name as it is typed: `Family, Given`, or an organisation as it is.

    An organisation with a comma stands in braces, so that it is not taken for a person.
    """
    shown = csl_json.names_of({"author": [name]})[0]
    if "literal" in shown:
        literal = shown["literal"]
        return f"{{{literal}}}" if "," in literal else literal
    return f"{shown['family']}, {shown['given']}".strip()


def name_of(line: str) -> dict[str, str]:
    """Return the CSL name that a line means."""
    if line.startswith("{") and line.endswith("}"):
        return {"literal": line[1:-1].strip()}
    family, comma, given = (part.strip() for part in line.partition(","))
    if not comma:
        return {"literal": family}
    return {"family": family, "given": given} if given else {"family": family}


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not empty, each with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def names_of_lines(text: str, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the names that lines mean; a line that stands for a known name keeps all of it."""
    by_line: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in known:
        by_line[" ".join(name_line(name).split())].append(name)
    return [by_line[line].pop(0) if by_line[line] else name_of(line) for line in lines_of(text)]


def shown_values(csl: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows of a record."""
    values = {field: str(csl.get(key) or "") for field, key in TEXT_KEYS.items()}
    values |= {field: str(csl.get(key) or "") for field, (key, _) in IDENTIFIERS.items()}
    values["authors"] = "\n".join(name_line(name) for name in csl.get("author") or [])
    values["issued"] = csl_json.partial_date_of(csl)
    return values


class RecordForm(WagtailAdminModelForm):
    """What tells a publication from every other: the short form, inside a chooser."""

    type = forms.ChoiceField(choices=CslType.choices, initial=CslType.ARTICLE_JOURNAL)
    title = forms.CharField(
        widget=AdminAutoHeightTextInput, help_text="As published, without a full stop at its end."
    )
    authors = forms.CharField(
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text="One a line: Family, Given. A line without a comma is an organisation; "
        "put {braces} around an organisation whose name has a comma.",
    )
    container_title = forms.CharField(
        label="Published in", required=False, help_text="The journal, book or website."
    )
    issued = forms.CharField(
        label="Date",
        required=False,
        help_text="As far as it is known: 2005, 2005-02 or 2005-02-14.",
    )
    volume = forms.CharField(required=False)
    issue = forms.CharField(required=False)
    pages = forms.CharField(
        required=False, help_text="For example: 569–579. An article number goes here too."
    )
    doi = forms.CharField(label="DOI", required=False, help_text="For example: 10.1038/nri855.")
    pmid = forms.CharField(label="PubMed id", required=False, help_text="For example: 12154376.")
    pmcid = forms.CharField(
        label="PubMed Central id", required=False, help_text="For example: PMC2657211."
    )
    url = forms.CharField(
        label="Address", required=False, help_text="Only where there is no DOI or PubMed id."
    )

    class Meta:
        model = Reference
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        self.record: dict[str, Any] = dict(instance.csl or {}) if instance else {}
        self.shown = shown_values(self.record) if self.record else {}
        kwargs["initial"] = {**self.shown, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def _is_unchanged(self, field: str) -> bool:
        """Return whether a field holds what it showed when the form was opened."""
        now = lines_of(str(self.cleaned_data.get(field) or ""))
        return field in self.shown and now == lines_of(self.shown[field])

    def clean_issued(self) -> str:
        """Check the date, unless it is the record's own."""
        issued: str = self.cleaned_data["issued"]
        if issued and not self._is_unchanged("issued"):
            validate_partial_date(issued)
        return issued

    def clean_url(self) -> str:
        """Check the address, unless it is the record's own."""
        url: str = self.cleaned_data["url"]
        if url and not self._is_unchanged("url"):
            message = "Write a whole address, for example https://www.who.int/publications."
            URLValidator(schemes=["http", "https"], message=message)(url)
        return url

    def clean_authors(self) -> str:
        """Check that each line names somebody."""
        authors: str = self.cleaned_data["authors"]
        for line in lines_of(authors):
            name = name_of(line)
            if not (name.get("literal") or name.get("family")):
                raise ValidationError(f"This line has no family name: “{line}”.")
        return authors

    def _clean_identifier(self, field: str) -> str:
        """Return an identifier in its one form.

        Raises:
            ValidationError: it is none, or another record has it.
        """
        written: str = self.cleaned_data[field]
        if not written:
            return ""
        value = IDENTIFIERS[field][1](written)
        if len(value) > (self.instance._meta.get_field(field).max_length or 0):
            raise ValidationError("This is too long.")
        other = Reference.objects.exclude(pk=self.instance.pk).filter(**{field: value}).first()
        if other is not None:
            raise ValidationError(self._already_has_it(other))
        return value

    def _already_has_it(self, other: Reference) -> str:
        address = reverse("references_reference_modeladmin_edit", args=[other.pk])
        return format_html(
            'The library has this already: <a href="{}" target="_blank" rel="noopener">{}</a>',
            address,
            other,
        )

    def clean_doi(self) -> str:
        """Return the DOI in its one form."""
        return self._clean_identifier("doi")

    def clean_pmid(self) -> str:
        """Return the PubMed id in its one form."""
        return self._clean_identifier("pmid")

    def clean_pmcid(self) -> str:
        """Return the PubMed Central id in its one form."""
        return self._clean_identifier("pmcid")

    def clean(self) -> dict[str, Any]:
        """Write the record, so that the model can check it."""
        cleaned: dict[str, Any] = super().clean()
        self.instance.csl = self._written_record(cleaned)
        return cleaned

    def _written_record(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the record with what the form changed; the rest is what it was."""
        record = dict(self.record)
        record.setdefault("id", str(self.instance.uuid))
        texts = TEXT_KEYS | {field: key for field, (key, _) in IDENTIFIERS.items()}
        for field, key in texts.items():
            if field in self.fields and not self._is_unchanged(field):
                self._put(record, key, cleaned.get(field))
        if "authors" in self.fields and not self._is_unchanged("authors"):
            known = self.record.get("author") or []
            self._put(record, "author", names_of_lines(cleaned.get("authors") or "", known))
        if "issued" in self.fields and not self._is_unchanged("issued"):
            issued = cleaned.get("issued")
            self._put(record, "issued", csl_json.date_of(issued) if issued else None)
        return record

    @staticmethod
    def _put(record: dict[str, Any], key: str, value: Any) -> None:
        """Set a key of the record, or take it out where there is nothing to say."""
        if value:
            record[key] = value
        else:
            record.pop(key, None)

    def _update_errors(self, errors: ValidationError) -> None:
        """Show what the model says of the record above the form: the record itself is not shown."""
        messages = getattr(errors, "error_dict", None)
        if messages is not None and "csl" in messages:
            if self.errors:
                # The field that is to blame has its own message.
                messages.pop("csl")
            else:
                messages.setdefault("__all__", []).extend(messages.pop("csl"))
        super()._update_errors(errors)

    def _post_clean(self) -> None:
        """Format the citation as a part of checking: what can't be formatted is not saved."""
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.format_citations()
        except FormattingError:
            self.add_error(
                None,
                "The citation could not be made from this, so nothing was saved. "
                "Check the type, the authors and the date.",
            )

    def save(self, commit: bool = True) -> Reference:
        """Save the reference.

        Raises:
            ValidationError: somebody has just added the same publication.
        """
        try:
            with transaction.atomic():
                saved: Reference = super().save(commit=commit)
        except IntegrityError as error:
            message = "Somebody has just added this publication. Search for it in the library."
            raise ValidationError(message) from error
        return saved


class ReferenceForm(RecordForm):
    """Everything that an editor can say of a publication."""

    publisher = forms.CharField(required=False)
    language = forms.CharField(
        required=False, help_text="The language it is written in, as a code: en, fr, zh."
    )
    is_open_access = forms.NullBooleanField(
        label="Open access",
        required=False,
        help_text="Whether everybody can read the full text without paying.",
        widget=forms.Select(choices=[("", "Not known"), ("True", "Yes"), ("False", "No")]),
    )

    class Meta(RecordForm.Meta):
        fields: ClassVar[list[str]] = [
            "status", "notice", "is_open_access", "tags", "abstract", "note",
        ]  # fmt: skip

    def clean_language(self) -> str:
        """Check that the language is a code, unless it is the record's own."""
        language: str = self.cleaned_data["language"]
        if language and not self._is_unchanged("language") and not LANGUAGE.fullmatch(language):
            raise ValidationError("Write the language as a code, for example: en, fr or zh.")
        return language
