"""No document forgets what it was made from: every row that its rendering reads is a key of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from taggit.models import Tag, TaggedItem
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from cms.content.facts import page_types
from cms.content.models import Document as File
from cms.content.models import GlossaryTerm, Image, Person, Rendition, SiteSettings, Withdrawal
from cms.delivery import registry, rendering
from cms.delivery.models import Document, DocumentKey, State
from cms.references.models import Reference
from tests.delivery.rich import RichLibrary, settle
from trials.models import Condition, Intervention

#: Rows by which nothing is told, or that are told by another way.
NO_FACTS: tuple[type[Model], ...] = (
    # The read model's own.
    State, Document, DocumentKey,
    # Never changed: migrations do it.
    ContentType, Locale,
    # Any change of them marks everything.
    Site,
)  # fmt: skip


def keys_of(row: Model) -> set[str]:  # noqa: C901 - a table
    """Return the keys of which a document needs one that was made from `row`."""
    match row:
        case Page():
            return {f"page:{row.pk}"}
        case Image() | Person() | Reference() | Condition() | Intervention() | GlossaryTerm():
            name = str(row._meta.model_name).replace("glossaryterm", "glossary_term")
            return {f"{name}:{row.pk}"}
        case Rendition():
            return {f"image:{row.image_id}"}
        case File():
            return {f"document:{row.pk}"}
        case Collection() | CollectionViewRestriction():
            return {"collections"}
        case SiteSettings():
            return {"site"}
        case PageViewRestriction() | Withdrawal():
            # It touches the pages that it is about.
            return set()
        case TaggedItem():
            return {f"reference:{row.object_id}"}
        case Tag():
            return set()
    # A child row counts as its page.
    assert any(
        relation.related_model is type(row)
        for model in page_types().values()
        for relation in model._meta.related_objects
    ), f"{type(row)} is no fact that this test knows"
    return {f"page:{row.page_id}"}  # type: ignore[attr-defined]  # of every child row


@contextmanager
def loaded_rows() -> Iterator[list[Model]]:
    """Collect every object that is read from the database."""
    rows: list[Model] = []
    original = Model.from_db.__func__  # type: ignore[attr-defined]  # of the class method

    def from_db(model: type[Model], *args: Any, **kwargs: Any) -> Model:
        row: Model = original(model, *args, **kwargs)
        rows.append(row)
        return row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Model, "from_db", classmethod(from_db))
        yield rows


def forgotten(source: str) -> set[str]:
    """Return what the document of `source` was made from without saying so."""
    with loaded_rows() as rows:
        rendered = rendering.render(source, timezone.now())
    own = {source, *(key.removeprefix("=") for key in rendered.keys)}
    return {
        f"{source}: {key}"
        for row in rows
        if not isinstance(row, NO_FACTS)
        for key in keys_of(row)
        if key not in own and not is_known_by_its_set(row, rendered.keys)
    }


def is_known_by_its_set(row: Model, keys: frozenset[str]) -> bool:
    """Return whether a row is one of a set that the document depends on as a whole."""
    if not isinstance(row, Page):
        return False
    type_name = getattr(row.specific_class, "api_type", "")
    return bool(
        {f"type:{type_name}", f"children:{row.path[: -Page.steplen]}"} & keys
        # The root of the menu moves only with what is below it.
        or ("menu" in keys and (row.show_in_menus or row.depth == 2))
    )


def public_sources() -> set[str]:
    settle()
    return set(Document.objects.filter(standing="public").values_list("source", flat=True))


def test_documents_of_a_rich_library_forget_nothing(rich: RichLibrary) -> None:
    sources = public_sources()
    assert {source.partition(":")[0] for source in sources} == set(registry.kinds())
    assert set().union(*(forgotten(source) for source in sources)) == set()


def test_documents_of_the_starter_content_forget_nothing(starter: None) -> None:
    assert set().union(*(forgotten(source) for source in public_sources())) == set()
