"""A visitor of the admin who sends a form back as the browser does."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.forms import BaseForm, FileField
from django.test import Client
from django.utils.datastructures import MultiValueDict
from wagtail.api.v3.form_data import flatten_block_value
from wagtail.blocks.base import BlockField


def _without_item_ids(stored: Any) -> Any:
    """Return a stored block's value with plain lists, as Wagtail's API takes them."""
    if isinstance(stored, list):
        return [_without_item_ids(member) for member in stored]
    if not isinstance(stored, dict):
        return stored
    if stored.get("type") == "item":
        return _without_item_ids(stored["value"])
    return {key: _without_item_ids(value) for key, value in stored.items()}


def _field_data(form: BaseForm, name: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield what the browser would send of one field that nobody touched."""
    bound = form[name]
    field, html_name, value = bound.field, bound.html_name, bound.value()
    if isinstance(field, FileField):
        return
    if isinstance(field, BlockField):
        data: MultiValueDict[str, Any] = MultiValueDict()
        stored = field.block.get_prep_value(value)
        flatten_block_value(field.block, _without_item_ids(stored), html_name, data)
        for part, values in data.lists():
            yield part, ["" if item is None else getattr(item, "pk", item) for item in values]
    elif getattr(field.widget, "allow_multiple_selected", False):
        yield html_name, [getattr(item, "pk", item) for item in value or []]
    elif type(value) is bool:
        if value:
            yield html_name, ["on"]
    else:
        shown = field.widget.format_value(value)
        yield html_name, shown if isinstance(shown, list) else ["" if shown is None else shown]


def form_data(form: BaseForm) -> dict[str, list[Any]]:
    """Return what the browser sends when a form is saved as it was opened."""
    data = {key: values for name in form.fields for key, values in _field_data(form, name)}
    for formset in getattr(form, "formsets", {}).values():
        for part in [formset.management_form, *formset.forms]:
            data.update(form_data(part))
    return data


class AdminClient(Client):
    """Sends forms of the admin."""

    def open(self, url: str) -> Any:
        """Return a page, which must open."""
        response = self.get(url)
        assert response.status_code == 200, f"{url}: {response.status_code}"
        return response

    def save(self, url: str, /, **changes: Any) -> Any:
        """Open a form, change fields, and send it. A changed value of None leaves the field out."""
        data = form_data(self.open(url).context["form"])
        data.update(changes)
        return self.post(url, {name: value for name, value in data.items() if value is not None})


def client_of(user: User) -> AdminClient:
    """Return the client of somebody who is logged in."""
    client = AdminClient()
    client.force_login(user)
    return client
