"""Changes of where pages are, who may see them, and what holds for the whole site."""

from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction, Site

from cms.content.models import SiteSettings
from tests.delivery.changes.base import Steps, marks
from tests.delivery.rich import RichLibrary
from tests.factories.articles import TopicPageFactory


@marks
def a_subtree_moves(rich: RichLibrary) -> Steps:
    yield ()
    rich.cancer.move(rich.home, pos="first-child")
    yield (rich.cancer, rich.trial_index, rich.lung_trial, rich.review_list, rich.therapy,
           rich.home, "navigation")  # fmt: skip


@marks
def pages_change_places(rich: RichLibrary) -> Steps:
    yield ()
    rich.lung_trial.move(rich.melanoma_trial, pos="left")
    yield rich.trial_index, rich.lung_trial


@marks
def the_slug_of_a_page_above_changes(rich: RichLibrary) -> Steps:
    yield ()
    rich.therapy.slug = "vesicles"
    rich.therapy.save_revision().publish()
    yield rich.therapy, rich.cancer, rich.trial_index, rich.lung_trial, rich.home, "navigation"


@marks
def the_slug_of_the_root_changes(rich: RichLibrary) -> Steps:
    yield ()
    rich.home.slug = "root"
    rich.home.save_revision().publish()
    yield rich.home, rich.cancer


@marks
def a_page_leaves_the_menu(rich: RichLibrary) -> Steps:
    yield ()
    Page.objects.filter(pk=rich.cancer.pk).update(show_in_menus=False)
    yield ("navigation",)


@marks
def a_page_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    PageViewRestriction.objects.create(page=rich.lung_trial, restriction_type="login")
    yield rich.lung_trial, rich.trial_index, rich.home


@marks
def a_subtree_becomes_private(rich: RichLibrary) -> Steps:
    yield ()
    PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield rich.cancer, rich.trial_index, rich.lung_trial, rich.therapy, rich.home, "navigation"


@marks
def what_an_alias_shows_becomes_private(rich: RichLibrary) -> Steps:
    other = rich.alias.create_alias(parent=rich.therapy, update_slug="alias-of-alias")
    page = TopicPageFactory(parent=other, reference=rich.morse)
    yield ()
    PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield rich.alias, other, page


@marks
def what_an_alias_showed_was_private(rich: RichLibrary) -> Steps:
    page = TopicPageFactory(parent=rich.alias, reference=rich.morse)
    PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield ()
    Page.objects.filter(pk=rich.alias.pk).update(alias_of=None)
    yield rich.alias, page, rich.home


@marks
def pages_below_a_draft_become_private(rich: RichLibrary) -> Steps:
    rich.cancer.unpublish()
    yield ()
    PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield rich.trial_index, rich.lung_trial, rich.home


@marks
def a_subtree_becomes_public(rich: RichLibrary) -> Steps:
    restriction = PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield ()
    restriction.delete()
    yield rich.cancer, rich.trial_index, rich.lung_trial, rich.therapy, rich.home, "navigation"


@marks
def a_restriction_is_another_one(rich: RichLibrary) -> Steps:
    restriction = PageViewRestriction.objects.create(page=rich.cancer, restriction_type="login")
    yield ()
    restriction.restriction_type = PageViewRestriction.GROUPS
    restriction.save()
    restriction.groups.add(Group.objects.first())
    yield ()


@marks
def a_restriction_moves_to_another_page(rich: RichLibrary) -> Steps:
    restriction = PageViewRestriction.objects.create(
        page=rich.review_list, restriction_type="login"
    )
    yield ()
    PageViewRestriction.objects.filter(pk=restriction.pk).update(page=rich.trial_index)
    yield rich.review_list, rich.trial_index, rich.lung_trial, rich.cancer, rich.home


@marks
def a_page_moves_below_a_private_one(rich: RichLibrary) -> Steps:
    PageViewRestriction.objects.create(page=rich.alias, restriction_type="login")
    yield ()
    rich.trial_index.move(rich.alias)
    yield rich.trial_index, rich.lung_trial, rich.cancer, rich.home


@marks
def the_site_s_texts_change(rich: RichLibrary) -> Steps:
    yield ()
    rich.site_settings.disclosure = "The clinic sells nothing."
    rich.site_settings.save()
    yield "site", rich.cancer, rich.lung_trial


@marks
def the_citation_style_changes(rich: RichLibrary) -> Steps:
    yield ()
    SiteSettings.objects.update(citation_style="apa")
    yield "site", rich.cancer, rich.escudier


@marks
def the_site_gets_another_host(rich: RichLibrary) -> Steps:
    yield ()
    site = Site.objects.get()
    site.hostname = "library.example.org"
    site.save()
    yield rich.home, rich.cancer, rich.lung_trial, rich.escudier, "navigation", "site"


@marks
def the_site_gets_another_root(rich: RichLibrary) -> Steps:
    yield ()
    Site.objects.update(root_page=rich.therapy)
    yield rich.home, rich.cancer, rich.lung_trial, rich.escudier, "navigation", "site"


@marks
def the_site_is_no_more(rich: RichLibrary) -> Steps:
    yield ()
    Site.objects.all().delete()
    yield rich.home, rich.cancer, rich.escudier, "navigation", "site"
