"""What is derived of a trial, and what a visitor's filters leave."""

import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.references import ReferenceFactory
from tests.factories.trials import TrialIndexPageFactory, TrialPageFactory
from tests.hiding import HIDE
from trials.choices import OPEN_BY_STATUS, OpenToPatients, OverallStatus, PublicationRole
from trials.models import TrialPage, TrialPublication
from trials.queries import (
    enrollment_of,
    filtered_trials,
    has_results,
    open_to_patients,
    public_trials,
    taking_part,
    trials_of,
    trials_with_phase,
)

#: What content-model.md's words mean for somebody who wants to take part.
OPEN = {
    "RECRUITING": "yes",
    "AVAILABLE": "yes",
    "NOT_YET_RECRUITING": "not_yet",
    "ENROLLING_BY_INVITATION": "by_invitation",
    "ACTIVE_NOT_RECRUITING": "no",
    "COMPLETED": "no",
    "SUSPENDED": "no",
    "TERMINATED": "no",
    "WITHDRAWN": "no",
    "NO_LONGER_AVAILABLE": "no",
    "TEMPORARILY_NOT_AVAILABLE": "no",
    "APPROVED_FOR_MARKETING": "no",
    "WITHHELD": "unknown",
    "UNKNOWN": "unknown",
}

# Open to patients


def test_every_status_is_in_the_table() -> None:
    assert set(OPEN) == set(OverallStatus.values)
    assert set(OPEN_BY_STATUS.values()) <= set(OpenToPatients)


@pytest.mark.parametrize("status", OPEN)
def test_the_registry_s_status_decides_whether_people_can_join(
    library: Library, status: str
) -> None:
    trial = TrialPageFactory(parent=library.trial_index, overall_status=status)
    found = open_to_patients(TrialPage.objects.get(pk=trial.pk))
    assert (found.value, found.as_of) == (OPEN[status], "2026-11-01")


def trial_with(library: Library, *publications: tuple[str, Any], **values: Any) -> TrialPage:
    """Return a trial with publications: role and date."""
    made: TrialPage = TrialPageFactory(
        parent=library.trial_index,
        publications=[
            TrialPublication(
                reference=ReferenceFactory(
                    csl={"type": "book", "title": "a", "issued": {"date-parts": [list(date)]}}
                ),
                role=role,
                sort_order=order,
            )
            for order, (role, date) in enumerate(publications)
        ],
        **values,
    )
    return made


@pytest.mark.parametrize(
    ("publications", "value", "as_of"),
    [
        ([], "unknown", None),
        ([("primary_results", [2005, 2])], "no", "2005-02"),
        ([("primary_results", [2008]), ("primary_results", [2005, 2])], "no", "2005-02"),
        ([("primary_results", [])], "no", None),
        ([("protocol", [2005])], "unknown", None),
        ([("commentary", [2005]), ("sub_study", [2006])], "unknown", None),
        ([("follow_up", [2006])], "unknown", None),
    ],
)
def test_without_a_status_published_results_mean_that_nobody_joins_any_more(
    library: Library, publications: list[Any], value: str, as_of: str | None
) -> None:
    found = open_to_patients(trial_with(library, *publications))
    assert (found.value, found.as_of) == (value, as_of)


def test_a_sub_study_s_own_publication_reports_its_results(library: Library) -> None:
    part = trial_with(library, ("sub_study", [2009]), part_of=library.melanoma_trial)
    assert open_to_patients(part).value == "no"
    assert has_results(part)


# Results and people


@pytest.mark.parametrize("role", PublicationRole.values)
def test_results_are_known_when_a_publication_reports_them(library: Library, role: str) -> None:
    assert has_results(trial_with(library, (role, [2005]))) is (role == "primary_results")


def test_results_are_known_when_the_registry_has_posted_them(library: Library) -> None:
    assert has_results(trial_with(library, results_first_posted_date="2012-05"))
    assert not has_results(trial_with(library))


@pytest.mark.parametrize(
    ("count", "kind", "found"),
    [(15, "ACTUAL", (15, "ACTUAL")), (0, "ESTIMATED", (0, "ESTIMATED")), (None, "", None)],
)
def test_people_are_told_or_not_known(
    count: int | None, kind: str, found: tuple[int, str] | None
) -> None:
    enrollment = enrollment_of(TrialPage(enrollment_count=count, enrollment_type=kind))
    assert (enrollment and (enrollment.count, enrollment.type)) == found


# Lists


def test_phases_are_found_whole(library: Library) -> None:
    early = TrialPageFactory(parent=library.trial_index, phases=["EARLY_PHASE1"])
    trials = public_trials(now=timezone.now())
    assert early not in trials_with_phase(trials, ["PHASE1"])
    assert list(trials_with_phase(trials, ["PHASE2"])) == [library.melanoma_trial]
    assert set(trials_with_phase(trials, ["PHASE2"], negate=True)) == {early, library.lung_trial}


def shown(library: Library, query: str = "") -> dict[str, Any]:
    return filtered_trials(trials_of(library.trial_index), QueryDict(query))


def titles(found: dict[str, Any]) -> list[str]:
    return [document.title for document in found["trials"]]


def test_without_filters_the_newest_trial_stands_first(library: Library) -> None:
    found = shown(library)
    assert titles(found) == ["Dexosomes in lung cancer", "Dexosomes in melanoma"]
    assert (found["total"], found["shown"]) == (2, 2)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("condition=melanoma", ["Dexosomes in melanoma"]),
        ("phase=PHASE1", ["Dexosomes in lung cancer", "Dexosomes in melanoma"]),
        ("phase=PHASE2", ["Dexosomes in melanoma"]),
        ("overall_status=COMPLETED", ["Dexosomes in lung cancer"]),
        ("open_to_patients=no", ["Dexosomes in lung cancer", "Dexosomes in melanoma"]),
        ("condition=melanoma&overall_status=COMPLETED", []),
        ("condition=melanoma&phase=", ["Dexosomes in melanoma"]),
    ],
)
def test_filters_leave_what_fits_all_of_them(library: Library, query: str, left: list[str]) -> None:
    found = shown(library, query)
    assert titles(found) == left
    assert (found["total"], found["shown"]) == (2, len(left))


@pytest.mark.parametrize(
    "query",
    ["phase=PHASE9", "phase=phase1", "condition=%00", "condition=' OR 1=1 --", "nothing=at-all",
     "overall_status=", "phase__in=PHASE2", "condition[]=melanoma", "phase=" + "x" * 5000,
     "open_to_patients=%F0%9F%98%80"],
)  # fmt: skip
def test_a_value_that_the_form_can_t_send_changes_nothing(library: Library, query: str) -> None:
    found = shown(library, query)
    assert len(found["trials"]) == 2
    assert not any(
        option["selected"] for filter_ in found["filters"] for option in filter_["options"]
    )


def test_the_form_offers_what_there_is_with_how_often(library: Library) -> None:
    filters = {filter_["name"]: filter_["options"] for filter_ in shown(library)["filters"]}
    assert [(o["value"], o["label"], o["count"]) for o in filters["condition"]] == [
        ("lung-cancer", "Lung cancer", 1), ("melanoma", "Melanoma", 1),
    ]  # fmt: skip
    assert [(o["value"], o["count"]) for o in filters["phase"]] == [("PHASE1", 2), ("PHASE2", 1)]
    assert [o["value"] for o in filters["overall_status"]] == ["COMPLETED"]


def test_the_form_keeps_what_was_chosen(library: Library) -> None:
    filters = {f["name"]: f["options"] for f in shown(library, "condition=melanoma")["filters"]}
    assert [o["value"] for o in filters["condition"] if o["selected"]] == ["melanoma"]


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page"}))
def test_a_hidden_trial_is_neither_listed_nor_counted(library: Library, how: str) -> None:
    HIDE[how](library.melanoma_trial)
    found = shown(library)
    assert titles(found) == ["Dexosomes in lung cancer"]
    assert found["total"] == 1
    assert "melanoma" not in str(found["filters"])


def test_drafts_are_neither_listed_nor_counted(library: Library) -> None:
    TrialPageFactory(parent=library.trial_index, title="Canary", published=False)
    assert shown(library)["total"] == 2


def test_trials_of_another_index_are_not_listed(library: Library) -> None:
    other = TopicPageFactory(parent=library.home, title="Wounds")
    TrialPageFactory(parent=TrialIndexPageFactory(parent=other))
    assert shown(library)["total"] == 2


def test_an_index_without_trials_is_empty(library: Library) -> None:
    other = TopicPageFactory(parent=library.home, title="Wounds")
    found = filtered_trials(trials_of(TrialIndexPageFactory(parent=other)), QueryDict())
    assert (found["trials"], found["total"], found["taking_part"]) == ([], 0, None)


# Taking part


def test_taking_part_counts_trials_and_says_as_of_when(library: Library) -> None:
    for status, day in (("RECRUITING", 3), ("NOT_YET_RECRUITING", 1), ("UNKNOWN", 2)):
        TrialPageFactory(
            parent=library.trial_index,
            overall_status=status,
            status_verified_on=datetime.date(2026, 10, day),
        )
    assert shown(library, "condition=melanoma")["taking_part"] == {
        "open": 1, "not_yet": 1, "by_invitation": 0, "unknown": 1, "total": 5,
        "as_of_from": datetime.date(2026, 10, 1), "as_of_to": datetime.date(2026, 11, 1),
    }  # fmt: skip


def test_without_any_verified_status_there_is_no_as_of(library: Library) -> None:
    library.lung_trial.delete()
    found = shown(library)["taking_part"]
    assert (found["as_of_from"], found["as_of_to"]) == (None, None)
    assert taking_part([]) is None
