"""What the trials say together."""

import json
from typing import Any

from cms.delivery.models import Document
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.delivery.test_lists import queries_of
from tests.factories.trials import TrialPageFactory
from trials.choices import EnrollmentType


def totals(api: ApiClient, query: str = "") -> dict[str, dict[str, Any]]:
    return {found["name"]: found for found in api.json("trials/evidence/", query)["totals"]}


def test_totals_say_from_which_trials_and_how(api: ApiClient, library: Library) -> None:
    people = totals(api)["people"]
    assert people["value"] == 30
    assert (people["reported_in"], people["of"]) == (2, 2)
    assert set(people["trials"]) == {
        str(library.melanoma_trial.translation_key),
        str(library.lung_trial.translation_key),
    }
    assert people["method"].startswith("The sum of the people")
    assert totals(api)["with_results"]["value"] == 2


def test_what_is_not_reported_is_null_and_never_zero(api: ApiClient, library: Library) -> None:
    for trial in (library.melanoma_trial, library.lung_trial):
        trial.enrollment_type = EnrollmentType.ESTIMATED
        trial.save_revision().publish()
    people = totals(api)["people"]
    assert people["value"] is None
    assert (people["reported_in"], people["of"]) == (0, 2)
    assert all(cell["people"] is None for cell in api.json("trials/evidence/")["matrix"])


def test_people_of_a_sub_study_are_counted_once(api: ApiClient, library: Library) -> None:
    TrialPageFactory(
        parent=library.trial_index, title="A sub-study", part_of=library.lung_trial,
        reference=library.morse,
    )  # fmt: skip
    assert totals(api)["people"]["value"] == 30
    assert totals(api)["trials"]["value"] == 3


def test_matrix_is_phase_by_condition(api: ApiClient, library: Library) -> None:
    matrix = api.json("trials/evidence/")["matrix"]
    shown = [(cell["phase"], cell["condition"]["name"], cell["people"]) for cell in matrix]
    assert shown == [
        ("PHASE1", "Lung cancer", 15),
        ("PHASE1", "Melanoma", 15),
        ("PHASE2", "Melanoma", 15),
    ]


def test_filters_are_those_of_the_list(api: ApiClient, library: Library) -> None:
    assert totals(api, "?phase=PHASE2")["people"]["value"] == 15
    assert totals(api, "?topic=exosome-therapy")["trials"]["value"] == 2
    assert totals(api, "?condition=nothing")["trials"] == {
        "name": "trials", "value": None, "reported_in": 0, "of": 0, "trials": [],
        "method": "The number of trials, sub-studies among them.",
    }  # fmt: skip
    assert api.errors("trials/evidence/", "?limit=5")["limit"]


def test_conclusion_is_that_of_the_one_index(api: ApiClient, library: Library) -> None:
    assert "They are small." in api.json("trials/evidence/")["conclusion"]["html"]
    found = api.json("trials/evidence/", "?rich_text=markdown")["conclusion"]
    assert found["format"] == "markdown"
    assert api.json("trials/evidence/", "?condition=nothing")["conclusion"] is None
    library.trial_index.unpublish()
    assert api.json("trials/evidence/")["conclusion"] is None


def test_it_is_counted_from_what_is_public(api: ApiClient, library: Library) -> None:
    library.lung_trial.unpublish()
    assert totals(api)["trials"]["value"] == 1


def test_it_takes_a_constant_number_of_queries(api: ApiClient, library: Library) -> None:
    before = len(queries_of(api, "trials/evidence/"))
    for number in range(3):
        TrialPageFactory(parent=library.trial_index, title=f"Trial {number}")
    assert len(queries_of(api, "trials/evidence/")) == before <= 6


def test_it_can_be_computed_by_hand_from_the_list(api: ApiClient, starter: None) -> None:
    stored = Document.objects.filter(type="trial", standing="public")
    trials = [json.loads(document.content) for document in stored]
    people = sum(
        trial["enrollment"]["count"]
        for trial in trials
        if trial["enrollment"]
        and trial["enrollment"]["type"] == "ACTUAL"
        and trial["part_of"] is None
    )
    assert totals(api)["people"]["value"] == people
    assert totals(api)["trials"]["value"] == len(trials)
