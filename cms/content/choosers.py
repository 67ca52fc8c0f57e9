"""How an editor picks a library item: a searchable list, and a form for what is missing."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
    CreateView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import log

from cms.content.matching import items_matching


class ItemFilterForm(BaseFilterForm):
    """The search box of a chooser."""

    matching: ClassVar[Callable[[QuerySet[Any], str], QuerySet[Any]]]

    q = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Search", "autocomplete": "off"}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        query = self.cleaned_data.get("q")
        if query:
            objects = type(self).matching(objects, query)
            self.is_searching = True
            self.search_query = query
        return objects


class ItemListMixin(BaseChooseView):
    """The list in a chooser: the item's name and the columns that tell it from others."""

    item_columns: ClassVar[Sequence[tuple[str, str, Callable[[Any], Any]]]] = ()

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            *(
                Column(name, label=label, accessor=value)
                for name, label, value in self.item_columns
            ),
        ]


class ItemChosenView(ChosenView):
    """Answers with the chosen item."""

    def get_object(self, pk: str) -> Any:
        if not pk.isdecimal():
            raise Http404
        return super().get_object(pk)


class ItemsChosenView(ChosenMultipleView):
    """Answers with the chosen items, in the order in which they were chosen."""

    def get_objects(self, pks: Sequence[str]) -> list[Any]:
        order = {int(pk): position for position, pk in enumerate(pks) if pk.isdecimal()}
        found = super().get_objects(list(order))
        return sorted(found, key=lambda item: order[item.pk])


class ItemAddedView(CreateView):
    """Adds an item that was missing, and notes in its history who did."""

    def save_form(self, form: Any) -> Any:
        with transaction.atomic():
            item = super().save_form(form)
            log(instance=item, action="wagtail.create", content_changed=True)
        return item

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().post(request)
        except ValidationError as error:
            self.form.add_error(None, error)
            response = self.get_reshow_creation_form_response()
        return response


class LibraryChooser(ChooserViewSet):
    """The chooser of one kind of library item.

    Args:
        columns: name, label and value of each column beside the item's name.
        search: the fields that are searched, or a function that does it.
    """

    item_columns: Sequence[tuple[str, str, Callable[[Any], Any]]] = ()
    search: Sequence[str] | Callable[[QuerySet[Any], str], QuerySet[Any]] = ()
    chosen_view_class = ItemChosenView
    chosen_multiple_view_class = ItemsChosenView
    create_view_class = ItemAddedView
    search_tab_label = "Search"
    creation_tab_label = "Add"
    create_action_label = "Add"
    create_action_clicked_label = "Adding…"

    def _view(self, base: type[BaseChooseView]) -> type[BaseChooseView]:
        """Return a view of this chooser's list."""
        search = self.search
        matching = (
            search
            if callable(search)
            else lambda items, query: items_matching(items, query, fields=search)
        )
        form = type("FilterForm", (ItemFilterForm,), {"matching": staticmethod(matching)})
        attributes = {"item_columns": self.item_columns, "filter_form_class": form}
        return type(base.__name__, (ItemListMixin, base), attributes)

    @property
    def choose_view_class(self) -> type[BaseChooseView]:
        return self._view(ChooseView)

    @property
    def choose_results_view_class(self) -> type[BaseChooseView]:
        return self._view(ChooseResultsView)


person_chooser = LibraryChooser(
    "person_chooser",
    model="content.Person",
    url_prefix="person/chooser",
    icon="user",
    choose_one_text="Choose a person",
    choose_another_text="Choose another person",
    edit_item_text="Edit this person",
    form_fields=["name", "credentials", "role", "orcid", "interests"],
    item_columns=(
        ("role", "Role", lambda person: person.role),
        ("orcid", "ORCID iD", lambda person: person.orcid),
    ),
    search=("name", "credentials", "role", "orcid"),
)
glossary_term_chooser = LibraryChooser(
    "glossary_term_chooser",
    model="content.GlossaryTerm",
    url_prefix="glossary-term/chooser",
    icon="help",
    choose_one_text="Choose a glossary term",
    choose_another_text="Choose another glossary term",
    edit_item_text="Edit this glossary term",
    form_fields=["term", "synonyms", "definition"],
    item_columns=(
        ("synonyms", "Synonyms", lambda term: "; ".join(term.synonyms)),
        ("definition", "Definition", lambda term: term.definition),
    ),
    search=("term", "synonyms", "definition"),
)
