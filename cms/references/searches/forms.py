"""What is searched for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms.references.models import SavedSearch


class SavedSearchForm(forms.ModelForm[SavedSearch]):
    """A search of one topic.

    Args:
        page: the topic.
    """

    class Meta:
        model = SavedSearch
        fields = ("query",)
        labels = {"query": "Search"}
        help_texts = {
            "query": "As in Europe PMC’s own search, for example: "
            "burns AND dressing AND PUB_TYPE:review"
        }
        error_messages = {"query": {"required": "Write what to search for."}}

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.page = page

    def clean_query(self) -> str:
        """Return the search in one line, which the topic has not yet."""
        query = " ".join(str(self.cleaned_data["query"]).split())
        same = SavedSearch.objects.filter(page=self.instance.page, query=query)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError("This topic has the same search already.")
        return query
