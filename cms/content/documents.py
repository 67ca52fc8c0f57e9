"""The public form of what content's models hold. Page types build on `page_fields`."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings as django_settings
from django.utils import timezone
from wagtail.models import Page, Site

from cms.content.images import image_schema
from cms.content.models import ContentPage, GlossaryTerm, LibraryItem, Person, SiteSettings
from cms.content.queries import is_public, page_path, pages_above, public_pages
from cms.content.reading_order import stored_values
from cms.content.rich_text import Rendering, StoredValue
from cms.content.schemas import (
    Disclosures,
    GlossaryTermDocument,
    Navigation,
    NavigationItem,
    PageCard,
    PageLink,
    PersonDocument,
    PersonLink,
    Review,
    RichTextHtml,
    Seo,
    SiteDocument,
    Vocabularies,
    VocabularyEntry,
)
from cms.content.vocabularies import all_vocabularies
from cms.delivery.recording import once, recorder
from cms.delivery.registry import Outlet


def default_settings() -> SiteSettings:
    """Return the settings of the default site."""
    recorder().use("site")
    return once("site settings", SiteSettings.of_default_site)


def rendering_of(instance: ContentPage, outlet: Outlet) -> Rendering:
    """Return the rendering of all of a page's texts, for one outlet."""
    return Rendering.of(stored_values(instance), base_url=outlet.base_url)


def rich_text(source: str, rendering: Rendering) -> RichTextHtml:
    """Return a stored rich text in its public form."""
    html, text = rendering.render(source)
    return RichTextHtml(html=html, text=text)


def single_rich_text(source: str, outlet: Outlet) -> RichTextHtml:
    """Return the public form of a text that stands alone, outside any page's numbering."""
    return rich_text(
        source,
        Rendering.of([StoredValue("rich_text", source)], base_url=outlet.base_url),
    )


def page_link(page: Page) -> PageLink:
    """Return the short object that names a public `page` (of its specific class or not)."""
    recorder().use(f"page:{page.pk}")
    recorder().ends(page.expire_at)
    return PageLink(
        id=page.translation_key,
        type=page.specific_class.api_type,
        title=page.title,
        path=page_path(page) or "",
    )


def page_card(page: ContentPage, outlet: Outlet) -> PageCard:
    """Return the short object of a specific page with what a card shows."""
    return PageCard(
        **page_link(page).model_dump(),
        summary=page.summary,
        hero_image=hero_image(page, outlet),
    )


def page_cards(pages: Iterable[Page], outlet: Outlet) -> list[PageCard]:
    """Return cards of those of `pages` that are public, in the given order."""
    order = {page.pk: position for position, page in enumerate(pages)}
    recorder().use(*(f"page:{pk}" for pk in order))
    if not order:
        return []
    public = public_pages(Page.objects.filter(pk__in=order), now=outlet.now).specific()
    return [page_card(page, outlet) for page in sorted(public, key=lambda page: order[page.pk])]


def hero_image(page: ContentPage, outlet: Outlet) -> Any:
    """Return the public form of a page's main image, or None."""
    return image_schema(
        page.hero_image,
        base_url=outlet.base_url,
        alt=page.hero_image_alt,
        decorative=page.hero_image_decorative,
    )


def person_link(person: Person) -> PersonLink:
    """Return the short object that names a person."""
    recorder().use(f"person:{person.pk}")
    return PersonLink(
        id=person.uuid,
        name=person.name,
        credentials=person.credentials,
        interests=person.interests,
    )


def page_fields(page: ContentPage, outlet: Outlet) -> dict[str, Any]:
    """Return what every page document holds, as keyword arguments of its schema."""
    path = page_path(page) or ""
    authors = [link.person for link in page.page_authors.select_related("person")]
    reviewers = [link.person for link in page.page_reviewers.select_related("person")]
    above = pages_above(page)
    recorder().use(f"children:{page.path}")
    recorder().use(*(f"page:{found.pk}" for found in above))
    recorder().ends(page.get_next_review_turn(now=outlet.now))
    children = public_pages(page.get_children(), now=outlet.now).specific()
    main_image = hero_image(page, outlet)
    changed = page.last_published_at or outlet.now
    reviewed = page.reviewed_on is not None
    return {
        "id": page.translation_key,
        "type": page.api_type,
        "version": outlet.version,
        "locale": "en",
        "published_at": page.first_published_at or changed,
        "updated_at": changed,
        "url": outlet.base_url + path,
        "title": page.title,
        "path": path,
        "summary": page.summary,
        "audience": page.audience,
        "report_url": None,
        "review": Review(
            state=page.get_review_state(today=timezone.localdate(outlet.now)),
            reviewed_on=page.reviewed_on,
            due_on=page.get_effective_review_due_on(),
            reviewers=[person_link(person) for person in reviewers],
            independent=not {p.pk for p in authors} & {p.pk for p in reviewers}
            if reviewed
            else None,
        ),
        "changes": [],
        "authors": [person_link(person) for person in authors],
        "disclosures": Disclosures(funding=page.funding, site=default_settings().disclosure),
        "breadcrumbs": [page_link(found) for found in above if is_public(found, now=outlet.now)],
        "children": [page_card(child, outlet) for child in children],
        "hero_image": main_image,
        "seo": Seo(
            title=page.seo_title or page.title,
            description=page.search_description or page.summary,
            image=image_schema(page.social_image, base_url=outlet.base_url, decorative=True)
            or main_image,
        ),
        "glossary": [],
    }


def library_fields(item: LibraryItem, outlet: Outlet, *, path: str) -> dict[str, Any]:
    """Return what every library item's document holds, as keyword arguments of its schema."""
    return {
        "id": item.uuid,
        "type": item.api_type,
        "version": outlet.version,
        "locale": "en",
        "published_at": item.created_at,
        "updated_at": item.updated_at,
        "url": outlet.base_url + path,
    }


def person_document(person: Person, outlet: Outlet) -> PersonDocument:
    """Return the public form of a person."""
    return PersonDocument(
        **library_fields(person, outlet, path=f"/people/{person.uuid}/"),
        name=person.name,
        credentials=person.credentials,
        role=person.role,
        photo=image_schema(person.photo, base_url=outlet.base_url, alt=person.name),
        biography=single_rich_text(person.biography, outlet),
        orcid=person.orcid,
        interests=person.interests,
    )


def glossary_term_document(term: GlossaryTerm, outlet: Outlet) -> GlossaryTermDocument:
    """Return the public form of a glossary term."""
    return GlossaryTermDocument(
        **library_fields(term, outlet, path=f"/glossary/#{term.anchor}"),
        term=term.term,
        synonyms=term.synonyms,
        definition=term.definition,
    )


def site_document(found: SiteSettings, outlet: Outlet) -> SiteDocument:
    """Return what is said once for the whole site."""
    return SiteDocument(
        name=found.name,
        contact=found.contact,
        disclaimer=found.disclaimer,
        disclosure=found.disclosure,
        citation_style=found.citation_style,
        max_offline_days=found.max_offline_days,
        environment=django_settings.SITE_ENVIRONMENT,
    )


def vocabularies_document(row: object, outlet: Outlet) -> Vocabularies:
    """Return every enumeration in words."""
    return Vocabularies(
        {
            vocabulary.field: [
                VocabularyEntry(
                    value=value, label=str(label), meaning=vocabulary.meanings.get(value, "")
                )
                for value, label in vocabulary.choices.choices
            ]
            for vocabulary in all_vocabularies().values()
        }
    )


def navigation(site: Site, outlet: Outlet) -> Navigation:
    """Return the menu of a site: the public pages below its root that are marked for it."""
    recorder().use("menu")
    in_menu = public_pages(
        site.root_page.get_descendants().filter(show_in_menus=True), now=outlet.now
    )
    items: list[NavigationItem] = []
    stack: list[tuple[Page, NavigationItem]] = []
    for page in in_menu.order_by("path"):
        item = NavigationItem(**page_link(page).model_dump(), children=[])
        while stack and not page.is_descendant_of(stack[-1][0]):
            stack.pop()
        (stack[-1][1].children if stack else items).append(item)
        stack.append((page, item))
    return Navigation(items=items)
