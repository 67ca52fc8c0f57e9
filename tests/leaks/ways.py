"""Every way for content not to be public.

A way hides what has been public for a while, or brings what never was.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.hiding import HIDE
from tests.leaks.filling import MARK
from tests.leaks.world import (
    TYPES,
    World,
    add_item,
    add_page,
    fill,
    fresh,
    item_models,
    item_texts,
    publish,
    renamed,
)
from tests.page_types import PAGE_TYPES

Act = Callable[[World], None]


@dataclass(frozen=True)
class Way:
    """One way of hiding what was public.

    Args:
        show: makes it public.
        hide: hides it.
        told: the reason that readers are told, where they are.
        on_site: what the site answers at the addresses of what is hidden.
        takes_along: whether what names it is changed with it.
    """

    show: Act
    hide: Act
    told: str = ""
    on_site: tuple[int, ...] = (404,)
    takes_along: bool = False


# Pages


def show_pages(world: World) -> None:
    """Publish a hidden page of each type, then give it another address."""
    for page in world.hidden:
        publish(page)
        moved = fresh(page)
        moved.slug = renamed(moved.slug)
        moved.save_revision().publish()


def show_aliases(world: World) -> None:
    """Publish the hidden pages, and show the text of each at a second address too."""
    show_pages(world)
    for page in map(fresh, world.hidden):
        # What can't be there twice, such as a registry's id, keeps a page from having an alias.
        if not page.exclude_fields_in_copy:
            page.create_alias(parent=page.get_parent(), update_slug=f"{page.slug}-alias")


def show_branch(world: World) -> None:
    """Publish a hidden page, and pages of each type below it."""
    for page in (world.branch, *world.inside):
        publish(page)


def _each(hide: Callable[[Page], None]) -> Act:
    """Return what hides every page by itself."""

    def act(world: World) -> None:
        for page in world.hidden:
            hide(fresh(page))

    return act


def _expired_by_command(page: Page) -> None:
    HIDE["expired"](page)
    call_command("publish_scheduled")


def _scheduled(page: Page) -> None:
    page.unpublish()
    page = fresh(page)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()


def _restrict_for_group(page: Page) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name=f"{MARK} {page.pk}"))


def _below(hide: Callable[[Page], None]) -> Act:
    """Return what hides pages by what stands above them."""
    return lambda world: hide(fresh(world.branch))


SITE: dict[str, tuple[int, ...]] = {
    "withdrawn": (410, 404),
    "for members": (302, 404),
    "for a group": (302, 404),
    "with a password": (200, 404),
}
#: Ways of pages that are not those of `tests.hiding`.
MORE: dict[str, Way] = {
    "expired by the command": Way(show_pages, _each(_expired_by_command)),
    "unpublished and scheduled": Way(show_pages, _each(_scheduled)),
    "for a group with members": Way(show_pages, _each(_restrict_for_group), on_site=(302, 404)),
    "below a page with a password": Way(
        show_branch, _below(HIDE["with a password"]), on_site=(200, 404)
    ),
    "shown by an alias too": Way(show_aliases, _each(HIDE["for members"]), on_site=(302, 404)),
    "below a private page": Way(show_branch, _below(HIDE["for members"]), on_site=(302, 404)),
}
PAGES: dict[str, Way] = {
    **{
        name: Way(
            show_pages,
            _each(hide),
            told=name if name in ("withdrawn", "deleted") else "",
            on_site=SITE.get(name, (404,)),
            takes_along=name == "deleted",
        )
        for name, hide in HIDE.items()
        if name not in MORE
    },
    **MORE,
}

# Files


def show_files(world: World) -> None:
    """Let everybody see the private collection."""
    CollectionViewRestriction.objects.all().delete()


def _restrict(kind: str) -> Act:
    def act(world: World) -> None:
        CollectionViewRestriction.objects.create(
            collection=world.collection, restriction_type=kind, password=MARK
        )

    return act


def _move_to_private(world: World) -> None:
    private = Collection.get_first_root_node().add_child(name=f"{MARK} too")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    for media in (world.image, world.document):
        media.collection = private
        media.save()


def _delete_files(world: World) -> None:
    for media in (world.image, world.document):
        media.delete()


FILES: dict[str, Way] = {
    "files for members": Way(show_files, _restrict("login"), on_site=(302, 404)),
    "files for a group": Way(show_files, _restrict("groups"), on_site=(302, 404)),
    "files with a password": Way(show_files, _restrict("password"), on_site=(200, 404)),
    "files moved to a private collection": Way(show_files, _move_to_private, on_site=(302, 404)),
    "files deleted": Way(show_files, _delete_files, takes_along=True),
}

# Library items


def show_items(world: World) -> None:
    """Add an item of each type, with a mark in all its texts."""
    filling = world.marked
    for name in item_models():
        world.shown.append(add_item(name, **item_texts(name, filling)))


def _delete_items(world: World) -> None:
    for item in world.shown:
        item.delete()


ITEMS: dict[str, Way] = {"items deleted": Way(show_items, _delete_items, told="deleted")}

#: What hides what has been public.
WAYS: dict[str, Way] = {**PAGES, **FILES, **ITEMS}


# What never was public


def _new_drafts(world: World) -> None:
    for model in TYPES:
        add_page(model, [page for page in world.public if model.can_create_at(fresh(page))]
                 or world.hidden, world.marked)  # fmt: skip


def _new_scheduled(world: World) -> None:
    go_live_at = timezone.now() + datetime.timedelta(days=1)
    for page in world.secret_pages:
        draft = fill(fresh(page), world.marked, slug=page.slug, go_live_at=go_live_at)
        draft.save_revision(user=world.user).publish()


def _drafts_over_public(world: World) -> None:
    for page in world.public:
        draft = fill(fresh(page), world.marked, slug=f"{MARK.lower()}-{page.pk}")
        draft.save_revision(user=world.user)


def _scheduled_over_public(world: World) -> None:
    go_live_at = timezone.now() + datetime.timedelta(days=1)
    for page in world.public:
        draft = fill(fresh(page), world.marked, slug=f"{MARK.lower()}-{page.pk}",
                     go_live_at=go_live_at)  # fmt: skip
        draft.save_revision(user=world.user).publish()


def _comments_on_public(world: World) -> None:
    for page in world.public:
        page.wagtail_admin_comments.model.objects.create(
            page=page, user=world.user, text=MARK, contentpath="title"
        )


#: What must move nothing at all.
NEVER_PUBLIC: dict[str, Act] = {
    "new drafts": _new_drafts,
    "new pages scheduled for later": _new_scheduled,
    "drafts over public pages": _drafts_over_public,
    "changes of public pages scheduled for later": _scheduled_over_public,
    "comments on public pages": _comments_on_public,
}

#: Page types that can't be hidden alone, because all others stand below them.
ALWAYS_ABOVE = [model for model in PAGE_TYPES if model not in TYPES]
