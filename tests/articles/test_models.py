"""What publishing a topic and a review list asks for."""

import datetime
from typing import Any

import pytest

from articles.models import ReviewListEntry, ReviewListPage, TopicPage
from articles.models.topic_page import AT_A_GLANCE_TEXTS
from cms.content.models.page import NotReadyToPublish
from tests.conftest import Library
from tests.factories.articles import ReviewListPageFactory
from tests.factories.references import ReferenceFactory, cite


def refusal(page: Any) -> dict[str, list[str]]:
    """Return why a page as it is in memory can't be published: field → messages."""
    with pytest.raises(NotReadyToPublish) as caught:
        page.save_revision(clean=False).publish()
    found: dict[str, list[str]] = caught.value.message_dict
    return found


# Topics


@pytest.mark.parametrize("name", AT_A_GLANCE_TEXTS)
def test_every_line_at_a_glance_cites_its_source(library: Library, name: str) -> None:
    setattr(library.cancer, name, "<p>Known.</p>")
    assert refusal(library.cancer) == {
        name: ["This line needs a citation: say where it is known from."]
    }


def test_several_lines_without_a_source_are_all_named(library: Library) -> None:
    library.cancer.harms_text = library.cancer.questions_text = "<p>Known.</p>"
    assert set(refusal(library.cancer)) == {"harms_text", "questions_text"}


def test_approval_in_some_countries_names_them(library: Library) -> None:
    page = library.cancer
    page.approved = "some_countries"
    assert refusal(page) == {"approved_where": ["Say in which countries it is approved."]}
    page.approved_where = ["FR"]
    page.save_revision().publish()
    assert TopicPage.objects.get(pk=page.pk).approved_where == ["FR"]


def test_a_featured_review_says_why(library: Library) -> None:
    page = library.cancer
    page.featured_reference_why = ""
    assert refusal(page) == {"featured_reference_why": ["Say why a reader should open it."]}
    page.featured_reference = None
    page.save_revision().publish()


def test_lines_are_dated(library: Library) -> None:
    library.cancer.harms_as_of = None
    assert "harms_as_of" in refusal(library.cancer)


def test_key_points_are_at_most_seven_of_600_characters(library: Library) -> None:
    page = library.cancer
    page.key_points = [("key_point", "<p>Short.</p>")] * 8
    assert "key_points" in refusal(page)
    page.key_points = [("key_point", f"<p>{'x' * 601}</p>")]
    assert "key_points" in refusal(page)


# Review lists


def entries(years: list[int | None], **values: Any) -> list[ReviewListEntry]:
    """Return entries in the order of the list, each of one year."""
    return [
        ReviewListEntry(
            reference=ReferenceFactory(
                csl={"type": "book", "title": f"{year}",
                     "issued": {"date-parts": [[year] if year else []]}}
            ),
            sort_order=order,
            **{name: each[order] for name, each in values.items()},
        )
        for order, year in enumerate(years)
    ]  # fmt: skip


def order(page: ReviewListPage) -> list[str]:
    return [entry.reference.title for entry in page.ordered_entries()]


@pytest.mark.django_db
def test_newest_articles_stand_first() -> None:
    page = ReviewListPage(ordering="newest")
    page.entries = entries([2001, None, 2020, 2010])
    assert order(page) == ["2020", "2010", "2001", "None"]


@pytest.mark.django_db
def test_an_editor_s_own_order_is_kept() -> None:
    page = ReviewListPage(ordering="by_hand")
    page.entries = entries([2001, 2020, 2010])
    assert order(page) == ["2001", "2020", "2010"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("newest", ["2010", "2020", "2001", "2019"]), ("by_hand", ["2010", "2001", "2020", "2019"])],
)
def test_the_featured_article_and_its_theme_stand_first(ordering: str, expected: list[str]) -> None:
    page = ReviewListPage(ordering=ordering)
    page.entries = entries(
        [2019, 2001, 2020, 2010],
        theme=["Making", "Harms", "Harms", "Harms"],
        featured=[False, False, False, True],
    )
    assert order(page) == expected


def test_a_list_has_one_featured_article(library: Library) -> None:
    page = ReviewListPage.objects.get(pk=library.review_list.pk)
    for entry in page.entries.all():
        entry.featured = True
    page.entries = [
        ReviewListEntry(reference=reference, featured=True)
        for reference in (library.morse, library.escudier)
    ]
    assert refusal(page) == {"ordering": ["Only one review article can be the featured one."]}


def test_an_empty_list_may_be_published(library: Library) -> None:
    page = ReviewListPageFactory(parent=library.therapy, references=[])
    assert page.live
    assert page.ordered_entries() == []


def test_an_article_stands_in_a_list_once(library: Library) -> None:
    page = ReviewListPage.objects.get(pk=library.review_list.pk)
    again = ReviewListEntry(page=page, reference=library.morse)
    with pytest.raises(Exception, match="This article is in the list already"):
        again.full_clean()


def test_annotations_may_cite_and_entries_take_no_number(library: Library) -> None:
    from django.utils import timezone

    from articles.documents import review_list_document
    from cms.delivery.registry import Outlet

    page = ReviewListPage.objects.get(pk=library.review_list.pk)
    page.entries = [
        ReviewListEntry(reference=library.morse, annotation=f"<p>See{cite(library.escudier)}.</p>")
    ]
    page.save_revision().publish()
    document = review_list_document(
        ReviewListPage.objects.get(pk=page.pk), Outlet(base_url="", now=timezone.now())
    )
    assert [entry.reference for entry in document.entries] == [library.morse.uuid]
    assert [citation.reference for citation in document.citations] == [library.escudier.uuid]


# Documents


def test_a_topic_s_document_has_its_answers(library: Library) -> None:
    from django.utils import timezone

    from articles.documents import topic_document
    from cms.delivery.registry import Outlet

    page = TopicPage.objects.get(pk=library.cancer.pk)
    page.approved, page.approved_where = "some_countries", ["FR", "US"]
    page.tested_people, page.tested_trials, page.tested_phases = 28, 2, ["PHASE1"]
    page.save_revision().publish()
    found = topic_document(
        TopicPage.objects.get(pk=page.pk), Outlet(base_url="", now=timezone.now())
    )
    glance = found.at_a_glance
    assert (glance.approved.value, glance.approved.where) == ("some_countries", ["FR", "US"])
    assert (glance.tested.people, glance.tested.trials) == (28, 2)
    assert glance.tested.phases == ["PHASE1"]
    assert glance.harms.as_of == datetime.date(2026, 11, 1)
    assert ">[1]<" in glance.questions.text.html
    assert found.featured_reference is not None
    assert found.featured_reference.reference == library.escudier.uuid
    assert found.featured_reference.why.text == "It is short."
    assert [point.text for point in found.key_points] == ["Exosomes are small."]
    assert found.citations[0].uses[0] == "cite-featured"
