"""Resources of the content API: each app declares its own, and their answers follow from that.

What is answered is in `items` and `lists`; what lists are made from is in `rows`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.utils.module_loading import import_string

from cms.delivery import registry
from cms.delivery.filters import Filter, Find, Told
from cms.delivery.formats import ExportFormat, format_parameter
from cms.delivery.paging import CURSOR, LIMIT, Order, order_parameter
from cms.delivery.parameter_values import OneOf
from cms.delivery.parameters import LOCALE, Parameter, fields_parameter, rich_text_parameter
from cms.delivery.schemas import Document
from cms.delivery.search.asking import Q

#: The first part of every address of the API.
ROOT = "/api/content/v1/"


@dataclass(frozen=True)
class Include:
    """Documents that a document names, which `include` sends with it.

    Args:
        name: as `include` names them.
        scope: their type; `page` for pages of any type.
        find: returns their ids.
    """

    name: str
    scope: str
    find: Find

    @property
    def types(self) -> tuple[str, ...]:
        """The types of document that it can bring."""
        return tuple(
            name
            for name, deliverable in registry.all_types().items()
            if self.scope in (name, deliverable.kind)
        )


@dataclass(frozen=True)
class Resource:
    """One kind of thing that the API delivers, at `name/` and `name/{id}/`.

    Args:
        name: the first part of its addresses.
        item: what one of it is called, in words.
        scope: the document type that it holds; `page` for pages of every type.
        orders: what lists can be in order by; the first, descending, is the usual one.
        filters: what lists can be narrowed by.
        includes: what can be sent with its documents.
        told: what is stored of its documents for the filters of other resources.
        formats: what its documents can be exported in.
    """

    name: str
    item: str
    scope: str
    orders: tuple[Order, ...]
    filters: tuple[Filter, ...] = ()
    includes: tuple[Include, ...] = ()
    told: tuple[Told, ...] = ()
    formats: tuple[ExportFormat, ...] = ()

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The document types that it holds."""
        return Include(self.name, self.scope, find=lambda data: ()).types

    @cached_property
    def schemas(self) -> tuple[type[Document], ...]:
        """The schemas of its documents."""
        schemas = (registry.get(name).schema for name in self.types)
        return tuple(schema for schema in schemas if issubclass(schema, Document))

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """Every field that a document of it can have."""
        names = (name for schema in self.schemas for name in schema.model_fields)
        return tuple(dict.fromkeys(names))

    @cached_property
    def item_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of one item's address."""
        form = rich_text_parameter(registry.forms())
        including = include_parameter(self.includes)
        return (
            fields_parameter(self.field_names),
            *including,
            LOCALE,
            form,
            *format_parameter(self.formats),
        )

    @cached_property
    def is_searched(self) -> bool:
        """Whether its documents are found by their words."""
        return any(registry.get(name).search for name in self.types)

    @cached_property
    def filter_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that narrow its list."""
        return tuple(
            parameter for narrowing in self.filters for parameter in narrowing.parameters().values()
        )

    @cached_property
    def counted(self) -> dict[str, Filter]:
        """The filters whose values can be counted, by name."""
        return {found.name: found for found in self.filters if found.facet is not None}

    @cached_property
    def list_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of its list."""
        return (
            *((Q,) if self.is_searched else ()),
            *self.filter_parameters,
            *facets_parameter(self.counted),
            order_parameter(self.orders, is_searched=self.is_searched),
            LIMIT,
            CURSOR,
            *self.item_parameters,
        )


def _some_of(name: str, words: Iterable[str], description: str) -> tuple[Parameter, ...]:
    """Return a parameter that names some of `words`; none where there are none."""
    allowed = tuple(words)
    description += " Names are joined by commas."
    if not allowed:
        return ()
    return (Parameter(name, OneOf(allowed), description, listed=True, example=allowed[0]),)


def include_parameter(includes: Iterable[Include]) -> tuple[Parameter, ...]:
    """Return `include`, where there is something to include."""
    return _some_of(
        "include",
        (include.name for include in includes),
        "Send the documents that these name along, whole and once each, under `included` by id.",
    )


def facets_parameter(names: Iterable[str]) -> tuple[Parameter, ...]:
    """Return `facets`, where there is something to count."""
    return _some_of(
        "facets",
        names,
        "Count the items by the values of these filters; each count ignores its own filter.",
    )


@cache
def declared() -> tuple[Resource, ...]:
    """Return every resource of the project, in the order of the API's description."""
    resources: tuple[Resource, ...] = import_string(settings.CONTENT_API_RESOURCES)
    return resources
