"""What an editor hands over to be imported."""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from cms.references.importing.formats import read_records
from cms.references.importing.records import FileNotReadable

#: A library of 50,000 records is about as large.
MAX_BYTES = 50 * 1024 * 1024
MAX_MB = MAX_BYTES // 1024 // 1024
TOO_LARGE = (
    f"This file is larger than {MAX_MB} MB, so it was not uploaded. "
    "Export it in several parts and import them one after the other."
)
PASTED = "Pasted text"


class ImportForm(forms.Form):
    """A file, or a text."""

    file = forms.FileField(
        required=False,
        help_text="From PubMed, EndNote, Zotero, Scopus, Web of Science or another reference "
        f"manager: NBIB, PubMed XML, RIS, BibTeX, CSL-JSON or EndNote XML, up to {MAX_MB} MB.",
    )
    text = forms.CharField(
        label="Or paste a text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="References in one of those formats, or DOIs and PubMed ids, one a line.",
    )

    def clean(self) -> dict[str, Any]:
        """Check that there is one thing to read, and that it can be read."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        file, text = cleaned.get("file"), str(cleaned.get("text") or "").strip()
        if file and text:
            raise ValidationError("Choose a file or paste a text, not both: which one is meant?")
        if not file and not text:
            raise ValidationError("Choose a file, or paste a text.")
        field = "file" if file else "text"
        self.handed_over: File[bytes] = file or ContentFile(text.encode(), name=PASTED)
        self.is_pasted = not file
        if self.handed_over.size > MAX_BYTES:
            self.add_error(field, TOO_LARGE)
            return cleaned
        try:
            read_records(self.handed_over)  # type: ignore[arg-type]  # reads as a binary file does
        except FileNotReadable as error:
            self.add_error(field, str(error))
        finally:
            self.handed_over.seek(0, io.SEEK_SET)
        return cleaned
