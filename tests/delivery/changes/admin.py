"""Changes of pages by the admin's forms and bulk actions."""

from typing import Any

from wagtail.models import Page

from tests.admin_client import form_data
from tests.delivery.changes.base import Steps, administrator, done, leaves, marks
from tests.delivery.rich import RichLibrary
from tests.factories.articles import TopicPageFactory


def _edit(page: Page, **changes: Any) -> None:
    done(administrator().save(f"/admin/pages/{page.pk}/edit/", **changes))


def _together(action: str, *pages: Page, **data: Any) -> None:
    """Do one of the admin's bulk actions."""
    ids = "&".join(f"id={page.pk}" for page in pages)
    done(administrator().post(f"/admin/bulk/wagtailcore/page/{action}/?{ids}", data))


@marks
def the_form_publishes(rich: RichLibrary) -> Steps:
    yield ()
    _edit(rich.cancer, title="Newer", **{"action-publish": "1"})
    yield rich.cancer, rich.alias, rich.therapy, rich.home


@leaves
def the_form_saves_a_draft(rich: RichLibrary) -> Steps:
    yield ()
    _edit(rich.cancer, title="Newer")
    yield ()


@leaves
def the_form_saves_a_draft_of_what_was_never_public(rich: RichLibrary) -> Steps:
    yield ()
    _edit(rich.draft, title="Newer", slug="newer")
    yield ()


@marks
def the_form_unpublishes(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/pages/{rich.cancer.pk}/unpublish/", {"include_descendants": "on"}
        )
    )
    yield rich.cancer, rich.trial_index, rich.lung_trial, rich.therapy, rich.home


@marks
def the_form_moves(rich: RichLibrary) -> Steps:
    yield ()
    done(administrator().post(f"/admin/pages/{rich.cancer.pk}/move/{rich.home.pk}/confirm/"))
    yield rich.cancer, rich.lung_trial, rich.therapy, rich.home, "navigation"


@marks
def the_list_puts_pages_in_order(rich: RichLibrary) -> Steps:
    yield ()
    done(administrator().post(f"/admin/pages/{rich.lung_trial.pk}/set_position/?position=0"))
    yield (rich.trial_index,)


@marks
def the_form_copies(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/pages/{rich.review_list.pk}/copy/",
            {
                "new_title": "Copy", "new_slug": "copy", "new_parent_page": rich.therapy.pk,
                "publish_copies": "on",
            },
        )
    )  # fmt: skip
    yield Page.objects.get(slug="copy").specific, rich.therapy


@leaves
def the_form_copies_without_publishing(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/pages/{rich.review_list.pk}/copy/",
            {"new_title": "Copy", "new_slug": "copy", "new_parent_page": rich.therapy.pk},
        )
    )
    yield ()


@marks
def the_form_makes_an_alias(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/pages/{rich.review_list.pk}/copy/",
            {
                "new_title": "Copy", "new_slug": "copy", "new_parent_page": rich.therapy.pk,
                "alias": "on",
            },
        )
    )  # fmt: skip
    yield Page.objects.get(slug="copy").specific, rich.therapy


@marks
def the_form_makes_a_page_of_an_alias(rich: RichLibrary) -> Steps:
    yield ()
    done(administrator().post(f"/admin/pages/{rich.alias.pk}/convert_alias/"))
    assert Page.objects.get(pk=rich.alias.pk).alias_of is None
    yield (rich.alias,)


@marks
def the_form_deletes(rich: RichLibrary) -> Steps:
    source = f"page:{rich.lung_trial.pk}"
    yield ()
    done(administrator().post(f"/admin/pages/{rich.lung_trial.pk}/delete/"))
    yield source, rich.trial_index, rich.home


@marks
def the_form_makes_private(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().post(
            f"/admin/pages/{rich.cancer.pk}/privacy/", {"restriction_type": "login"}
        )
    )
    yield rich.cancer, rich.lung_trial, rich.therapy, rich.home


@marks
def an_old_version_is_published_by_the_form(rich: RichLibrary) -> Steps:
    revision = rich.cancer.revisions.order_by("pk").first()
    yield ()
    admin = administrator()
    address = f"/admin/pages/{rich.cancer.pk}/revisions/{revision.pk}/revert/"
    data = form_data(admin.open(address).context["form"])
    data |= {"revision": [revision.pk], "action-publish": ["1"]}
    done(admin.post(f"/admin/pages/{rich.cancer.pk}/edit/", data))
    yield (rich.cancer,)


@marks
def pages_are_published_together(rich: RichLibrary) -> Steps:
    other = TopicPageFactory(parent=rich.therapy, reference=rich.morse, published=False)
    yield ()
    _together("publish", rich.draft, other)
    yield rich.draft, other, rich.therapy


@marks
def pages_are_unpublished_together(rich: RichLibrary) -> Steps:
    yield ()
    _together("unpublish", rich.trial_index, rich.review_list, include_descendants="on")
    yield rich.trial_index, rich.lung_trial, rich.review_list, rich.cancer, rich.home


@marks
def pages_move_together(rich: RichLibrary) -> Steps:
    yield ()
    _together("move", rich.review_list, rich.trial_index, chooser=rich.therapy.pk)
    yield rich.review_list, rich.trial_index, rich.lung_trial, rich.cancer, rich.therapy


@marks
def pages_are_deleted_together(rich: RichLibrary) -> Steps:
    sources = [f"page:{page.pk}" for page in (rich.melanoma_trial, rich.lung_trial)]
    yield ()
    _together("delete", rich.melanoma_trial, rich.lung_trial)
    yield *sources, rich.trial_index, rich.home
