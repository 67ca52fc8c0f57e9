"""What editors decide about notices and proposals."""

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.editorial.groups import GroupName
from cms.references import formatting
from cms.references.choices import ReferenceStatus
from cms.references.models import ProposalState, Reference, ReferenceNotice
from cms.references.models import reference as reference_model
from cms.references.refreshing.actions import (
    AcceptProposalsAction,
    DismissNoticesAction,
    DismissProposalsAction,
)
from cms.references.refreshing.notices import in_text
from cms.references.refreshing.proposing import propose
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.refreshing.stored import CORRECTION, RETRACTION, propose_changes, tell


@pytest.fixture
def morse(monkeypatch: pytest.MonkeyPatch) -> Reference:
    monkeypatch.setattr(reference_model, "format_in_all_styles", format_at_once)
    return ReferenceFactory(csl=MORSE_2005)


def messages_of(reference: Reference) -> list[str]:
    return [
        entry.formatter.format_message(entry)
        for entry in ModelLogEntry.objects.for_instance(reference).order_by("pk")
    ]


def test_a_notice_that_is_put_aside_is_not_heard_again(morse: Reference) -> None:
    tell(morse, RETRACTION)
    editor = UserFactory(group=GroupName.EDITOR)
    DismissNoticesAction(morse, reason="On the first version.", user=editor).execute()
    tell(morse, RETRACTION)
    assert (morse.status, morse.notice) == (ReferenceStatus.NORMAL, "")
    notice = morse.notices.get()
    assert (notice.reason, notice.dismissed_by) == ("On the first version.", editor)
    assert messages_of(morse) == [
        f"Retracted: {RETRACTION.text}",
        f"“{RETRACTION.text}” does not concern this version: On the first version.",
    ]


def test_another_notice_is_heard_all_the_same(morse: Reference) -> None:
    tell(morse, RETRACTION)
    DismissNoticesAction(morse, reason="On the first version.").execute()
    tell(morse, RETRACTION, CORRECTION)
    assert (morse.status, morse.notice) == (ReferenceStatus.CORRECTED, CORRECTION.text)


def test_what_milder_notices_say_stands_when_the_worst_is_put_aside(morse: Reference) -> None:
    tell(morse, RETRACTION, CORRECTION)
    assert morse.notice.splitlines() == [RETRACTION.text, CORRECTION.text]
    DismissNoticesAction(morse, reason="On the first version.").execute()
    morse.refresh_from_db()
    assert (morse.status, morse.notice) == (ReferenceStatus.CORRECTED, CORRECTION.text)


def test_a_notice_that_came_with_an_import_can_be_put_aside_before_any_round(
    morse: Reference,
) -> None:
    """It is in the reference's text only, and is known by its DOI when a service tells of it."""
    morse.status, morse.notice = ReferenceStatus.RETRACTED, f"{RETRACTION.text}\n{CORRECTION.text}"
    morse.save()
    DismissNoticesAction(morse, reason="On the first version.").execute()
    tell(morse, RETRACTION)
    assert (morse.status, morse.notice) == (ReferenceStatus.CORRECTED, CORRECTION.text)


def test_a_notice_is_set_again_where_the_status_was_changed_by_hand(morse: Reference) -> None:
    tell(morse, RETRACTION)
    morse.status, morse.notice = ReferenceStatus.NORMAL, ""
    morse.save()
    tell(morse, RETRACTION)
    assert (morse.status, morse.notice) == (ReferenceStatus.RETRACTED, RETRACTION.text)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed(morse: Reference, reason: str) -> None:
    tell(morse, RETRACTION)
    with pytest.raises(ValidationError):
        DismissNoticesAction(morse, reason=reason).execute()
    (proposal,) = propose_changes(morse, volume="4")
    with pytest.raises(ValidationError):
        DismissProposalsAction(morse, proposals=[proposal.pk], reason=reason).execute()
    morse.refresh_from_db()
    assert morse.status == ReferenceStatus.RETRACTED
    assert morse.proposals.get().state == ProposalState.OPEN


@pytest.mark.parametrize("group", [GroupName.AUTHOR, GroupName.MEDICAL_REVIEWER])
def test_only_those_decide_who_may_change_references(morse: Reference, group: GroupName) -> None:
    tell(morse, RETRACTION)
    (proposal,) = propose_changes(morse, volume="4")
    user = UserFactory(group=group)
    for action in (
        DismissNoticesAction(morse, reason="So.", user=user),
        AcceptProposalsAction(morse, proposals=[proposal.pk], user=user),
        DismissProposalsAction(morse, proposals=[proposal.pk], reason="So.", user=user),
    ):
        with pytest.raises(PermissionDenied):
            action.execute()


def test_some_proposals_are_accepted_and_the_others_stay(morse: Reference) -> None:
    volume, page = propose_changes(morse, volume="4", page="90")
    AcceptProposalsAction(morse, proposals=[volume.pk]).execute()
    morse.refresh_from_db()
    assert (morse.csl["volume"], morse.csl["page"]) == ("4", "9")
    page.refresh_from_db()
    assert page.state == ProposalState.OPEN
    assert messages_of(morse) == ["Proposed change accepted: Volume: 4 (Crossref)"]


def test_a_dismissed_value_is_not_proposed_again_and_another_one_is(morse: Reference) -> None:
    (proposal,) = propose_changes(morse, volume="4")
    DismissProposalsAction(morse, proposals=[proposal.pk], reason="A misprint.").execute()
    assert propose_changes(morse, volume="4") == []
    assert [each.new for each in propose_changes(morse, volume="5")] == ["5"]
    morse.refresh_from_db()
    assert morse.csl["volume"] == "3"
    assert messages_of(morse) == [
        "Proposed change dismissed: Volume: 4 (Crossref). Reason: A misprint."
    ]


def test_what_the_source_has_taken_back_is_not_proposed_any_more(morse: Reference) -> None:
    propose_changes(morse, volume="4")
    assert propose_changes(morse) == []


def test_a_proposal_is_decided_about_once(morse: Reference) -> None:
    (proposal,) = propose_changes(morse, volume="4")
    DismissProposalsAction(morse, proposals=[proposal.pk], reason="A misprint.").execute()
    with pytest.raises(ValidationError):
        AcceptProposalsAction(morse, proposals=[proposal.pk]).execute()


def test_a_proposal_of_another_reference_is_not_accepted(morse: Reference) -> None:
    other = ReferenceFactory()
    (proposal,) = propose_changes(other, volume="4")
    with pytest.raises(ValidationError):
        AcceptProposalsAction(morse, proposals=[proposal.pk]).execute()


def test_nothing_changes_where_the_record_cannot_be_formatted(
    morse: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    (proposal,) = propose_changes(morse, volume="4")

    def fail(records: object) -> None:
        raise formatting.FormattingError("no")

    monkeypatch.setattr(reference_model, "format_in_all_styles", fail)
    with pytest.raises(formatting.FormattingError):
        AcceptProposalsAction(morse, proposals=[proposal.pk]).execute()
    assert morse.proposals.get().state == ProposalState.OPEN


def test_a_notice_whose_doi_begins_as_another_ones_is_named_too(morse: Reference) -> None:
    longer = dataclasses.replace(
        RETRACTION, key="10.5555/notice2", text="Retraction: https://doi.org/10.5555/notice2"
    )
    tell(morse, longer)
    tell(morse, longer, RETRACTION)
    assert set(morse.notice.splitlines()) == {longer.text, RETRACTION.text}


def test_a_notice_that_two_tell_of_is_named_once(morse: Reference) -> None:
    watched = dataclasses.replace(RETRACTION, text=f"{RETRACTION.text} (Retraction Watch)")
    tell(morse, RETRACTION, watched)
    assert len(morse.notice.splitlines()) == 1


def test_pubmeds_notices_come_apart() -> None:
    text = "Retraction in: Lancet. 2010;375:445 Erratum in: Lancet. 2004;363:750."
    found = list(in_text(text, ReferenceStatus.RETRACTED, source="PubMed"))
    assert [(each.key, each.status) for each in found] == [
        ("Retraction in: Lancet. 2010;375:445", ReferenceStatus.RETRACTED),
        ("Erratum in: Lancet. 2004;363:750.", ReferenceStatus.CORRECTED),
    ]


def test_merging_takes_notices_and_proposals_along(morse: Reference) -> None:
    from cms.references.actions import MergeReferencesAction

    other = ReferenceFactory()
    tell(morse, RETRACTION)
    tell(other, RETRACTION, CORRECTION)
    for each in (morse, other):
        propose(each, {**each.csl, "volume": "4"}, source="Crossref", now=timezone.now())
    MergeReferencesAction(morse, merged=other).execute()
    assert set(morse.notices.values_list("key", flat=True)) == {RETRACTION.key, CORRECTION.key}
    assert morse.proposals.count() == 1
    assert ReferenceNotice.objects.count() == 2
