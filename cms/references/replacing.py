"""Puts one reference in the place of another, wherever stored content names it.

Not by Wagtail's index of what names what, which a task brings up to date: every column that can
name a reference is asked, and so are the versions of pages that may be published or edited next.
What is stored is changed as it is stored, without a page being loaded and saved: no version is
added, and nothing else of a page changes.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, ForeignKey, Model, Q, TextField, UniqueConstraint
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Page, Revision, TaskState

from cms.content.fields import StreamField
from cms.references.models import MergedReference, PossibleDuplicate, Reference
from cms.references.replacement import Replacement, fill_in

#: Versions come afterwards; what the library notes of the old one itself is not of the new one.
NOT_REPLACED = {Revision, MergedReference, PossibleDuplicate}
#: So many versions of pages are in memory at once.
CHUNK = 100


def replace_everywhere(replacement: Replacement) -> list[Model]:
    """Put the new reference in the place of the old one; return what names it now.

    Call it in a transaction.
    """
    users: dict[tuple[type[Model], Any], Model] = {}
    for model in apps.get_models():
        if model in NOT_REPLACED:
            continue
        for field in model._meta.local_concrete_fields:
            for row in _replace_in_column(replacement, model, field):
                user = _owner(row)
                users[type(user), user.pk] = user
    _replace_in_versions(replacement)
    return list(users.values())


def _owner(row: Model) -> Model:
    """Return what a row belongs to: its page, or itself."""
    for field in row._meta.concrete_fields:
        if isinstance(field, ParentalKey):
            return _owner(getattr(row, field.name))
    return row


def _replace_in_column(
    replacement: Replacement, model: type[Model], field: Field[Any, Any]
) -> Iterator[Model]:
    """Replace in one column of one table; yield the rows that were changed."""
    rows = model._default_manager
    if isinstance(field, ForeignKey) and field.related_model is Reference:
        yield from _replace_in_key(replacement, model, field)
    elif isinstance(field, RichTextField):
        for row in rows.filter(**{f"{field.name}__contains": str(replacement.old.uuid)}):
            text = replacement.in_text(getattr(row, field.attname))
            rows.filter(pk=row.pk).update(**{field.name: text})
            yield row
    elif isinstance(field, StreamField):
        yield from _replace_in_stream(replacement, model, field)


def _replace_in_key(
    replacement: Replacement, model: type[Model], field: ForeignKey[Any, Any]
) -> Iterator[Model]:
    rows = model._default_manager
    for row in rows.filter(**{field.name: replacement.old}).order_by("pk"):
        twin = _twin(replacement, row, field)
        if twin is None:
            rows.filter(pk=row.pk).update(**{field.name: replacement.new})
            yield row
            continue
        columns = [each.attname for each in model._meta.local_concrete_fields]
        values = {name: getattr(twin, name) for name in columns}
        fill_in(values, {name: getattr(row, name) for name in columns})
        rows.filter(pk=row.pk).delete()
        rows.filter(pk=twin.pk).update(**{name: values[name] for name in columns if name != "id"})
        yield twin


def _twin(replacement: Replacement, row: Model, field: ForeignKey[Any, Any]) -> Model | None:
    """Return the row beside which this one may not name the new reference too."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            same = {name: getattr(row, name) for name in constraint.fields}
            rows: Any = type(row)._default_manager
            found: Model | None = rows.filter(**same | {field.name: replacement.new}).first()
            return found
    return None


def _naming(replacement: Replacement) -> Q:
    """Return the condition that a stored text may name the old one: a number may be another's."""
    return Q(stored__contains=str(replacement.old.uuid)) | Q(
        stored__regex=rf"[^0-9]{replacement.old.pk}[^0-9]"
    )


def _replace_in_stream(
    replacement: Replacement, model: type[Model], field: StreamField
) -> Iterator[Model]:
    rows = model._default_manager.annotate(stored=Cast(field.name, TextField()))
    # All of them first: the table that is read is written to.
    naming = list(rows.filter(_naming(replacement)).order_by("pk").values_list("pk", "stored"))
    for pk, stored in naming:
        before = json.loads(stored)
        after = replacement.in_block(field.stream_block, before)
        if after != before:
            value = field.to_python(json.dumps(after))
            model._default_manager.filter(pk=pk).update(**{field.name: value})
            yield model._default_manager.get(pk=pk)


def _replace_in_versions(replacement: Replacement) -> None:
    """Replace in the versions that are edited, published or approved next.

    Older ones keep what they said: whoever goes back to one is shown a missing citation.
    """
    in_workflow = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    versions = (
        Revision.objects.annotate(stored=Cast("content", TextField()))
        .filter(
            Q(pk__in=Page.objects.filter(latest_revision__isnull=False).values("latest_revision"))
            | Q(pk__in=Page.objects.filter(live_revision__isnull=False).values("live_revision"))
            | Q(pk__in=in_workflow.values("revision"))
            | Q(approved_go_live_at__isnull=False)
        )
        .filter(_naming(replacement))
    )
    keys = list(versions.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        for version in Revision.objects.filter(pk__in=keys[start : start + CHUNK]):
            _replace_in_version(replacement, version)


def _replace_in_version(replacement: Replacement, version: Revision) -> None:
    model = ContentType.objects.get_for_id(version.content_type_id).model_class()
    if model is None:
        return
    content = replacement.in_version(model, version.content)
    if content != version.content:
        Revision.objects.filter(pk=version.pk).update(content=content)
