"""The page types of the library, found in the code: a new one is in every test of all types."""

from django.apps import apps

from cms.content.models import ContentPage

#: Every concrete page type of the library.
PAGE_TYPES: list[type[ContentPage]] = sorted(
    (model for model in apps.get_models() if issubclass(model, ContentPage)),
    key=lambda model: model.__name__,
)
