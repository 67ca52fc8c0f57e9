"""Finding library items by the words that an editor types, in lists and choosers."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast

#: What is longer is cut: nobody types more to find something.
MAX_QUERY_LENGTH = 200
#: Not part of a word at its ends, as in `(2005),`.
PUNCTUATION = "()[]{}<>,.;:!?“”‘’\"'"


def _condition(word: str, lookups: Sequence[str], json_lookups: Sequence[str]) -> Q:
    """Return the condition that one of the columns holds `word`."""
    condition = Q()
    for lookup in lookups:
        condition |= Q(**{f"{lookup}__icontains": word})
    for lookup in json_lookups:
        # JSON may be stored with its non-ASCII characters escaped.
        for written in {word, json.dumps(word)[1:-1]}:
            condition |= Q(**{f"{lookup}__icontains": written})
    return condition


def items_matching(items: QuerySet[Any], query: str, *, fields: Sequence[str]) -> QuerySet[Any]:
    """Return those of `items` that hold every word of `query` in one of `fields`.

    Upper and lower case are the same, and punctuation around a word is ignored. Of a JSON field,
    such as synonyms, the whole text counts.
    """
    model_fields = {name: items.model._meta.get_field(name) for name in fields}
    json_fields = [name for name, field in model_fields.items() if isinstance(field, JSONField)]
    items = items.annotate(**{f"{name}_text": Cast(name, TextField()) for name in json_fields})
    typed = query.replace("\0", "")[:MAX_QUERY_LENGTH].split()
    words = (word.strip(PUNCTUATION) for word in typed)
    for word in filter(None, words):
        items = items.filter(
            _condition(
                word,
                [name for name in fields if name not in json_fields],
                [f"{name}_text" for name in json_fields],
            )
        )
    return items
