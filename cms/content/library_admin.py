"""What the lists and forms of the admin's Library group have in common.

wagtail-modeladmin makes them; here are its gaps filled: exports that are safe and say what they
mean, unknown filters and keys, rights on histories, and deleting what is in use.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.helpers.search import BaseSearchHandler
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    InspectView,
)

from cms.content.matching import items_matching
from cms.content.usage import Usage, usages_of
from cms.delivery.filters import Data
from cms.delivery.formats import ExportFormat

#: A cell that begins with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: So many items of a list are in memory while it is exported.
EXPORTED_AT_ONCE = 200
#: Keys are whole numbers that fit a column.
MAX_KEY = 2**63 - 1


def inert(text: str) -> str:
    """Return `text` so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def exported(value: Any) -> Any:
    """Return a value as it stands in a spreadsheet: words, numbers and dates, nothing that runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | datetime.date):
        return value
    if isinstance(value, list | tuple):
        return inert("; ".join(str(item) for item in value))
    return inert(str(value))


class ItemSearch(BaseSearchHandler):
    """The search of a list: every word in one of the model admin's `search_fields`."""

    def search_queryset(
        self, queryset: models.QuerySet[Any], search_term: str, **kwargs: Any
    ) -> models.QuerySet[Any]:
        return items_matching(queryset, search_term, fields=self.search_fields)


class ItemButtons(ButtonHelper):
    """Buttons in plain words."""

    def inspect_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        title = f"View this {self.verbose_name}"
        return {**super().inspect_button(*args, **kwargs), "label": "View", "title": title}


class ItemIndexView(IndexView):
    """A list that can be searched, filtered, ordered and exported."""

    def __init__(self, model_admin: "LibraryAdmin") -> None:
        super().__init__(model_admin)
        self.FORMATS = (*IndexView.FORMATS, *(form.name for form in self._formats().values()))

    def _formats(self) -> Mapping[str, ExportFormat]:
        """Return the formats of others, by what they are called."""
        found: Mapping[str, ExportFormat] = self.model_admin.export_formats
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            messages.warning(request, "There is no such filter, so everything is shown.")
            return redirect(self.index_url)
        return response

    def get_filters(self, request: HttpRequest) -> tuple[Any, ...]:
        """Return the filters that are offered. Whatever else the address asks for is ignored.

        Else anybody with the list could ask about columns that it does not show.
        """
        filters, has_filters, _, distinct = super().get_filters(request)
        return filters, has_filters, {}, distinct

    @property
    def is_filtered(self) -> bool:
        """Whether a filter leaves something out."""
        return any(found.used_parameters for found in self.filter_specs)

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows less than there is."""
        return self.is_filtered or bool(self.query.strip())

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """The names of the formats, each with the address of what the list shows in it."""
        return [(label, self.get_export_url(name)) for label, name in self._labels()]

    @property
    def whole_export_links(self) -> list[tuple[str, str]]:
        """The same with the addresses of everything there is."""
        return [(label, f"{self.index_url}?export={name}") for label, name in self._labels()]

    def _labels(self) -> list[tuple[str, str]]:
        sheets = [("XLSX", self.FORMAT_XLSX), ("CSV", self.FORMAT_CSV)]
        return sheets + [(label, found.name) for label, found in self._formats().items()]

    def as_spreadsheet(self, queryset: models.QuerySet[Any], name: str) -> HttpResponseBase:
        """Answer with a list in any of its formats, part by part, so that memory does not grow."""
        items = self._in_parts(queryset)
        for found in self._formats().values():
            if found.name == name:
                return self._written(items, found)
        response: HttpResponseBase = super().as_spreadsheet(items, name)
        return response

    def _in_parts(self, queryset: models.QuerySet[Any]) -> Iterator[models.Model]:
        """Yield items part by part: no query stays open while somebody slowly takes them."""
        keys = list(queryset.values_list("pk", flat=True))
        for start in range(0, len(keys), EXPORTED_AT_ONCE):
            part = keys[start : start + EXPORTED_AT_ONCE]
            found = self.get_base_queryset().in_bulk(part)
            yield from (found[key] for key in part if key in found)

    def _written(self, items: Iterable[models.Model], found: ExportFormat) -> HttpResponseBase:
        data = (self.model_admin.exported_data(item) for item in items)
        response = StreamingHttpResponse(
            (text.encode() for text in found.write(data)),
            content_type=f"{found.content_type}; charset=utf-8",
        )
        name = f"{self.get_filename()}.{found.extension}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def get_buttons_for_obj(self, obj: models.Model) -> list[dict[str, Any]]:
        """Return the buttons of a row; its name is the link to edit it, or else to view it."""
        buttons: list[dict[str, Any]] = self.button_helper.get_buttons_for_obj(
            obj, exclude=["edit"], classnames_add=["button-small"]
        )
        return buttons

    def get_heading(self, queryset: Any, field: str) -> str:
        label = label_for_field(field, model=self.model, model_admin=self.model_admin)
        return capfirst(str(label))

    def to_row_dict(self, item: models.Model) -> dict[str, Any]:
        return {name: exported(self._value(item, name)) for name in self.list_export}

    def _value(self, item: models.Model, name: str) -> Any:
        field, _, value = lookup_field(name, item, self.model_admin)
        if field is not None and field.choices:
            return dict(field.flatchoices).get(value, value)
        return value


class KnownItem:
    """Mixin: a key that can't be one is not found, like one that does not exist."""

    def __init__(self, model_admin: ModelAdmin, instance_pk: str) -> None:
        if not instance_pk.isdecimal() or int(instance_pk) > MAX_KEY:
            raise Http404
        super().__init__(model_admin, instance_pk)  # type: ignore[call-arg]  # a mixin of views


class SavedWhole:
    """Mixin: the item, what belongs to it and its history are saved together or not at all."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                response: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        return response


class ItemCreateView(SavedWhole, CreateView):
    """Adds an item."""

    page_title = "Add"


class ItemEditView(SavedWhole, KnownItem, EditView):
    """Changes an item."""

    page_title = "Edit"


class ItemHistoryView(KnownItem, HistoryView):
    """Who did what to an item, for those who may see it."""

    def check_action_permitted(self, user: Any) -> bool:
        return bool(self.permission_helper.user_can_inspect_obj(user, self.instance))


class ItemInspectView(KnownItem, InspectView):
    """An item as it is, for those who can't change it, with where it is used."""

    page_title = "View"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        """Return what there is to say of the item, columns and methods of its model admin alike."""
        rows = [self.get_dict_for_field(name) for name in self.model_admin.inspect_view_fields]
        used_in = usages_of(self.instance, user=self.request.user)
        rows.append({"label": "Used in", "value": used_in_html(used_in)})
        return [row for row in rows if row["value"]]

    def get_dict_for_field(self, field_name: str) -> dict[str, Any]:
        field, _, value = lookup_field(field_name, self.instance, self.model_admin)
        label = label_for_field(field_name, model=self.model, model_admin=self.model_admin)
        if field is not None and not isinstance(value, list):
            value = value and self.get_field_display_value(field_name, field)
        elif isinstance(value, list):
            value = format_html_join("", "{}<br>", ((item,) for item in value))
        return {"label": capfirst(str(label)), "value": value}


class ItemDeleteView(KnownItem, DeleteView):
    """Deletes an item that nothing uses; of any other it says where it is used."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "usages": usages_of(self.instance, user=self.request.user)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        usages = usages_of(self.instance, user=request.user)
        if usages:
            return self._refusal(usages)
        name = str(self.instance)
        try:
            with transaction.atomic():
                log(instance=self.instance, action="wagtail.delete")
                self.delete_instance()
        except models.ProtectedError as error:
            # Somebody used it a moment ago.
            return self._refusal([_usage_by(used_in) for used_in in error.protected_objects])
        messages.success(request, f"Deleted: {name}")
        return redirect(self.index_url)

    def _refusal(self, usages: list[Usage]) -> HttpResponseBase:
        context = {**self.get_context_data(), "usages": usages}
        return TemplateResponse(self.request, self.get_template_names(), context, status=409)


def _usage_by(used_in: models.Model) -> Usage:
    """Return the usage that a foreign key is."""
    owner = getattr(used_in, "page", used_in)
    return Usage(title=str(owner), kind=capfirst(str(owner._meta.verbose_name)), url="")


def used_in_html(usages: Iterable[Usage]) -> str:
    """Return where an item is used as a list of links."""
    lines = format_html_join(
        "",
        "<li>{} ({})</li>",
        (
            (
                format_html('<a href="{}">{}</a>', usage.url, usage.title)
                if usage.url
                else usage.title,
                usage.kind,
            )
            for usage in usages
        ),
    )
    return format_html("<ul>{}</ul>", lines) if lines else "Nothing yet"


class LibraryAdmin(ModelAdmin):
    """The base of each model in the Library group.

    Wherever a field can be listed, exported or shown, a method of the model admin can be too.
    """

    index_view_class = ItemIndexView
    create_view_class = ItemCreateView
    edit_view_class = ItemEditView
    inspect_view_class = ItemInspectView
    delete_view_class = ItemDeleteView
    history_view_class = ItemHistoryView
    index_template_name = "modeladmin/library/index.html"
    delete_template_name = "modeladmin/library/delete.html"
    button_helper_class = ItemButtons
    search_handler_class = ItemSearch
    inspect_view_enabled = True
    list_per_page = 50
    empty_value_display = "–"
    #: Formats of others than spreadsheets that the list can be exported in, by their names.
    export_formats: ClassVar[Mapping[str, ExportFormat]] = {}

    def exported_data(self, item: Any) -> Data:
        """Return an item as `export_formats` write it."""
        raise NotImplementedError

    def get_menu_label(self) -> str:
        return str(self.menu_label or capfirst(str(self.opts.verbose_name_plural)))

    @property
    def export_filename(self) -> str:
        """What a downloaded list is called."""
        return str(self.opts.verbose_name_plural).replace(" ", "-")
