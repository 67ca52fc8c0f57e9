"""The admin's home page and pages: retracted and still cited, proposed changes."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.editorial.groups import GroupName
from cms.references.choices import ReferenceStatus
from cms.references.models import ProposalState, Reference
from cms.references.models import reference as reference_model
from cms.references.refreshing import views
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.references import ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.refreshing.stored import RETRACTION, propose_changes, tell

HOME = "/admin/"
PROPOSALS = "/admin/reference-proposals/"


def client_of(group: GroupName) -> Client:
    client = Client()
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture
def editor() -> Client:
    """Return the browser of an editor."""
    return client_of(GroupName.EDITOR)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def dismiss(reference: Reference) -> str:
    return f"/admin/reference-notices/{reference.pk}/dismiss/"


def test_the_home_page_says_what_is_retracted_and_still_cited(
    library: Library, editor: Client
) -> None:
    assert "Retracted, and still cited" not in text_of(editor, HOME)
    tell(library.escudier, RETRACTION)
    shown = text_of(editor, HOME)
    assert "Retracted, and still cited" in shown
    assert "https://doi.org/10.5555/notice" in shown
    for page in (library.cancer, library.therapy, library.melanoma_trial):
        assert f'<a href="/admin/pages/{page.pk}/edit/">{page.title}</a>' in shown
    assert dismiss(library.escudier) in shown


def test_what_no_live_page_cites_is_not_on_the_home_page(library: Library, editor: Client) -> None:
    tell(ReferenceFactory(), RETRACTION)
    draft = ReferenceFactory()
    TopicPageFactory(parent=library.home, reference=draft, published=False)
    tell(draft, RETRACTION)
    assert "Retracted, and still cited" not in text_of(editor, HOME)


def test_a_page_with_a_password_counts_too(library: Library, editor: Client) -> None:
    reference = ReferenceFactory()
    page = TopicPageFactory(parent=library.home, reference=reference, title="For colleagues")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    tell(reference, RETRACTION)
    assert "For colleagues" in text_of(editor, HOME)


def test_an_author_sees_it_and_cannot_put_it_aside(library: Library) -> None:
    author = client_of(GroupName.AUTHOR)
    tell(library.escudier, RETRACTION)
    shown = text_of(author, HOME)
    assert "Retracted, and still cited" in shown
    assert dismiss(library.escudier) not in shown
    assert author.get(dismiss(library.escudier)).status_code == 302
    assert author.post(dismiss(library.escudier), {"reason": "So."}).status_code == 302
    library.escudier.refresh_from_db()
    assert library.escudier.status == ReferenceStatus.RETRACTED


def test_the_home_page_asks_as_much_for_many_as_for_one(library: Library, editor: Client) -> None:
    tell(library.escudier, RETRACTION)
    text_of(editor, HOME)
    with CaptureQueriesContext(connection) as one:
        text_of(editor, HOME)
    tell(library.morse, RETRACTION)
    with CaptureQueriesContext(connection) as more:
        text_of(editor, HOME)
    assert len(more) == len(one)


def test_a_notice_is_put_aside_with_a_reason(library: Library, editor: Client) -> None:
    tell(library.escudier, RETRACTION)
    assert RETRACTION.key in text_of(editor, dismiss(library.escudier))
    response = editor.post(dismiss(library.escudier), {"reason": " "})
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    response = editor.post(
        dismiss(library.escudier), {"reason": "We cite the second version."}, follow=True
    )
    assert "The notice is put aside" in response.content.decode()
    assert "Retracted, and still cited" not in response.content.decode()
    library.escudier.refresh_from_db()
    assert library.escudier.status == ReferenceStatus.NORMAL
    assert "no notice on this publication" in text_of(editor, dismiss(library.escudier))


def test_a_reference_that_is_gone_is_not_found(editor: Client) -> None:
    assert editor.get("/admin/reference-notices/999999/dismiss/").status_code == 404
    for key in ("999999", "x", "9" * 30, ""):
        sent = {"reference": key, "proposal": "1", "accept": "1"}
        assert editor.post(PROPOSALS, sent).status_code == 404


def test_proposals_are_shown_as_a_difference(library: Library, editor: Client) -> None:
    assert "Nothing is proposed" in text_of(editor, PROPOSALS)
    assert "Changes to references" not in text_of(editor, HOME)
    propose_changes(
        library.morse, volume="4", issue="", author=[{"family": "<script>Garst", "given": "Ada"}]
    )
    shown = text_of(editor, PROPOSALS)
    assert "<del>3</del>" in shown
    assert "<ins>4</ins>" in shown
    assert "<ins>&lt;script&gt;Garst Ada</ins>" in shown
    assert "Issue" not in shown, "the source says less, which is no difference"
    home = text_of(editor, HOME)
    assert "something else than the library in 2 fields of 1 reference." in home


def test_what_is_chosen_is_accepted(
    library: Library, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference_model, "format_in_all_styles", format_at_once)
    volume, page = propose_changes(library.morse, volume="4", page="90")
    response = editor.post(
        PROPOSALS,
        {"reference": library.morse.pk, "proposal": [page.pk], "accept": "1"},
        follow=True,
    )
    assert "The record is changed" in response.content.decode()
    library.morse.refresh_from_db()
    assert (library.morse.csl["volume"], library.morse.csl["page"]) == ("3", "90")
    volume.refresh_from_db()
    assert volume.state == ProposalState.OPEN


def test_dismissing_needs_a_reason_and_nothing_chosen_changes_nothing(
    library: Library, editor: Client
) -> None:
    (volume,) = propose_changes(library.morse, volume="4")
    sent = {"reference": library.morse.pk, "proposal": [volume.pk], "dismiss": "1"}
    for words, changes in (
        ("Say why", {"reason": " "}),
        ("Nothing was chosen", {"proposal": [], "reason": "So."}),
        ("Dismissed; the record stays", {"reason": "A misprint."}),
        ("has decided about this already", {"reason": "A misprint."}),
    ):
        response = editor.post(PROPOSALS, {**sent, **changes}, follow=True)
        assert words in response.content.decode()
    volume.refresh_from_db()
    assert (volume.state, volume.reason) == (ProposalState.DISMISSED, "A misprint.")


def test_many_references_are_several_pages(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REFERENCES_A_PAGE", 2)
    for _ in range(3):
        propose_changes(ReferenceFactory(), volume="4")
    assert "Page 2 of 2" in text_of(editor, f"{PROPOSALS}?p=2")


def test_only_those_see_proposals_who_may_change_references(library: Library) -> None:
    propose_changes(library.morse, volume="4")
    author = client_of(GroupName.AUTHOR)
    assert author.get(PROPOSALS).status_code == 302
    assert "Changes to references" not in text_of(author, HOME)


def test_the_home_page_says_that_references_could_not_be_checked(
    library: Library, editor: Client
) -> None:
    assert "could not be checked" not in text_of(editor, HOME), "they have just been added"
    week = timezone.now() - datetime.timedelta(days=7)
    Reference.objects.update(created_at=week)
    assert "2 references could not be checked for retractions" in text_of(editor, HOME)
    Reference.objects.update(checked_at=timezone.now())
    assert "could not be checked" not in text_of(editor, HOME)


def test_the_form_of_a_reference_leads_to_putting_its_notice_aside(
    library: Library, editor: Client
) -> None:
    form = f"/admin/references/reference/edit/{library.escudier.pk}/"
    assert dismiss(library.escudier) not in text_of(editor, form)
    tell(library.escudier, RETRACTION)
    assert dismiss(library.escudier) in text_of(editor, form)
