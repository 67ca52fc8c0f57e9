"""Where a library item is used: on the site and in drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision

#: What stands for the title of a draft that the asker has no right to.
UNSEEN = "A draft that you can’t open"


@dataclass(frozen=True)
class Usage:
    """One thing that uses an item.

    Args:
        title: what it is called.
        kind: what it is: `Topic`, `Trial, in a draft`.
        url: where it can be edited, empty when the asker may not.
    """

    title: str
    kind: str
    url: str


def _stored_users(item: Model) -> Iterator[Model]:
    """Yield the objects that use `item` as they are stored: pages in their live version."""
    rows = ReferenceIndex.get_references_to(item).values_list("content_type", "object_id")
    for content_type_id, object_id in rows.distinct().order_by("content_type", "object_id"):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        # A row may outlive what it was made from.
        stored = model._default_manager.filter(pk=object_id).first() if model else None
        if stored is not None:
            yield stored


def _drafts() -> Iterator[Page]:
    """Yield every version of a page that may be published and is not the stored one."""
    ahead = Page.objects.filter(latest_revision__isnull=False).exclude(
        latest_revision=F("live_revision")
    )
    revisions = Revision.page_revisions.filter(
        Q(pk__in=ahead.values("latest_revision")) | Q(approved_go_live_at__isnull=False)
    )
    for revision in revisions.order_by("pk").iterator():
        yield revision.as_object()


def _names(user: Model, item: Model) -> bool:
    """Return whether `user`, as it is in memory, names `item`."""
    # Wagtail has no public way to ask an object in memory what it names.
    content_type = ReferenceIndex._get_base_content_type(item)  # noqa: SLF001 - see above
    named = ReferenceIndex._extract_references_from_object(user)  # noqa: SLF001 - see above
    wanted = (content_type.pk, str(item.pk))
    return any((type_key, str(key)) == wanted for type_key, key, *_ in named)


def _title(used_in: Model) -> str:
    return used_in.get_admin_display_title() if isinstance(used_in, Page) else str(used_in)


def usages_of(item: Model, *, user: Any) -> list[Usage]:
    """Return everything that uses `item`, with links to what `user` may edit.

    Wagtail's index knows the stored versions; drafts and versions that wait for their day are
    looked through here.
    """
    finder = AdminURLFinder(user)
    found: dict[tuple[str, Any], Usage] = {}

    def add(used_in: Model, *, is_draft: bool) -> None:
        base = (used_in._meta.get_parent_list() or [type(used_in)])[-1]
        kind = capfirst(str(used_in._meta.verbose_name))
        url = finder.get_edit_url(used_in) or ""
        found.setdefault(
            (base._meta.label, used_in.pk),
            Usage(
                title=UNSEEN if is_draft and not url else _title(used_in),
                kind=f"{kind}, in a draft" if is_draft else kind,
                url=url,
            ),
        )

    for stored in _stored_users(item):
        add(stored, is_draft=isinstance(stored, Page) and not stored.live)
    for draft in _drafts():
        if _names(draft, item):
            add(draft, is_draft=True)
    return list(found.values())
