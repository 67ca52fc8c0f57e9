"""What this app delivers."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, Site

from cms.content import facts
from cms.content.documents import (
    glossary_term_document,
    navigation,
    person_document,
    site_document,
    vocabularies_document,
)
from cms.content.models import (
    ContentPage,
    GlossaryTerm,
    LibraryItem,
    Person,
    SiteSettings,
    withdrawal_of,
)
from cms.content.queries import is_public
from cms.content.rich_text_forms import FORMS
from cms.content.schemas import (
    GlossaryTermDocument,
    Navigation,
    PersonDocument,
    SiteDocument,
    Vocabularies,
)
from cms.delivery import registry
from cms.delivery.facts import FactTable, item_facts
from cms.delivery.models import GoneReason
from cms.delivery.registry import DeliverableType, Found, Kind

#: Namespace of the ids of what there is once, which no row has.
NAMESPACE = uuid.UUID("c1a3b0de-6d5e-4d8a-9a3f-0f5c2d7b8e41")


def item_kind(
    model: type[LibraryItem],
    *,
    private: Iterable[str] = (),
    tables: Callable[[], Iterable[FactTable]] = tuple,
    rows: Callable[[], QuerySet[Any]] | None = None,
    find_gone: Callable[[str], Found | None] = lambda key: None,
    is_derived: bool = False,
) -> Kind:
    """Return the kind of a library item, which is public from the moment it is added.

    Args:
        model: the item's model.
        private: fields that nobody outside sees.
        tables: returns further tables that its documents are made from.
        rows: returns the items as their documents want them; all of them unless said.
        find_gone: returns what is known of an item of a key that is not there any more.
        is_derived: whether its documents show what others contribute.
    """
    name = model.api_type
    find_in = rows or model._default_manager.all

    def find(key: str, now: datetime.datetime) -> Found | None:
        row = find_in().filter(pk=key).first()
        if row is None:
            return find_gone(key)
        return Found(type=name, public_id=row.uuid, row=row)

    return Kind(
        name=name,
        find=find,
        sources=lambda: [f"{name}:{pk}" for pk in find_in().values_list("pk", flat=True)],
        facts=lambda: [item_facts(model, name, without=tuple(private)), *tables()],
        is_derived=is_derived,
    )


def _find_page(key: str, now: datetime.datetime) -> Found | None:
    """Return what stands behind `page:<key>`."""
    page = Page.objects.filter(pk=key).first()
    if page is None or not issubclass(page.specific_class or Page, ContentPage):
        return None
    known = {"type": page.specific_class.api_type, "public_id": page.translation_key}
    if is_public(page, now=now):
        return Found(**known, row=page.specific, ends=page.expire_at)
    return Found(**known, **_why_not_public(page, now))


def _why_not_public(page: Page, now: datetime.datetime) -> dict[str, Any]:
    """Return why a page is not public, as parts of `Found`."""
    if page.get_view_restrictions().exists():
        return {"reason": GoneReason.RESTRICTED}
    withdrawal = withdrawal_of(page)
    if withdrawal is not None and not page.live:
        replacement = withdrawal.replacement_id
        return {
            "reason": GoneReason.WITHDRAWN,
            "note": withdrawal.reason,
            "gone_at": withdrawal.withdrawn_at,
            "replaced_by": f"page:{replacement}" if replacement else "",
        }
    if page.expired or (page.expire_at is not None and page.expire_at <= now):
        return {"reason": GoneReason.EXPIRED}
    return {"reason": GoneReason.UNPUBLISHED}


def _page_sources() -> list[str]:
    return [
        f"page:{pk}" for pk in Page.objects.live().filter(depth__gt=1).values_list("pk", flat=True)
    ]


PAGES = Kind(name="page", find=_find_page, sources=_page_sources, facts=facts.page_facts)


def _single(name: str, row: Callable[[], Any], tables: Callable[[], Any] = tuple) -> Kind:
    """Return the kind of what there is once for the whole site."""

    def find(key: str, now: datetime.datetime) -> Found:
        return Found(type=name, public_id=uuid.uuid5(NAMESPACE, name), row=row())

    return Kind(name=name, find=find, sources=lambda: [name], facts=tables)


def _default_site() -> Site:
    """Return the default site; one without pages where there is none."""
    found = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return found or Site(root_page=Page(path="-", depth=0))


def _singles() -> Iterable[tuple[Kind, DeliverableType]]:
    """Yield what there is once: the site's texts, the menu, the words for values."""
    yield (
        _single("site", SiteSettings.of_default_site, facts.site_facts),
        DeliverableType(
            name="site", kind="site", model=SiteSettings, schema=SiteDocument, build=site_document
        ),
    )
    yield (
        _single("navigation", _default_site),
        DeliverableType(
            name="navigation", kind="navigation", model=Site, schema=Navigation, build=navigation
        ),
    )
    yield (
        _single("vocabularies", object),
        DeliverableType(
            name="vocabularies",
            kind="vocabularies",
            model=None,
            schema=Vocabularies,
            build=vocabularies_document,
        ),
    )


def register() -> None:
    """Register pages in general, people, words, what there is once, and forms of rich text."""
    for name, write in FORMS.items():
        registry.register_form(name, write)
    registry.register_kind(PAGES)
    registry.register_kind(item_kind(Person, private=["account"]))
    registry.register_kind(item_kind(GlossaryTerm))
    registry.register(
        DeliverableType(
            name="person",
            kind="person",
            model=Person,
            schema=PersonDocument,
            public=lambda now: Person.objects.all(),
            build=person_document,
        )
    )
    registry.register(
        DeliverableType(
            name="glossary_term",
            kind="glossary_term",
            model=GlossaryTerm,
            schema=GlossaryTermDocument,
            public=lambda now: GlossaryTerm.objects.all(),
            build=glossary_term_document,
        )
    )
    for kind, deliverable in _singles():
        registry.register_kind(kind)
        registry.register(deliverable)
