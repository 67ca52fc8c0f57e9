"""The small library with everything that a document can be made from."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from taggit.models import Tag
from wagtail.models import APIToken, Collection

from articles.models import TopicPage
from cms.content.models import (
    Document,
    GlossaryTerm,
    Image,
    PageAuthor,
    PageReviewer,
    Person,
    SiteSettings,
)
from cms.delivery import maintenance
from cms.references.models import Reference
from home.models import FeaturedPage
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import (
    DocumentFactory,
    GlossaryTermFactory,
    ImageFactory,
    PersonFactory,
)
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import InterventionFactory
from tests.factories.users import UserFactory
from trials.models import Intervention, TrialIntervention

#: Who may do everything in the admin.
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class RichLibrary(Library):
    """A small library in which everything is shown somewhere."""

    picture: Image
    portrait: Image
    leaflet: Document
    author: Person
    term: GlossaryTerm
    dexosomes: Intervention
    tag: Tag
    #: Cited nowhere.
    unused: Reference
    #: Never published.
    draft: TopicPage
    #: Published, and unpublished again.
    gone: TopicPage
    #: Shows the text of `cancer`.
    alias: TopicPage
    shared: Collection
    site_settings: SiteSettings
    token: str


def make_rich_library(library: Library) -> RichLibrary:
    """Add to the small library what it lacks, and render every document."""
    user = UserFactory(username=ADMINISTRATOR, is_superuser=True, is_staff=True)
    shared = Collection.get_first_root_node().add_child(name="Shared")
    portrait = ImageFactory(title="A face")
    library.morse.tags.add("dexosomes")
    gone = TopicPageFactory(parent=library.therapy, title="Gone", reference=library.morse)
    settle()
    gone.unpublish()
    made = RichLibrary(
        **vars(library),
        picture=ImageFactory(collection=shared),
        portrait=portrait,
        leaflet=DocumentFactory(collection=shared),
        author=PersonFactory(photo=portrait),
        term=GlossaryTermFactory(),
        dexosomes=InterventionFactory(),
        tag=Tag.objects.get(),
        unused=ReferenceFactory(),
        draft=TopicPageFactory(
            parent=library.therapy, title="Draft", reference=library.escudier, published=False
        ),
        gone=gone,
        alias=library.cancer.create_alias(parent=library.home, update_slug="alias"),
        shared=shared,
        site_settings=SiteSettings.for_site(library.home.get_site()),
        token=APIToken.create_token(user=user, name="tests")[1],
    )
    _name_everything(made)
    settle()
    return made


def _name_everything(made: RichLibrary) -> None:
    """Publish pages that show what there is, in every way there is."""
    cancer, home, therapy = made.cancer, made.home, made.therapy
    cancer.hero_image = made.picture
    # What Wagtail's image block asks of the image that it is given.
    made.picture.contextual_alt_text, made.picture.decorative = "A bubble.", False
    cancer.page_authors = [PageAuthor(person=made.author)]
    cancer.page_reviewers = [PageReviewer(person=PersonFactory(biography=link(home.pk)))]
    cancer.reviewed_on = datetime.date(2026, 1, 1)
    cancer.body = [
        ("text", f'<p><a linktype="document" id="{made.leaflet.pk}">A leaflet</a></p>'),
        ("image", {"image": made.picture, "caption": "", "alignment": "wide"}),
        ("quote", {"text": "<p>It works.</p>", "attribution": "She", "reference": made.morse}),
        ("evidence", {"statement": "<p>It is safe.</p>", "certainty": "high", "reason": "",
                      "study_kind": "trials", "references": [made.morse]}),
        ("reference_list", {"title": "", "references": [made.escudier]}),
    ]  # fmt: skip
    therapy.body = [("text", f"<p>{link(cancer.pk)}{cite(made.morse)}</p>")]
    home.featured_pages = [FeaturedPage(featured=cancer)]
    home.body = [
        ("trial_list", {"title": "", "topic": cancer}),
        ("trial_list", {"title": "", "trials": [made.lung_trial]}),
        ("page_cards", {"title": "", "pages": [cancer, made.lung_trial]}),
        ("call_to_action", {"title": "Ask", "text": "", "label": "Open", "page": cancer}),
    ]
    made.melanoma_trial.trial_interventions = [TrialIntervention(intervention=made.dexosomes)]
    made.lung_trial.part_of = made.melanoma_trial
    made.lung_trial.discrepancies = [
        ("discrepancy", {"field": "status", "ours": "",
                         "values": [{"value": "9", "reference": made.escudier, "note": ""}]})
    ]  # fmt: skip
    for page in (cancer, therapy, made.melanoma_trial, made.lung_trial, home):
        page.save_revision().publish()


def link(pk: int) -> str:
    return f'<a linktype="page" id="{pk}">a page</a>'


def settle() -> None:
    """Render and store everything that is marked."""
    while maintenance.render_ahead(timezone.now()):
        pass
