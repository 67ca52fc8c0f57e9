"""Something in every field of pages, their child rows and library items, by the models' own lists.

What these functions do not know how to fill, they refuse: a new kind of field says here what it
holds.
"""

import datetime
import itertools
from dataclasses import replace
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from treebeard.mp_tree import MP_Node
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.content.facts import PRIVATE_CHILDREN
from cms.content.fields import ChoiceListField, PartialDateField, StreamField, StringListField
from tests.leaks.blocks import stream_of
from tests.leaks.filling import MARK, Filling, choice_of

#: The apps whose objects are named everywhere.
OURS = ("articles.", "cms.", "home.", "trials.")
NUMBERS = itertools.count(1)
DAY = datetime.date(2020, 1, 2)
#: Fields that hold no words of an editor's, or whose words have to be of some form.
EXACT: dict[str, Any] = {
    "wagtailcore.Page.show_in_menus": True,
    # It comes after `reviewed_on`, or not at all.
    "ContentPage.review_due_on": None,
    # The only registry whose ids can be any words.
    "trials.TrialRegistryId.registry": "OTHER",
    "content.Person.orcid": "",
    "content.Document.language": "en",
    "trials.Condition.mesh_id": "D008545",
    "trials.Intervention.mesh_id": "D008545",
}
#: Where a page stands in the tree: nobody writes it.
PLACE = {"page_ptr", "url_path", *(column.name for column in MP_Node._meta.fields)}
#: Kinds of fields that can hold no words.
WORDLESS = (
    models.BooleanField, models.DateTimeField, models.UUIDField, models.AutoField,
    models.SmallIntegerField, models.FileField, models.ManyToManyField,
)  # fmt: skip


def _exact(column: models.Field[Any, Any]) -> Any:
    """Return what a field is filled with by name, or None."""
    for model in column.model.__mro__:
        options = getattr(model, "_meta", None)
        for name in (options.label if options else "", model.__name__):
            if (key := f"{name}.{column.name}") in EXACT:
                return [EXACT[key]]
    return None


def value_of(column: models.Field[Any, Any], filling: Filling) -> Any:
    """Return what a field is filled with.

    Raises:
        TypeError: it is of a kind that nobody has told this module of.
    """
    if exact := _exact(column):
        return exact[0]
    if isinstance(column, models.ForeignKey):
        return _named(column, filling)
    if isinstance(column, WORDLESS) and not column.choices:
        return models.NOT_PROVIDED
    if column.choices:
        return choice_of(column.choices, filling.choice)
    return _words_of(column, filling)


def _named(column: models.ForeignKey[Any, Any], filling: Filling) -> Any:
    """Return what a field names."""
    model = column.related_model
    found = filling.page_of(model) if issubclass(model, Page) else filling.object_of(model)
    if found is None and model.__module__.startswith(OURS) and not issubclass(model, Page):
        raise TypeError(f"Give a {model.__name__} for {column}.")
    return models.NOT_PROVIDED if found is None else found


def _words_of(column: models.Field[Any, Any], filling: Filling) -> Any:
    """Return the words of a field that holds any."""
    by_kind: list[tuple[Any, Any]] = [
        (RichTextField, lambda: filling.rich_text),
        (StreamField, lambda: stream_of(column.stream_block, filling)),  # type: ignore[attr-defined]
        (StringListField, lambda: [filling.words]),
        (ChoiceListField, lambda: [choice_of(column.choices_class.choices, filling.choice)]),  # type: ignore[attr-defined]
        (PartialDateField, lambda: DAY.isoformat()),
        (models.DateField, lambda: DAY),
        (models.IntegerField, lambda: filling.number),
        (models.SlugField, lambda: filling.slug),
        (models.EmailField, lambda: f"{filling.slug}@example.org"),
        (models.URLField, lambda: filling.host),
        # Some are unique, so none is there twice.
        (
            models.CharField | models.TextField,
            lambda: f"{filling.words} {next(NUMBERS)} {column.name}"[: column.max_length],
        ),
    ]
    for kind, words in by_kind:
        if isinstance(column, kind):
            return words()
    raise TypeError(f"Say in {__name__} what a {type(column).__name__} ({column}) is filled with.")


def fields_of(model: type[models.Model], filling: Filling) -> dict[str, Any]:
    """Return what the editable fields of a model are filled with."""
    columns = [
        column
        for column in model._meta.concrete_fields
        if column.editable and not isinstance(column, ParentalKey) and column.name not in PLACE
    ]
    found = {column.name: value_of(column, filling) for column in columns}
    return {name: value for name, value in found.items() if value is not models.NOT_PROVIDED}


def rows_of(model: type[models.Model], filling: Filling) -> dict[str, list[models.Model]]:
    """Return the child rows of a page: of each kind one, or one for each page that it can name."""
    rows: dict[str, list[models.Model]] = {}
    for relation in get_all_child_relations(model):
        child = relation.related_model
        pages = [column for column in child._meta.concrete_fields
                 if isinstance(column, models.ForeignKey) and column.related_model is Page
                 and not isinstance(column, ParentalKey)]  # fmt: skip
        each = [(page,) for page in filling.pages] if pages else [filling.pages]
        is_private = child._meta.app_label in PRIVATE_CHILDREN
        words = MARK if is_private else filling.words
        rows[relation.get_accessor_name()] = [
            child(**fields_of(child, replace(filling, words=words, pages=page))) for page in each
        ]
    return rows
