"""People and the glossary in the admin's Library group."""

from django.contrib import admin
from django.utils.text import Truncator

from cms.content.library_admin import LibraryAdmin
from cms.content.models import GlossaryTerm, Person
from cms.content.rich_text import parse, plain_text


class PersonAdmin(LibraryAdmin):
    """Authors and medical reviewers."""

    model = Person
    menu_icon = "user"
    list_display = ("name", "credentials", "role", "orcid", "account", "declared_interests")
    list_export = (
        "name",
        "credentials",
        "role",
        "orcid",
        "interests",
        "account",
        "uuid",
        "created_at",
        "updated_at",
    )
    list_filter = (
        ("account", admin.EmptyFieldListFilter),
        ("interests", admin.EmptyFieldListFilter),
    )
    list_select_related = ("account",)
    search_fields = ("name", "credentials", "role", "orcid")
    ordering = ("name",)
    inspect_view_fields = (
        "name",
        "credentials",
        "role",
        "photo",
        "orcid",
        "biography_text",
        "interests",
        "account",
    )

    @admin.display(description="declared interests")
    def declared_interests(self, person: Person) -> str:
        """What a reader should know of, cut short."""
        return Truncator(person.interests).chars(80)

    @admin.display(description="biography")
    def biography_text(self, person: Person) -> str:
        """The biography without its markup."""
        return plain_text(parse(person.biography))


class GlossaryTermAdmin(LibraryAdmin):
    """Words that readers may not know."""

    model = GlossaryTerm
    menu_label = "Glossary"
    menu_icon = "help"
    list_display = ("term", "other_words", "short_definition", "updated_at")
    list_export = ("term", "synonyms", "definition", "uuid", "created_at", "updated_at")
    list_filter = ("updated_at",)
    search_fields = ("term", "synonyms", "definition")
    ordering = ("term",)
    inspect_view_fields = ("term", "synonyms", "definition")

    @admin.display(description="synonyms")
    def other_words(self, term: GlossaryTerm) -> str:
        """The synonyms in one line."""
        return "; ".join(term.synonyms)

    @admin.display(description="definition", ordering="definition")
    def short_definition(self, term: GlossaryTerm) -> str:
        """The definition, cut short."""
        return Truncator(term.definition).chars(120)
