"""What there is to read: an address of each kind, and an article that is as awkward as can be."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Count
from wagtail.models import PageViewRestriction

from articles.models import ReviewListPage, TopicPage
from cms.content.models import Image, PageAuthor, PageReviewer, Person
from cms.references.choices import ReferenceStatus
from cms.references.models import Reference
from home.models import HomePage
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory, cite
from trials.models import TrialIndexPage, TrialPage

#: No browser breaks it by itself.
LONG_WORD = "Exosomenforschungsgemeinschaftsvorstandssitzungsprotokoll"
PASSWORD = "a word for the few"


def _topic() -> str:
    return str(TopicPage.objects.get(slug="cancer").url)


def _trial() -> str:
    """Return the trial on which sources disagree most."""
    trials = TrialPage.objects.annotate(places=Count("locations"))
    return str(max(trials, key=lambda trial: (len(trial.discrepancies), trial.places)).url)


def _person() -> str:
    person = PersonFactory(
        name=f"Ada {LONG_WORD}",
        role="Consultant oncologist",
        photo=Image.objects.first(),
        biography="<h2>Work</h2><p>She reads trials.</p>",
        orcid="0000-0002-1825-0097",
    )
    return f"/people/{person.uuid}/"


def _reference() -> str:
    """Return the publication with the longest title that pages cite."""
    return f"/library/{max(Reference.objects.all(), key=lambda found: len(found.title)).uuid}/"


def _password() -> str:
    page = ReviewListPage.objects.get()
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password=PASSWORD
    )
    return str(page.url)


def _awkward() -> str:
    return str(make_awkward_topic().url)


ADDRESSES: dict[str, Callable[[], str]] = {
    "home": lambda: str(HomePage.objects.get().url),
    "topic": _topic,
    "review_list": lambda: str(ReviewListPage.objects.get().url),
    "trial_index": lambda: str(TrialIndexPage.objects.get().url),
    "trial": _trial,
    "reference": _reference,
    "person": _person,
    "glossary": lambda: "/glossary/",
    "library": lambda: "/library/",
    "library_nothing": lambda: f"/library/?q={LONG_WORD}x&year={LONG_WORD}",
    "awkward": _awkward,
    "password": _password,
    "missing": lambda: "/no/such/page/",
    "api": lambda: "/api/content/v1/docs/",
}
#: What a reader of the library opens; the rest is for few or for nobody.
PAGES = ("home", "topic", "review_list", "trial_index", "trial", "awkward")
DOCUMENTS = (*PAGES, "reference", "person", "glossary")


def _blocks(retracted: Reference, image: Image, topic: TopicPage) -> list[tuple[str, Any]]:
    """Return every kind of block, with long words, in its stored form."""
    marks = cite(*Reference.objects.exclude(pk=retracted.pk)[:9]) + cite(retracted)
    words = f"<p>{LONG_WORD} {LONG_WORD}: as <b>bold</b> as <i>can</i> be {marks}.</p>"
    picture = {"image": image.pk, "alt_text": "An exosome", "decorative": False}
    trial = TrialPage.objects.all()[0]
    return [
        ("text", f"<h2>{LONG_WORD}</h2>{words}<h3>{LONG_WORD}</h3><ul><li>{LONG_WORD}</li></ul>"),
        *(
            ("callout", {"kind": kind, "title": title, "text": words})
            for kind, title in (("note", ""), ("caution", LONG_WORD), ("warning", ""))
        ),
        *(
            (
                "evidence",
                {
                    "statement": f"<p>{LONG_WORD}</p>",
                    "certainty": certainty,
                    "reason": LONG_WORD,
                    "study_kind": LONG_WORD,
                    "references": [retracted.pk],
                },
            )
            for certainty in ("high", "moderate", "low", "very_low")
        ),
        ("quote", {"text": words, "attribution": LONG_WORD, "reference": retracted.pk}),
        *(
            ("image", {"image": picture, "caption": LONG_WORD, "alignment": alignment})
            for alignment in ("wide", "start", "end")
        ),
        (
            "table",
            {
                "table": {
                    "caption": LONG_WORD,
                    "columns": [{"type": "text", "heading": LONG_WORD} for _ in range(9)],
                    "rows": [{"values": [words] * 9}],
                },
                "header_column": True,
            },
        ),
        ("reference_list", {"title": LONG_WORD, "references": [retracted.pk]}),
        ("page_cards", {"title": LONG_WORD, "pages": [topic.pk, trial.pk]}),
        (
            "call_to_action",
            {"title": LONG_WORD, "text": words, "label": LONG_WORD, "page": topic.pk, "url": ""},
        ),
        (
            "trial_list",
            {"title": LONG_WORD, "trials": [], "topic": None, "phases": [], "statuses": []},
        ),
    ]


def make_awkward_topic() -> TopicPage:
    """Return a published topic with all that a topic can have, in words that are too long."""
    retracted = ReferenceFactory(
        csl={
            "type": "book",
            "title": f"{LONG_WORD} {LONG_WORD}",
            "author": [{"family": LONG_WORD, "given": "Ada"}],
            "container-title": LONG_WORD,
            "DOI": f"10.1234/{LONG_WORD.lower() * 2}",
            "PMID": "39999999",
            "PMCID": "PMC9999999",
            "issued": {"date-parts": [[2020]]},
        },
        status=ReferenceStatus.RETRACTED,
        notice=f"See https://example.org/{LONG_WORD * 2}.",
        is_open_access=True,
    )
    parent = TopicPage.objects.get(slug="exosome-therapy")
    image = Image.objects.first()
    people: list[Person] = [PersonFactory(name=f"Ada {LONG_WORD}"), PersonFactory()]
    blocks = _blocks(retracted, image, TopicPage.objects.get(slug="cancer"))
    topic: TopicPage = TopicPageFactory(
        parent=parent,
        title=f"{LONG_WORD} {LONG_WORD} and so on",
        slug="awkward",
        summary=LONG_WORD * 5,
        show_in_menus=True,
        reference=retracted,
        hero_image=image,
        funding=LONG_WORD,
        approved="some_countries",
        approved_where=["US", "GB", "MK"],
        tested_people=1_000_000,
        tested_trials=1,
        tested_phases=["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3"],
        reviewed_on=datetime.date(2020, 1, 1),
        page_authors=[PageAuthor(person=person) for person in people],
        page_reviewers=[PageReviewer(person=person) for person in people],
        body=[
            {"type": kind, "value": value, "id": f"block-{number}"}
            for number, (kind, value) in enumerate(blocks)
        ],
    )
    return topic
