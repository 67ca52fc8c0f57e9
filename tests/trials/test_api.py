"""Trials, conditions and interventions in the content API."""

import uuid
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.trials import InterventionFactory, TrialIndexPageFactory, TrialPageFactory


def test_list_holds_every_public_trial_newest_first(api: ApiClient, library: Library) -> None:
    found = api.json("trials/")
    assert found["total"] == 2
    assert found["next"] is None
    assert [item["title"] for item in found["items"]] == [
        "Dexosomes in lung cancer",
        "Dexosomes in melanoma",
    ]


def test_list_leaves_out_long_fields(api: ApiClient, library: Library) -> None:
    item = api.json("trials/")["items"][0]
    assert item["phases"] == ["PHASE1"]
    assert not {"parts", "citations", "eligibility", "locations", "arms"} & set(item)


def test_fields_bring_long_fields(api: ApiClient, library: Library) -> None:
    item = api.json("trials/", "?fields=parts,title")["items"][0]
    assert set(item) == {"id", "type", "title", "parts"}
    assert item["parts"]["why"]["format"] == "html"


def test_item_is_the_whole_document(api: ApiClient, library: Library) -> None:
    found = api.json(f"trials/{library.melanoma_trial.translation_key}/")
    assert found["type"] == "trial"
    assert found["topic"]["id"] == str(library.cancer.translation_key)
    assert [condition["name"] for condition in found["conditions"]] == ["Melanoma"]
    assert found["citations"][0]["reference"] == str(library.escudier.uuid)
    mark = f'data-references="{library.escudier.uuid}" data-numbers="1">[1]</a>'
    assert mark in found["parts"]["why"]["html"]
    assert found["open_to_patients"] == {"value": "no", "as_of": "2005"}


def test_fields_of_an_item_are_only_those(api: ApiClient, library: Library) -> None:
    path = f"trials/{library.lung_trial.translation_key}/"
    assert set(api.json(path, "?fields=overall_status")) == {"id", "type", "overall_status"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?phase=PHASE2", {"Dexosomes in melanoma"}),
        ("?phase=PHASE1&phase=PHASE2", {"Dexosomes in melanoma", "Dexosomes in lung cancer"}),
        ("?phase__not=PHASE2", {"Dexosomes in lung cancer"}),
        ("?phase=PHASE3", set()),
        ("?overall_status=COMPLETED", {"Dexosomes in lung cancer"}),
        ("?overall_status__not=COMPLETED", {"Dexosomes in melanoma"}),
        ("?condition=melanoma", {"Dexosomes in melanoma"}),
        ("?condition=melanoma&condition=lung-cancer",
         {"Dexosomes in melanoma", "Dexosomes in lung cancer"}),
        ("?condition__not=melanoma", {"Dexosomes in lung cancer"}),
        ("?condition=melanoma&phase=PHASE3", set()),
        ("?topic=cancer", {"Dexosomes in melanoma", "Dexosomes in lung cancer"}),
        ("?topic=exosome-therapy", {"Dexosomes in melanoma", "Dexosomes in lung cancer"}),
        ("?topic=nothing-of-that-name", set()),
        ("?topic__not=cancer", set()),
        (f"?topic={uuid.UUID(int=1)}", set()),
    ],
)  # fmt: skip
def test_filters(api: ApiClient, library: Library, query: str, titles: set[str]) -> None:
    found = api.json("trials/", query)
    assert {item["title"] for item in found["items"]} == titles
    assert found["total"] == len(titles)


def test_related_objects_are_named_by_id_as_well(api: ApiClient, library: Library) -> None:
    melanoma, upper = library.melanoma.uuid, str(library.melanoma.uuid).upper()
    expected = [str(library.melanoma_trial.translation_key)]
    assert api.ids("trials/", f"?condition={melanoma}") == expected
    assert api.ids("trials/", f"?condition={upper}") == expected
    assert len(api.ids("trials/", f"?topic={library.therapy.translation_key}")) == 2


def test_topic_leaves_other_topics_out(api: ApiClient, library: Library) -> None:
    wounds = TopicPageFactory(parent=library.therapy, title="Wounds", reference=library.morse)
    index = TrialIndexPageFactory(parent=wounds)
    trial = TrialPageFactory(parent=index, reference=library.morse)
    assert api.ids("trials/", "?topic=wounds") == [str(trial.translation_key)]
    assert len(api.ids("trials/", "?topic=cancer")) == 2
    assert len(api.ids("trials/", "?topic=exosome-therapy")) == 3


def test_topic_that_is_not_public_filters_to_nothing(api: ApiClient, library: Library) -> None:
    library.cancer.unpublish()
    assert api.ids("trials/", "?topic=cancer") == []


@pytest.mark.parametrize(
    ("query", "name", "meant"),
    [
        ("?phase=phase1", "phase", "PHASE1"),
        ("?phase=PHASE9", "phase", "PHASE"),
        ("?phase=", "phase", None),
        ("?phase=PHASE1,PHASE2", "phase", "PHASE"),
        ("?phases=PHASE1", "phases", "phase"),
        ("?Phase=PHASE1", "Phase", "phase"),
        ("?phase__gte=PHASE1", "phase__gte", "phase"),
        ("?overall_status=recruiting", "overall_status", "RECRUITING"),
        ("?condition=mela%20noma", "condition", None),
        ("?topic=../../admin", "topic", None),
        ("?fields=titel", "fields", "title"),
        ("?fields=parts__why", "fields", "part"),
        ("?order=sponsor", "order", None),
        ("?sponsor=anosys", "sponsor", None),
    ],
)
def test_invalid_parameters(
    api: ApiClient, library: Library, query: str, name: str, meant: str | None
) -> None:
    error = api.errors("trials/", query)[name]
    assert error["in"] == "query"
    assert (error["did_you_mean"] or "").startswith(meant or "")


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("title", ["Dexosomes in lung cancer", "Dexosomes in melanoma", "No date"]),
        ("-title", ["No date", "Dexosomes in melanoma", "Dexosomes in lung cancer"]),
        ("published_at", ["Dexosomes in melanoma", "Dexosomes in lung cancer", "No date"]),
        ("start_date", ["No date", "Dexosomes in lung cancer", "Dexosomes in melanoma"]),
    ],
)
def test_orders(api: ApiClient, library: Library, order: str, titles: list[str]) -> None:
    TrialPageFactory(
        parent=library.trial_index, title="No date", reference=library.morse, start_date=""
    )
    library.melanoma_trial.start_date = "2006"
    library.melanoma_trial.save_revision().publish()
    found = api.json("trials/", f"?order={order}")
    assert [item["title"] for item in found["items"]] == titles


def test_queries_per_trial_are_bounded(
    api: ApiClient, library: Library, django_assert_max_num_queries: Any
) -> None:
    """Documents are made from live rows until they are stored; this holds what that may cost."""
    api.json("trials/")
    with django_assert_max_num_queries(60):
        api.json("trials/", "?fields=parts,citations,publications")


def test_conditions_and_interventions(api: ApiClient, library: Library) -> None:
    intervention = InterventionFactory(name="Dexosomes")
    names = [item["name"] for item in api.json("conditions/", "?order=name")["items"]]
    assert names == ["Lung cancer", "Melanoma"]
    assert api.json(f"conditions/{library.melanoma.uuid}/")["slug"] == "melanoma"
    assert api.json(f"interventions/{intervention.uuid}/")["intervention_type"] == "BIOLOGICAL"
    assert api.ids("interventions/") == [str(intervention.uuid)]
