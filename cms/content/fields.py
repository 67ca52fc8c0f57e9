"""Model fields: partial dates, lists of values, streams that stay out of migrations."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField as WagtailStreamField

PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def validate_partial_date(value: str) -> None:
    """Raise ValidationError unless `value` is `2005`, `2005-02` or `2005-02-14` and exists."""
    message = "Write a year (2005), a month (2005-02) or a day (2005-02-14)."
    if not PARTIAL_DATE.fullmatch(value):
        raise ValidationError(message)
    year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
    try:
        datetime.date(year, month, day)
    except ValueError as error:
        raise ValidationError(f"There is no such date as {value}. {message}") from error


class PartialDateField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """A date with its real precision: `2005`, `2005-02` or `2005-02-14`, as registries give it."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class ChoiceListFormField(forms.TypedMultipleChoiceField):
    """Checkboxes for several of a fixed set of values."""

    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != list(data or []))


class ChoiceListField(models.JSONField):
    """Several values of one enumeration, in the enumeration's order.

    Args:
        choices_class: the `TextChoices` that the values come from.
    """

    def __init__(
        self, *args: Any, choices_class: type[models.TextChoices] | None = None, **kwargs: Any
    ) -> None:
        self.choices_class = choices_class
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if self.choices_class is None:
            return
        values = self.choices_class.values
        if not isinstance(value, list) or not all(item in values for item in value):
            raise ValidationError(f"Choose from: {', '.join(values)}.")
        if len(set(value)) != len(value):
            raise ValidationError("Choose each value once.")

    def formfield(self, **kwargs: Any) -> forms.Field:
        return ChoiceListFormField(
            choices=self.choices_class.choices if self.choices_class else [],
            required=not self.blank,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            empty_value=[],
            # A long set folds into a box of its own with a filter: see choice_filter.js.
            widget=kwargs.get("widget", forms.CheckboxSelectMultiple(attrs={"class": "x-choices"})),
        )


class LinesWidget(forms.Textarea):
    """A text area in which each line is one value."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, **(attrs or {})})

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(value or [])


class LinesFormField(forms.CharField):
    """Splits what was typed into lines; empty lines and repetitions are dropped."""

    widget = LinesWidget

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no length: the limit is that of one line, a browser's that of the whole."""
        return {}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))

    def run_validators(self, value: Any) -> None:
        for line in value or []:
            super().run_validators(line)


class StringListField(models.JSONField):
    """A list of short texts, edited one a line: synonyms, collaborators."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError("Write one text a line.")

    def formfield(self, **kwargs: Any) -> forms.Field:
        return LinesFormField(
            required=not self.blank,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            max_length=500,
        )


class StreamField(WagtailStreamField):
    """A StreamField whose block definitions stay out of migrations.

    What a page's blocks look like is code; only the column is schema. So adding a block type needs
    no migration. A change that reshapes stored values ships a mapper of its own.
    """

    def __init__(
        self,
        block_types: blocks.StreamBlock | type[blocks.StreamBlock] | Iterable[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__([] if block_types is None else block_types, **kwargs)

    if TYPE_CHECKING:
        # A page takes raw blocks and gives a StreamValue; Wagtail has no types for either.
        def __get__(self, instance: Any, owner: Any = None) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
