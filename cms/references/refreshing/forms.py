"""What an editor says of notices."""

from django import forms


class ReasonForm(forms.Form):
    """Why a notice does not concern the version that the library cites."""

    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: the notice is on the first version, which was replaced; we cite "
        "the second. It is kept in the history of the reference.",
        error_messages={"required": "Say why, so that whoever comes after you understands it."},
    )
