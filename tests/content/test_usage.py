"""Where an item is used: live pages, drafts, versions that wait for their day."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone
from wagtail.models import ReferenceIndex

from cms.content.models import PageAuthor
from cms.content.usage import UNSEEN, usages_of
from cms.editorial.groups import GroupName
from cms.references.models import Reference
from tests.admin_client import client_of
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import ConditionFactory
from tests.factories.users import UserFactory
from trials.models import TrialCondition


@pytest.fixture
def editor(db: None) -> Any:
    return UserFactory(group=GroupName.EDITOR)


def kinds(item: Model, user: Any) -> dict[str, str]:
    return {usage.title: usage.kind for usage in usages_of(item, user=user)}


def test_live_pages_are_named_whether_they_choose_or_cite(library: Library, editor: Any) -> None:
    assert kinds(library.morse, editor) == {
        "Review articles": "Review list",
        "Dexosomes in lung cancer": "Trial",
    }
    assert kinds(library.melanoma, editor) == {"Dexosomes in melanoma": "Trial"}


def test_citation_in_a_draft_over_a_live_page_counts(library: Library, editor: Any) -> None:
    reference = ReferenceFactory()
    library.cancer.harms_text = f"<p>None known{cite(reference)}.</p>"
    library.cancer.save_revision()
    assert kinds(reference, editor) == {"Exosomes in the treatment of cancer": "Topic, in a draft"}


def test_choices_in_a_draft_count(library: Library, editor: Any) -> None:
    person, condition = PersonFactory(), ConditionFactory()
    trial = library.melanoma_trial
    trial.page_authors = [PageAuthor(person=person)]
    trial.trial_conditions = [TrialCondition(condition=condition)]
    trial.save_revision()
    expected = {"Dexosomes in melanoma": "Trial, in a draft"}
    assert kinds(person, editor) == kinds(condition, editor) == expected


def test_page_that_was_never_published_counts(library: Library, editor: Any) -> None:
    reference = ReferenceFactory()
    TopicPageFactory(parent=library.therapy, title="A draft", reference=reference, published=False)
    assert kinds(reference, editor) == {"A draft": "Topic, in a draft"}


def test_version_that_waits_for_its_day_counts_under_a_newer_draft(
    library: Library, editor: Any
) -> None:
    reference = ReferenceFactory()
    page = library.cancer
    before = page.harms_text
    page.harms_text = f"<p>None known{cite(reference)}.</p>"
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    page.harms_text, page.go_live_at = before, None
    page.save_revision()
    assert list(kinds(reference, editor).values()) == ["Topic, in a draft"]


def test_past_versions_do_not_count(library: Library, editor: Any) -> None:
    reference = ReferenceFactory()
    page = library.cancer
    before = page.harms_text
    page.harms_text = f"<p>None known{cite(reference)}.</p>"
    page.save_revision().publish()
    page.harms_text = before
    page.save_revision().publish()
    assert kinds(reference, editor) == {}


def test_title_of_a_draft_is_hidden_from_who_may_not_open_it(library: Library) -> None:
    reference = ReferenceFactory()
    TopicPageFactory(
        parent=library.therapy, title="Secret draft", reference=reference, published=False
    )
    for user in (UserFactory(), AnonymousUser()):
        assert [(usage.title, usage.url) for usage in usages_of(reference, user=user)] == [
            (UNSEEN, "")
        ]


def test_index_row_of_a_page_that_is_gone_is_ignored(library: Library, editor: Any) -> None:
    ReferenceIndex.objects.filter(object_id=str(library.lung_trial.pk)).update(object_id="999999")
    assert "Dexosomes in lung cancer" not in kinds(library.morse, editor)


def test_item_in_use_is_not_deleted_and_the_answer_says_where(
    library: Library, editor: Any
) -> None:
    client = client_of(editor)
    address = f"/admin/references/reference/delete/{library.morse.pk}/"
    for response in (client.get(address), client.post(address)):
        html = response.content.decode()
        assert "can’t be deleted" in html
        assert f'<a href="/admin/pages/{library.lung_trial.pk}/edit/">' in html
        assert "Yes, delete" not in html
    assert client.post(address).status_code == 409
    assert Reference.objects.filter(pk=library.morse.pk).exists()


def test_item_in_use_in_a_draft_is_not_deleted(library: Library, editor: Any) -> None:
    condition = ConditionFactory()
    library.melanoma_trial.trial_conditions = [TrialCondition(condition=condition)]
    library.melanoma_trial.save_revision()
    response = client_of(editor).post(f"/admin/trials/condition/delete/{condition.pk}/")
    assert response.status_code == 409
    assert "Trial, in a draft" in response.content.decode()


def test_item_used_a_moment_ago_is_not_deleted(
    library: Library, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.content.library_admin.usages_of", lambda item, user: [])
    response = client_of(editor).post(f"/admin/references/reference/delete/{library.morse.pk}/")
    assert response.status_code == 409
    assert "Dexosomes in lung cancer" in response.content.decode()
    assert Reference.objects.filter(pk=library.morse.pk).exists()
