"""`trial_list`: a live list of trials."""

from typing import Any

import pytest

from tests.blocks import check, delivered, value_of
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.trials import TrialIndexPageFactory, TrialPageFactory
from tests.hiding import HIDE


def stored(**more: Any) -> dict[str, Any]:
    return {"title": "Trials", "trials": [], "topic": None, "phases": [], "statuses": [], **more}


def titles(**choices: Any) -> list[str]:
    return [trial["title"] for trial in value_of("trial_list", stored(**choices))["trials"]]


def test_without_a_choice_every_public_trial_is_listed_by_title(library: Library) -> None:
    assert titles() == ["Dexosomes in lung cancer", "Dexosomes in melanoma"]


def test_a_card_says_what_a_list_shows(library: Library) -> None:
    card = value_of("trial_list", stored(statuses=["COMPLETED"]))["trials"][0]
    assert card == {
        "id": str(library.lung_trial.translation_key),
        "type": "trial",
        "title": "Dexosomes in lung cancer",
        "path": "/exosome-therapy/cancer/trials/dexosomes-in-lung-cancer/",
        "summary": library.lung_trial.summary,
        "phases": ["PHASE1"],
        "overall_status": "COMPLETED",
        "enrollment": {"count": 15, "type": "ACTUAL"},
    }


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ({"phases": ["PHASE2"]}, ["Dexosomes in melanoma"]),
        ({"phases": ["PHASE1"]}, ["Dexosomes in lung cancer", "Dexosomes in melanoma"]),
        ({"phases": ["PHASE3", "PHASE4"]}, []),
        ({"statuses": ["COMPLETED"]}, ["Dexosomes in lung cancer"]),
        ({"statuses": ["COMPLETED"], "phases": ["PHASE2"]}, []),
    ],
)
def test_trials_are_chosen_by_phase_and_status(
    library: Library, choices: dict[str, list[str]], found: list[str]
) -> None:
    assert titles(**choices) == found


def test_early_phase_1_is_not_phase_1(library: Library) -> None:
    TrialPageFactory(parent=library.trial_index, title="Early", phases=["EARLY_PHASE1"])
    assert "Early" not in titles(phases=["PHASE1"])
    assert titles(phases=["EARLY_PHASE1"]) == ["Early"]


def test_a_topic_includes_what_is_below_it(library: Library) -> None:
    other = TopicPageFactory(parent=library.home, title="Wounds")
    TrialPageFactory(parent=TrialIndexPageFactory(parent=other), title="Elsewhere")
    for page in (library.therapy, library.cancer, library.trial_index):
        assert titles(topic=page.pk) == ["Dexosomes in lung cancer", "Dexosomes in melanoma"]
    assert titles(topic=other.pk) == ["Elsewhere"]


def test_trials_picked_by_hand_stand_in_their_order_whatever_else_is_chosen(
    library: Library,
) -> None:
    picked = [library.melanoma_trial.pk, library.lung_trial.pk]
    assert titles(trials=picked, phases=["PHASE4"]) == [
        "Dexosomes in melanoma", "Dexosomes in lung cancer",
    ]  # fmt: skip


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page"}))
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_hidden_trial_is_absent(library: Library, how: str, *, by_hand: bool) -> None:
    picked = [library.melanoma_trial.pk, library.lung_trial.pk] if by_hand else []
    HIDE[how](library.melanoma_trial)
    assert titles(trials=picked) == ["Dexosomes in lung cancer"]


def test_a_draft_trial_is_absent_from_every_list(library: Library) -> None:
    draft = TrialPageFactory(parent=library.trial_index, title="Canary", published=False)
    assert "Canary" not in titles()
    assert titles(trials=[draft.pk]) == []


def test_a_trial_is_listed_as_it_was_published(library: Library) -> None:
    library.melanoma_trial.title = "Canary"
    library.melanoma_trial.phases = ["PHASE4"]
    library.melanoma_trial.save_revision()
    assert "Canary" not in titles()
    assert titles(phases=["PHASE4"]) == []


def test_the_fallback_names_the_trials(library: Library) -> None:
    fallback = delivered(("trial_list", stored()))[0].fallback
    assert fallback == "Trials\nDexosomes in lung cancer\nDexosomes in melanoma"


def test_everything_may_be_left_open(library: Library) -> None:
    assert check("trial_list", stored(title=""))["trials"] is not None
