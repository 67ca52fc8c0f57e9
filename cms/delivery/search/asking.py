"""`q`: what to look for, in the search and within lists."""

from django.core.exceptions import ValidationError

from cms.delivery.parameter_values import Text
from cms.delivery.parameters import MAX_QUERY_LENGTH, Parameter


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValidationError("It is empty. Write what to look for.")
    return text


#: However long it is, and whatever is in it, it is read to its 16th word.
Q = Parameter(
    "q",
    Text(_not_blank, pattern=r"\S", max_length=MAX_QUERY_LENGTH),
    "What to look for: words, names, a DOI, a registry id. The last word may be a beginning, and "
    "words may be misspelt or synonyms. The first 16 words count.",
    example="wound healing",
)
