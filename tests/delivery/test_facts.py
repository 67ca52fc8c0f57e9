"""Every registered column of every table of facts marks, no other does, and none is forgotten."""

import datetime
import decimal
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Field, Model
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.content.fields import StreamField
from cms.content.models import Rendition, Withdrawal
from cms.delivery import maintenance, reading, registry
from cms.delivery.facts import FactTable
from cms.delivery.touching import number_now
from cms.references.models import MergedReference, Reference
from tests.delivery.rich import RichLibrary, settle

MODELS: dict[str, type[Model]] = {
    model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
}
#: Another value than that which is there, by the kind of column.
OTHER_VALUES: dict[type[Field[Any, Any]], Any] = {
    models.BooleanField: lambda value: not value,
    models.IntegerField: lambda value: (value or 0) + 1,
    models.ForeignKey: lambda value: (value or 0) + 1000,
    models.DateTimeField: lambda value: datetime.datetime(2001, 2, 3, 4, 5, tzinfo=datetime.UTC),
    models.DateField: lambda value: datetime.date(2001, 2, 3),
    models.UUIDField: lambda value: uuid.uuid4(),
    models.JSONField: lambda value: ["another"],
    models.DecimalField: lambda value: decimal.Decimal(1),
    models.TextField: lambda value: f"{value}x",
    models.CharField: lambda value: f"{value}x"[-20:],
    models.FileField: lambda value: f"x{value}",
    StreamField: lambda value: [{"type": "text", "value": "<p>Another</p>", "id": "1"}],
}


def prepare(rich: RichLibrary) -> None:
    """Add a row to the tables that a library of public pages has none in."""
    PageViewRestriction.objects.create(page=rich.review_list, restriction_type="login")
    CollectionViewRestriction.objects.create(
        collection=Collection.objects.last(), restriction_type="login"
    )
    Withdrawal.objects.create(page=rich.gone, reason="A number was wrong.")
    MergedReference.objects.create(
        merged_pk=987654, uuid=uuid.uuid4(), into=Reference.objects.earliest("pk")
    )


def row_of(model: type[Model], rich: RichLibrary) -> Model:
    """Return a row that something public is made from."""
    rows = model._default_manager.order_by("pk")
    special: dict[type[Model], Any] = {
        Page: {"pk": rich.cancer.pk},
        Rendition: {"filter_spec__startswith": "width-"},
    }
    names = {field.name for field in model._meta.get_fields()}
    if model in special:
        rows = rows.filter(**special[model])
    elif "page_ptr" in names:
        rows = rows.filter(live=True)
    elif "content_object" in names:
        rows = rows.filter(content_type__model=Reference._meta.model_name)
    found = rows.first()
    assert found is not None, f"The rich library has no {model.__name__}."
    return found


def other_value(field: Field[Any, Any], value: Any) -> Any:
    """Return another value of a column, as the database takes it."""
    for kind in type(field).__mro__:
        if kind in OTHER_VALUES:
            other = OTHER_VALUES[kind](value)
            if isinstance(other, str) and field.max_length:
                other = other[-field.max_length :]
            is_json = isinstance(other, list)
            return json.dumps(other) if is_json else field.get_db_prep_save(other, connection)
    raise AssertionError(f"{field} is of a kind that this test does not know")


def change(row: Model, columns: Sequence[Field[Any, Any]]) -> None:
    """Give some columns of a row other values, by SQL."""
    key = row._meta.pk
    assert key is not None
    changes = ", ".join(f'"{field.column}" = %s' for field in columns)
    values = [other_value(field, getattr(row, field.attname)) for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {changes} "  # noqa: S608 - our own names
            f'WHERE "{key.column}" = %s',
            [*values, key.get_db_prep_save(row.pk, connection)],
        )
    number_now()


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def version_after(row: Model, field: Field[Any, Any]) -> int:
    """Return the content version after a change of one column, which is then undone."""
    with transaction.atomic():
        change(row, [field])
        version = reading.content_version()
        transaction.set_rollback(True)
    return version


def wrong_columns(table: FactTable, rich: RichLibrary) -> set[str]:
    """Return the columns of a table that mark and should not, or should and do not."""
    model = MODELS[table.table]
    row = row_of(model, rich)
    before = reading.content_version()
    return {
        f"{table.table}.{field.column}"
        for field in columns_of(model)
        if (version_after(row, field) > before) != (field.column in table.columns)
    }


def test_registered_columns_mark_and_no_others(rich: RichLibrary) -> None:
    prepare(rich)
    number_now()
    tables = registry.fact_tables()
    assert len(tables) > 20
    assert set().union(*(wrong_columns(table, rich) for table in tables)) == set()


def test_columns_that_do_not_mark_are_in_no_document(rich: RichLibrary) -> None:
    prepare(rich)
    settle()
    for table in registry.fact_tables():
        model = MODELS[table.table]
        private = [field for field in columns_of(model) if field.column not in table.columns]
        if private:
            with transaction.atomic():
                change(row_of(model, rich), private)
                assert list(maintenance.check(timezone.now())) == [], table.table
                transaction.set_rollback(True)
