"""A library in which every kind of content is there twice: public, and hidden with a mark.

The public pages name what is hidden in every way in which a page can name anything. What is hidden
has never been public, so the answers of this library are what all others are compared with.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.content.models import ContentPage, Document, Image, LibraryItem
from cms.delivery import registry
from cms.references.documents import PRIVATE_CSL
from cms.references.models import Reference
from home.models import HomePage
from tests.factories.content import (
    DocumentFactory,
    GlossaryTermFactory,
    ImageFactory,
    PersonFactory,
)
from tests.factories.home import HomePageFactory
from tests.factories.references import ReferenceFactory
from tests.factories.trials import ConditionFactory, InterventionFactory
from tests.factories.users import UserFactory
from tests.leaks.fields import fields_of, rows_of
from tests.leaks.filling import MARK, Filling
from tests.page_types import PAGE_TYPES

PLAIN = "Plain words"
#: What makes a library item. A new type of item needs one.
FACTORIES: dict[str, Any] = {
    "condition": ConditionFactory,
    "glossary_term": GlossaryTermFactory,
    "intervention": InterventionFactory,
    "person": PersonFactory,
    "reference": ReferenceFactory,
}


@dataclass
class World:
    """What is in the library.

    Args:
        public: public pages, those above others first.
        hidden: pages of every type that can be hidden alone, each below a public page.
        inside: pages of every type below one of `hidden`.
        collection: the private collection, in which `image` and `document` lie, one level below.
        images: of `PLAIN` words, one that is public and one that only drafts use.
        items: library items by their model: one that is public, one that only drafts use.
        user: whose name nobody may read.
        shown: what a way has added for a while.
    """

    home: HomePage
    public: list[ContentPage] = field(default_factory=list)
    hidden: list[ContentPage] = field(default_factory=list)
    inside: list[ContentPage] = field(default_factory=list)
    items: dict[type[LibraryItem], tuple[LibraryItem, LibraryItem]] = field(default_factory=dict)
    collection: Collection = field(default_factory=Collection)
    image: Image = field(default_factory=Image)
    document: Document = field(default_factory=Document)
    images: tuple[Image, ...] = ()
    documents: tuple[Document, ...] = ()
    user: User = field(default_factory=User)
    shown: list[LibraryItem] = field(default_factory=list)

    @property
    def secret_pages(self) -> list[ContentPage]:
        """All hidden pages, those above others first."""
        return sorted([*self.hidden, *self.inside], key=lambda page: page.path)

    @property
    def branch(self) -> ContentPage:
        """The hidden page that the pages inside stand below."""
        return next(page for page in self.hidden if self.inside[0].path.startswith(page.path))

    @property
    def plain(self) -> Filling:
        """What public pages are filled with: they name what is hidden, of each type."""
        objects: dict[type[models.Model], models.Model] = {
            Image: self.image, Document: self.document, User: self.user,
            **{model: items[0] for model, items in self.items.items()},
        }  # fmt: skip
        pages = (*self.hidden, *self.inside[-1:])
        return Filling(PLAIN, pages, objects, number=12, choice=0)

    @property
    def marked(self) -> Filling:
        """What hidden pages are filled with: they name what nobody else does."""
        objects: dict[type[models.Model], models.Model] = {
            Image: self.images[1], Document: self.documents[1], User: self.user,
            **{model: items[1] for model, items in self.items.items()},
        }  # fmt: skip
        return Filling(MARK, tuple(self.public), objects)

    @property
    def paths(self) -> list[str]:
        """Every path at which a page is, or will be once `rename` has moved it; and none's."""
        paths = [fresh(page).get_url_parts()[2] for page in self]
        moved = [path.replace(page.slug, renamed(page.slug), 1) for page in self.hidden
                 for path in paths if f"/{page.slug}/" in path]  # fmt: skip
        return [*dict.fromkeys([*paths, *moved]), "/nothing-was-ever-here/"]

    def __iter__(self) -> Iterator[ContentPage]:
        """All pages."""
        return iter([*self.public, *self.hidden, *self.inside])


# Pages


def can_be_hidden_alone(model: type[Page]) -> bool:
    """Return whether pages of a type stand below others of the library."""
    return any(issubclass(parent, ContentPage) for parent in model.allowed_parent_page_models())


def _in_order(types: list[type[ContentPage]]) -> list[type[ContentPage]]:
    """Return page types so that each stands after one that it can stand below."""
    ordered: list[type[ContentPage]] = [HomePage]
    waiting = [model for model in types if model is not HomePage]
    while waiting:
        ready = [model for model in waiting
                 if set(model.allowed_parent_page_models()) & set(ordered)]  # fmt: skip
        assert ready, f"nothing leads to {waiting}"
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


#: Every page type but those that stand alone, those above others first.
TYPES = [model for model in _in_order(PAGE_TYPES) if can_be_hidden_alone(model)]


def fill(page: ContentPage, filling: Filling, **more: Any) -> ContentPage:
    """Fill all that a page holds, in memory."""
    others = tuple(found for found in filling.pages if found.pk != page.pk)
    filling = replace(filling, pages=others)
    values = {**fields_of(type(page), filling), **rows_of(type(page), filling), **more}
    for name, value in values.items():
        setattr(page, name, value)
    return page


def add_page(model: type[ContentPage], parents: list[ContentPage], filling: Filling) -> ContentPage:
    """Return a new page below the first of some pages that takes it: a draft."""
    parent = next(page for page in map(fresh, parents) if model.can_create_at(page))
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug = f"{filling.slug}-{model.api_type}".replace("_", "-")
    slug = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 99))) if s not in taken)
    page = fill(model(live=False), filling, slug=slug)
    parent.add_child(instance=page)
    page.save_revision()
    return page


def publish(page: ContentPage) -> None:
    """Publish the last draft of a page, as an editor does."""
    fresh(page).get_latest_revision().publish()


def renamed(slug: str) -> str:
    """Return the slug that a page has after it has moved."""
    return slug if slug.endswith("-moved") else f"{slug}-moved"


def fresh(page: ContentPage) -> ContentPage:
    """Return a page as it is stored now."""
    return type(page).objects.get(pk=page.pk)


# Library items


def item_models() -> dict[str, type[LibraryItem]]:
    """Return the models of library items, by the type of their documents."""
    return {
        name: deliverable.model
        for name, deliverable in registry.all_types().items()
        if deliverable.model is not None and issubclass(deliverable.model, LibraryItem)
    }


def private_texts(name: str) -> list[str]:
    """Return the columns of a library item that hold text and are no public fact."""
    model = item_models()[name]
    tables = registry.kinds()[registry.get(name).kind].facts()
    facts = {column for table in tables if table.table == model._meta.db_table
             for column in table.columns}  # fmt: skip
    return [
        str(column.column)
        for column in model._meta.concrete_fields
        if column.column not in facts and isinstance(column, models.CharField | models.TextField)
    ]


def add_item(name: str, /, **values: Any) -> LibraryItem:
    """Return a library item whose private fields are marked."""
    if item_models()[name] is Reference:
        csl = ReferenceFactory.build().csl
        values["csl"] = {**csl, **dict.fromkeys(PRIVATE_CSL, MARK), **values.pop("csl", {})}
    item: LibraryItem = FACTORIES[name](**values)
    private = dict.fromkeys(private_texts(name), MARK)
    if private:
        type(item)._default_manager.filter(pk=item.pk).update(**private)
    return item


def item_texts(name: str, filling: Filling) -> dict[str, Any]:
    """Return the texts of a library item that readers see."""
    model = item_models()[name]
    if model is Reference:
        record = {"title": filling.words, "container-title": filling.words,
                  "publisher": filling.words, "URL": filling.host}  # fmt: skip
        return {"csl": record, "notice": filling.words}
    found = fields_of(model, filling)
    return {
        column: value
        for column, value in found.items()
        if isinstance(value, str | list) and column not in private_texts(name)
    }


# All of it


def _media(world: World) -> None:
    outer = Collection.get_first_root_node().add_child(name=MARK)
    inner = outer.add_child(name=f"{MARK} inside")
    CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
    marked = Filling(MARK)
    file = {"file__filename": f"{MARK}.png", "collection": inner}
    world.collection = outer
    world.image = ImageFactory(**fields_of_media(Image, marked), **file)
    world.document = DocumentFactory(
        **fields_of_media(Document, marked), collection=inner,
        file__filename=f"{MARK}.txt", file__data=MARK.encode(),
    )  # fmt: skip
    for media in (world.image, world.document):
        media.tags.add(MARK)
    world.images = (ImageFactory(), ImageFactory(title="Used in drafts"))
    world.documents = (DocumentFactory(), DocumentFactory(title="Used in drafts"))


def fields_of_media(model: type[models.Model], filling: Filling) -> dict[str, Any]:
    """Return the words of an image or document."""
    found = fields_of(model, filling)
    return {name: value for name, value in found.items() if isinstance(value, str)}


def make_world() -> World:
    """Fill an empty database with the library."""
    world = World(home=HomePageFactory(title=PLAIN))
    world.public = [world.home]
    world.user = UserFactory(username=MARK, first_name=MARK, last_name=MARK)
    _media(world)
    for name, model in item_models().items():
        world.items[model] = (add_item(name), add_item(name))
    for model in TYPES:
        world.public.append(add_page(model, _public_parents(model, world), world.plain))
    for model in TYPES:
        world.hidden.append(add_page(model, _public_parents(model, world), world.marked))
    for model in TYPES:
        world.inside.append(add_page(model, [*world.inside, *world.hidden], world.marked))
    for page in world.public:
        image = {"hero_image": world.images[0]} if page == world.home else {}
        fill(fresh(page), world.plain, slug=page.slug, **image).save_revision().publish()
    Redirect.add_redirect("/old-way-to-hidden/", world.hidden[0])
    Redirect.add_redirect(f"/{MARK.lower()}-way/", world.public[-1])
    return world


def _public_parents(model: type[ContentPage], world: World) -> list[ContentPage]:
    """Return the public pages, with one more where none of them takes another of a type."""
    if not any(model.can_create_at(fresh(page)) for page in world.public):
        above = next(found for found in TYPES if found in model.allowed_parent_page_models())
        world.public.append(add_page(above, _public_parents(above, world), world.plain))
    return world.public
