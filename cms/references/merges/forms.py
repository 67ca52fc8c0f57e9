"""Which reference another one is merged with."""

from django import forms
from django.core.exceptions import ValidationError

from cms.references.actions import GONE
from cms.references.choosers import reference_chooser
from cms.references.models import Reference


class MergeForm(forms.Form):
    """The other reference.

    Args:
        kept: the one that stays.
    """

    other = forms.ModelChoiceField(
        queryset=Reference.objects.all(),
        widget=reference_chooser.widget_class,
        label="The other reference",
        help_text="The two are compared before anything is changed.",
        error_messages={"required": "Choose the other reference.", "invalid_choice": GONE},
    )

    def __init__(self, *args: object, kept: Reference, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as they come
        self.kept = kept

    def clean_other(self) -> Reference:
        """Refuse the reference itself."""
        other: Reference = self.cleaned_data["other"]
        if other == self.kept:
            raise ValidationError("This is the same reference. Choose the other one.")
        return other
